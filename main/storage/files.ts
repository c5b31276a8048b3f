import { closeSync, fsyncSync, openSync, renameSync, rmSync, writeSync } from "node:fs";
import { open } from "node:fs/promises";
import { dirname } from "node:path";
import type { ByteSource } from "../formats/bytes.ts";

/** A file opened for reading by range. */
export interface FileSource extends ByteSource {
  close(): Promise<void>;
}

/** Opens a file for reading by range. @throws the system's error when it is missing, no file, or unreadable. */
export async function openFileSource(file: string): Promise<FileSource> {
  const handle = await open(file, "r");
  const found = await handle.stat();
  if (!found.isFile()) {
    await handle.close();
    throw Object.assign(new Error("not a file"), { code: "EISDIR" });
  }
  return {
    size: found.size,
    read: async (from, to) => {
      const bytes = new Uint8Array(to - from);
      for (let done = 0; done < bytes.byteLength;) {
        // oxlint-disable-next-line no-await-in-loop -- a read may return less than asked
        const { bytesRead } = await handle.read(bytes, done, bytes.byteLength - done, from + done);
        if (bytesRead === 0) {
          return bytes.subarray(0, done);
        }
        done += bytesRead;
      }
      return bytes;
    },
    close: () => handle.close(),
  };
}

/**
 * Writes a file piece by piece. It appears under its name only when complete and on disk; a writer that throws
 * leaves nothing behind, and whatever had that name before stays. Mode 0600.
 */
export async function writeWhole<T>(
  file: string,
  work: (write: (bytes: Uint8Array) => void) => Promise<T>,
): Promise<T> {
  const part = `${file}.part`;
  const descriptor = openSync(part, "w", 0o600);
  let isOpen = true;
  try {
    const result = await work((bytes) => {
      for (let written = 0; written < bytes.byteLength;) {
        written += writeSync(descriptor, bytes, written);
      }
    });
    fsyncSync(descriptor);
    closeSync(descriptor);
    isOpen = false;
    renameSync(part, file);
    syncFolder(dirname(file));
    return result;
  } catch (error) {
    if (isOpen) {
      closeSync(descriptor);
    }
    rmSync(part, { force: true });
    throw error;
  }
}

/** Makes names in a folder durable. A stick's file system may know no such thing; that is no loss of the file. */
function syncFolder(folder: string): void {
  let descriptor: number;
  try {
    descriptor = openSync(folder, "r");
  } catch {
    return;
  }
  try {
    fsyncSync(descriptor);
  } catch {
    // Refused by Windows and by some file systems of sticks.
  } finally {
    closeSync(descriptor);
  }
}
