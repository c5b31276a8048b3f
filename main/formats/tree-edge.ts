import { emptyRoot, nodeHash } from "./merkle.ts";

/** Told of each full node as soon as it is complete: `digest` covers leaves `[index·2^level, (index+1)·2^level)`. */
export type NodeListener = (level: number, index: number, digest: Uint8Array) => void;

/**
 * The right edge of an RFC 6962 tree: enough to append leaves and to know the root, in O(log n) memory.
 *
 * `full[level]` is the root of the full subtree of 2^level leaves on the edge, or null.
 */
export interface TreeEdge {
  readonly size: number;
  readonly full: readonly (Uint8Array | null)[];
}

export const emptyEdge: TreeEdge = { size: 0, full: [] };

/** The edge after one more leaf digest; the old edge stays valid. */
export function extendEdge(edge: TreeEdge, leafDigest: Uint8Array, onNode?: NodeListener): TreeEdge {
  const full = [...edge.full];
  let node = leafDigest;
  let index = edge.size;
  let level = 0;
  onNode?.(level, index, node);
  for (;;) {
    const left = full[level];
    if (left === undefined || left === null) {
      full[level] = node;
      return { size: edge.size + 1, full };
    }
    node = nodeHash(left, node);
    full[level] = null;
    level += 1;
    index = Math.floor(index / 2);
    onNode?.(level, index, node);
  }
}

/** Root of the tree with this edge. */
export function edgeRoot(edge: TreeEdge): Uint8Array {
  let root: Uint8Array | null = null;
  for (const node of edge.full) {
    if (node !== null) {
      root = root === null ? node : nodeHash(node, root);
    }
  }
  return root ?? emptyRoot;
}

/** Rebuilds the edge of a tree of `size` leaves from its stored nodes. */
export function edgeFrom(size: number, nodeAt: (level: number, index: number) => Uint8Array): TreeEdge {
  const full: (Uint8Array | null)[] = [];
  let rest = size;
  for (let level = 0; rest > 0; level++) {
    full[level] = rest % 2 === 1 ? nodeAt(level, rest - 1) : null;
    rest = Math.floor(rest / 2);
  }
  return { size, full };
}
