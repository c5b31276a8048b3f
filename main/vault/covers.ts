import type { FrameRange } from "../../shared/model/footage.ts";
import type { Region, WithheldGround } from "../../shared/model/withheld.ts";
import { holdsFrame, mergeRanges } from "../../shared/time/frame-ranges.ts";
import type { Placed, Run } from "./runs.ts";

/** One thing that is not shown: frames `[from, to)`, or a region of the picture during them. */
export interface WithheldPart extends FrameRange {
  readonly region?: Region | undefined;
  readonly ground: WithheldGround;
}

/** An opaque rectangle and why it is there. */
export interface CoveredRegion extends Region {
  readonly ground: WithheldGround;
}

/** Frames `[from, to)` and what lies over all of them. */
export interface Cover extends FrameRange {
  readonly regions: readonly CoveredRegion[];
}

/** A cover with what its layout needs. Times are ticks of the recording. */
export interface CoveredPart extends Cover {
  /** When the picture after a frame would have taken its place. */
  readonly until: ReadonlyMap<number, number>;
  /** Sound outside these ticks belongs to something withheld. */
  readonly sound: { readonly from: number; readonly to: number };
}

export interface CoveredStretch {
  readonly run: Run;
  /** Everything the part's decoding needs, in decode order, and nothing behind it. */
  readonly samples: readonly Placed[];
  readonly part: CoveredPart;
}

/** The covering rectangle of a line; none for a line that withholds the whole picture. */
export function coveredRegion({ region, ground }: WithheldPart): CoveredRegion[] {
  return region === undefined ? [] : [{ ...region, ground }];
}

/** Frames under the same covers, in order; a new one begins wherever a cover begins or ends. */
function partsOf(ranges: readonly FrameRange[], withheld: readonly WithheldPart[]): Cover[] {
  const edges = withheld.flatMap(({ from, to, region }) => (region === undefined ? [] : [from, to]));
  // One object per line, by which parts under the same cover are recognised.
  const lines = withheld.map(({ from, to, ...line }) => ({ from, to, regions: coveredRegion({ from, to, ...line }) }));
  return mergeRanges(ranges).flatMap((range) => {
    const cuts = [...new Set(edges.filter((edge) => edge > range.from && edge < range.to))].toSorted((a, b) => a - b);
    const starts = [range.from, ...cuts];
    return starts.map((from, index) => {
      const to = cuts[index] ?? range.to;
      const over = lines.filter((line) => line.from < to && line.to > from);
      return { from, to, regions: over.flatMap(({ regions }) => regions) };
    });
  });
}

/**
 * Cuts runs of pictures into stretches that each stay under the same covers.
 *
 * A stretch starts at the keyframe its first frame needs and ends with the last sample it needs. Where that would
 * bring a picture behind its end that may not be seen under these covers, frames are given up until it does not: they
 * go under the covers of what follows too, or are withheld with it. So a cover may be wider by the few frames that a
 * coder reorders, never narrower.
 */
export function cutAtCovers(
  runs: readonly { readonly run: Run; readonly samples: readonly Placed[] }[],
  ranges: readonly FrameRange[],
  withheld: readonly WithheldPart[],
  frames: number,
): CoveredStretch[] {
  const hidden = mergeRanges(withheld.filter(({ region }) => region === undefined));
  const isHidden = (frame: number): boolean => holdsFrame(hidden, frame);
  const planned = partsOf(ranges, withheld);
  const regionsAt = (frame: number): readonly CoveredRegion[] =>
    planned.find(({ from, to }) => frame >= from && frame < to)?.regions ?? [];
  const stretches: CoveredStretch[] = [];

  for (let part = planned.shift(); part !== undefined; part = planned.shift()) {
    const { from, regions } = part;
    const found = runs.find(({ samples }) => samples.some(({ row }) => row.frame === from));
    if (found === undefined) {
      continue;
    }
    const mayFollow = ({ row }: Placed): boolean =>
      !isHidden(row.frame) && regionsAt(row.frame).every((region) => regions.includes(region));
    const end = closedEnd(found.samples, part, mayFollow);
    const late = behind(found.samples, part);
    const isWidened = end < part.to && late.some(({ row }) => isHidden(row.frame));
    if (isWidened) {
      hidden.push({ from: end, to: part.to });
    }
    if (end > from) {
      const kept = { ...part, to: end };
      stretches.push({
        run: found.run,
        samples: neededFor(found.samples, kept),
        part: withTimes(found.samples, kept, {
          isHiddenBefore: from > 0 && isHidden(from - 1),
          isHiddenAfter: end < frames && isHidden(end),
        }),
      });
    }
    if (end < part.to && !isWidened) {
      const over = new Set([...regions, ...late.flatMap(({ row }) => regionsAt(row.frame))]);
      putFirst(planned, { from: end, to: part.to, regions: [...over] });
    }
  }
  return stretches;
}

/** The part comes next; as one with the part behind it when they lie under the same covers. */
function putFirst(planned: Cover[], part: Cover): void {
  const [next] = planned;
  const isSame =
    next?.from === part.to &&
    next.regions.length === part.regions.length &&
    next.regions.every((region) => part.regions.includes(region));
  if (isSame) {
    planned[0] = { ...next, from: part.from };
  } else {
    planned.unshift(part);
  }
}

function isIn({ from, to }: FrameRange, { row }: Placed): boolean {
  return row.frame >= from && row.frame < to;
}

/** From the keyframe that the first frame needs up to the last sample in decode order that belongs to the part. */
function neededFor(samples: readonly Placed[], part: FrameRange): readonly Placed[] {
  const first = samples.findIndex((sample) => isIn(part, sample));
  const last = samples.findLastIndex((sample) => isIn(part, sample));
  const start = samples.slice(0, first + 1).findLastIndex(({ row }) => row.sync);
  return samples.slice(Math.max(0, start), last + 1);
}

/** What a part's decoding needs and would present after its last frame. */
function behind(samples: readonly Placed[], part: FrameRange): readonly Placed[] {
  const needed = neededFor(samples, part);
  const last = needed.find(({ row }) => row.frame === part.to - 1)?.time ?? Number.MIN_SAFE_INTEGER;
  return needed.filter(({ time }) => time > last);
}

/** The last end at or before a part's own behind which nothing follows that may not; the start when there is none. */
function closedEnd(
  samples: readonly Placed[],
  { from, to }: FrameRange,
  mayFollow: (sample: Placed) => boolean,
): number {
  for (let end = to; end > from; end--) {
    const isOwn = ({ row }: Placed): boolean => row.frame >= end && row.frame < to;
    if (behind(samples, { from, to: end }).every((sample) => isOwn(sample) || mayFollow(sample))) {
      return end;
    }
  }
  return from;
}

function withTimes(
  samples: readonly Placed[],
  part: Cover,
  sides: { readonly isHiddenBefore: boolean; readonly isHiddenAfter: boolean },
): CoveredPart {
  const ordered = samples.toSorted((a, b) => a.time - b.time);
  const until = new Map(
    ordered.map(({ row, time }, index) => [row.frame, ordered[index + 1]?.time ?? time + row.duration] as const),
  );
  const start = ordered.find(({ row }) => row.frame === part.from)?.time ?? 0;
  return {
    ...part,
    until,
    sound: {
      from: sides.isHiddenBefore ? start : Number.MIN_SAFE_INTEGER,
      to: sides.isHiddenAfter ? (until.get(part.to - 1) ?? start) : Number.MAX_SAFE_INTEGER,
    },
  };
}

/**
 * Whether a packet sounds only inside these ticks. Coded sound overlaps with the packet before and the one after it,
 * whichever of the two the coding means by its time.
 */
export function soundsWithin(
  allowed: { readonly from: number; readonly to: number },
  time: number,
  duration: number,
): boolean {
  return time - duration >= allowed.from && time + 2 * duration <= allowed.to;
}

/** Withheld steps of a sound recording with `margin` steps on both sides, so that no packet reaches into them. */
export function widenedForSound(withheld: readonly WithheldPart[], margin: number): FrameRange[] {
  return withheld
    .filter(({ region }) => region === undefined)
    .map(({ from, to }) => ({ from: Math.max(0, from - margin), to: to + margin }));
}
