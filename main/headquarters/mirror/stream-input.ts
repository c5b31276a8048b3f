import type { Readable } from "node:stream";
import { concatBytes } from "../../formats/bytes.ts";
import type { ByteInput } from "../../formats/tlog-mirror.ts";

/** Takes exact numbers of bytes from a stream. A stream that breaks off is the same as one that ends. */
export class StreamInput implements ByteInput {
  readonly #stream: Readable;
  readonly #pieces: AsyncIterator<Uint8Array>;
  #held: Uint8Array = new Uint8Array();

  constructor(stream: Readable) {
    this.#stream = stream;
    // A request body and a gunzip stream yield buffers.
    this.#pieces = (stream as AsyncIterable<Uint8Array>)[Symbol.asyncIterator]();
    stream.on("error", () => undefined);
  }

  take(count: number): Uint8Array | Promise<Uint8Array | null> {
    if (count > this.#held.byteLength) {
      return this.#takeMore(count);
    }
    // A view: a stream never writes again into what it has handed over.
    const taken = this.#held.subarray(0, count);
    this.#held = this.#held.subarray(count);
    return taken;
  }

  async #takeMore(count: number): Promise<Uint8Array | null> {
    const parts = [this.#held];
    for (let missing = count - this.#held.byteLength; missing > 0;) {
      // oxlint-disable-next-line no-await-in-loop -- bytes of a stream come one after another
      const piece = await this.#next();
      if (piece === null) {
        this.#held = concatBytes(...parts);
        return null;
      }
      parts.push(piece.subarray(0, missing));
      this.#held = piece.subarray(missing);
      missing -= piece.byteLength;
    }
    return concatBytes(...parts);
  }

  /** Everything up to the end; null when that is more than `most` or the stream breaks off. */
  async rest(most: number): Promise<Uint8Array | null> {
    const tooMuch = await this.take(most + 1);
    return tooMuch === null ? this.#held : null;
  }

  /** Lets go of what was not read. */
  drain(): void {
    this.#stream.resume();
  }

  async #next(): Promise<Uint8Array | null> {
    try {
      const { value, done } = await this.#pieces.next();
      return done === true ? null : value;
    } catch {
      return null;
    }
  }
}
