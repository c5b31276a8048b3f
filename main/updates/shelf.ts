import { createHash } from "node:crypto";
import { constants, type Stats } from "node:fs";
import { chmod, lstat, mkdir, open, readdir, rename, rm, type FileHandle } from "node:fs/promises";
import { join } from "node:path";
import type { Release } from "../formats/release.ts";
import { releaseFile } from "../formats/release.ts";
import { fetchPiece, pieceBytes, UpdateRefused, type UpdateLine } from "./line.ts";

/**
 * Where a package lies between headquarters and its installation.
 *
 * Nothing on the shelf is believed: it is cleared before each download, files are made anew and never followed through links,
 * and what is handed over is read again from the first byte to the last, from one open file, into a file of its own.
 */
export interface Shelf {
  /**
   * Fetches a package piece by piece. What is on the shelf afterwards has exactly the signed size and digest.
   *
   * @param goOn asked before each piece; false stops, and nothing stays.
   * @returns false when it was stopped.
   * @throws {UpdateRefused} for every other end; then nothing stays either.
   */
  fetch(line: UpdateLine, artefact: Release["artefact"], options: FetchOptions): Promise<boolean>;
  /** Whether a package that was fetched still lies there; says nothing about its bytes. */
  holds(artefact: Release["artefact"]): Promise<boolean>;
  /**
   * Copies package and release into an empty folder, for whoever installs; the release comes last and whole.
   *
   * @throws {UpdateRefused} `swapped` when the package is not the one that was verified; then the folder is empty.
   */
  handOver(release: Release, file: Uint8Array, ready: string): Promise<void>;
  clear(): Promise<void>;
}

export interface FetchOptions {
  readonly goOn: () => boolean;
  readonly onProgress?: (bytes: number) => void;
  /** Time that one piece may take, in ms. */
  readonly patience?: number;
}

const packageName = "package";
const copyBytes = 1_048_576;

/** A folder of our own alone, empty, whatever lay there. @throws {UpdateRefused} when the disk refuses. */
async function emptyFolder(folder: string): Promise<void> {
  const found = await lstat(folder).catch(() => null);
  if (found !== null && !found.isDirectory()) {
    await rm(folder, { force: true });
  }
  await mkdir(folder, { recursive: true, mode: 0o700 });
  await chmod(folder, 0o700);
  for (const name of await readdir(folder)) {
    // oxlint-disable-next-line no-await-in-loop -- few and quick
    await rm(join(folder, name), { recursive: true, force: true });
  }
}

const create = constants.O_CREAT | constants.O_EXCL | constants.O_WRONLY | constants.O_NOFOLLOW;
const look = constants.O_RDONLY | constants.O_NOFOLLOW;

async function onDisk<T>(work: Promise<T>): Promise<T> {
  return work.catch((cause: unknown) => {
    const isFull = cause instanceof Error && "code" in cause && (cause.code === "ENOSPC" || cause.code === "EDQUOT");
    throw isFull ? new UpdateRefused("no-space", { cause }) : cause;
  });
}

/** Writes all of it: one call may take less. */
async function append(file: FileHandle, bytes: Uint8Array): Promise<void> {
  for (let done = 0; done < bytes.byteLength;) {
    // oxlint-disable-next-line no-await-in-loop -- one place in the file after the other
    done += (await onDisk(file.write(bytes, done))).bytesWritten;
  }
}

/** Opens the shelf in a folder that belongs to this station alone. */
export function openShelf(folder: string): Shelf {
  const place = join(folder, packageName);
  const partial = join(folder, `${packageName}.part`);

  const download = async (
    line: UpdateLine,
    artefact: Release["artefact"],
    { goOn, onProgress, patience }: FetchOptions,
  ): Promise<boolean> => {
    await onDisk(emptyFolder(folder));
    const file = await onDisk(open(partial, create, 0o600));
    const digest = createHash("sha512");
    try {
      for (let from = 0; from < artefact.size; from += pieceBytes) {
        if (!goOn()) {
          return false;
        }
        const to = Math.min(from + pieceBytes, artefact.size);
        // oxlint-disable-next-line no-await-in-loop -- in order, so that the digest runs along
        const piece = await fetchPiece(line, artefact, { from, to }, patience);
        digest.update(piece);
        // oxlint-disable-next-line no-await-in-loop -- in order
        await append(file, piece);
        onProgress?.(to);
      }
      await onDisk(file.sync());
    } finally {
      await file.close();
    }
    if (digest.digest("hex") !== artefact.sha512) {
      throw new UpdateRefused("wrong-digest");
    }
    await onDisk(rename(partial, place));
    return true;
  };

  const shelf: Shelf = {
    fetch: async (line, artefact, options) => {
      let isThere = false;
      try {
        isThere = await download(line, artefact, options);
        return isThere;
      } finally {
        if (!isThere) {
          await shelf.clear();
        }
      }
    },
    holds: async ({ size }) => {
      const facts: Stats | null = await lstat(place).catch(() => null);
      return facts !== null && facts.isFile() && facts.size === size;
    },
    handOver: async (release, file, ready) => {
      await onDisk(emptyFolder(ready));
      try {
        await copyVerified(place, join(ready, release.artefact.name), release.artefact);
        const note = await onDisk(open(join(ready, `${releaseFile}.part`), create, 0o600));
        await append(note, file);
        await onDisk(note.sync());
        await note.close();
        await rename(join(ready, `${releaseFile}.part`), join(ready, releaseFile));
      } catch (error) {
        await emptyFolder(ready);
        throw error;
      }
      await shelf.clear();
    },
    clear: async () => {
      await rm(folder, { recursive: true, force: true });
    },
  };
  return shelf;
}

/** What is copied is what was digested: both are the same bytes in memory. */
async function copyVerified(from: string, to: string, { size, sha512 }: Release["artefact"]): Promise<void> {
  const source = await open(from, look).catch((cause: unknown) => {
    throw new UpdateRefused("swapped", { cause });
  });
  const digest = createHash("sha512");
  let copied = 0;
  try {
    const target = await onDisk(open(to, create, 0o600));
    try {
      // One byte more than there should be is enough to know.
      for await (const piece of source.createReadStream({ autoClose: false, end: size, highWaterMark: copyBytes })) {
        digest.update(piece as Uint8Array);
        copied += (piece as Uint8Array).byteLength;
        await append(target, piece as Uint8Array);
      }
      await onDisk(target.sync());
    } finally {
      await target.close();
    }
  } finally {
    await source.close();
  }
  if (copied !== size || digest.digest("hex") !== sha512) {
    throw new UpdateRefused("swapped");
  }
}
