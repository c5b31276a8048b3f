import { concatBytes, equalBytes } from "./bytes.ts";
import { sha256 } from "./digest.ts";

/**
 * Merkle trees of RFC 6962 section 2.1 (the same trees as RFC 9162): roots, inclusion and consistency
 * proofs, and the subtree consistency proofs that C2SP tlog-mirror uses
 * (draft-ietf-plants-merkle-tree-certs, section 4).
 */

const nodePrefix = new Uint8Array([1]);
const digestBytes = 32;

/** Root of the tree without leaves: SHA-256 of nothing. */
export const emptyRoot: Uint8Array = sha256(new Uint8Array());

// Prefix and content are hashed as one piece; a log of millions of leaves should not allocate each of them.
const nodeBlock = new Uint8Array(1 + 2 * digestBytes).fill(1, 0, 1);
const leafBlock = new Uint8Array(1 + 16_384);

/** Digest of a leaf's bytes. */
export function leafHash(leaf: Uint8Array): Uint8Array {
  const length = leaf.byteLength + 1;
  const block = length > leafBlock.byteLength ? new Uint8Array(length) : leafBlock.subarray(0, length);
  block.set(leaf, 1);
  return sha256(block);
}

/** Digest of an inner node over its two children. */
export function nodeHash(left: Uint8Array, right: Uint8Array): Uint8Array {
  if (left.byteLength !== digestBytes || right.byteLength !== digestBytes) {
    return sha256(concatBytes(nodePrefix, left, right));
  }
  nodeBlock.set(left, 1);
  nodeBlock.set(right, 1 + digestBytes);
  return sha256(nodeBlock);
}

/**
 * Where a tree's inner digests come from.
 *
 * `hash(level, index)` is the root over the leaves `[index·2^level, (index+1)·2^level)`; it is asked only
 * for full nodes inside the tree in question.
 */
export interface HashReader {
  hash(level: number, index: number): Uint8Array;
}

/** Largest power of two smaller than `size`; `size` at least 2. */
function splitPoint(size: number): number {
  let point = 1;
  while (point * 2 < size) {
    point *= 2;
  }
  return point;
}

/** Level of the full tree with `size` leaves, or -1 when `size` is not a power of two. */
function fullLevel(size: number): number {
  let level = 0;
  let full = 1;
  while (full < size) {
    full *= 2;
    level += 1;
  }
  return full === size ? level : -1;
}

/** Root over the leaves `[from, to)`, not empty, where `[from, to)` is a subtree: `from` is aligned to its width. */
export function subtreeRoot(reader: HashReader, from: number, to: number): Uint8Array {
  const size = to - from;
  const level = fullLevel(size);
  if (level >= 0) {
    return reader.hash(level, from / size);
  }
  const middle = from + splitPoint(size);
  return nodeHash(subtreeRoot(reader, from, middle), subtreeRoot(reader, middle, to));
}

/** Root of the tree of `size` leaves. */
export function treeRoot(reader: HashReader, size: number): Uint8Array {
  return size === 0 ? emptyRoot : subtreeRoot(reader, 0, size);
}

/** A reader over all leaf digests; inner levels are computed once, when first asked for. */
export function hashReaderOver(leafHashes: readonly Uint8Array[]): HashReader {
  const levels: (readonly Uint8Array[])[] = [leafHashes];
  const levelAt = (level: number): readonly Uint8Array[] => {
    const known = levels[level];
    if (known !== undefined) {
      return known;
    }
    const below = levelAt(level - 1);
    const made: Uint8Array[] = [];
    for (let index = 0; index + 1 < below.length; index += 2) {
      made.push(nodeHash(at(below, index), at(below, index + 1)));
    }
    levels[level] = made;
    return made;
  };
  return { hash: (level, index) => at(levelAt(level), index) };
}

function at(hashes: readonly Uint8Array[], index: number): Uint8Array {
  const found = hashes[index];
  if (found === undefined) {
    throw new RangeError("digest outside the tree");
  }
  return found;
}

function requireSizes(ordered: boolean): void {
  if (!ordered) {
    throw new RangeError("index or size outside the tree");
  }
}

function isCount(value: number): boolean {
  return Number.isSafeInteger(value) && value >= 0;
}

function inclusionPath(reader: HashReader, index: number, from: number, to: number, path: Uint8Array[]): void {
  if (to - from === 1) {
    return;
  }
  const middle = from + splitPoint(to - from);
  if (index < middle) {
    inclusionPath(reader, index, from, middle, path);
    path.push(subtreeRoot(reader, middle, to));
  } else {
    inclusionPath(reader, index, middle, to, path);
    path.push(subtreeRoot(reader, from, middle));
  }
}

/** Proof that leaf `index` is in the tree of `size` leaves, from stored digests; sibling first, as RFC 6962 orders it. */
export function inclusionProofFrom(reader: HashReader, index: number, size: number): Uint8Array[] {
  requireSizes(isCount(index) && isCount(size) && index < size);
  const path: Uint8Array[] = [];
  inclusionPath(reader, index, 0, size, path);
  return path;
}

/** Proof that leaf `index` is in the tree of the first `size` of these leaf digests. */
export function inclusionProof(leafHashes: readonly Uint8Array[], index: number, size: number): Uint8Array[] {
  return inclusionProofFrom(hashReaderOver(leafHashes), index, size);
}

/** `[start, end)` relative to a tree that begins at leaf `base` and has `size` leaves. */
interface Part {
  readonly start: number;
  readonly end: number;
  readonly base: number;
  readonly size: number;
  /** Whether the verifier knows this part's root already. */
  readonly known: boolean;
}

function subtreePath(reader: HashReader, part: Part, path: Uint8Array[]): void {
  const { start, end, base, size, known } = part;
  if (start === 0 && end === size) {
    if (!known) {
      path.push(subtreeRoot(reader, base, base + size));
    }
    return;
  }
  const middle = splitPoint(size);
  if (end <= middle) {
    subtreePath(reader, { start, end, base, size: middle, known }, path);
    path.push(subtreeRoot(reader, base + middle, base + size));
    return;
  }
  const right = { base: base + middle, size: size - middle, end: end - middle };
  if (start >= middle) {
    subtreePath(reader, { ...right, start: start - middle, known }, path);
  } else {
    subtreePath(reader, { ...right, start: 0, known: false }, path);
  }
  path.push(subtreeRoot(reader, base, base + middle));
}

function isSubtree(start: number, end: number, size: number): boolean {
  if (!isCount(start) || !isCount(end) || !isCount(size) || start >= end || end > size) {
    return false;
  }
  let width = 1;
  while (width < end - start) {
    width *= 2;
  }
  return start % width === 0;
}

/** Proof that the subtree `[start, end)` belongs to the tree of `size` leaves, from stored digests. */
export function subtreeConsistencyProofFrom(
  reader: HashReader,
  start: number,
  end: number,
  size: number,
): Uint8Array[] {
  requireSizes(isSubtree(start, end, size));
  const path: Uint8Array[] = [];
  subtreePath(reader, { start, end, base: 0, size, known: true }, path);
  return path;
}

/** Proof that the tree of `size` leaves extends the tree of `oldSize` (at least 1), from stored digests. */
export function consistencyProofFrom(reader: HashReader, oldSize: number, size: number): Uint8Array[] {
  return subtreeConsistencyProofFrom(reader, 0, oldSize, size);
}

/** Proof that the tree of the first `size` of these leaf digests extends the one of the first `oldSize` (at least 1). */
export function consistencyProof(leafHashes: readonly Uint8Array[], oldSize: number, size: number): Uint8Array[] {
  return consistencyProofFrom(hashReaderOver(leafHashes), oldSize, size);
}

function areDigests(proof: readonly Uint8Array[]): boolean {
  return proof.every((digest) => digest.byteLength === digestBytes);
}

function climbInclusion(index: number, size: number, leaf: Uint8Array, rest: Uint8Array[]): Uint8Array | null {
  if (size === 1) {
    return leaf;
  }
  const middle = splitPoint(size);
  const sibling = rest.pop();
  if (sibling === undefined) {
    return null;
  }
  const below =
    index < middle
      ? climbInclusion(index, middle, leaf, rest)
      : climbInclusion(index - middle, size - middle, leaf, rest);
  if (below === null) {
    return null;
  }
  return index < middle ? nodeHash(below, sibling) : nodeHash(sibling, below);
}

/** Whether the proof shows that this leaf digest is at `index` of the tree with this size and root. */
export function verifyInclusion(
  index: number,
  size: number,
  leaf: Uint8Array,
  proof: readonly Uint8Array[],
  root: Uint8Array,
): boolean {
  if (!isCount(index) || !isCount(size) || index >= size || leaf.byteLength !== digestBytes || !areDigests(proof)) {
    return false;
  }
  const rest = [...proof];
  const computed = climbInclusion(index, size, leaf, rest);
  return computed !== null && rest.length === 0 && equalBytes(computed, root);
}

interface Climbed {
  readonly part: Uint8Array;
  readonly whole: Uint8Array;
}

/** Rebuilds the subtree's and the tree's root; the proof is consumed from its end, where the top lies. */
function climbSubtree(part: Omit<Part, "base">, subtree: Uint8Array, rest: Uint8Array[]): Climbed | null {
  const { start, end, size, known } = part;
  if (start === 0 && end === size) {
    const digest = known ? subtree : rest.pop();
    return digest === undefined ? null : { part: digest, whole: digest };
  }
  const middle = splitPoint(size);
  const sibling = rest.pop();
  if (sibling === undefined) {
    return null;
  }
  if (end <= middle) {
    const below = climbSubtree({ start, end, size: middle, known }, subtree, rest);
    return below === null ? null : { part: below.part, whole: nodeHash(below.whole, sibling) };
  }
  const right = { end: end - middle, size: size - middle };
  if (start >= middle) {
    const below = climbSubtree({ ...right, start: start - middle, known }, subtree, rest);
    return below === null ? null : { part: below.part, whole: nodeHash(sibling, below.whole) };
  }
  const below = climbSubtree({ ...right, start: 0, known: false }, subtree, rest);
  return below === null ? null : { part: nodeHash(sibling, below.part), whole: nodeHash(sibling, below.whole) };
}

/** Whether the proof shows that `subtree` is the root over `[start, end)` of the tree with this size and root. */
export function verifySubtreeConsistency(
  start: number,
  end: number,
  size: number,
  proof: readonly Uint8Array[],
  subtree: Uint8Array,
  root: Uint8Array,
): boolean {
  if (!isSubtree(start, end, size) || !areDigests(proof)) {
    return false;
  }
  const rest = [...proof];
  const climbed = climbSubtree({ start, end, size, known: true }, subtree, rest);
  return climbed !== null && rest.length === 0 && equalBytes(climbed.part, subtree) && equalBytes(climbed.whole, root);
}

/**
 * Whether the proof shows that the tree of `size` leaves with `root` extends the tree of `oldSize` with `oldRoot`.
 *
 * Always false from size 0: every tree extends the empty one, so such a proof says nothing. A caller that
 * lets a log begin there (C2SP tlog-witness does) decides that itself.
 */
export function verifyConsistency(
  oldSize: number,
  size: number,
  proof: readonly Uint8Array[],
  oldRoot: Uint8Array,
  root: Uint8Array,
): boolean {
  return verifySubtreeConsistency(0, oldSize, size, proof, oldRoot, root);
}

/**
 * Position of a full node's digest in an append-only list of stored digests, as golang.org/x/mod `sumdb/tlog` lays it
 * out: after each leaf, the digests of the full nodes it completes, lowest first.
 */
export function storedHashIndex(level: number, index: number): number {
  // The node is completed by its last leaf; count everything stored up to that leaf, then climb.
  let last = index;
  for (let climbed = 0; climbed < level; climbed += 1) {
    last = last * 2 + 1;
  }
  let stored = 0;
  for (let count = last; count > 0; count = Math.floor(count / 2)) {
    stored += count;
  }
  return stored + level;
}

/** Digests to append to that list for leaf `index`: its own, then those of each full node it completes. */
export function storedHashesFor(reader: HashReader, index: number, leaf: Uint8Array): Uint8Array[] {
  const made = [leaf];
  let digest = leaf;
  let position = index;
  for (let level = 0; position % 2 === 1; level += 1) {
    digest = nodeHash(reader.hash(level, position - 1), digest);
    made.push(digest);
    position = (position - 1) / 2;
  }
  return made;
}

/** A reader over such a list; `read` returns the digest stored at a position. */
export function storedHashReader(read: (position: number) => Uint8Array): HashReader {
  return { hash: (level, index) => read(storedHashIndex(level, index)) };
}

/** Grows a tree leaf by leaf and knows its root at every size; keeps one digest per level. */
export class TreeHasher {
  #size = 0;
  /** Roots of the full nodes that make up the tree, widest first. */
  #nodes: Uint8Array[] = [];

  /** A hasher that continues the tree of `size` leaves. */
  static resume(reader: HashReader, size: number): TreeHasher {
    const hasher = new TreeHasher();
    let from = 0;
    for (let width = 2 ** Math.floor(Math.log2(Math.max(size, 1))); width >= 1; width /= 2) {
      if (size - from >= width) {
        hasher.#nodes.push(subtreeRoot(reader, from, from + width));
        from += width;
      }
    }
    hasher.#size = size;
    return hasher;
  }

  /** Number of leaves appended. */
  get size(): number {
    return this.#size;
  }

  /** Adds the digest of the next leaf. */
  append(leaf: Uint8Array): void {
    let digest = leaf;
    for (let position = this.#size; position % 2 === 1; position = (position - 1) / 2) {
      const left = this.#nodes.pop();
      if (left === undefined) {
        throw new RangeError("tree has lost a node");
      }
      digest = nodeHash(left, digest);
    }
    this.#nodes.push(digest);
    this.#size += 1;
  }

  /** Root of the tree so far. */
  root(): Uint8Array {
    return this.#nodes.length === 0 ? emptyRoot : this.#nodes.reduceRight((right, left) => nodeHash(left, right));
  }
}
