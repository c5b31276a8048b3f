import { describe, expect, it } from "vitest";
import type { Mark } from "../../../shared/model/mark.ts";
import type { Note } from "../../../shared/model/note.ts";
import { chaptersOf, frameBeside, gapBeside, gapsOf, mayBeSeenAt } from "../../../renderer/player/chapters.ts";

const ranges = [
  { from: 100, to: 200 },
  { from: 400, to: 500 },
];
// Only what the list reads is there.
const mark = (frame: number): Mark =>
  ({ id: `m-${String(frame)}`, frame, kind: "showId", note: "" }) as unknown as Mark;
const note = (from: number, changes: object): Note =>
  ({ note: `n-${String(from)}`, range: { from, to: from + 1 }, status: "open", ...changes }) as unknown as Note;

describe("places of a recording to go to", () => {
  it("R1: are approved starts, marks and stages in the order of the recording, and nothing that may not be seen", () => {
    const chapters = chaptersOf(
      ranges,
      [mark(450), mark(300), mark(120)],
      [
        note(130, { tag: "showId" }),
        note(140, {}),
        note(150, { tag: "notice", status: "withdrawn" }),
        note(160, { tag: "notice", thread: "n-1" }),
        note(250, { tag: "scene" }),
      ],
    );
    expect(chapters.map(({ kind, frame }) => [kind, frame])).toEqual([
      ["range", 100],
      ["mark", 120],
      ["stage", 130],
      ["range", 400],
      ["mark", 450],
    ]);
  });

  it("have one before and one after, and none beyond the ends", () => {
    expect(frameBeside([100, 120, 400], 120, 1)).toBe(400);
    expect(frameBeside([100, 120, 400], 120, -1)).toBe(100);
    expect(frameBeside([100, 120, 400], 400, 1)).toBeNull();
    expect(frameBeside([], 5, -1)).toBeNull();
  });

  it("R1: are both sides of each gap that may be seen, and a gap that one stands at is not the next one", () => {
    const gaps = gapsOf({
      gaps: [
        { atMs: 20_000, lengthMs: 2000, explained: true },
        { atMs: 4000, lengthMs: 500, explained: false },
        { atMs: 60_000, lengthMs: 500, explained: false },
      ],
    });
    expect(gaps[0]).toEqual({ beforeMs: 4000, afterMs: 4500, isExplained: false });
    const times = [{ from: 4480, to: 30_040 }];
    const at = (atMs: number): { atMs: number; frameMs: number } => ({ atMs, frameMs: 40 });
    expect(mayBeSeenAt(4000, times)).toBe(false);
    expect(mayBeSeenAt(30_040, times)).toBe(true);
    expect(mayBeSeenAt(30_050, times)).toBe(false);
    // Of the first gap only what follows it is approved, of the last one nothing.
    expect(gapBeside(gaps, times, at(4480), 1)).toBe(20_000);
    expect(gapBeside(gaps, times, at(19_960), 1)).toBeNull();
    expect(gapBeside(gaps, times, at(19_960), -1)).toBe(4500);
    expect(gapBeside(gaps, times, at(22_000), -1)).toBe(20_000);
  });
});
