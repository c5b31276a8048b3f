import type { FrameRange } from "../../../shared/model/footage.ts";

/** Sorts half-open ranges and joins those that touch or overlap. */
export function mergeRanges(ranges: readonly FrameRange[]): FrameRange[] {
  const merged: FrameRange[] = [];
  for (const range of ranges.toSorted((a, b) => a.from - b.from)) {
    const last = merged.at(-1);
    if (last !== undefined && range.from <= last.to) {
      merged[merged.length - 1] = { from: last.from, to: Math.max(last.to, range.to) };
    } else {
      merged.push({ from: range.from, to: range.to });
    }
  }
  return merged;
}

/** True when every frame of `inner` lies in `outer`. */
export function coversRanges(outer: readonly FrameRange[], inner: readonly FrameRange[]): boolean {
  const whole = mergeRanges(outer);
  return inner.every((range) => whole.some(({ from, to }) => from <= range.from && range.to <= to));
}

/** True when every range is non-empty and ends inside a recording of `frames` frames. */
export function rangesWithin(ranges: readonly FrameRange[], frames: number): boolean {
  return ranges.length > 0 && ranges.every(({ from, to }) => from >= 0 && from < to && to <= frames);
}

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
