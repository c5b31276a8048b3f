import { createHash, webcrypto } from "node:crypto";
import { type FileHandle, mkdir, open, readdir, readFile, rename, rm, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { concatBytes, hex, utf8 } from "../formats/bytes.ts";
import { openMessage, seal } from "../formats/chunked-encryption.ts";
import { hkdfSha256 } from "../formats/digest.ts";
import { FormatError } from "../formats/format-error.ts";
import {
  packageMagic,
  readPackageHeader,
  type PackageHeader,
  type PackageSegment,
} from "../formats/footage-package.ts";
import type { KeyNode } from "../formats/key-tree.ts";
import type { PackageSource } from "./ports.ts";

/** Reads of a package that are made at headquarters only when this station does not hold the bytes yet. */
export interface CachedPackage {
  /** @throws {FormatError} when the manifest is not the one the grant names. */
  header(): Promise<PackageHeader>;
  /** A whole segment as the manifest's digest names it. @throws {FormatError} when it was altered. */
  segment(header: PackageHeader, entry: PackageSegment): Promise<Uint8Array>;
  /**
   * The same for segments that lie side by side, with one question at most: a long recording of small segments would
   * otherwise ask thousands of times before its first picture.
   */
  segments(header: PackageHeader, entries: readonly PackageSegment[]): Promise<Uint8Array[]>;
  /** The companion of a segment as the manifest's digest names it; `null` when the package has none. */
  glance(header: PackageHeader, segment: number): Promise<Uint8Array | null>;
  /** Part of a segment, unchecked: for bytes that authenticate themselves. */
  part(header: PackageHeader, entry: PackageSegment, from: number, to: number): Promise<Uint8Array>;
}

/** Where the ciphertext of one package is kept: a folder of its own, so that it can be erased without opening anything. */
export function keptFolderOf(root: string, manifestDigest: string): string {
  return join(root, createHash("sha256").update(`kept ${manifestDigest}`).digest("hex"));
}

/**
 * Erases whatever is kept of a package, for good: a file takes the place of its folder, so that a read that is still
 * under way cannot put anything back.
 *
 * @throws when something of it is still there.
 */
export async function eraseKept(root: string, manifestDigest: string): Promise<void> {
  const folder = keptFolderOf(root, manifestDigest);
  await mkdir(root, { recursive: true });
  // Earlier versions kept the segments of all packages together; nobody can tell whose they are, so they are fetched anew.
  const shared = (await readdir(root)).filter((name) => /^[0-9a-f]{2}$/u.test(name));
  await Promise.all(shared.map((name) => rm(join(root, name), { recursive: true, force: true })));
  for (let tries = 0; ; tries++) {
    // oxlint-disable-next-line no-await-in-loop -- again only when a read put its folder back in between
    await rm(folder, { recursive: true, force: true, maxRetries: 3 });
    try {
      // oxlint-disable-next-line no-await-in-loop -- see above
      await writeFile(folder, "", { flag: "wx" });
      return;
    } catch (error) {
      if (tries >= 5) {
        throw error;
      }
    }
  }
}

/** Below this size a segment is fetched at once; it will be needed in a moment anyway. */
export const smallSegment = 1024 * 1024;

/**
 * Keeps ciphertext of one package in a folder, under the digests the manifest gives.
 *
 * Whatever lies in the folder is checked before use; an altered file is fetched again once, an altered
 * answer of headquarters is damage.
 */
export function openCachedPackage(
  root: string,
  manifestDigest: string,
  headKey: Uint8Array,
  fetchPackage: () => Promise<PackageSource>,
): CachedPackage {
  const folder = keptFolderOf(root, manifestDigest);
  let opening: Promise<PackageSource> | null = null;
  const source = (): Promise<PackageSource> => {
    opening ??= fetchPackage().catch((error: unknown) => {
      opening = null;
      throw error;
    });
    return opening;
  };
  const loading = new Map<number, Promise<Uint8Array>>();
  /** Nobody waits for the disk: until it has a segment, whoever wants it has it from here. `keep` never rejects. */
  const putAway = (entry: Named, bytes: Uint8Array): void => {
    const there = Promise.resolve(bytes);
    loading.set(entry.index, there);
    void keep(folder, entry.sha256, bytes).finally(() => {
      if (loading.get(entry.index) === there) {
        loading.delete(entry.index);
      }
    });
  };

  const segment: CachedPackage["segment"] = (header, entry) => {
    const running = loading.get(entry.index);
    if (running !== undefined) {
      return running;
    }
    const load = loadSegment(folder, header, entry, source, putAway).finally(() => {
      if (loading.get(entry.index) === load) {
        loading.delete(entry.index);
      }
    });
    loading.set(entry.index, load);
    return load;
  };

  return {
    header: () => loadHeader(folder, manifestDigest, headKey, source),
    segment,
    async segments(header, entries) {
      const kept = await Promise.all(entries.map((entry) => readWhole(folder, entry)));
      const missing = entries.filter((_entry, at) => kept[at] === null);
      const [first, last] = [missing[0], missing.at(-1)];
      if (first === undefined || last === undefined) {
        return kept.filter((bytes) => bytes !== null);
      }
      const run = await (
        await source()
      ).read(header.bodyOffset + first.offset, header.bodyOffset + last.offset + last.bytes);
      return Promise.all(
        entries.map(async (entry, at) => {
          const from = entry.offset - first.offset;
          // A copy: one segment that is held must not hold the whole run.
          return kept[at] ?? (await taken(entry, run.slice(from, from + entry.bytes), putAway));
        }),
      );
    },
    async glance(header, index) {
      const entry = glanceAt(header.manifest, index);
      return entry === null ? null : loadSegment(folder, header, entry, source, putAway);
    },
    async part(header, entry, from, to) {
      if (loading.has(entry.index)) {
        return (await segment(header, entry)).subarray(from, to);
      }
      const kept = await readKeptPart(folder, entry, from, to);
      if (kept !== null) {
        return kept;
      }
      const base = header.bodyOffset + entry.offset;
      return (await source()).read(base + from, base + to);
    },
  };
}

/** A stretch of ciphertext with a digest in the manifest. */
type Named = Pick<PackageSegment, "index" | "offset" | "bytes" | "sha256">;

type PutAway = (entry: Named, bytes: Uint8Array) => void;

function glanceAt({ glances }: PackageHeader["manifest"], segment: number): Named | null {
  const entry = glances?.segments[segment];
  if (glances === undefined || entry === undefined) {
    return null;
  }
  const ahead = glances.segments.slice(0, segment).reduce((sum, { bytes }) => sum + bytes, 0);
  // Below zero, where no segment is.
  return { ...entry, index: -1 - segment, offset: glances.offset + ahead };
}

async function loadSegment(
  folder: string,
  header: PackageHeader,
  entry: Named,
  source: () => Promise<PackageSource>,
  putAway: PutAway,
): Promise<Uint8Array> {
  const kept = await readWhole(folder, entry);
  if (kept !== null) {
    return kept;
  }
  const from = header.bodyOffset + entry.offset;
  return taken(entry, await (await source()).read(from, from + entry.bytes), putAway);
}

/** A kept segment; null when it is not there, or is not what the manifest names. */
async function readWhole(folder: string, { sha256 }: Named): Promise<Uint8Array | null> {
  const kept = await readKept(folder, sha256);
  return kept !== null && (await digestOf(kept)) === sha256 ? kept : null;
}

/** What headquarters answered, once it is what the manifest names; kept for the next time. */
async function taken(entry: Named, fetched: Uint8Array, putAway: PutAway): Promise<Uint8Array> {
  if ((await digestOf(fetched)) !== entry.sha256) {
    throw new FormatError("segment: ciphertext was altered");
  }
  putAway(entry, fetched);
  return fetched;
}

/** SHA-256 in hexadecimal, taken beside the main thread: a segment is megabytes. */
async function digestOf(bytes: Uint8Array): Promise<string> {
  return hex(new Uint8Array(await webcrypto.subtle.digest("SHA-256", bytes)));
}

async function loadHeader(
  folder: string,
  manifestDigest: string,
  headKey: Uint8Array,
  source: () => Promise<PackageSource>,
): Promise<PackageHeader> {
  // Kept under a name of its own: the digest is over the manifest alone, the file holds its signature too.
  const name = createHash("sha256").update(`head ${manifestDigest}`).digest("hex");
  const kept = await readKept(folder, name);
  if (kept !== null) {
    const header = await openHead(kept, headKey, manifestDigest).catch(() => null);
    if (header !== null && header.manifestDigest === manifestDigest) {
      return header;
    }
  }
  const remote = await source();
  const header = await readPackageHeader(remote);
  if (header.manifestDigest !== manifestDigest) {
    throw new FormatError("package: manifest is not the one that was granted");
  }
  const size = new Uint8Array(8);
  new DataView(size.buffer).setBigUint64(0, BigInt(remote.size));
  const head = await remote.read(0, header.bodyOffset);
  await keep(folder, name, seal(headKey, utf8(manifestDigest), concatBytes(size, head)));
  return header;
}

/**
 * Key of the kept head: whoever can open the granted segments has it, and nobody else.
 *
 * The manifest names persons, places and the case, so at rest it is as secret as the footage (rule R3).
 */
export function headKeyOf(nodes: readonly KeyNode[]): Uint8Array {
  return hkdfSha256(concatBytes(...nodes.map(({ key }) => key)), new Uint8Array(), utf8("vitrine/kept-head/v1"), 32);
}

/** A kept head, sealed: length of the package as 64 bits, then the package up to its first segment. */
async function openHead(sealed: Uint8Array, headKey: Uint8Array, manifestDigest: string): Promise<PackageHeader> {
  const kept = openMessage(headKey, utf8(manifestDigest), sealed);
  if (kept.length < 8 + packageMagic.length) {
    throw new FormatError("package: too short");
  }
  const size = Number(new DataView(kept.buffer, kept.byteOffset).getBigUint64(0));
  return readPackageHeader({ size, read: async (from, to) => kept.subarray(8 + from, 8 + to) });
}

async function readKept(folder: string, name: string): Promise<Uint8Array | null> {
  try {
    return await readFile(join(folder, name.slice(0, 2), name));
  } catch {
    return null;
  }
}

/** Part of a kept segment, unchecked; null when it is not there whole. */
async function readKeptPart(
  folder: string,
  { sha256, bytes }: PackageSegment,
  from: number,
  to: number,
): Promise<Uint8Array | null> {
  let file: FileHandle | null = null;
  try {
    file = await open(join(folder, sha256.slice(0, 2), sha256));
    const { size } = await file.stat();
    const part = new Uint8Array(to - from);
    const { bytesRead } = await file.read(part, 0, part.length, from);
    return size === bytes && bytesRead === part.length ? part : null;
  } catch {
    return null;
  } finally {
    await file?.close();
  }
}

/** A full disk or a lost folder costs speed, never a viewing. */
async function keep(folder: string, name: string, bytes: Uint8Array): Promise<void> {
  const place = join(folder, name.slice(0, 2));
  const draft = join(place, `${name}.${crypto.randomUUID()}`);
  try {
    await mkdir(place, { recursive: true });
    await writeFile(draft, bytes);
    await rename(draft, join(place, name));
  } catch {
    await rm(draft, { force: true }).catch(() => {});
  }
}
