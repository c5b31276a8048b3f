import { hex } from "../formats/bytes.ts";
import { samplePlaces, type Manifest, type PackageTrack } from "../formats/footage-package.ts";
import type { SampleRow, SegmentTable } from "../formats/frame-table.ts";
import type { FrameRange } from "../../shared/model/footage.ts";
import { unnumbered, type FrameList, type FrameRow } from "./frame-list.ts";
import { audioSampleEntry, videoSampleEntry, waveHead } from "./sample-entry.ts";
import { layOutMp4, type Extent, type VirtualFile, type VirtualLane, type VirtualSample } from "./virtual-mp4.ts";

/** A granted segment whose table was opened. */
export interface OpenedTable {
  readonly index: number;
  readonly table: SegmentTable;
}

/** What is needed to play the approved part of a recording; holds no picture and no sound. */
export interface Playable {
  readonly file: VirtualFile;
  /** Media type of `file`. */
  readonly type: string;
  readonly list: FrameList;
  /** Citation facts of an approved frame, or null for any other. */
  frame(index: number): { readonly ticks: number; readonly digest: string } | null;
}

/** A sample with its place in the package and on the virtual timeline. */
interface Placed {
  readonly row: SampleRow;
  readonly segment: number;
  readonly offset: number;
  readonly time: number;
}

/** Neighbouring segments. */
interface Run {
  readonly segments: readonly OpenedTable[];
}

/** A presented stretch on the virtual timeline, in ticks of the first track. */
interface Span {
  readonly from: number;
  to: number;
}

/**
 * Lays out the approved frames of a recording for a media element.
 *
 * Only samples that an approved frame needs are laid out: the tail of the last segment is not there at
 * all; what lies between a keyframe and the first approved frame is there for the decoder, and the
 * picture frame keeps it covered.
 */
export function layOut(manifest: Manifest, tables: readonly OpenedTable[], ranges: readonly FrameRange[]): Playable {
  const [first] = manifest.tracks;
  if (first === undefined) {
    throw new RangeError("recording without a track");
  }
  const whole: Whole = { manifest, first, tables, ranges };
  return { video: layOutVideo, audio: layOutAudio, photo: layOutPhoto }[first.kind](whole);
}

interface Whole {
  readonly manifest: Manifest;
  readonly first: PackageTrack;
  readonly tables: readonly OpenedTable[];
  readonly ranges: readonly FrameRange[];
}

function approves(ranges: readonly FrameRange[], frame: number): boolean {
  return ranges.some(({ from, to }) => frame >= from && frame < to);
}

function runsOf(tables: readonly OpenedTable[]): Run[] {
  const runs: OpenedTable[][] = [];
  for (const opened of tables.toSorted((a, b) => a.index - b.index)) {
    const run = runs.at(-1);
    if (run?.at(-1)?.index === opened.index - 1) {
      run.push(opened);
    } else {
      runs.push([opened]);
    }
  }
  return runs.map((segments) => ({ segments }));
}

/** All samples of a track in a run, in decode order, at the times of the package. */
function samplesOf({ segments }: Run, track: number): Placed[] {
  return segments.flatMap(({ index, table }) => {
    const places = samplePlaces(table)[track] ?? [];
    return (table.tracks[track] ?? []).map((row, sample) => ({
      row,
      segment: index,
      offset: places[sample]?.from ?? 0,
      time: row.cts,
    }));
  });
}

function layOutVideo({ manifest, first, tables, ranges }: Whole): Playable {
  if (first.kind !== "video") {
    throw new RangeError("not a picture track");
  }
  const kept: Placed[] = [];
  const shifts: { run: Run; shift: number }[] = [];
  let end = 0;
  for (const run of runsOf(tables)) {
    const needed = dropTails(samplesOf(run, 0), ranges);
    const start = needed.reduce((least, { time }) => Math.min(least, time), Number.MAX_SAFE_INTEGER);
    const shift = end - start;
    shifts.push({ run, shift });
    for (const { row, segment, offset, time } of needed) {
      kept.push({ row, segment, offset, time: time + shift });
      end = Math.max(end, time + shift + row.duration);
    }
  }
  const ordered = kept.toSorted(byTime);
  const inUs = (ticks: number): number => Math.round((ticks * 1e6) / first.timescale);
  const rows = ordered.map(({ row, time }, index): FrameRow => ({
    frame: row.frame < 0 ? unnumbered : row.frame,
    us: inUs(time),
    until: inUs(ordered[index + 1]?.time ?? time + row.duration),
    ticks: row.at,
  }));
  const approved = ordered.filter(({ row }) => approves(ranges, row.frame));
  const facts = new Map(approved.map(({ row }) => [row.frame, { ticks: row.at, digest: hex(row.digest) }]));
  const spans = spansOf(approved);
  const { width, height, rotation, timescale, pixelAspect } = first;
  const shown = Math.round((width * pixelAspect.horizontal) / pixelAspect.vertical);
  const picture: VirtualLane = {
    track: { kind: "video", timescale, sampleEntry: videoSampleEntry(first), width: shown, height, rotation },
    samples: kept.map(virtualSample),
    edits: [{ from: 0, duration: end }],
  };
  const turned = rotation === 90 || rotation === 270;
  return {
    file: layOutMp4(timescale, [picture, ...sound(manifest, shifts, spans, end, timescale)]),
    type: "video/mp4",
    list: {
      kind: "video",
      width: turned ? height : shown,
      height: turned ? shown : height,
      frames: manifest.frames,
      timescale,
      ranges,
      rows,
    },
    frame: (index) => facts.get(index) ?? null,
  };
}

function byTime(a: Placed, b: Placed): number {
  return a.time - b.time;
}

/** Leaves out, per segment, what comes after the last sample an approved frame needs. */
function dropTails(samples: readonly Placed[], ranges: readonly FrameRange[]): Placed[] {
  return [...Map.groupBy(samples, ({ segment }) => segment).values()].flatMap((group) => {
    const last = group.findLastIndex(({ row }) => approves(ranges, row.frame));
    return group.slice(0, last + 1);
  });
}

/** Stretches of the timeline that are filled with approved frames. */
function spansOf(approved: readonly Placed[]): Span[] {
  const spans: Span[] = [];
  for (const { time, row } of approved) {
    const open = spans.at(-1);
    if (open !== undefined && open.to === time) {
      open.to = time + row.duration;
    } else {
      spans.push({ from: time, to: time + row.duration });
    }
  }
  return spans;
}

function virtualSample({ row, segment, offset, time }: Placed): VirtualSample {
  return { time, duration: row.duration, sync: row.sync, size: row.size, segment, offset };
}

/**
 * The sound beside the picture: packets that are heard during the spans, and one before each for the decoder.
 * Where nothing is approved there is silence.
 */
function sound(
  manifest: Manifest,
  shifts: readonly { run: Run; shift: number }[],
  spans: readonly Span[],
  end: number,
  timescale: number,
): VirtualLane[] {
  return manifest.tracks.flatMap((track, index) => {
    if (index === 0 || track.kind !== "audio") {
      return [];
    }
    const inTrack = (ticks: number): number => Math.round((ticks * track.timescale) / timescale);
    const heard = spans.map(({ from, to }) => ({ from: inTrack(from), to: inTrack(to) }));
    const placed = shifts.flatMap(({ run, shift }) =>
      samplesOf(run, index).map(({ row, segment, offset, time }) => ({
        row,
        segment,
        offset,
        time: time + inTrack(shift),
      })),
    );
    const samples = placed.filter(({ time, row }) =>
      heard.some(({ from, to }) => time + 2 * row.duration > from && time < to),
    );
    const lane = {
      track: {
        kind: "audio" as const,
        timescale: track.timescale,
        sampleEntry: audioSampleEntry(track),
        width: 0,
        height: 0,
        rotation: 0,
      },
      samples: ascending(samples).map(virtualSample),
      edits: [{ from: 0, duration: end }],
    };
    return lane.samples.length === 0 ? [] : [lane];
  });
}

/** Two runs may each bring a packet for the same moment; the first one stays. */
function ascending(samples: readonly Placed[]): Placed[] {
  const result: Placed[] = [];
  for (const sample of samples) {
    const last = result.at(-1);
    if (last === undefined || sample.time > last.time) {
      result.push(sample);
    }
  }
  return result;
}

const stepsPerSecond = 25;

/** A recording without a picture: its frames are steps of 1/25 s, played from the packets that hold them. */
function layOutAudio({ manifest, first, tables, ranges }: Whole): Playable {
  if (first.kind !== "audio") {
    throw new RangeError("not a sound track");
  }
  const { timescale } = first;
  const tickOf = (step: number): number => manifest.startTicks + Math.floor((step * timescale) / stepsPerSecond);
  const presented = ranges.map(({ from, to }) => ({ from: tickOf(from), to: tickOf(to) }));
  const samples = ascending(runsOf(tables).flatMap((run) => samplesOf(run, 0))).filter(({ time, row }) =>
    presented.some(({ from, to }) => time + row.duration > from && time < to),
  );
  const raw = first.codec.startsWith("pcm");
  const { rows, facts } = soundRows({ samples, ranges, tickOf, timescale, raw });
  const list: FrameList = { kind: "audio", width: 0, height: 0, frames: manifest.frames, timescale, ranges, rows };
  const frame: Playable["frame"] = (index) => facts.get(index) ?? null;
  if (raw) {
    return { file: placeRaw(samples, (bytes) => waveHead(first, bytes)), type: "audio/wav", list, frame };
  }
  const track = {
    kind: "audio" as const,
    timescale,
    sampleEntry: audioSampleEntry(first),
    width: 0,
    height: 0,
    rotation: 0,
  };
  const edits = presented.map(({ from, to }) => ({ from, duration: to - from }));
  const lane: VirtualLane = { track, samples: samples.map(virtualSample), edits };
  return { file: layOutMp4(timescale, [lane]), type: "audio/mp4", list, frame };
}

/** Sound that is laid out, and how its steps fall on it. */
interface Steps {
  readonly samples: readonly Placed[];
  readonly ranges: readonly FrameRange[];
  readonly timescale: number;
  /** Raw containers have no edit list: what is heard is exactly the packets, one after another. */
  readonly raw: boolean;
  tickOf(step: number): number;
}

function soundRows({ samples, ranges, timescale, raw, ...steps }: Steps): {
  rows: FrameRow[];
  facts: Map<number, { ticks: number; digest: string }>;
} {
  const inUs = (value: number): number => Math.round((value * 1e6) / timescale);
  const starts = Float64Array.from(samples, () => 0);
  samples.forEach(({ row }, index) => {
    starts[index + 1] = (starts[index] ?? 0) + row.duration;
  });
  const rows: FrameRow[] = [];
  const facts = new Map<number, { ticks: number; digest: string }>();
  let elapsed = 0;
  let packet = 0;
  for (const { from, to } of ranges) {
    const start = steps.tickOf(from);
    for (let frame = from; frame < to; frame++) {
      const ticks = steps.tickOf(frame);
      while ((samples[packet + 1]?.time ?? Number.POSITIVE_INFINITY) <= ticks) {
        packet++;
      }
      const sounding = samples[packet];
      const played = raw ? (starts[packet] ?? 0) + ticks - (sounding?.time ?? ticks) : elapsed + ticks - start;
      const length = steps.tickOf(frame + 1) - ticks;
      rows.push({ frame, us: inUs(played), until: inUs(played + length), ticks });
      facts.set(frame, { ticks, digest: sounding === undefined ? "" : hex(sounding.row.digest) });
    }
    elapsed += steps.tickOf(to) - start;
  }
  return { rows, facts };
}

function layOutPhoto({ manifest, first, tables, ranges }: Whole): Playable {
  if (first.kind !== "photo") {
    throw new RangeError("not a photo");
  }
  const samples = runsOf(tables).flatMap((run) => samplesOf(run, 0));
  const digest = samples[0] === undefined ? "" : hex(samples[0].row.digest);
  return {
    file: placeRaw(samples, () => new Uint8Array()),
    type: first.codec,
    list: {
      kind: "photo",
      width: first.width,
      height: first.height,
      frames: manifest.frames,
      timescale: first.timescale,
      ranges,
      rows: [{ frame: 0, us: 0, until: 1, ticks: 0 }],
    },
    frame: (index) => (index === 0 ? { ticks: 0, digest } : null),
  };
}

/** Samples one after another behind a head, for containers without tables. */
function placeRaw(samples: readonly Placed[], headFor: (bytes: number) => Uint8Array): VirtualFile {
  const head = headFor(samples.reduce((sum, { row }) => sum + row.size, 0));
  let at = head.length;
  const extents: Extent[] = samples.map(({ row, segment, offset }) => {
    const extent = { at, length: row.size, segment, offset };
    at += row.size;
    return extent;
  });
  return { head, extents, size: at };
}
