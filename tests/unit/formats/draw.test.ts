import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { utf8 } from "../../../main/formats/bytes.ts";
import { sha256 } from "../../../main/formats/digest.ts";
import { generateSigningKey } from "../../../main/formats/ed25519.ts";
import { drawSample, drawStrata, drawTake, inDrawOrder, type DrawItem } from "../../../main/formats/draw.ts";
import { formatDraw, judgeDraw, parseDraw, type DrawFile } from "../../../main/formats/draw-file.ts";
import { FormatError } from "../../../main/formats/format-error.ts";
import { parseVerifierKey } from "../../../main/formats/signed-note.ts";
import { commitmentTo, drawItems, drawKeys, drawShares, makeDraw, type DrawTold } from "../../support/draws.ts";
import { makeMutant } from "../../support/mutants.ts";

const verifiers = drawKeys.map(parseVerifierKey);
const items = drawItems(60);
const commitment = commitmentTo(items);
const draw = makeDraw(items, commitment);
const faultsOf = (file: DrawFile): string[] =>
  judgeDraw(parseDraw(formatDraw(file)), verifiers).map(({ kind }) => kind);

/** Somebody changes the lines and commits to the changed ones anew, after the seed was known. */
const recommitted = (changed: readonly DrawItem[]): DrawFile => {
  const again = commitmentTo(inDrawOrder(changed));
  return { ...draw, commitment: again, items: inDrawOrder(changed), sample: makeDraw(changed, again).sample };
};
const told = (how: DrawTold): DrawFile => makeDraw(items, commitment, how);
const [first, , third] = items as [DrawItem, DrawItem, DrawItem];
const unsampled = items.find(({ key }) => !draw.sample.includes(key))?.key ?? "";

/** What somebody could do to have other lines looked at, or none; and how it is named. */
const manipulations: readonly (readonly [string, DrawFile, string])[] = [
  ["a line added to the frame", { ...draw, items: inDrawOrder([...items, { ...first, key: "Z" }]) }, "added"],
  ["a line left out of the frame", { ...draw, items: items.slice(1) }, "removed"],
  [
    "a line that stands for another record",
    { ...draw, items: items.with(2, { ...third, record: "f".repeat(64) }) },
    "changed",
  ],
  ["the frame in another order", { ...draw, items: items.toReversed() }, "reordered"],
  ["a line that stands there twice", { ...draw, items: items.with(1, first) }, "repeated"],
  ["a commitment to another frame made afterwards", recommitted(items.slice(2)), "entry"],
  [
    "another ratio",
    makeDraw(items, commitmentTo(items, { strata: commitment.strata.map((one) => ({ ...one, take: one.take - 1 })) })),
    "take",
  ],
  ["a stratum left out", makeDraw(items, commitmentTo(items, { strata: commitment.strata.slice(1) })), "strata"],
  ["a complaint not counted as one", makeDraw(items, commitmentTo(items, { musts: 0 })), "musts"],
  ["a drawn line dropped from the sample", { ...draw, sample: draw.sample.slice(1) }, "sample-dropped"],
  ["a line put into the sample", { ...draw, sample: [...draw.sample, unsampled] }, "sample-added"],
  ["a second draw that calls itself the first", told({ statement: { round: 2 } }), "rerolled"],
  ["a commitment entered after the seed was there", told({ size: 2 }), "late"],
  ["a log entry that commits to something else", told({ digest: "e".repeat(64) }), "entry"],
  ["the seed of another draw", told({ statement: { commitment: "d".repeat(64) } }), "seed-other"],
  ["a seed that headquarters did not cosign", told({ by: generateSigningKey() }), "seed-unsigned"],
  [
    "a seed that is not in headquarters' log",
    { ...draw, seed: { ...draw.seed, leaf: makeDraw(items, commitment, { size: 5 }).seed.leaf } },
    "seed-unsigned",
  ],
  ["an entry that is not in the station's log", { ...draw, path: [] }, "unlogged"],
  ["a commitment dated back", makeDraw(items, commitmentTo(items, { at: "2026-11-30T08:00:00Z" })), "dated"],
  ["a commitment dated ahead", makeDraw(items, commitmentTo(items, { at: "2026-12-02T08:00:00Z" })), "dated"],
];

describe("O-79 O-83 O-90: a draw that nobody can pick by hand", () => {
  it("is run again from its file by anybody, and gives the same sample", () => {
    expect(faultsOf(draw)).toEqual([]);
    const sizes = Object.fromEntries(commitment.strata.map(({ name, take }) => [name, take]));
    for (const [stratum, take] of Object.entries(sizes)) {
      const taken = items.filter((one) => one.stratum === stratum && !one.must && draw.sample.includes(one.key));
      expect(taken.length).toBe(take);
    }
    expect(draw.sample).toContain(items.find(({ must }) => must)?.key);
  });

  it.each(manipulations)("names %s", (_what, file, kind) => {
    expect(faultsOf(file)).toContain(kind);
  });

  it("takes the ratio rounded up, at least what the plan asks, never more than there is", () => {
    const rows = [
      [0, 0],
      [1, 1],
      [2, 2],
      [10, 2],
      [11, 3],
      [100, 20],
    ] as const;
    expect(rows.map(([size]) => [size, drawTake(size, { ratio: 2000, least: 2 })])).toEqual(
      rows.map((row) => [...row]),
    );
  });

  it("leaves the lots of all others as they are when a line goes", () => {
    const seed = sha256(utf8("seed"));
    const gone = items.find(({ key, must }) => draw.sample.includes(key) && !must)?.key;
    const fewer = items.filter(({ key }) => key !== gone);
    const all = new Set(drawSample(items, commitment.strata, seed));
    const rest = drawSample(
      fewer,
      drawStrata(fewer, (name) => drawShares[name]),
      seed,
    );
    expect(rest.filter((key) => !all.has(key)).length).toBeLessThanOrEqual(1);
  });

  it("refuses a file that is cut, empty, not canonical, or of another form", () => {
    const text = formatDraw(draw);
    for (const bad of [
      "",
      text.slice(0, -1),
      ` ${text}`,
      text.replace('"v":1', '"v":2'),
      "{}",
      text.replace('"round":1', '"round":1.5'),
    ]) {
      expect(() => parseDraw(bad)).toThrow(FormatError);
    }
  });

  it("gives every line the same chance: 12 000 draws of 4 out of 16, by chi-square", () => {
    const few = drawItems(28).filter(({ stratum, must }) => stratum === "现场检查" && !must);
    const sixteen = few.slice(0, 16);
    const strata = [{ name: "现场检查", size: 16, ratio: 2500, least: 0, take: 4 }];
    expect(chiSquare(sixteen, strata, drawSample)).toBeLessThan(critical);
  });

  it("and the test sees a draw that favours some lines a little", () => {
    const few = drawItems(28)
      .filter(({ stratum, must }) => stratum === "现场检查" && !must)
      .slice(0, 16);
    const strata = [{ name: "现场检查", size: 16, ratio: 2500, least: 0, take: 4 }];
    // A remainder of a byte, as is often written, prefers the lower numbers.
    const remainder: typeof drawSample = (lines, _strata, seed) => {
      const rest = [...lines];
      return [0, 1, 2, 3].flatMap((at) => rest.splice(((seed[at] ?? 0) % 100) % rest.length, 1).map(({ key }) => key));
    };
    expect(chiSquare(few, strata, remainder)).toBeGreaterThan(critical);
  });

  it.each([
    ['[...faults, "late"]', "late"],
    ['["entry" as const]', "entry"],
    ['faults.push("rerolled")', "rerolled"],
    ['faults.push("dated")', "dated"],
    ['[...faults, "unlogged"]', "unlogged"],
    ['faults.push("seed-other")', "seed-other"],
  ])("without %s the manipulation of that name would pass", async (from, kind) => {
    const mutant = makeMutant({ file: "main/formats/draw-file.ts", from, to: from.startsWith("[") ? "[]" : "void 0" });
    try {
      // The copy has the product's own shape.
      const { judgeDraw: blind } = (await import(
        /* @vite-ignore */ join(mutant.folder, "main/formats/draw-file.ts")
      )) as { readonly judgeDraw: typeof judgeDraw };
      const files = manipulations.filter(([, , expected]) => expected === kind).map(([, file]) => file);
      expect(files.length).toBeGreaterThan(0);
      expect(
        files.flatMap((file) => blind(file, verifiers).map((fault) => fault.kind)).filter((found) => found === kind),
      ).toEqual([]);
    } finally {
      mutant.remove();
    }
  });
});

/** 15 degrees of freedom: a fair draw stays below it but for once in a thousand, and the seeds here are fixed. */
const critical = 37.7;

function chiSquare(
  lines: readonly DrawItem[],
  strata: Parameters<typeof drawSample>[1],
  sample: typeof drawSample,
): number {
  const draws = 12_000;
  const seen = new Map<string, number>();
  for (let round = 0; round < draws; round += 1) {
    for (const key of sample(lines, strata, sha256(utf8(`uniform ${String(round)}`)))) {
      seen.set(key, (seen.get(key) ?? 0) + 1);
    }
  }
  const expected = (draws * 4) / lines.length;
  // Lines of one draw exclude each other, so the statistic of independent draws is scaled by what is left.
  const scale = (lines.length - 1) / (lines.length - 4);
  return lines.reduce((sum, { key }) => sum + ((seen.get(key) ?? 0) - expected) ** 2 / expected, 0) * scale;
}
