import { FormatError } from "./format-error.ts";
import { nodeHash, subtreeRoot, type HashReader } from "./merkle.ts";

/**
 * Proof that leaves `[from, to)` are those of an RFC 6962 tree: the roots of the largest subtrees beside them, from left
 * to right. With `to` = `from` + 1 it holds the same hashes as an inclusion proof, in the order of the tree.
 */

interface Range {
  readonly from: number;
  readonly to: number;
}

function requireRange({ from, to }: Range, size: number): void {
  const whole = [from, to, size].every(Number.isSafeInteger);
  if (!whole || from < 0 || from >= to || to > size) {
    throw new FormatError("range outside the tree");
  }
}

/** Largest power of two smaller than `size`; `size` at least 2. */
function splitPoint(size: number): number {
  let point = 1;
  while (point * 2 < size) {
    point *= 2;
  }
  return point;
}

/** The hashes beside a range, from left to right. @throws {FormatError} when the range is not in the tree. */
export function rangeProof(reader: HashReader, range: Range, size: number): Uint8Array[] {
  requireRange(range, size);
  const hashes: Uint8Array[] = [];
  const visit = (from: number, to: number): void => {
    if (to <= range.from || from >= range.to) {
      hashes.push(subtreeRoot(reader, from, to));
    } else if (from < range.from || to > range.to) {
      const middle = from + splitPoint(to - from);
      visit(from, middle);
      visit(middle, to);
    }
  };
  visit(0, size);
  return hashes;
}

/**
 * The root that a range of leaf digests and the hashes beside it lead to.
 *
 * @throws {FormatError} when there are too few or too many of either.
 */
export function rootOfRange(
  leaves: readonly Uint8Array[],
  range: Range,
  size: number,
  hashes: readonly Uint8Array[],
): Uint8Array {
  requireRange(range, size);
  if (leaves.length !== range.to - range.from) {
    throw new FormatError("range proof has the wrong number of leaves");
  }
  let next = 0;
  const take = (): Uint8Array => {
    const hash = hashes[next];
    next += 1;
    if (hash?.byteLength !== 32) {
      throw new FormatError("range proof is too short");
    }
    return hash;
  };
  const rootOf = (from: number, to: number): Uint8Array => {
    if (to <= range.from || from >= range.to) {
      return take();
    }
    if (to - from === 1) {
      const leaf = leaves[from - range.from];
      if (leaf?.byteLength !== 32) {
        throw new FormatError("leaf digest has 32 bytes");
      }
      return leaf;
    }
    const middle = from + splitPoint(to - from);
    const left = rootOf(from, middle);
    return nodeHash(left, rootOf(middle, to));
  };
  const root = rootOf(0, size);
  if (next !== hashes.length) {
    throw new FormatError("range proof is too long");
  }
  return root;
}
