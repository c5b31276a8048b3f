import fc from "fast-check";
import { describe, expect, it } from "vitest";
import type { FrameRange } from "../../../shared/model/footage.ts";
import {
  countFrames,
  coversRanges,
  mergeRanges,
  rangesWithin,
  withoutRanges,
} from "../../../shared/time/frame-ranges.ts";

const range = fc
  .tuple(fc.nat(60), fc.integer({ min: 1, max: 20 }))
  .map(([from, length]) => ({ from, to: from + length }));
const framesOf = (ranges: readonly FrameRange[]): Set<number> =>
  new Set(ranges.flatMap(({ from, to }) => Array.from({ length: to - from }, (_none, step) => from + step)));

describe("ranges of frames", () => {
  it("merging keeps exactly the frames, in order and apart", () => {
    fc.assert(
      fc.property(fc.array(range, { maxLength: 8 }), (ranges) => {
        const merged = mergeRanges(ranges);
        expect(framesOf(merged)).toEqual(framesOf(ranges));
        expect(merged.every(({ from }, index) => index === 0 || from > (merged[index - 1]?.to ?? from))).toBe(true);
      }),
    );
  });

  it("R1 approved ranges are covered only when each of their frames was asked for", () => {
    fc.assert(
      fc.property(
        fc.array(range, { maxLength: 5 }),
        fc.array(range, { minLength: 1, maxLength: 5 }),
        (asked, approved) => {
          const frames = framesOf(asked);
          expect(coversRanges(asked, approved)).toBe([...framesOf(approved)].every((frame) => frames.has(frame)));
        },
      ),
    );
  });

  it("taking ranges away leaves exactly the other frames, in order and apart", () => {
    fc.assert(
      fc.property(fc.array(range, { maxLength: 6 }), fc.array(range, { maxLength: 6 }), (ranges, removed) => {
        const gone = framesOf(removed);
        const left = withoutRanges(ranges, removed);
        expect(framesOf(left)).toEqual(new Set([...framesOf(ranges)].filter((frame) => !gone.has(frame))));
        expect(left).toEqual(mergeRanges(left));
        expect(countFrames(left)).toBe(framesOf(left).size);
      }),
    );
  });

  it("lie within a recording only when none is empty and none ends after it", () => {
    expect(rangesWithin([{ from: 0, to: 10 }], 10)).toBe(true);
    expect(rangesWithin([], 10)).toBe(false);
    expect(rangesWithin([{ from: 3, to: 3 }], 10)).toBe(false);
    expect(rangesWithin([{ from: 0, to: 11 }], 10)).toBe(false);
  });
});
