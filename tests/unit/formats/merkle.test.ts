import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { hex, utf8 } from "../../../main/formats/bytes.ts";
import {
  consistencyProof,
  consistencyProofFrom,
  emptyRoot,
  hashReaderOver,
  inclusionProof,
  inclusionProofFrom,
  leafHash,
  nodeHash,
  storedHashesFor,
  storedHashReader,
  subtreeConsistencyProofFrom,
  subtreeRoot,
  TreeHasher,
  treeRoot,
  verifyConsistency,
  verifyInclusion,
  verifySubtreeConsistency,
} from "../../../main/formats/merkle.ts";

const leaves = Array.from({ length: 70 }, (_, index) => leafHash(utf8(`leaf ${index}`)));
const reader = hashReaderOver(leaves);

const grown = (count: number): TreeHasher => {
  const hasher = new TreeHasher();
  for (const leaf of leaves.slice(0, count)) {
    hasher.append(leaf);
  }
  return hasher;
};

const stored = (() => {
  const list: Uint8Array[] = [];
  const found = storedHashReader((position) => list[position] ?? new Uint8Array());
  leaves.forEach((leaf, index) => list.push(...storedHashesFor(found, index, leaf)));
  return found;
})();

const flipped = (bytes: Uint8Array): Uint8Array => bytes.map((byte, index) => (index === 7 ? byte ^ 1 : byte));

describe("Merkle tree (RFC 6962)", () => {
  it("has the published roots for the first nine sizes", () => {
    const inputs = ["", "00", "10", "2021", "3031", "40414243", "5051525354555657", "606162636465666768696a6b6c6d6e6f"];
    const roots = [
      "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855",
      "6e340b9cffb37a989ca544e6bb780a2c78901d3fb33738768511a30617afa01d",
      "fac54203e7cc696cf0dfcb42c92a1d9dbaf70ad9e621f4bd8d98662f00e3c125",
      "aeb6bcfe274b70a14fb067a5e5578264db0fa9b51af5e0ba159158f329e06e77",
      "d37ee418976dd95753c1c73862b9398fa2a2cf9b4ff0fdfe8b30cd95209614b7",
      "4e3bbb1f7b478dcfe71fb631631519a3bca12c9aefca1612bfce4c13a86264d4",
      "76e67dadbcdf1e10e1b74ddc608abd2f98dfb16fbce75277b5232a127f2087ef",
      "ddb89be403809e325750d3d263cd78929c2942b7942a34b77e122c9594a74c8c",
      "5dc9da79a70659a9ad559cb701ded9a2ab9d823aad2f4960cfe370eff4604328",
    ];
    const published = inputs.map((input) => leafHash(new Uint8Array(Buffer.from(input, "hex"))));
    const hasher = new TreeHasher();
    expect(hex(hasher.root())).toBe(roots[0]);
    published.forEach((leaf, index) => {
      hasher.append(leaf);
      expect(hex(hasher.root())).toBe(roots[index + 1]);
    });
  });

  it("has one root, however it is computed", () => {
    for (let size = 0; size <= leaves.length; size += 1) {
      const root = grown(size).root();
      expect(treeRoot(reader, size)).toEqual(root);
      expect(treeRoot(stored, size)).toEqual(root);
      expect(TreeHasher.resume(stored, size).root()).toEqual(root);
      expect(TreeHasher.resume(stored, size).size).toBe(size);
    }
    expect(treeRoot(reader, 0)).toEqual(emptyRoot);
  });

  it("grows on after resuming", () => {
    for (let size = 0; size < leaves.length; size += 1) {
      const resumed = TreeHasher.resume(stored, size);
      resumed.append(leaves[size] ?? new Uint8Array());
      expect(resumed.root()).toEqual(treeRoot(reader, size + 1));
    }
  });

  it("keeps leaves and inner nodes apart (A18)", () => {
    const [left, right] = [leafHash(utf8("a")), leafHash(utf8("b"))];
    expect(leafHash(new Uint8Array([...left, ...right]))).not.toEqual(nodeHash(left, right));
  });
});

describe("inclusion proof", () => {
  it("holds for every leaf of every size, from all leaves and from stored digests", () => {
    for (let size = 1; size <= 40; size += 1) {
      const root = treeRoot(reader, size);
      for (let index = 0; index < size; index += 1) {
        const proof = inclusionProof(leaves.slice(0, size), index, size);
        expect(inclusionProofFrom(stored, index, size)).toEqual(proof);
        expect(verifyInclusion(index, size, leaves[index] ?? emptyRoot, proof, root)).toBe(true);
      }
    }
  });

  it("holds for nothing else: another leaf, place, size, root, or a changed, missing or added digest (A18)", () => {
    fc.assert(
      fc.property(fc.integer({ min: 2, max: 70 }), fc.nat(), fc.nat(), (size, seed, pick) => {
        const index = seed % size;
        const leaf = leaves[index] ?? emptyRoot;
        const root = treeRoot(reader, size);
        const proof = inclusionProofFrom(reader, index, size);
        const at = pick % proof.length;
        const other = (index + 1 + (pick % (size - 1))) % size;
        expect(verifyInclusion(index, size, leaf, proof, root)).toBe(true);
        expect(verifyInclusion(other, size, leaf, proof, root)).toBe(false);
        expect(verifyInclusion(index, size, leaves[other] ?? emptyRoot, proof, root)).toBe(false);
        expect(verifyInclusion(index, size, leaf, proof, flipped(root))).toBe(false);
        expect(verifyInclusion(index, size, leaf, proof.with(at, flipped(proof[at] ?? root)), root)).toBe(false);
        expect(verifyInclusion(index, size, leaf, proof.slice(0, -1), root)).toBe(false);
        expect(verifyInclusion(index, size, leaf, [...proof, root], root)).toBe(false);
        expect(verifyInclusion(size, size, leaf, proof, root)).toBe(false);
      }),
    );
  });

  it("refuses absurd numbers and digests of other lengths", () => {
    const root = leaves[0] ?? emptyRoot;
    expect(verifyInclusion(0, 1, root, [], root)).toBe(true);
    for (const index of [-1, 0.5, 2 ** 53, Number.NaN]) {
      expect(verifyInclusion(index, 2 ** 53, root, [], root)).toBe(false);
    }
    expect(verifyInclusion(0, 1, root.subarray(1), [], root.subarray(1))).toBe(false);
    expect(verifyInclusion(0, 2, root, [root.subarray(1)], nodeHash(root, root.subarray(1)))).toBe(false);
  });
});

describe("consistency proof", () => {
  it("holds between every pair of sizes, from all leaves and from stored digests", () => {
    for (let size = 1; size <= 33; size += 1) {
      for (let old = 1; old <= size; old += 1) {
        const proof = consistencyProof(leaves.slice(0, size), old, size);
        expect(consistencyProofFrom(stored, old, size)).toEqual(proof);
        expect(verifyConsistency(old, size, proof, treeRoot(reader, old), treeRoot(reader, size))).toBe(true);
      }
    }
  });

  it("shows a rewritten log for what it is", () => {
    const forged = leaves.with(3, leafHash(utf8("rewritten")));
    const forgedReader = hashReaderOver(forged);
    for (let size = 5; size <= 40; size += 1) {
      const proof = consistencyProof(forged.slice(0, size), 5, size);
      expect(verifyConsistency(5, size, proof, treeRoot(reader, 5), treeRoot(forgedReader, size))).toBe(false);
    }
  });

  it("says nothing from size 0, and so never holds (A18)", () => {
    expect(verifyConsistency(0, 5, [], emptyRoot, treeRoot(reader, 5))).toBe(false);
    expect(verifyConsistency(0, 0, [], emptyRoot, emptyRoot)).toBe(false);
    expect(() => consistencyProof(leaves, 0, 5)).toThrow(RangeError);
  });
});

describe("subtree consistency proof (tlog-mirror)", () => {
  const subtreesOf = (size: number): { readonly start: number; readonly end: number }[] =>
    [1, 2, 4, 8, 16, 32, 64].flatMap((width) =>
      Array.from({ length: Math.ceil(size / width) }, (_, index) => ({
        start: index * width,
        end: Math.min((index + 1) * width, size),
      })).filter(({ start, end }) => end - start > width / 2),
    );

  it("holds for every aligned subtree of every size, and for no other root", () => {
    for (let size = 1; size <= 33; size += 1) {
      const root = treeRoot(reader, size);
      for (const { start, end } of subtreesOf(size)) {
        const proof = subtreeConsistencyProofFrom(stored, start, end, size);
        const subtree = subtreeRoot(reader, start, end);
        expect(verifySubtreeConsistency(start, end, size, proof, subtree, root)).toBe(true);
        expect(verifySubtreeConsistency(start, end, size, proof, flipped(subtree), root)).toBe(false);
        expect(verifySubtreeConsistency(start, end, size, [...proof, root], subtree, root)).toBe(false);
      }
    }
  });

  it("refuses a range that is no subtree", () => {
    expect(() => subtreeConsistencyProofFrom(reader, 1, 3, 8)).toThrow(RangeError);
    expect(verifySubtreeConsistency(1, 3, 8, [], emptyRoot, emptyRoot)).toBe(false);
    expect(verifySubtreeConsistency(2, 2, 8, [], emptyRoot, emptyRoot)).toBe(false);
    expect(verifySubtreeConsistency(0, 9, 8, [], emptyRoot, emptyRoot)).toBe(false);
  });
});
