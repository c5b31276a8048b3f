import { createHash } from "node:crypto";
import { open, rm } from "node:fs/promises";
import { sealStream } from "../../formats/chunked-encryption.ts";
import { originalContext } from "../../formats/footage-package.ts";
import type { Source } from "./source.ts";

const pieceBytes = 1024 * 1024;

/**
 * Seals the whole original, byte for byte, as the new file `target`.
 *
 * @returns SHA-256 of the original, lower-case hex.
 */
export async function sealOriginal(
  source: Source,
  target: string,
  asset: string,
  key: Uint8Array,
  onBytes: (bytes: number) => void,
  signal: AbortSignal | undefined,
): Promise<string> {
  const file = await open(target, "wx", 0o600);
  try {
    const digest = createHash("sha256");
    const sealer = sealStream(key, originalContext(asset));
    for (let from = 0; from < source.size; from += pieceBytes) {
      signal?.throwIfAborted();
      // Piece by piece: memory stays flat whatever the recording's size.
      // oxlint-disable-next-line no-await-in-loop
      const piece = await source.read(from, Math.min(source.size, from + pieceBytes));
      digest.update(piece);
      // oxlint-disable-next-line no-await-in-loop
      await file.appendFile(sealer.update(piece));
      onBytes(piece.length);
    }
    await file.appendFile(sealer.finish());
    await file.sync();
    return digest.digest("hex");
  } catch (error) {
    await rm(target, { force: true });
    throw error;
  } finally {
    await file.close();
  }
}
