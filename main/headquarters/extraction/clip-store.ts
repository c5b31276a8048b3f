import { createHash, randomBytes } from "node:crypto";
import { open, rename, rm } from "node:fs/promises";
import { join } from "node:path";
import { encodeCanonical } from "../../formats/canonical-json.ts";
import { openRandomAccess, sealStream } from "../../formats/chunked-encryption.ts";
import type { Source } from "../ingest/source.ts";
import type { ExtractionParts } from "./parts.ts";
import type { ExtractionRecords } from "./records.ts";
import { bytesOfFile, sealedSource } from "./sealed-source.ts";

/** What was written, digested on the way. */
export interface KeptClip {
  /** SHA-256 of the clip, lower-case hex. */
  readonly clip: string;
  readonly bytes: number;
}

/** Where clips lie until somebody takes them to a medium: sealed, each under a key of its own (rule R3). */
export interface ClipStore {
  /** Writes a clip; `write` hands out its bytes from the first to the last. */
  keep(extraction: string, write: (take: (bytes: Uint8Array) => Promise<void>) => Promise<void>): Promise<KeptClip>;
  /** Runs with the clip open for reading. @returns `null` when it is not there. */
  read<T>(extraction: string, use: (clip: Source) => Promise<T>): Promise<T | null>;
}

/** File of a kept clip inside the store. */
export function clipFile(extraction: string): string {
  return `${extraction}.clip`;
}

/** Name that the key of a clip is sealed under. */
function secret(extraction: string): string {
  return `clip/${extraction}`;
}

function clipContext(extraction: string): Uint8Array {
  return encodeCanonical({ v: 1, extraction, sealed: "clip" });
}

/** Opens the store of clips beside the packages. */
export function openClipStore(
  { objects, secrets }: Pick<ExtractionParts, "objects" | "secrets">,
  records: ExtractionRecords,
): ClipStore {
  const path = (extraction: string): string => join(objects, clipFile(extraction));
  return {
    keep: async (extraction, write) => {
      const key = new Uint8Array(randomBytes(32));
      const target = path(extraction);
      const file = await open(`${target}.new`, "w", 0o600);
      const digest = createHash("sha256");
      let bytes = 0;
      try {
        const sealer = sealStream(key, clipContext(extraction));
        await write(async (piece) => {
          digest.update(piece);
          bytes += piece.length;
          await file.appendFile(sealer.update(piece));
        });
        await file.appendFile(sealer.finish());
        await file.sync();
      } catch (error) {
        await rm(`${target}.new`, { force: true });
        throw error;
      } finally {
        await file.close();
      }
      // The key first: a clip without its key is nobody's, and the next cut overwrites it.
      await records.keepClipKey(extraction, secrets.seal(secret(extraction), key));
      await rename(`${target}.new`, target);
      return { clip: digest.digest("hex"), bytes };
    },
    read: async (extraction, use) => {
      const sealed = await records.clipKey(extraction);
      const file = sealed === null ? null : await open(path(extraction), "r").catch(() => null);
      if (sealed === null || file === null) {
        return null;
      }
      try {
        const key = secrets.open(secret(extraction), sealed);
        const access = openRandomAccess(key, clipContext(extraction), await bytesOfFile(file));
        return await use(sealedSource(access));
      } finally {
        await file.close();
      }
    },
  };
}

const pieceBytes = 4 * 1024 * 1024;

/** Hands a source on piece by piece. */
export async function copySource(source: Source, take: (bytes: Uint8Array) => Promise<void>): Promise<void> {
  for (let from = 0; from < source.size; from += pieceBytes) {
    // Each piece goes behind the one before.
    // oxlint-disable-next-line no-await-in-loop
    await take(await source.read(from, Math.min(source.size, from + pieceBytes)));
  }
}
