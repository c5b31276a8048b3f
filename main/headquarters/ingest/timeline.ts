import { Refused } from "./refusal.ts";
import { at, type SampleColumns } from "./samples.ts";

/** One entry of an edit list (`elst`), still in the movie's timescale. */
export interface EditEntry {
  readonly duration: number;
  /** Ticks of the track; -1 for an empty edit. */
  readonly mediaTime: number;
  readonly rate: number;
}

/** A stretch `[from, to)` of the media timeline that is presented `shift` ticks earlier. */
interface Stretch {
  readonly from: number;
  readonly to: number;
  readonly shift: number;
}

/** Times of a track after every edit. */
export interface Timeline {
  /** Subtract from media time to get the continuous timeline of a package. */
  readonly shift: number;
  /** Presentation time after every edit; meaningful where `frame` is not -1. */
  readonly at: Float64Array;
  /** Rank in presentation order; -1 for samples no edit presents. */
  readonly frame: Int32Array;
  /** Samples in presentation order. */
  readonly order: Uint32Array;
  /** End of the presentation of this track, in its ticks. */
  readonly end: number;
}

function stretches(edits: readonly EditEntry[], movieTimescale: number, timescale: number): Stretch[] {
  if (edits.length === 0) {
    return [{ from: Number.NEGATIVE_INFINITY, to: Number.POSITIVE_INFINITY, shift: 0 }];
  }
  const result: Stretch[] = [];
  let presented = 0;
  let mediaEnd = 0;
  for (const edit of edits) {
    const length = Math.round((edit.duration * timescale) / movieTimescale);
    if (edit.mediaTime >= 0) {
      if (edit.rate !== 0x1_0000) {
        throw new Refused("unsupported-edits", "edit with a speed");
      }
      if (edit.mediaTime < mediaEnd) {
        throw new Refused("unsupported-edits", "edit repeats or goes back");
      }
      // Fragmented files and some recorders write zero for "until the end".
      const to = edit.duration === 0 ? Number.POSITIVE_INFINITY : edit.mediaTime + length;
      result.push({ from: edit.mediaTime, to, shift: edit.mediaTime - presented });
      mediaEnd = to;
    }
    presented += length;
  }
  if (result.length === 0) {
    throw new Refused("unsupported-edits", "edit list presents nothing");
  }
  return result;
}

/** The stretch in which a sample is presented; stretches ascend and do not overlap. */
function partAt(parts: readonly Stretch[], cts: number, from: number): Stretch | undefined {
  let low = 0;
  let high = parts.length;
  while (low < high) {
    const middle = (low + high) >> 1;
    if ((parts[middle]?.to ?? 0) <= cts) {
      low = middle + 1;
    } else {
      high = middle;
    }
  }
  const part = parts[low];
  return part !== undefined && from >= part.from ? part : undefined;
}

/**
 * Applies every edit.
 *
 * A picture that starts before an edit is not presented by it, as in FFmpeg and Chromium: the number
 * of a frame must be the same in every tool that reads the original.
 *
 * @param exclusive false for sound, where a packet counts when any part of it is heard.
 */
export function presentedTimeline(
  samples: SampleColumns,
  edits: readonly EditEntry[],
  movieTimescale: number,
  timescale: number,
  exclusive = true,
): Timeline {
  const parts = stretches(edits, movieTimescale, timescale);
  const times = new Float64Array(samples.count);
  const frame = new Int32Array(samples.count).fill(-1);
  const presented: number[] = [];
  for (let sample = 0; sample < samples.count; sample++) {
    const cts = at(samples.cts, sample);
    const from = exclusive ? cts : cts + at(samples.duration, sample) - 1;
    const part = partAt(parts, cts, from);
    if (part !== undefined) {
      times[sample] = cts - part.shift;
      presented.push(sample);
    }
  }
  const order = Uint32Array.from(presented).toSorted((a, b) => at(times, a) - at(times, b));
  let end = 0;
  for (const [rank, sample] of order.entries()) {
    const next = order[rank + 1];
    if (next !== undefined && at(times, next) === at(times, sample)) {
      throw new Refused("unreliable-times", "two samples due at the same time");
    }
    frame[sample] = rank;
    end = Math.max(end, at(times, sample) + at(samples.duration, sample));
  }
  return { shift: parts[0]?.shift ?? 0, at: times, frame, order, end };
}
