import type { Footage, FrameRange } from "../../shared/model/footage.ts";
import { coversRanges } from "../../shared/time/frame-ranges.ts";

export { countFrames, mergeRanges } from "../../shared/time/frame-ranges.ts";

type Timed = Pick<Footage, "frames" | "durationMs" | "frameRate" | "gaps">;

/** Frames `[from, to)` that follow one another without an interruption; the first begins at `fromMs`. */
interface Piece {
  readonly from: number;
  readonly to: number;
  readonly fromMs: number;
}

interface Layout {
  readonly frameMs: number;
  readonly pieces: readonly Piece[];
}

const layouts = new WeakMap<Timed, Layout>();

/**
 * How the frames of a recording lie in its time, with its interruptions.
 *
 * The frame ahead of an interruption begins where the gap does and is followed where it ends. Gaps that people named but
 * that take no time of the recording (between two files, say) are left out: what is left of the length after all frames
 * tells them apart. Where the rate varies, frames lie evenly between the interruptions.
 */
function layoutOf(timed: Timed): Layout {
  const known = layouts.get(timed);
  if (known !== undefined) {
    return known;
  }
  const { frames, frameRate, durationMs, gaps } = timed;
  const lost = gaps.reduce((sum, { lengthMs }) => sum + lengthMs, 0);
  const frameMs =
    frameRate === null
      ? Math.max(0, durationMs - lost) / Math.max(1, frames - gaps.length)
      : (1000 * frameRate.denominator) / frameRate.numerator;
  const pieces: Piece[] = [];
  let piece = { from: 0, fromMs: 0 };
  let spare = durationMs - frames * frameMs + frameMs;
  for (const { atMs, lengthMs } of gaps.toSorted((one, other) => one.atMs - other.atMs)) {
    const to = piece.from + Math.round((atMs - piece.fromMs) / Math.max(frameMs, 1e-6)) + 1;
    if (lengthMs - frameMs <= spare && to > piece.from && to < frames) {
      pieces.push({ ...piece, to });
      piece = { from: to, fromMs: atMs + lengthMs };
      spare -= lengthMs - frameMs;
    }
  }
  const layout = { frameMs, pieces: [...pieces, { ...piece, to: frames }] };
  layouts.set(timed, layout);
  return layout;
}

/**
 * Milliseconds at which a frame begins: exact at a constant rate, interruptions counted; between them proportional where
 * the rate varies. The frame after the last begins at the end. For display only.
 */
export function msOfFrame(timed: Timed, frame: number): number {
  const { frameMs, pieces } = layoutOf(timed);
  const { from, fromMs } = pieces.findLast((one) => one.from <= frame) ?? { from: 0, fromMs: 0 };
  return fromMs + (frame - from) * frameMs;
}

/** Milliseconds at which a frame ends, or the interruption after it begins. */
export function endOfFrame(timed: Timed, frame: number): number {
  return msOfFrame(timed, frame) + layoutOf(timed).frameMs;
}

/** The frame on screen at a time, kept within the recording. For moving about only, never for a mark (rule R6). */
export function frameAtMs(timed: Timed, ms: number): number {
  const { frameMs, pieces } = layoutOf(timed);
  const { from, fromMs, to } = pieces.findLast((one) => one.fromMs <= ms + 1e-6) ?? {
    from: 0,
    fromMs: 0,
    to: timed.frames,
  };
  return Math.max(0, Math.min(to - 1, from + Math.floor((ms - fromMs) / Math.max(frameMs, 1e-6) + 1e-6)));
}

/** Where a time lies on a line as long as the recording, 0…1. */
export function placeOfMs({ durationMs }: Timed, ms: number): number {
  return Math.max(0, Math.min(1, ms / Math.max(1, durationMs)));
}

/** Where a frame begins on that line; a picture without a length takes all of it. */
export function placeOfFrame(timed: Timed, frame: number): number {
  return timed.durationMs === 0 ? frame / timed.frames : placeOfMs(timed, msOfFrame(timed, frame));
}

/** Where frames `[from, to)` lie on that line. */
export function placeOfRange(
  timed: Timed,
  { from, to }: FrameRange,
): { readonly start: number; readonly length: number } {
  const start = placeOfFrame(timed, from);
  const end = timed.durationMs === 0 ? to / timed.frames : placeOfMs(timed, endOfFrame(timed, to - 1));
  return { start, length: Math.max(0, end - start) };
}

/** A place on that line, 0…1, as a length of CSS. */
export function percent(place: number): string {
  return `${String(place * 100)}%`;
}

/** The frame at a place on that line. */
export function frameAtPlace(timed: Timed, place: number): number {
  const kept = Math.max(0, Math.min(1, place));
  return timed.durationMs === 0
    ? Math.min(timed.frames - 1, Math.floor(kept * timed.frames))
    : frameAtMs(timed, kept * timed.durationMs);
}

/** How many frames a second has, at least one. */
export function framesPerSecond(timed: Timed): number {
  return Math.max(1, Math.round((timed.frames * 1000) / Math.max(1, timed.durationMs)));
}

/** True when every frame of `inner` lies in `outer`. */
export function isWithin(inner: readonly FrameRange[], outer: readonly FrameRange[]): boolean {
  return coversRanges(outer, inner);
}

/** Seconds as `m:ss` or `s` with a sign left to the caller's words. */
export function clockDifference(seconds: number): string {
  const whole = Math.abs(seconds);
  return `${Math.floor(whole / 60)}:${String(whole % 60).padStart(2, "0")}`;
}

/** First and last frame as people read them; one frame is one number. */
export function framesText({ from, to }: { readonly from: number; readonly to: number }): string {
  return to - from === 1 ? String(from) : `${String(from)}–${String(to - 1)}`;
}
