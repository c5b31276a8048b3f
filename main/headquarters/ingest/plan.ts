import { at } from "./samples.ts";
import type { Recording, RecordingTrack } from "./recording.ts";
import { Refused } from "./refusal.ts";
import type { Source } from "./source.ts";

/** A stretch of the recording that gets a key of its own: samples `[from, to)` of each track, in decode order. */
export interface PlannedSegment {
  readonly ranges: readonly { readonly from: number; readonly to: number }[];
}

/** Segments are cut at the first keyframe after this many seconds. */
const segmentSeconds = 2;
/** Sound without a picture can be cut anywhere. */
const audioSegmentSeconds = 3;
/** Samples of one segment are held in memory together. */
const maximumSegmentBytes = 128 * 1024 * 1024;

/** Cuts the recording into segments, looking only at the pictures where a cut is due. */
export async function planSegments(source: Source, recording: Recording): Promise<PlannedSegment[]> {
  const [main, ...others] = recording.tracks;
  if (main === undefined || main.timeline.order.length === 0) {
    throw new Refused("empty", "nothing is presented");
  }
  const cuts = recording.kind === "video" ? await videoCuts(source, main) : audioCuts(main);
  const walkers = others.map((track) => splitter(track));
  return cuts.map((range, index) => {
    const next = cuts[index + 1];
    const until = next === undefined ? Number.POSITIVE_INFINITY : startSeconds(main, next);
    const ranges = [range, ...walkers.map((walk) => walk(until))];
    assertSmall(recording.tracks, ranges);
    return { ranges };
  });
}

interface Range {
  readonly from: number;
  readonly to: number;
}

/** Continuous time at which the samples of a range start to be presented. */
function startSeconds(track: RecordingTrack, range: Range): number {
  let start = Number.POSITIVE_INFINITY;
  for (let sample = range.from; sample < range.to; sample++) {
    if (at(track.timeline.frame, sample) >= 0) {
      start = Math.min(start, at(track.samples.cts, sample) - track.timeline.shift);
    }
  }
  return start / track.description.timescale;
}

function presents(track: RecordingTrack, range: Range): boolean {
  for (let sample = range.from; sample < range.to; sample++) {
    if (at(track.timeline.frame, sample) >= 0) {
      return true;
    }
  }
  return false;
}

/**
 * Cuts before true IDR pictures. The container's claim only says where looking is worth while.
 *
 * Stretches of which no picture is presented stay in the sealed original.
 */
async function videoCuts(source: Source, track: RecordingTrack): Promise<Range[]> {
  const { samples, description } = track;
  if (!(await isKeyframe(source, track, 0))) {
    throw new Refused("no-keyframe", "first picture cannot be decoded alone");
  }
  const least = segmentSeconds * description.timescale;
  const cuts: number[] = [0];
  let start = at(samples.dts, 0);
  for (let sample = 1; sample < samples.count; sample++) {
    const due = at(samples.dts, sample) - start >= least && at(samples.claimedSync, sample) === 1;
    // Each cut decides where the next one is due.
    // oxlint-disable-next-line no-await-in-loop
    if (due && (await isKeyframe(source, track, sample))) {
      cuts.push(sample);
      start = at(samples.dts, sample);
    }
  }
  const ranges = cuts.map((from, index) => ({ from, to: cuts[index + 1] ?? samples.count }));
  return ranges.filter((range) => presents(track, range));
}

async function isKeyframe(source: Source, track: RecordingTrack, sample: number): Promise<boolean> {
  const offset = at(track.samples.offset, sample);
  return track.inspect(await source.read(offset, offset + at(track.samples.size, sample))).sync;
}

function audioCuts(track: RecordingTrack): Range[] {
  const { samples, description, timeline } = track;
  const ranges: Range[] = [];
  let from = 0;
  for (let sample = 1; sample < samples.count; sample++) {
    const start = at(samples.cts, from) - Math.max(0, timeline.shift - at(samples.cts, from));
    if (at(samples.cts, sample) - start >= audioSegmentSeconds * description.timescale) {
      ranges.push({ from, to: sample });
      from = sample;
    }
  }
  ranges.push({ from, to: samples.count });
  return ranges.filter((range) => presents(track, range));
}

/** Hands out the packets of a second track up to a time; silence ahead of the recording is left out. */
function splitter(track: RecordingTrack): (untilSeconds: number) => Range {
  const { samples, timeline, description } = track;
  let next = 0;
  return (untilSeconds) => {
    const from = next;
    const until = untilSeconds * description.timescale;
    while (next < samples.count && at(samples.cts, next) - timeline.shift < until) {
      next++;
    }
    return { from, to: next };
  };
}

function assertSmall(tracks: readonly RecordingTrack[], ranges: readonly Range[]): void {
  let bytes = 0;
  for (const [index, track] of tracks.entries()) {
    const range = ranges[index];
    for (let sample = range?.from ?? 0; sample < (range?.to ?? 0); sample++) {
      bytes += at(track.samples.size, sample);
    }
  }
  if (bytes > maximumSegmentBytes) {
    throw new Refused("no-keyframe", "pictures that can be decoded alone lie too far apart");
  }
}
