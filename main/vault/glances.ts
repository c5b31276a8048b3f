import { peaksPerSecond, type Glance, type Levels } from "../formats/glance.ts";
import type { FrameRange } from "../../shared/model/footage.ts";
import { holdsFrame } from "../../shared/time/frame-ranges.ts";

/** What of a segment's companion may leave the vault. */
export interface GlanceLimits {
  /** Frames that may be seen, half-open. */
  readonly ranges: readonly FrameRange[];
  /** Frames under a cover: their small pictures would show what the cover hides. */
  readonly covered: readonly FrameRange[];
  /** Where peaks may be given, in steps of 1/25 s, half-open. */
  readonly steps: readonly FrameRange[];
}

/** A companion without anything of frames or sound that may not be given; nothing of it can be put together again. */
export function limitGlance({ head, pictures }: Glance, { ranges, covered, steps }: GlanceLimits): Glance {
  const seen = (frame: number): boolean => holdsFrame(ranges, frame) && !holdsFrame(covered, frame);
  const kept = head.pictures.flatMap((picture, index) => (seen(picture.frame) ? [{ picture, index }] : []));
  const { light } = head;
  const cells = light.columns * light.rows;
  const lit = light.frames.flatMap((frame, index) => (seen(frame) ? [{ frame, index }] : []));
  const grids = (text: string): string => {
    const bytes = Buffer.from(text, "base64");
    return Buffer.concat(lit.map(({ index }) => bytes.subarray(index * cells, (index + 1) * cells))).toString("base64");
  };
  const { peaks } = head;
  const audible = (text: string): string => {
    const values = Buffer.from(text, "base64");
    values.forEach((_, index) => {
      values[index] = holdsFrame(steps, (peaks?.from ?? 0) + index) ? (values[index] ?? 0) : 0;
    });
    return values.toString("base64");
  };
  const heard = ({ low, high }: Levels): Levels => ({ low: audible(low), high: audible(high) });
  return {
    head: {
      v: 1,
      pictures: kept.map(({ picture }) => picture),
      light: { ...light, frames: lit.map(({ frame }) => frame), mean: grids(light.mean), spread: grids(light.spread) },
      ...(peaks === undefined
        ? {}
        : {
            peaks: {
              from: peaks.from,
              ...heard(peaks),
              ...(peaks.channels === undefined ? {} : { channels: peaks.channels.map(heard) }),
            },
          }),
      spans: head.spans.flatMap(({ kind, from, to }) =>
        ranges.flatMap((range) => {
          const part = { kind, from: Math.max(from, range.from), to: Math.min(to, range.to) };
          return part.from < part.to ? [part] : [];
        }),
      ),
      originBytes: 0,
    },
    pictures: kept.map(({ index }) => pictures[index] ?? new Uint8Array()),
    origin: new Uint8Array(),
  };
}

/** Steps that sound nowhere outside the ranges; `ticksOf` gives the time of an approved frame, from the first frame on. */
export function stepsWithin(
  ranges: readonly FrameRange[],
  timescale: number,
  ticksOf: (frame: number) => number | null,
): FrameRange[] {
  return ranges.flatMap(({ from, to }) => {
    const first = ticksOf(from);
    const last = ticksOf(to - 1);
    if (first === null || last === null) {
      return [];
    }
    const range = {
      from: Math.ceil((first * peaksPerSecond) / timescale),
      to: Math.floor((last * peaksPerSecond) / timescale),
    };
    return range.from < range.to ? [range] : [];
  });
}
