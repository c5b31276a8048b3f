import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { coversRanges, mergeRanges, rangesWithin, segmentsOf } from "../../../main/headquarters/requests/ranges.ts";
import type { FrameRange } from "../../../shared/model/footage.ts";

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

  it("R1 a grant names the segments that hold an approved frame, and no other", () => {
    fc.assert(
      fc.property(
        fc.array(range, { minLength: 1, maxLength: 4 }),
        fc.array(fc.integer({ min: 1, max: 9 }), { minLength: 1, maxLength: 20 }),
        (ranges, lengths) => {
          let next = 0;
          const segments = lengths.map((frames) => {
            next += frames;
            return { firstFrame: next - frames, frames };
          });
          const wanted = framesOf(ranges);
          const named = framesOf(segmentsOf(ranges, segments));
          for (const [index, { firstFrame, frames }] of segments.entries()) {
            const holds = Array.from({ length: frames }, (_none, step) => firstFrame + step).some((frame) =>
              wanted.has(frame),
            );
            expect(named.has(index)).toBe(holds);
          }
        },
      ),
    );
  });

  it("lie within a recording only when none is empty and none ends after it", () => {
    expect(rangesWithin([{ from: 0, to: 10 }], 10)).toBe(true);
    expect(rangesWithin([], 10)).toBe(false);
    expect(rangesWithin([{ from: 3, to: 3 }], 10)).toBe(false);
    expect(rangesWithin([{ from: 0, to: 11 }], 10)).toBe(false);
  });
});
