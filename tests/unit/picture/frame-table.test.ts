import { describe, expect, it } from "vitest";
import { rowAt, timesOf, type FrameTable } from "../../../renderer/picture/frame-table.ts";

/** Ten pictures 40 ms apart but for a pause of two seconds after the fifth; the second to the ninth may be seen. */
function table(): FrameTable {
  const ms = Float64Array.from({ length: 10 }, (_, row) => row * 40 + (row > 4 ? 2000 : 0));
  const us = ms.map((at) => at * 1000);
  return {
    kind: "video",
    width: 320,
    height: 180,
    frames: 110,
    timescale: 12_800,
    ranges: [{ from: 101, to: 109 }],
    us,
    until: Float64Array.from(us, (at, row) => us[row + 1] ?? at + 40_000),
    // The recording began 4 s before the first of these.
    ticks: ms.map((at) => ((at + 4000) * 12_800) / 1000),
    frame: Uint32Array.from({ length: 10 }, (_, row) => 100 + row),
    approved: Uint32Array.from({ length: 8 }, (_, place) => place + 1),
  };
}

describe("the frame at a time of the recording", () => {
  it.each([
    [4040, 1],
    [4079.999, 1],
    [4080, 2],
    // A time worked out from the thirtieths of another camera is a rounding short.
    [4079.999_999_999_9, 2],
    // It stays on screen until the next one comes.
    [4160, 4],
    [6199, 4],
    [6200, 5],
    [6359, 8],
  ])("at %s ms it is row %s", (atMs, row) => {
    expect(rowAt(table(), atMs)).toBe(row);
  });

  it.each([0, 3999, 4000, 4039, 6360, 6399, 6400, 90_000])("at %s ms there is none that may be seen", (atMs) => {
    expect(rowAt(table(), atMs)).toBeNull();
  });

  it("tells from when to when the ranges that may be seen are on screen", () => {
    expect(timesOf(table())).toEqual([{ from: 4040, to: 6360 }]);
  });
});
