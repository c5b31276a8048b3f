import type { FrameRange } from "../../../shared/model/footage.ts";
import { mergeRanges } from "../../../shared/time/frame-ranges.ts";

interface SegmentFrames {
  readonly firstFrame: number;
  readonly frames: number;
}

/**
 * The runs of segments that hold the frames, as half-open ranges of segment indices.
 *
 * A grant's granularity is one segment: the first and the last may hold neighbouring frames, which
 * the picture masks.
 */
export function segmentsOf(ranges: readonly FrameRange[], segments: readonly SegmentFrames[]): FrameRange[] {
  const wanted = segments.flatMap(({ firstFrame, frames }, index) =>
    ranges.some(({ from, to }) => from < firstFrame + frames && firstFrame < to)
      ? [{ from: index, to: index + 1 }]
      : [],
  );
  return mergeRanges(wanted);
}
