import { createSecretKey } from "node:crypto";
import { openRandomAccess, type RandomAccess } from "../formats/chunked-encryption.ts";
import {
  openSegmentTable,
  segmentContext,
  type PackageHeader,
  type PackageSegment,
} from "../formats/footage-package.ts";
import type { SegmentTable } from "../formats/frame-table.ts";
import { openGlance, type Glance } from "../formats/glance.ts";
import { keyFor, type KeyNode } from "../formats/key-tree.ts";
import { isDurableLease, type DurableLease } from "../auditlog/index.ts";
import { smallSegment, type CachedPackage } from "./ciphertext-cache.ts";

/** Reads the sample bytes of granted segments. */
export interface SegmentReader {
  /** Only when and how large: the tables of segments that lie side by side; `null` for one without a key for it. */
  tables(indices: readonly number[]): Promise<(SegmentTable | null)[]>;
  /**
   * Bytes `[from, to)` of a segment's samples into the start of `target`, under a durable lease that covers
   * the segment (rule R2). After a rejection, what `target` holds must not be used.
   *
   * Each chunk is authenticated before any of it is copied; the ciphertext is that of the manifest.
   */
  readInto(target: Uint8Array, lease: DurableLease, index: number, from: number, to: number): Promise<void>;
  /** The companion of a segment, under a durable lease that covers it; `null` when the package has none. */
  glance(lease: DurableLease, index: number): Promise<Glance | null>;
  /** Brings a segment's ciphertext into memory and checks its digest; nothing is decrypted. Does not fail. */
  fetchAhead(index: number): void;
  /** Drops the keys; every later or running read rejects. */
  close(): void;
}

/** Ciphertext held in memory at most; plaintext is not held at all. */
const heldBytes = 128 * 1024 * 1024;

interface Held {
  readonly bytes: number;
  readonly media: Promise<{ readonly message: RandomAccess; readonly offset: number }>;
}

function assertLeased(lease: DurableLease, index: number): void {
  if (!isDurableLease(lease) || index < lease.body.segments.from || index >= lease.body.segments.to) {
    throw new Error("no lease covers this segment");
  }
}

export function openSegmentReader(
  header: PackageHeader,
  granted: readonly KeyNode[],
  cached: CachedPackage,
): SegmentReader {
  let nodes: readonly KeyNode[] = granted.map((node) => ({ ...node, key: node.key.slice() }));
  const held = new Map<number, Held>();
  let closed = false;

  const entryOf = (index: number): PackageSegment => {
    const entry = header.manifest.segments[index];
    if (entry === undefined) {
      throw new RangeError("segment outside the recording");
    }
    return entry;
  };
  const assertOpen = (): void => {
    if (closed) {
      throw new Error("the ticket is void");
    }
  };

  const open = (index: number): Held => {
    const known = held.get(index);
    if (known !== undefined) {
      held.delete(index);
      held.set(index, known);
      return known;
    }
    const entry = entryOf(index);
    const bytes = keyFor(nodes, header.manifest.treeDepth, index);
    if (bytes === null) {
      throw new RangeError("no key for this segment");
    }
    const key = createSecretKey(bytes);
    bytes.fill(0);
    const media = cached.segment(header, entry).then((ciphertext) => ({
      message: openRandomAccess(key, segmentContext(header.manifest.asset, index, header.manifest.rendition), {
        size: ciphertext.length,
        read: async (from, to) => ciphertext.subarray(from, to),
      }),
      offset: 4 + entry.tableBytes,
    }));
    const opened = { bytes: entry.bytes, media };
    held.set(index, opened);
    media.catch(() => held.delete(index));
    shrink(held);
    return opened;
  };

  return {
    async tables(indices) {
      assertOpen();
      const entries = indices.map(entryOf);
      // A large segment gives its table alone; small ones come whole, all together.
      const wholes = entries.every(({ bytes }) => bytes <= smallSegment) ? await cached.segments(header, entries) : [];
      return Promise.all(
        entries.map((entry, at) => {
          const base = header.bodyOffset + entry.offset;
          const whole = wholes[at];
          return openSegmentTable(header, nodes, entry.index, async (from, to) =>
            whole === undefined
              ? cached.part(header, entry, from - base, to - base)
              : whole.subarray(from - base, to - base),
          );
        }),
      );
    },
    fetchAhead(index) {
      if (!closed && index < header.manifest.segments.length && !held.has(index)) {
        // A failure shows when the segment is read.
        open(index).media.catch(() => {});
      }
    },
    async readInto(target, lease, index, from, to) {
      assertOpen();
      assertLeased(lease, index);
      const { message, offset } = await open(index).media;
      assertOpen();
      await message.readInto(target, offset + from, offset + to);
      assertOpen();
    },
    async glance(lease, index) {
      assertOpen();
      assertLeased(lease, index);
      const { asset, rendition, treeDepth } = header.manifest;
      const segmentKey = keyFor(nodes, treeDepth, index);
      const ciphertext = segmentKey === null ? null : await cached.glance(header, index);
      assertOpen();
      return segmentKey === null || ciphertext === null
        ? null
        : openGlance({ asset, rendition, segment: index, segmentKey }, ciphertext);
    },
    close() {
      closed = true;
      for (const { key } of nodes) {
        key.fill(0);
      }
      nodes = [];
      held.clear();
    },
  };
}

function shrink(held: Map<number, Held>): void {
  let sum = [...held.values()].reduce((total, { bytes }) => total + bytes, 0);
  for (const [index, { bytes }] of held) {
    if (sum <= heldBytes || held.size <= 2) {
      return;
    }
    held.delete(index);
    sum -= bytes;
  }
}
