import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { segmentsOf } from "../../../main/headquarters/requests/ranges.ts";
import type { FrameRange } from "../../../shared/model/footage.ts";

const range = fc
  .tuple(fc.nat(60), fc.integer({ min: 1, max: 20 }))
  .map(([from, length]) => ({ from, to: from + length }));
const framesOf = (ranges: readonly FrameRange[]): Set<number> =>
  new Set(ranges.flatMap(({ from, to }) => Array.from({ length: to - from }, (_none, step) => from + step)));

describe("segments of a grant", () => {
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
});
