import type { FrameRange } from "../../shared/model/footage.ts";

/** Sorts half-open ranges and joins those that touch or overlap. */
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
