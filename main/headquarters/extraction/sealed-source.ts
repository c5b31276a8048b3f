import type { FileHandle } from "node:fs/promises";
import type { ByteSource } from "../../formats/bytes.ts";
import type { openRandomAccess } from "../../formats/chunked-encryption.ts";
import type { Source } from "../ingest/source.ts";

/** The bytes of an open file, read where they are asked for. */
export async function bytesOfFile(file: FileHandle): Promise<ByteSource> {
  const { size } = await file.stat();
  return {
    size,
    read: async (from, to) => {
      const bytes = new Uint8Array(to - from);
      await file.read(bytes, 0, bytes.length, from);
      return bytes;
    },
  };
}

/** Something sealed as ingest reads an original. It has no descriptor: only its ciphertext lies in a file. */
export function sealedSource(access: ReturnType<typeof openRandomAccess>): Source {
  return {
    size: access.plaintextSize,
    descriptor: null,
    read: (from, to) => access.read(from, to),
    view: async (from, to) => {
      const bytes = await access.read(from, to);
      return new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
    },
    assertUnchanged: () => Promise.resolve(),
    close: () => Promise.resolve(),
  };
}
