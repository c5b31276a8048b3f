import type { FrameRange } from "../model/footage.ts";

/** Arithmetic with half-open ranges of frames; every function leaves its input as it is. */

/** The same frames in ascending order, as few ranges as possible. */
export function mergeRanges(ranges: readonly FrameRange[]): FrameRange[] {
  const merged: FrameRange[] = [];
  for (const { from, to } of ranges.toSorted((a, b) => a.from - b.from)) {
    const last = merged.at(-1);
    if (last !== undefined && from <= last.to) {
      merged[merged.length - 1] = { from: last.from, to: Math.max(last.to, to) };
    } else {
      merged.push({ from, to });
    }
  }
  return merged;
}

/** True when every frame of `inner` lies in `outer`. */
export function coversRanges(outer: readonly FrameRange[], inner: readonly FrameRange[]): boolean {
  const whole = mergeRanges(outer);
  return inner.every((range) => whole.some(({ from, to }) => from <= range.from && range.to <= to));
}

/** Whether one of the ranges holds this frame. */
export function holdsFrame(ranges: readonly FrameRange[], frame: number): boolean {
  return ranges.some(({ from, to }) => frame >= from && frame < to);
}

/** Frames of `ranges` that are not in `removed`, merged. */
export function withoutRanges(ranges: readonly FrameRange[], removed: readonly FrameRange[]): FrameRange[] {
  return mergeRanges(removed).reduce<FrameRange[]>(
    (left, gone) =>
      left.flatMap(({ from, to }) =>
        [
          { from, to: Math.min(to, gone.from) },
          { from: Math.max(from, gone.to), to },
        ].filter((part) => part.from < part.to),
      ),
    mergeRanges(ranges),
  );
}

/** True when every range is non-empty and ends inside a recording of `frames` frames; false when there is none. */
export function rangesWithin(ranges: readonly FrameRange[], frames: number): boolean {
  return ranges.length > 0 && ranges.every(({ from, to }) => from >= 0 && from < to && to <= frames);
}

/** How many frames the ranges hold, each counted as often as it is named. */
export function countFrames(ranges: readonly FrameRange[]): number {
  return ranges.reduce((sum, { from, to }) => sum + to - from, 0);
}
