import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { openSegmentTable } from "../../../main/formats/footage-package.ts";
import { cover } from "../../../main/formats/key-tree.ts";
import { layOut } from "../../../main/vault/playable.ts";
import { unnumbered } from "../../../main/vault/frame-list.ts";
import type { OpenedTable } from "../../../main/vault/runs.ts";
import type { WithheldPart } from "../../../main/vault/covers.ts";
import { canMakeClips, clip, type ClipName } from "../../support/clips.ts";
import { scratch, takeIn, type TakenIn } from "../../support/picture.ts";

const clips: readonly ClipName[] = ["cfr30", "deep30", "vfr"];
const region = { x: 1000, y: 1000, width: 2000, height: 2000 };

/** Tables of every segment, as a station with all keys would open them. */
async function tablesOf(taken: TakenIn): Promise<OpenedTable[]> {
  const { manifest } = taken.header;
  const nodes = cover(taken.root, manifest.treeDepth, 0, manifest.segments.length);
  const source = await taken.source();
  return Promise.all(
    manifest.segments.map(async ({ index }) => {
      const table = await openSegmentTable(taken.header, nodes, index, (from, to) => source.read(from, to));
      if (table === null) {
        throw new Error("no key");
      }
      return { index, table };
    }),
  );
}

describe.skipIf(!canMakeClips())("what is withheld on the playing timeline", () => {
  const { folder, remove } = scratch("covers");
  const known = new Map<ClipName, { taken: TakenIn; tables: OpenedTable[] }>();
  beforeAll(async () => {
    for (const name of clips) {
      // oxlint-disable-next-line no-await-in-loop -- the encoder has the machine to itself
      const taken = await takeIn(clip(name), folder);
      // oxlint-disable-next-line no-await-in-loop
      known.set(name, { taken, tables: await tablesOf(taken) });
    }
  });
  afterAll(remove);

  const laid = (name: ClipName, ranges: readonly { from: number; to: number }[], withheld: readonly WithheldPart[]) => {
    const found = known.get(name);
    if (found === undefined) {
      throw new Error("no such clip");
    }
    return layOut(found.taken.header.manifest, found.tables, ranges, withheld);
  };

  it.each(clips)(
    "numbers no withheld frame, and puts ten seconds of the last picture before what follows: %s",
    (name) => {
      for (let from = 61; from < 75; from++) {
        const hidden = { from, to: from + 17, ground: "privacy" } as const;
        const playable = laid(name, [{ from: 40, to: 130 }], [hidden]);
        const rows = playable?.list.rows ?? [];
        const numbers = rows.flatMap(({ frame }) => (frame === unnumbered ? [] : [frame]));
        expect(numbers.filter((frame) => frame >= hidden.from && frame < hidden.to)).toEqual([]);
        expect(numbers).toEqual([...new Set(numbers)].toSorted((a, b) => a - b));
        // Nothing approved is lost but the few frames before it that a coder reorders; nothing after it is.
        expect(numbers.filter((frame) => frame >= hidden.to)).toEqual(
          Array.from({ length: 130 - hidden.to }, (_, index) => hidden.to + index),
        );
        expect(numbers.filter((frame) => frame < hidden.from).length).toBeGreaterThanOrEqual(from - 40 - 8);
        const last = rows.findLastIndex(({ frame }) => frame < hidden.from);
        expect((rows[last + 1]?.us ?? 0) - (rows[last]?.us ?? 0)).toBeGreaterThan(9_900_000);
        expect((rows[last]?.until ?? 0) - (rows[last]?.us ?? 0)).toBeLessThan(1_100_000);
      }
    },
  );

  it.each(clips)(
    "brings every frame of a region under its cover, and begins a new stretch where it begins: %s",
    (name) => {
      for (let from = 61; from < 75; from++) {
        const line = { from, to: from + 20, region, ground: "minor" } as const;
        const playable = laid(name, [{ from: 40, to: 130 }], [line]);
        const rows = playable?.list.rows ?? [];
        const numbers = rows.flatMap(({ frame }) => (frame === unnumbered ? [] : [frame]));
        expect(numbers).toEqual(Array.from({ length: 90 }, (_, index) => 40 + index));
        const covered = (playable?.covers ?? []).filter(({ regions }) => regions.length > 0);
        expect(covered[0]?.from).toBeLessThanOrEqual(line.from);
        expect(covered.at(-1)?.to).toBe(line.to);
        const start = rows.findIndex(({ frame }) => frame === covered[0]?.from);
        const before = rows.findLastIndex(({ frame }) => frame === (covered[0]?.from ?? 0) - 1);
        expect((rows[start]?.us ?? 0) - (rows[before]?.us ?? 0)).toBeGreaterThan(9_900_000);
      }
    },
  );

  it("lays out nothing when everything approved is withheld", () => {
    expect(laid("cfr30", [{ from: 40, to: 60 }], [{ from: 30, to: 70, ground: "privacy" }])).toBeNull();
  });

  it("leaves a recording of which nothing is withheld exactly as it was", () => {
    const whole = laid("cfr30", [{ from: 40, to: 130 }], []);
    expect(whole?.covers).toEqual([]);
    expect(whole?.list.rows.every(({ until }, index) => until === (whole.list.rows[index + 1]?.us ?? until))).toBe(
      true,
    );
  });
});
