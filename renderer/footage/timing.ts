import type { Footage, FrameRange } from "../../shared/model/footage.ts";
import { coversRanges } from "../../shared/time/frame-ranges.ts";

export { countFrames, mergeRanges } from "../../shared/time/frame-ranges.ts";

type Timed = Pick<Footage, "frames" | "durationMs" | "frameRate">;

/** Milliseconds at which a frame begins; exact at a constant rate, proportional where the rate varies. For display only. */
export function msOfFrame({ frames, durationMs, frameRate }: Timed, frame: number): number {
  return frameRate === null
    ? (frame * durationMs) / Math.max(1, frames)
    : (frame * 1000 * frameRate.denominator) / frameRate.numerator;
}

/** The frame on screen at a time, kept within the recording. For moving about only, never for a mark (rule R6). */
export function frameAtMs({ frames, durationMs, frameRate }: Timed, ms: number): number {
  const frame =
    frameRate === null
      ? (ms * frames) / Math.max(1, durationMs)
      : (ms * frameRate.numerator) / (1000 * frameRate.denominator);
  return Math.max(0, Math.min(frames - 1, Math.floor(frame + 1e-6)));
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
