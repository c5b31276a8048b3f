import { sha256 } from "../../formats/digest.ts";
import type { SegmentContent } from "./package-writer.ts";
import { frameRecord } from "../../formats/footage-package.ts";
import type { FrameRecord, SampleRow } from "../../formats/frame-table.ts";
import type { PlannedSegment } from "./plan.ts";
import { audioStepsPerSecond, type Recording, type RecordingTrack } from "./recording.ts";
import { Refused } from "./refusal.ts";
import { at } from "./samples.ts";
import type { Source } from "./source.ts";

/** Reads one planned segment after the other; each is dropped before the next is read. */
export async function* readSegments(
  source: Source,
  recording: Recording,
  plan: readonly PlannedSegment[],
  onBytes: (bytes: number) => void,
  signal: AbortSignal | undefined,
): AsyncGenerator<SegmentContent> {
  const steps = recording.kind === "audio" ? audioSteps(recording) : null;
  const ordered = recording.tracks.some(hasCompositionTimes);
  let frame = 0;
  for (const planned of plan) {
    signal?.throwIfAborted();
    // The next segment is read when the one before is written: memory stays flat.
    // oxlint-disable-next-line no-await-in-loop
    const segment = await readSegment(source, recording, planned, steps, ordered);
    frame = continues(segment, frame);
    onBytes(segment.samples.reduce((sum, sample) => sum + sample.length, 0));
    yield segment;
  }
}

/** Whether presentation times differ from decode times anywhere. */
function hasCompositionTimes(track: RecordingTrack): boolean {
  return track.samples.cts.some((cts, sample) => cts !== track.samples.dts[sample]);
}

function continues(segment: SegmentContent, expected: number): number {
  for (const [index, record] of segment.frames.entries()) {
    if (record.frame !== expected + index) {
      throw new Refused("unreliable-times", "presentation order crosses a keyframe");
    }
  }
  return expected + segment.frames.length;
}

async function readSegment(
  source: Source,
  recording: Recording,
  planned: PlannedSegment,
  steps: StepFinder | null,
  ordered: boolean,
): Promise<SegmentContent> {
  const samples: Uint8Array[] = [];
  const tracks: SampleRow[][] = [];
  for (const [index, track] of recording.tracks.entries()) {
    const range = planned.ranges[index] ?? { from: 0, to: 0 };
    // Tracks of one segment lie side by side in the file.
    // oxlint-disable-next-line no-await-in-loop
    const read = await readRows(source, track, range, steps === null && index === 0, ordered);
    tracks.push(read.rows);
    samples.push(...read.samples);
  }
  const [main] = recording.tracks;
  const rows = tracks[0];
  const first = planned.ranges[0];
  if (main === undefined || rows === undefined || first === undefined) {
    throw new Error("segment without a track");
  }
  const frames = steps === null ? pictureFrames(main, rows, first.from) : steps(rows, first.from);
  const start = frames[0];
  const last = frames.at(-1);
  if (start === undefined || last === undefined) {
    throw new Refused("unreliable-times", "segment without a frame");
  }
  return { table: { tracks }, samples, frames, startTicks: start.at, endTicks: last.at + last.duration };
}

async function readRows(
  source: Source,
  track: RecordingTrack,
  range: { from: number; to: number },
  numbered: boolean,
  ordered: boolean,
): Promise<{ rows: SampleRow[]; samples: Uint8Array[] }> {
  const { samples, timeline } = track;
  const rows: SampleRow[] = [];
  const read: Uint8Array[] = [];
  const bytesOf = await readRange(source, track, range);
  for (let sample = range.from; sample < range.to; sample++) {
    const bytes = bytesOf(sample);
    const facts = track.inspect(bytes);
    if (facts.reordered && !ordered) {
      throw new Refused("unreliable-times", "pictures are reordered but their times are missing");
    }
    const cts = at(samples.cts, sample) - timeline.shift;
    const frame = at(timeline.frame, sample);
    rows.push({
      dts: at(samples.dts, sample) - timeline.shift,
      cts,
      at: frame >= 0 ? at(timeline.at, sample) : cts,
      duration: presentedDuration(track, sample),
      size: bytes.length,
      sync: facts.sync,
      frame: numbered ? frame : -1,
      digest: sha256(bytes),
    });
    read.push(bytes);
  }
  return { rows, samples: read };
}

/** Reads a run of samples with as few reads as their places allow. */
async function readRange(
  source: Source,
  track: RecordingTrack,
  range: { from: number; to: number },
): Promise<(sample: number) => Uint8Array> {
  const { offset, size } = track.samples;
  const pieces = new Map<number, Uint8Array>();
  let from = range.from;
  while (from < range.to) {
    let to = from + 1;
    let end = at(offset, from) + at(size, from);
    while (to < range.to && at(offset, to) === end) {
      end += at(size, to);
      to++;
    }
    const start = at(offset, from);
    // Runs follow each other in the file; reading them in turn keeps the disk sequential.
    // oxlint-disable-next-line no-await-in-loop
    const bytes = await source.read(start, end);
    for (let sample = from; sample < to; sample++) {
      const place = at(offset, sample) - start;
      pieces.set(sample, bytes.subarray(place, place + at(size, sample)));
    }
    from = to;
  }
  return (sample) => {
    const piece = pieces.get(sample);
    if (piece === undefined) {
      throw new Error("sample was not read");
    }
    return piece;
  };
}

/** Until the next presented sample; for the last one, what the container says. */
function presentedDuration(track: RecordingTrack, sample: number): number {
  const { timeline, samples } = track;
  const rank = at(timeline.frame, sample);
  const next = rank < 0 ? undefined : timeline.order[rank + 1];
  return next === undefined
    ? at(samples.duration, sample)
    : Math.round(at(timeline.at, next) - at(timeline.at, sample));
}

function pictureFrames(track: RecordingTrack, rows: readonly SampleRow[], firstSample: number): FrameRecord[] {
  return rows
    .map((row, index) => frameRecord(row.frame, row, track.description.timescale, firstSample + index))
    .filter((record) => record.frame >= 0)
    .toSorted((a, b) => a.frame - b.frame);
}

type StepFinder = (rows: readonly SampleRow[], firstSample: number) => FrameRecord[];

/** Number of 1/25 s steps in a recording of sound. */
export function audioStepCount(track: RecordingTrack): number {
  const ticks = track.timeline.end - startOf(track);
  return Math.max(1, Math.ceil((ticks * audioStepsPerSecond) / track.description.timescale));
}

/** First tick of sound that is presented: zero, unless the recording itself starts later. */
function startOf(track: RecordingTrack): number {
  const first = track.timeline.order[0];
  return first === undefined ? 0 : Math.max(0, at(track.timeline.at, first));
}

/** Gives each step of 1/25 s to the packet that sounds at its start. */
function audioSteps(recording: Recording): StepFinder {
  const [track] = recording.tracks;
  if (track === undefined) {
    throw new Error("recording without a track");
  }
  const { timescale } = track.description;
  const count = audioStepCount(track);
  const start = startOf(track);
  const tickOf = (step: number): number => start + Math.floor((step * timescale) / audioStepsPerSecond);
  let step = 0;
  return (rows, firstSample) => {
    const records: FrameRecord[] = [];
    const last = firstSample + rows.length === track.samples.count;
    for (const [index, row] of rows.entries()) {
      const until = last && index === rows.length - 1 ? Number.POSITIVE_INFINITY : row.at + row.duration;
      while (step < count && tickOf(step) < until) {
        const record = frameRecord(step, row, timescale, firstSample + index);
        records.push({ ...record, at: tickOf(step), duration: tickOf(step + 1) - tickOf(step) });
        step++;
      }
    }
    return records;
  };
}
