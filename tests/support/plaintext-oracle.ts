import { closeSync, lstatSync, openSync, readdirSync, readFileSync, readlinkSync, readSync } from "node:fs";
import { join } from "node:path";

/** Something that must not be found, in one of the forms in which it could lie about. */
export interface Needle {
  /** What it is; several forms may share a name. */
  readonly name: string;
  readonly bytes: Uint8Array;
}

/** Where one was found. */
export interface Find {
  readonly name: string;
  readonly place: string;
}

/** Looks for many needles at once, quickly enough for the memory of a browser. */
export interface Oracle {
  /** Names of the needles in these bytes. */
  search(bytes: Uint8Array): Set<string>;
  /** Length of the longest needle: pieces read one after the other must overlap by one less. */
  readonly longest: number;
}

const piece = 4 * 1024 * 1024;

/**
 * Builds an oracle over needles of at least four bytes.
 *
 * Every needle shorter than the step between two looks would slip through; so the step is two less than the
 * shortest needle, and each look compares three bytes with all three-byte parts of all needles.
 */
export function createOracle(needles: readonly Needle[]): Oracle {
  const shortest = Math.min(...needles.map(({ bytes }) => bytes.length));
  if (needles.length === 0 || shortest < 4) {
    throw new RangeError("an oracle needs needles of four bytes and more");
  }
  const step = shortest - 2;
  const known = new Uint8Array(2 ** 24 / 8);
  const candidates = new Map<number, { readonly needle: Needle; readonly offset: number }[]>();
  for (const needle of needles) {
    for (let offset = 0; offset < step; offset++) {
      const part = threeAt(needle.bytes, offset);
      known[part >> 3] = (known[part >> 3] ?? 0) | (1 << (part & 7));
      const same = candidates.get(part) ?? [];
      same.push({ needle, offset });
      candidates.set(part, same);
    }
  }
  return {
    longest: Math.max(...needles.map(({ bytes }) => bytes.length)),
    search(bytes) {
      const found = new Set<string>();
      for (let at = 0; at + 3 <= bytes.length; at += step) {
        const part = threeAt(bytes, at);
        if (((known[part >> 3] ?? 0) & (1 << (part & 7))) !== 0) {
          (candidates.get(part) ?? [])
            .filter(({ needle, offset }) => lies(needle.bytes, bytes, at - offset))
            .forEach(({ needle }) => found.add(needle.name));
        }
      }
      return found;
    },
  };
}

function threeAt(bytes: Uint8Array, at: number): number {
  return ((bytes[at] ?? 0) << 16) | ((bytes[at + 1] ?? 0) << 8) | (bytes[at + 2] ?? 0);
}

function lies(needle: Uint8Array, bytes: Uint8Array, at: number): boolean {
  if (at < 0 || at + needle.length > bytes.length) {
    return false;
  }
  for (let index = 0; index < needle.length; index++) {
    if (bytes[at + index] !== needle[index]) {
      return false;
    }
  }
  return true;
}

/** The forms in which secret bytes could be written down: as they are, in hex, and in either Base64, wherever they start. */
export function formsOf(name: string, bytes: Uint8Array): Needle[] {
  const buffer = Buffer.from(bytes);
  const texts = [buffer.toString("hex"), buffer.toString("hex").toUpperCase()];
  for (const before of [0, 1, 2]) {
    // Within longer text the first and last letters also carry bits of the neighbours.
    const whole = Buffer.concat([Buffer.alloc(before), buffer])
      .toString("base64")
      .replaceAll("=", "");
    const own = whole.slice(before === 0 ? 0 : before + 1, Math.floor((before + bytes.length) / 3) * 4);
    texts.push(own, own.replaceAll("+", "-").replaceAll("/", "_"));
  }
  return [{ name, bytes }, ...[...new Set(texts)].map((text) => ({ name, bytes: Buffer.from(text, "latin1") }))];
}

/** The same text with two bytes to each letter, as browsers and Windows write it. */
export function wideFormOf({ name, bytes }: Needle): Needle {
  return { name, bytes: Buffer.from(Buffer.from(bytes).toString("latin1"), "utf16le") };
}

/** Files looked at, and what was found in which. */
export interface Scan {
  readonly finds: readonly Find[];
  readonly files: number;
}

/** Searches every regular file below the folders, their names included, that `counts`. What vanishes while being read is not at rest. */
export function scanFolders(
  oracle: Oracle,
  folders: readonly string[],
  counts: (file: string, changedMs: number) => boolean = () => true,
): Scan {
  const finds: Find[] = [];
  let files = 0;
  const visit = (path: string): void => {
    try {
      const facts = lstatSync(path);
      if (facts.isDirectory()) {
        readdirSync(path).forEach((name) => visit(join(path, name)));
      } else if (facts.isFile() && counts(path, Math.max(facts.mtimeMs, facts.ctimeMs))) {
        files += 1;
        finds.push(
          ...[...scanFile(oracle, path), ...oracle.search(Buffer.from(path))].map((name) => ({ name, place: path })),
        );
      }
    } catch (error) {
      if (!isGone(error)) {
        throw error;
      }
    }
  };
  folders.forEach(visit);
  return { finds, files };
}

function scanFile(oracle: Oracle, path: string): Set<string> {
  const descriptor = openSync(path, "r");
  try {
    return scanDescriptor(oracle, descriptor, 0, Number.POSITIVE_INFINITY);
  } finally {
    closeSync(descriptor);
  }
}

function scanDescriptor(oracle: Oracle, descriptor: number, from: number, to: number): Set<string> {
  const found = new Set<string>();
  const buffer = Buffer.alloc(piece);
  for (let at = from; at < to;) {
    const read = readSync(descriptor, buffer, 0, Math.min(piece, to - at), at);
    oracle.search(buffer.subarray(0, read)).forEach((name) => found.add(name));
    if (read < oracle.longest || at + read >= to) {
      break;
    }
    at += read - (oracle.longest - 1);
  }
  return found;
}

/** A process and all that descend from it, as they are now. */
export function processTree(root: number): number[] {
  const parents = new Map<number, number>();
  for (const name of readdirSync("/proc").filter((entry) => /^\d+$/u.test(entry))) {
    try {
      const status = readFileSync(`/proc/${name}/stat`, "utf8");
      // The name in brackets may hold anything.
      parents.set(Number(name), Number(status.slice(status.lastIndexOf(")") + 2).split(" ")[1]));
    } catch (error) {
      if (!isGone(error)) {
        throw error;
      }
    }
  }
  const tree = [root];
  for (const parent of tree) {
    tree.push(...[...parents].filter(([, of]) => of === parent).map(([pid]) => pid));
  }
  return tree;
}

/** Whether this account may read the memory of another process of its own. */
export function mayReadMemory(): boolean {
  return process.platform === "linux" && process.getuid?.() === 0;
}

/** Names of the needles in the writable memory of a process. */
export function scanMemory(oracle: Oracle, pid: number): Set<string> {
  const found = new Set<string>();
  try {
    const maps = readFileSync(`/proc/${pid}/maps`, "utf8").trim().split("\n");
    const memory = openSync(`/proc/${pid}/mem`, "r");
    for (const line of maps) {
      const [, from = "", to = "", rights = ""] = /^([0-9a-f]+)-([0-9a-f]+) (\S+)/u.exec(line) ?? [];
      if (rights.startsWith("rw")) {
        searchRegion(oracle, memory, Number.parseInt(from, 16), Number.parseInt(to, 16)).forEach((name) =>
          found.add(name),
        );
      }
    }
    closeSync(memory);
  } catch (error) {
    if (!isGone(error)) {
      throw error;
    }
  }
  return found;
}

function searchRegion(oracle: Oracle, memory: number, from: number, to: number): Set<string> {
  try {
    return scanDescriptor(oracle, memory, from, to);
  } catch (error) {
    // Reserved and never used, or unmapped since.
    if (error instanceof Error && "code" in error && (error.code === "EIO" || error.code === "EFAULT")) {
      return new Set();
    }
    throw error;
  }
}

/** Files that a process holds open though they have no name any more, unless they lie in memory and never reach a disk. */
export function scanDeletedFiles(oracle: Oracle, pid: number): Scan {
  const finds: Find[] = [];
  let files = 0;
  for (const descriptor of listed(`/proc/${pid}/fd`)) {
    const path = `/proc/${pid}/fd/${descriptor}`;
    try {
      const target = readlinkSync(path);
      if (target.endsWith(" (deleted)") && !/^\/(?:memfd:|dev\/shm\/|dev\/zero|SYSV)/u.test(target)) {
        files += 1;
        finds.push(...[...scanFile(oracle, path)].map((name) => ({ name, place: target })));
      }
    } catch (error) {
      if (!isGone(error)) {
        throw error;
      }
    }
  }
  return { finds, files };
}

function listed(folder: string): string[] {
  try {
    return readdirSync(folder);
  } catch {
    return [];
  }
}

function isGone(error: unknown): boolean {
  return (
    error instanceof Error && "code" in error && ["ENOENT", "ESRCH", "ENXIO", "EACCES"].includes(String(error.code))
  );
}
