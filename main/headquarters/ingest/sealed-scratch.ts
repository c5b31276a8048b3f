import { randomBytes } from "node:crypto";
import { open, rm } from "node:fs/promises";
import { openRandomAccess, sealStream } from "../../formats/chunked-encryption.ts";
import { encodeCanonical } from "../../formats/canonical-json.ts";
import type { Source } from "./source.ts";

/**
 * A file that only this process can read: what is made on the way to a package lies on disk as ciphertext under a key
 * that is never written (rule R3). A crash leaves bytes that nobody can open.
 */
export interface SealedScratch {
  /** Seals everything of the stream; then `source` reads it back. */
  fill(bytes: AsyncIterable<Uint8Array>): Promise<void>;
  source(): Promise<Source>;
  /** Closes and removes the file. */
  remove(): Promise<void>;
}

export async function createSealedScratch(target: string): Promise<SealedScratch> {
  await rm(target, { force: true });
  const file = await open(target, "wx+", 0o600);
  const key = randomBytes(32);
  const context = encodeCanonical({ v: 1, sealed: "scratch" });
  let size = 0;
  return {
    async fill(bytes) {
      const sealer = sealStream(key, context);
      for await (const piece of bytes) {
        const sealed = sealer.update(piece);
        await file.appendFile(sealed);
        size += sealed.length;
      }
      const last = sealer.finish();
      await file.appendFile(last);
      size += last.length;
    },
    async source() {
      const message = openRandomAccess(key, context, {
        size,
        read: async (from, to) => {
          const bytes = new Uint8Array(to - from);
          let done = 0;
          while (done < bytes.length) {
            // A read may return less than asked.
            // oxlint-disable-next-line no-await-in-loop
            const { bytesRead } = await file.read(bytes, done, bytes.length - done, from + done);
            if (bytesRead === 0) {
              break;
            }
            done += bytesRead;
          }
          return bytes.subarray(0, done);
        },
      });
      await message.authenticate();
      return {
        size: message.plaintextSize,
        descriptor: null,
        read: (from, to) => message.read(from, to),
        view: async (from, to) => {
          const bytes = await message.read(from, to);
          return new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
        },
        assertUnchanged: async () => {},
        close: async () => {},
      };
    },
    async remove() {
      key.fill(0);
      await file.close();
      await rm(target, { force: true });
    },
  };
}
