import { randomBytes } from "node:crypto";
import { plainBytes, utf8 } from "./bytes.ts";
import { hmacSha256 } from "./digest.ts";

/**
 * Key tree of a footage package: a pseudorandom function of Goldreich, Goldwasser and Micali over HMAC-SHA-256.
 *
 * One 32-byte root per asset stays at headquarters. The tree grows from it under a label of its own, so even the
 * topmost node of the tree tells nothing about the root or about other keys derived from it. A grant carries
 * the nodes that cover its segments: whoever holds them derives exactly those segments' keys.
 */

/** One node of a key tree. */
export type KeyNode = {
  /** Steps below the top; the segments lie at the tree's depth. */
  readonly depth: number;
  /** Position among the nodes of this depth. */
  readonly index: number;
  /** 32 bytes. */
  readonly key: Uint8Array;
};

const keyBytes = 32;
const deepest = 32;

const label = {
  top: utf8("vitrine/key-tree/v1/top"),
  left: utf8("vitrine/key-tree/v1/left"),
  right: utf8("vitrine/key-tree/v1/right"),
  segment: utf8("vitrine/key-tree/v1/segment"),
};

/** A fresh random root for a new asset. */
export function newRoot(): Uint8Array {
  return plainBytes(randomBytes(keyBytes));
}

/** Depth of the smallest tree with a leaf for each of `segments` segments. */
export function treeDepth(segments: number): number {
  let depth = 0;
  while (2 ** depth < segments) {
    depth += 1;
  }
  return depth;
}

function requireKey(key: Uint8Array): void {
  if (key.byteLength !== keyBytes) {
    throw new RangeError("tree key has 32 bytes");
  }
}

function requireRange(depth: number, from: number, to: number): void {
  const whole = Number.isInteger(depth) && Number.isInteger(from) && Number.isInteger(to);
  if (!whole || depth < 0 || depth > deepest || from < 0 || from >= to || to > 2 ** depth) {
    throw new RangeError("range outside the key tree");
  }
}

function child(key: Uint8Array, isRight: boolean): Uint8Array {
  return hmacSha256(key, isRight ? label.right : label.left);
}

function topOf(root: Uint8Array): KeyNode {
  requireKey(root);
  return { depth: 0, index: 0, key: hmacSha256(root, label.top) };
}

/** Segment key below `node`; `node` is an ancestor of leaf `index`, or the leaf itself. */
function descend(node: KeyNode, depth: number, index: number): Uint8Array {
  let { key } = node;
  for (let below = depth - node.depth - 1; below >= 0; below -= 1) {
    key = child(key, Math.floor(index / 2 ** below) % 2 === 1);
  }
  return hmacSha256(key, label.segment);
}

/** Key of the segment `index` in a tree of this depth; 32 bytes. */
export function leafKey(root: Uint8Array, depth: number, index: number): Uint8Array {
  requireRange(depth, index, index + 1);
  return descend(topOf(root), depth, index);
}

/** Another key of the same asset, outside the tree: no node gives it away. 32 bytes. */
export function namedKey(root: Uint8Array, name: string): Uint8Array {
  requireKey(root);
  return hmacSha256(root, utf8(`vitrine/key-tree/v1/named/${name}`));
}

/** Key of what accompanies a segment: whoever may open the segment may open this, and nobody else. 32 bytes. */
export function companionKey(segmentKey: Uint8Array, name: string): Uint8Array {
  requireKey(segmentKey);
  return hmacSha256(segmentKey, utf8(`vitrine/key-tree/v1/companion/${name}`));
}

/**
 * The fewest nodes from which exactly the segments `[from, to)` can be derived, in order: at most 2·log₂ of the
 * tree's width, and one for a tree of a single segment.
 *
 * @throws {RangeError} when the range is empty or outside the tree.
 */
export function cover(root: Uint8Array, depth: number, from: number, to: number): KeyNode[] {
  requireRange(depth, from, to);
  const nodes: KeyNode[] = [];
  const visit = (node: KeyNode): void => {
    const width = 2 ** (depth - node.depth);
    const start = node.index * width;
    if (start >= to || start + width <= from) {
      return;
    }
    if (start >= from && start + width <= to) {
      nodes.push(node);
      return;
    }
    for (const isRight of [false, true]) {
      visit({ depth: node.depth + 1, index: node.index * 2 + (isRight ? 1 : 0), key: child(node.key, isRight) });
    }
  };
  visit(topOf(root));
  return nodes;
}

/** Key of the segment `index`, or `null` when no node covers it: those bits are not here. */
export function keyFor(nodes: readonly KeyNode[], depth: number, index: number): Uint8Array | null {
  requireRange(depth, index, index + 1);
  for (const node of nodes) {
    requireKey(node.key);
    if (node.depth <= depth && Math.floor(index / 2 ** (depth - node.depth)) === node.index) {
      return descend(node, depth, index);
    }
  }
  return null;
}
