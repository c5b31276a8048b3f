import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { hex } from "../../../main/formats/bytes.ts";
import { cover, keyFor, leafKey, namedKey, newRoot, treeDepth } from "../../../main/formats/key-tree.ts";

const root = newRoot();

const range = fc
  .integer({ min: 0, max: 9 })
  .chain((depth) =>
    fc
      .tuple(fc.nat(2 ** depth - 1), fc.nat(2 ** depth - 1))
      .map(([a, b]) => ({ depth, from: Math.min(a, b), to: Math.max(a, b) + 1 })),
  );

describe("key tree", () => {
  it("R1: a cover opens exactly the segments of its range, and not one outside", () => {
    fc.assert(
      fc.property(range, ({ depth, from, to }) => {
        const nodes = cover(root, depth, from, to);
        for (let index = 0; index < 2 ** depth; index += 1) {
          const key = keyFor(nodes, depth, index);
          const expected = index >= from && index < to ? hex(leafKey(root, depth, index)) : null;
          expect(key === null ? null : hex(key)).toBe(expected);
        }
      }),
    );
  });

  it("R1: no node of a cover is an ancestor of a segment outside", () => {
    fc.assert(
      fc.property(range, ({ depth, from, to }) => {
        for (const node of cover(root, depth, from, to)) {
          const width = 2 ** (depth - node.depth);
          expect(node.index * width).toBeGreaterThanOrEqual(from);
          expect((node.index + 1) * width).toBeLessThanOrEqual(to);
        }
      }),
    );
  });

  it("a cover has at most 2·log2 n nodes, and no two overlap", () => {
    fc.assert(
      fc.property(range, ({ depth, from, to }) => {
        const nodes = cover(root, depth, from, to);
        expect(nodes.length).toBeLessThanOrEqual(Math.max(1, 2 * depth));
        expect(nodes.reduce((sum, node) => sum + 2 ** (depth - node.depth), 0)).toBe(to - from);
      }),
    );
  });

  it("stays small and quick for a recording of a million segments", () => {
    expect(cover(root, 20, 1, 2 ** 20 - 1).length).toBe(38);
  });

  it("every segment, node and name has a key of its own", () => {
    const depth = 5;
    const leaves = Array.from({ length: 32 }, (_, index) => hex(leafKey(root, depth, index)));
    const inner = cover(root, depth, 1, 31).map(({ key }) => hex(key));
    const named = ["original", "other"].map((name) => hex(namedKey(root, name)));
    const whole = cover(root, depth, 0, 32).map(({ key }) => hex(key));
    const all = [...leaves, ...inner, ...named, ...whole, hex(root)];
    expect(new Set(all).size).toBe(all.length);
  });

  it("R1: even the whole tree does not give away the root", () => {
    const [top, ...rest] = cover(root, 0, 0, 1);
    expect(rest).toEqual([]);
    expect(hex(top?.key ?? new Uint8Array())).not.toBe(hex(root));
  });

  it("a segment's key is another in a tree of another depth or root", () => {
    expect(hex(leafKey(root, 4, 3))).not.toBe(hex(leafKey(root, 5, 3)));
    expect(hex(leafKey(root, 4, 3))).not.toBe(hex(leafKey(newRoot(), 4, 3)));
  });

  it("the depth is the smallest that has a leaf for each segment", () => {
    expect([1, 2, 3, 4, 5, 8, 9, 1024, 1025].map(treeDepth)).toEqual([0, 1, 2, 2, 3, 3, 4, 10, 11]);
  });

  it("refuses ranges outside the tree", () => {
    for (const [from, to] of [
      [0, 0],
      [3, 2],
      [0, 9],
      [-1, 2],
      [0.5, 2],
    ] as const) {
      expect(() => cover(root, 3, from, to)).toThrow(RangeError);
    }
    expect(() => leafKey(root, 3, 8)).toThrow(RangeError);
    expect(() => keyFor([], 3, 8)).toThrow(RangeError);
    expect(() => leafKey(root.subarray(1), 3, 0)).toThrow(RangeError);
  });
});
