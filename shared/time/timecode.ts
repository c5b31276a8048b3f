import type { Timecode } from "../model/footage.ts";

const dropped = 2;

/** Frames that a drop-frame count leaves out per minute: two at 30 nominal frames, four at 60. */
function droppedPerMinute(rate: number): number {
  return dropped * Math.round(rate / 30);
}

function two(value: number): string {
  return String(value).padStart(2, "0");
}

/**
 * Timecode of a frame (SMPTE ST 12-1), `hh:mm:ss:ff`, or `hh:mm:ss;ff` where numbers are left out. After 24 hours it
 * begins again, as cameras do.
 */
export function timecodeOf({ start, rate, dropFrame }: Timecode, frame: number): string {
  const perMinute = rate * 60;
  let count = start + frame;
  if (dropFrame) {
    const leftOut = droppedPerMinute(rate);
    const short = perMinute - leftOut;
    const perTen = short * 10 + leftOut;
    const tens = Math.floor(count / perTen);
    const rest = count % perTen;
    count += leftOut * 9 * tens + (rest >= perMinute ? leftOut * (1 + Math.floor((rest - perMinute) / short)) : 0);
  }
  count %= perMinute * 60 * 24;
  const seconds = Math.floor(count / rate);
  const clock = [Math.floor(seconds / 3600), Math.floor(seconds / 60) % 60, seconds % 60].map(two).join(":");
  return `${clock}${dropFrame ? ";" : ":"}${two(count % rate)}`;
}

/** Frame at a timecode; `null` for what is none, for a number that drop-frame leaves out, and for one before the start. */
export function frameAtTimecode({ start, rate, dropFrame }: Timecode, text: string): number | null {
  const parts = /^(\d{2}):([0-5]\d):([0-5]\d)[:;](\d{2})$/u.exec(text);
  if (parts === null) {
    return null;
  }
  const [hours, minutes, seconds, frames] = parts.slice(1).map(Number) as [number, number, number, number];
  const leftOut = dropFrame ? droppedPerMinute(rate) : 0;
  const isLeftOut = frames < leftOut && seconds === 0 && minutes % 10 !== 0;
  if (hours > 23 || frames >= rate || isLeftOut) {
    return null;
  }
  const minute = hours * 60 + minutes;
  const count = (minute * 60 + seconds) * rate + frames - leftOut * (minute - Math.floor(minute / 10));
  return count < start ? null : count - start;
}
