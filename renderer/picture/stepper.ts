import type { SampleTable } from "./sample-table.ts";

/** Decodes single pictures by itself, for those that the media element cannot reach. */
export interface Stepper {
  /**
   * Decodes the picture of a row and hands it over while it is valid.
   *
   * @returns false when it cannot be decoded, or is not wanted any more. Never another row's picture.
   */
  show(row: number, isWanted: () => boolean, draw: (picture: VideoFrame) => void): Promise<boolean>;
}

/** Where the encoded pictures come from. */
export interface StepperParts {
  readonly table: SampleTable;
  /** Bytes of the media `[from, to)`. */
  readonly read: (from: number, to: number) => Promise<Uint8Array<ArrayBuffer>>;
}

/** Pictures that a decoder may hold back for their order, more than any coding level allows. */
const reorder = 16;
/** Decoded pictures that are kept: a step back within a group costs nothing. */
const keptBytes = 192 * 1024 * 1024;
/** Encoded pictures read at a time. */
const readAhead = 24;
const answerMs = 4000;

/** @returns `null` when this browser cannot decode the coding by single pictures. */
export async function createStepper({ table, read }: StepperParts): Promise<Stepper | null> {
  const config: VideoDecoderConfig = {
    codec: table.codec,
    // The confirming decoder hides no error and holds no picture in scarce surfaces.
    hardwareAcceleration: "prefer-software",
    ...(table.description.length === 0 ? {} : { description: table.description }),
  };
  if (typeof VideoDecoder === "undefined") {
    return null;
  }
  const { supported } = await VideoDecoder.isConfigSupported(config).catch(() => ({ supported: false }));
  return supported === true ? new GroupStepper(table, read, config) : null;
}

class GroupStepper implements Stepper {
  readonly #table: SampleTable;
  readonly #read: StepperParts["read"];
  readonly #config: VideoDecoderConfig;
  readonly #kept = new Map<number, VideoFrame>();
  readonly #decodedAt: Int32Array;
  #decoder: VideoDecoder | null = null;
  /** Next sample to be fed; meaningful while there is a decoder. */
  #fed = 0;
  #wanted = 0;
  #arrived: (() => void) | null = null;

  constructor(table: SampleTable, read: StepperParts["read"], config: VideoDecoderConfig) {
    this.#table = table;
    this.#read = read;
    this.#config = config;
    this.#decodedAt = new Int32Array(table.rows).fill(-1);
    for (let sample = 0; sample < table.row.length; sample++) {
      this.#decodedAt[table.row[sample] ?? 0] = sample;
    }
  }

  async show(row: number, isWanted: () => boolean, draw: (picture: VideoFrame) => void): Promise<boolean> {
    this.#wanted = row;
    if (!this.#kept.has(row)) {
      try {
        await this.#decode(row, isWanted);
      } catch {
        // A decoder that failed is of no more use; the row counts as not decodable.
        this.#drop();
      }
    }
    const picture = this.#kept.get(row);
    // The tag is the row itself and went through the decoder with the picture.
    if (picture === undefined || picture.timestamp !== row || !isWanted()) {
      return false;
    }
    draw(picture);
    return true;
  }

  async #decode(row: number, isWanted: () => boolean): Promise<void> {
    const sample = this.#decodedAt[row] ?? -1;
    if (sample < 0) {
      return;
    }
    const start = this.#startOf(sample);
    if (this.#decoder === null || this.#fed <= start || this.#fed > sample + 1) {
      this.#begin(start);
    }
    const end = Math.min(this.#table.row.length, sample + 1 + reorder);
    while (this.#fed < end && !this.#kept.has(row) && isWanted()) {
      // oxlint-disable-next-line no-await-in-loop -- each batch follows the one before
      await this.#feed(Math.min(end, this.#fed + readAhead));
    }
    if (!this.#kept.has(row) && isWanted()) {
      await this.#settle(row);
    }
  }

  #startOf(sample: number): number {
    let start = sample;
    while (start > 0 && this.#table.sync[start] !== 1) {
      start--;
    }
    return start;
  }

  #begin(start: number): void {
    this.#drop();
    const decoder = new VideoDecoder({
      output: (picture) => this.#keep(picture),
      error: () => {
        this.#decoder = null;
        this.#arrived?.();
      },
    });
    decoder.configure(this.#config);
    this.#decoder = decoder;
    this.#fed = start;
  }

  async #feed(to: number): Promise<void> {
    const { at, size, row, sync } = this.#table;
    const from = this.#fed;
    const first = Math.min(...at.subarray(from, to));
    const last = Math.max(...Array.from(at.subarray(from, to), (place, index) => place + (size[from + index] ?? 0)));
    const bytes = await this.#read(first, last);
    for (let sample = from; sample < to; sample++) {
      const place = (at[sample] ?? 0) - first;
      this.#decoder?.decode(
        new EncodedVideoChunk({
          type: sync[sample] === 1 ? "key" : "delta",
          timestamp: row[sample] ?? 0,
          data: bytes.subarray(place, place + (size[sample] ?? 0)),
        }),
      );
    }
    this.#fed = to;
  }

  /** Waits for what was fed; a decoder that still holds the picture back is flushed, which ends its group. */
  async #settle(row: number): Promise<void> {
    const decoder = this.#decoder;
    if (decoder === null) {
      return;
    }
    const isLast = this.#fed === this.#table.row.length;
    await Promise.race([
      new Promise<void>((resolve) => {
        this.#arrived = () => {
          if (this.#kept.has(row) || this.#decoder === null) {
            resolve();
          }
        };
        this.#arrived();
      }),
      pause(isLast ? 0 : answerMs / 8),
    ]);
    this.#arrived = null;
    if (!this.#kept.has(row) && this.#decoder === decoder) {
      await Promise.race([decoder.flush(), pause(answerMs)]);
      this.#drop();
    }
  }

  #keep(picture: VideoFrame): void {
    const row = picture.timestamp;
    this.#kept.get(row)?.close();
    this.#kept.set(row, picture);
    const most = Math.max(8, Math.floor(keptBytes / Math.max(1, picture.codedWidth * picture.codedHeight * 1.5)));
    while (this.#kept.size > most) {
      let farthest = row;
      for (const kept of this.#kept.keys()) {
        farthest = Math.abs(kept - this.#wanted) > Math.abs(farthest - this.#wanted) ? kept : farthest;
      }
      this.#kept.get(farthest)?.close();
      this.#kept.delete(farthest);
    }
    this.#arrived?.();
  }

  #drop(): void {
    if (this.#decoder !== null && this.#decoder.state !== "closed") {
      this.#decoder.close();
    }
    this.#decoder = null;
  }
}

function pause(ms: number): Promise<void> {
  return new Promise((resolve) => {
    setTimeout(resolve, ms);
  });
}
