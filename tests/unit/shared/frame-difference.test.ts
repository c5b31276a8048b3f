import { describe, expect, it } from "vitest";
import { frameDifference } from "../../../shared/access/frame-difference.ts";
import { makeMutant } from "../../support/mutants.ts";

type Compare = typeof frameDifference;
const ordered = ["a", "b", "c", "d"];

/** Each way in which a clip can lie about its frames, with the frame that must be named. */
const lies: readonly (readonly [string, readonly string[], ReturnType<Compare>])[] = [
  ["one frame altered", ["a", "x", "c", "d"], { kind: "altered", frame: 101 }],
  ["one frame dropped", ["a", "c", "d"], { kind: "missing", frame: 101 }],
  ["the last frame dropped", ["a", "b", "c"], { kind: "missing", frame: 103 }],
  ["one frame duplicated", ["a", "b", "b", "c", "d"], { kind: "repeated", frame: 101 }],
  ["the last frame duplicated", ["a", "b", "c", "d", "d"], { kind: "repeated", frame: 103 }],
  ["two frames exchanged", ["a", "c", "b", "d"], { kind: "misplaced", frame: 101 }],
  ["a foreign picture behind", ["a", "b", "c", "d", "x"], { kind: "extra", frame: 103 }],
  ["everything coded anew", ["w", "x", "y", "z"], { kind: "altered", frame: 100 }],
  ["nothing at all", [], { kind: "missing", frame: 100 }],
];

/** Which lies a comparison does not name as it must. */
function blind(compare: Compare): string[] {
  return lies
    .filter(([, found, told]) => JSON.stringify(compare(ordered, found, 100)) !== JSON.stringify(told))
    .map(([what]) => what);
}

describe("R5 R6: a clip compared with the ordered frames", () => {
  it("is exact when every frame is there once and in order, also where neighbours are alike", () => {
    expect(frameDifference(ordered, ordered, 100)).toBeNull();
    expect(frameDifference(["a", "a", "b", "b"], ["a", "a", "b", "b"], 0)).toBeNull();
    expect(frameDifference(["a", "a", "b"], ["a", "b"], 0)).toEqual({ kind: "missing", frame: 1 });
  });

  it("otherwise names the first frame that was altered, dropped, duplicated, moved or added", () => {
    expect(blind(frameDifference)).toEqual([]);
  });

  it("and goes red without looking behind the last frame, or at each digest", async () => {
    const file = "shared/access/frame-difference.ts";
    const mutations = [
      { file, from: "if (found.length === ordered.length) {", to: "if (found.length >= ordered.length) {" },
      { file, from: "if (there === digest) {", to: "if (there === digest || index % 2 === 1) {" },
    ];
    for (const mutation of mutations) {
      const mutant = makeMutant(mutation);
      // oxlint-disable-next-line no-await-in-loop -- one mutant after the other
      const made = (await import(`${mutant.folder}/${file}`)) as { readonly frameDifference: Compare };
      expect(blind(made.frameDifference)).not.toEqual([]);
      mutant.remove();
    }
  });
});
