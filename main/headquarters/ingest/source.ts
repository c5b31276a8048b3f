import { open, type FileHandle } from "node:fs/promises";
import { Refused } from "./refusal.ts";

/** An original file, read in place and never written. */
export interface Source {
  readonly size: number;
  /** Open file descriptor; `null` when the bytes do not lie on disk as they are read. */
  readonly descriptor: number | null;
  read(from: number, to: number): Promise<Uint8Array>;
  view(from: number, to: number): Promise<DataView>;
  /** Refuses when the file was changed since it was opened. */
  assertUnchanged(): Promise<void>;
  close(): Promise<void>;
}

/** @throws {Refused} when there is no such file, it is no file, or it is empty. */
export async function openSource(file: string): Promise<Source> {
  const handle = await open(file, "r").catch((error: unknown) => {
    const code = error instanceof Error && "code" in error ? String(error.code) : "unknown";
    throw new Refused(code === "ENAMETOOLONG" ? "name-too-long" : "unreadable", code);
  });
  try {
    const before = await handle.stat();
    if (!before.isFile()) {
      throw new Refused("unreadable", "not a file");
    }
    if (before.size === 0) {
      throw new Refused("empty", "no bytes");
    }
    return sourceOf(handle, before.size, before.mtimeMs);
  } catch (error) {
    await handle.close();
    throw error;
  }
}

function sourceOf(handle: FileHandle, size: number, mtimeMs: number): Source {
  async function read(from: number, to: number): Promise<Uint8Array> {
    if (from < 0 || to > size || from > to) {
      throw new Refused("truncated", "data beyond the end of the file");
    }
    const bytes = new Uint8Array(to - from);
    let filled = 0;
    while (filled < bytes.length) {
      // A read may return less than asked.
      // oxlint-disable-next-line no-await-in-loop
      const { bytesRead } = await handle.read(bytes, filled, bytes.length - filled, from + filled);
      if (bytesRead === 0) {
        throw new Refused("truncated", "file became shorter");
      }
      filled += bytesRead;
    }
    return bytes;
  }
  return {
    size,
    descriptor: handle.fd,
    read,
    view: async (from, to) => {
      const bytes = await read(from, to);
      return new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
    },
    assertUnchanged: async () => {
      const now = await handle.stat();
      if (now.size !== size || now.mtimeMs !== mtimeMs) {
        throw new Refused("unreadable", "file changed while it was read");
      }
    },
    close: () => handle.close(),
  };
}
