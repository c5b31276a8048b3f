import { mkdirSync, writeFileSync } from "node:fs";
import { basename, dirname, join, relative } from "node:path";
import { pseudoRandom } from "./pseudo-random.ts";
import type { Call } from "./strace.ts";

/**
 * What a disk may hold after the power failed (research note B.6).
 *
 * What was written before the file's last fsync is there. Of what was written since, any part may be
 * there, in any order, each write torn into sectors of 512 bytes. A removed name may come back until its
 * folder has been fsynced.
 */
const sector = 512;

type Change =
  | { readonly kind: "write"; readonly at: number; readonly data: Uint8Array }
  | { readonly kind: "truncate"; readonly size: number };

interface DiskFile {
  durable: Buffer;
  pending: Change[];
  /** Name removed, but the removal may be lost. */
  removed: boolean;
}

interface Handle {
  readonly path: string;
  readonly append: boolean;
  at: number;
}

/** How a state treats what was not fsynced. */
export type Loss = "all" | "none" | "some" | "torn";

function applied(content: Buffer, change: Change): Buffer {
  if (change.kind === "truncate") {
    const cut = Buffer.alloc(change.size);
    content.copy(cut, 0, 0, Math.min(content.byteLength, change.size));
    return cut;
  }
  const end = change.at + change.data.byteLength;
  const grown =
    end <= content.byteLength ? Buffer.from(content) : Buffer.concat([content, Buffer.alloc(end - content.byteLength)]);
  grown.set(change.data, change.at);
  return grown;
}

function sectors(change: Change): Change[] {
  if (change.kind === "truncate") {
    return [change];
  }
  const parts: Change[] = [];
  for (let from = 0; from < change.data.byteLength;) {
    const to = Math.min(change.data.byteLength, from + sector - ((change.at + from) % sector));
    parts.push({ kind: "write", at: change.at + from, data: change.data.subarray(from, to) });
    from = to;
  }
  return parts;
}

/** A disk that follows a recorded program call by call and can be asked what would be left of it. */
export class SimulatedDisk {
  readonly #root: string;
  readonly #files = new Map<string, DiskFile>();
  readonly #handles = new Map<number, Handle>();
  /** What the program had said on its standard output by now. */
  said = "";

  /** @param root only files below this folder are simulated. */
  constructor(root: string) {
    this.#root = root;
  }

  take(call: Call): void {
    if (call.name === "open") {
      this.#open(call);
    } else if (call.name === "unlink") {
      const file = this.#files.get(call.path);
      if (file !== undefined) {
        file.removed = true;
      }
    } else if (call.name === "write" && call.fd === 1) {
      this.said += Buffer.from(call.data).toString();
    } else {
      this.#onHandle(call);
    }
  }

  #open({ fd, path, append, truncate }: Call & { name: "open" }): void {
    const inside = path === this.#root || path.startsWith(`${this.#root}/`);
    // The index of the write-ahead log is rebuilt from it and never trusted after a crash.
    if (!inside || path.endsWith("-shm")) {
      this.#handles.delete(fd);
      return;
    }
    this.#handles.set(fd, { path, append, at: 0 });
    const file = this.#files.get(path);
    if (file?.removed === true) {
      file.removed = false;
      file.pending.push({ kind: "truncate", size: 0 });
    }
    if (truncate) {
      this.#file(path).pending.push({ kind: "truncate", size: 0 });
    }
  }

  #onHandle(call: Exclude<Call, { name: "open" | "unlink" }>): void {
    const handle = this.#handles.get(call.fd);
    if (handle === undefined) {
      return;
    }
    if (call.name === "close") {
      this.#handles.delete(call.fd);
    } else if (call.name === "sync") {
      this.#sync(handle.path);
    } else if (call.name === "truncate") {
      this.#file(handle.path).pending.push({ kind: "truncate", size: call.size });
    } else {
      this.#write(handle, call);
    }
  }

  #write(handle: Handle, call: Call & { name: "write" }): void {
    const file = this.#file(handle.path);
    const at = call.at ?? (handle.append ? this.#visible(file).byteLength : handle.at);
    handle.at = at + call.data.byteLength;
    file.pending.push({ kind: "write", at, data: call.data });
  }

  #visible(file: DiskFile): Buffer {
    return file.pending.reduce(applied, file.durable);
  }

  #sync(path: string): void {
    const file = this.#files.get(path);
    if (file === undefined) {
      // A folder: removals in it are final now.
      for (const [name, { removed }] of this.#files) {
        if (removed && dirname(name) === path) {
          this.#files.delete(name);
        }
      }
      return;
    }
    file.durable = this.#visible(file);
    file.pending = [];
  }

  #file(path: string): DiskFile {
    const file = this.#files.get(path) ?? { durable: Buffer.alloc(0), pending: [], removed: false };
    this.#files.set(path, file);
    return file;
  }

  /** Writes what would be left into `folder`, as this loss and seed decide. */
  settle(folder: string, loss: Loss, seed: string): void {
    const random = pseudoRandom(`${loss} ${seed}`);
    for (const [path, file] of this.#files) {
      const isBack = loss === "none" || (loss !== "all" && random() < 0.5);
      if (file.removed && !isBack) {
        continue;
      }
      const content = chosen(file.pending, loss, random).reduce(applied, file.durable);
      const target = join(folder, relative(dirname(this.#root), path));
      mkdirSync(dirname(target), { recursive: true });
      writeFileSync(target, content);
    }
  }

  /** Names below the root, for messages. */
  names(): string[] {
    return [...this.#files.keys()].map((path) => basename(path));
  }
}

function chosen(pending: readonly Change[], loss: Loss, random: () => number): Change[] {
  if (loss === "all") {
    return [...pending];
  }
  if (loss === "none") {
    return [];
  }
  const pieces = loss === "torn" ? pending.flatMap(sectors) : [...pending];
  const kept = pieces.filter(() => random() < 0.6).map((change) => ({ change, order: random() }));
  return kept.toSorted((a, b) => a.order - b.order).map(({ change }) => change);
}
