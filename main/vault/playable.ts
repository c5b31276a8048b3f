import { hex } from "../formats/bytes.ts";
import type { Manifest, PackageTrack } from "../formats/footage-package.ts";
import type { FrameRange } from "../../shared/model/footage.ts";
import { holdsFrame, mergeRanges, withoutRanges } from "../../shared/time/frame-ranges.ts";
import { unnumbered, type FrameList, type FrameRow } from "./frame-list.ts";
import {
  coveredRegion,
  cutAtCovers,
  soundsWithin,
  widenedForSound,
  type Cover,
  type CoveredPart,
  type WithheldPart,
} from "./covers.ts";
import type { SampleList } from "./sample-list.ts";
import { ascending, byTime, runsOf, samplesOf, type OpenedTable, type Placed, type Run } from "./runs.ts";
import { audioSampleEntry, videoSampleEntry, waveHead } from "../formats/sample-entry.ts";
import {
  layOutMp4,
  type Extent,
  type VirtualFile,
  type VirtualLane,
  type VirtualSample,
} from "../formats/virtual-mp4.ts";

/** What is needed to play the approved part of a recording; holds no picture and no sound. */
export interface Playable {
  readonly file: VirtualFile;
  /** Media type of `file`. */
  readonly type: string;
  readonly list: FrameList;
  /** What lies over the picture during which frames; empty when nothing is withheld. */
  readonly covers: readonly Cover[];
  /** Where each encoded picture lies, for stepping without the media element; null where there are none. */
  readonly samples: SampleList | null;
  /** Citation facts of an approved frame, or null for any other. */
  frame(index: number): { readonly ticks: number; readonly digest: string } | null;
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
 *
 * With something withheld, each stretch under the same covers is laid out for itself, with everything its decoding
 * needs and `guardSeconds` of its last picture behind it: a player that stops late rests on that picture.
 *
 * @returns `null` when nothing is left to be shown.
 */
export function layOut(
  manifest: Manifest,
  tables: readonly OpenedTable[],
  approved: readonly FrameRange[],
  withheld: readonly WithheldPart[] = [],
): Playable | null {
  const [first] = manifest.tracks;
  if (first === undefined) {
    throw new RangeError("recording without a track");
  }
  const hidden = withheld.filter(({ region }) => region === undefined);
  const ranges = withoutRanges(approved, hidden);
  const whole: Whole = { manifest, first, tables, ranges, withheld };
  return ranges.length === 0 ? null : { video: layOutVideo, audio: layOutAudio, photo: layOutPhoto }[first.kind](whole);
}

/** A player that notices the end of a stretch this late still shows nothing of what follows. */
const guardSeconds = 10;

interface Whole {
  readonly manifest: Manifest;
  readonly first: PackageTrack;
  readonly tables: readonly OpenedTable[];
  readonly ranges: readonly FrameRange[];
  readonly withheld: readonly WithheldPart[];
}

/** What is played in one go: all of a run, or one part of it under the same covers. */
interface Stretch {
  readonly run: Run;
  readonly samples: readonly Placed[];
  readonly part: CoveredPart | null;
}

function stretchesOf({ manifest, tables, ranges, withheld }: Whole): Stretch[] {
  const runs = runsOf(tables);
  if (withheld.length === 0) {
    return runs.map((run) => ({ run, samples: dropTails(samplesOf(run, 0), ranges), part: null }));
  }
  const pictures = runs.map((run) => ({ run, samples: samplesOf(run, 0) }));
  return cutAtCovers(pictures, ranges, withheld, manifest.frames);
}

/** A sample where it came to lie, and what is played in one go with it. */
interface Laid {
  readonly placed: Placed;
  readonly part: CoveredPart | null;
  /** When the next picture would take its place; null when the next one that is there does. */
  readonly until: number | null;
  /** Whether it may be seen. */
  readonly seen: boolean;
}

interface Laying {
  readonly laid: readonly Laid[];
  readonly shifts: readonly Shift[];
  readonly end: number;
}

/** Puts the stretches one behind the other, with a guard before each that a cover begins or ends. */
function layStretches(stretches: readonly Stretch[], ranges: readonly FrameRange[], timescale: number): Laying {
  const laid: Laid[] = [];
  const shifts: Shift[] = [];
  let end = 0;
  for (const { run, samples, part } of stretches) {
    const start = samples.reduce((least, { time }) => Math.min(least, time), Number.MAX_SAFE_INTEGER);
    const shift = end + (part === null || end === 0 ? 0 : guardSeconds * timescale) - start;
    const own = samples.map((sample) => {
      const { row, time } = sample;
      const until = part === null ? null : (part.until.get(row.frame) ?? time + row.duration) + shift;
      return {
        placed: movedBy(sample, shift),
        part,
        until,
        seen: holdsFrame(part === null ? ranges : [part], row.frame),
      };
    });
    laid.push(...own);
    const spans = spansOf(own.flatMap(({ placed, seen }) => (seen ? [placed] : [])).toSorted(byTime));
    shifts.push({ run, shift, spans, sound: part?.sound ?? null });
    end = own.reduce((most, { placed: { time, row } }) => Math.max(most, time + row.duration), end);
  }
  return { laid, shifts, end };
}

function movedBy(sample: Placed, shift: number): Placed {
  return { ...sample, time: sample.time + shift };
}

function rowsOf(ordered: readonly Laid[], inUs: (ticks: number) => number): FrameRow[] {
  return ordered.map(({ placed: { row, time }, part, until, seen }, index) => {
    const next = ordered[index + 1]?.placed.time ?? time + row.duration;
    return {
      // Of what is decoded twice, only what is seen has a number.
      frame: row.frame < 0 || (part !== null && !seen) ? unnumbered : row.frame,
      us: inUs(time),
      until: inUs(until === null ? next : Math.min(next, until)),
      ticks: row.at,
    };
  });
}

function layOutVideo(whole: Whole): Playable | null {
  const { manifest, first } = whole;
  if (first.kind !== "video") {
    throw new RangeError("not a picture track");
  }
  const { width, height, rotation, timescale, pixelAspect } = first;
  const stretches = stretchesOf(whole);
  const parts = stretches.flatMap(({ part }) => (part === null ? [] : [part]));
  const ranges = whole.withheld.length === 0 ? whole.ranges : mergeRanges(parts);
  if (stretches.length === 0) {
    return null;
  }
  const { laid, shifts, end } = layStretches(stretches, ranges, timescale);
  const ordered = laid.toSorted((a, b) => byTime(a.placed, b.placed));
  const facts = new Map(
    ordered.flatMap(({ placed: { row }, seen }) =>
      seen ? [[row.frame, { ticks: row.at, digest: hex(row.digest) }] as const] : [],
    ),
  );
  const shown = Math.round((width * pixelAspect.horizontal) / pixelAspect.vertical);
  const picture: VirtualLane = {
    track: { kind: "video", timescale, sampleEntry: videoSampleEntry(first), width: shown, height, rotation },
    samples: laid.map(({ placed }) => virtualSample(placed)),
    edits: [{ from: 0, duration: end }],
  };
  const turned = rotation === 90 || rotation === 270;
  const file = layOutMp4(timescale, [picture, ...sound(manifest, shifts, end, timescale)]);
  const rowAt = new Map(ordered.map((one, row) => [one, row] as const));
  return {
    file,
    type: "video/mp4",
    samples: {
      codec: first.codec,
      // VP9 and AV1 carry their configuration in the samples.
      description: first.codec.startsWith("avc") ? Buffer.from(first.codecPrivate, "base64") : new Uint8Array(),
      rotation,
      samples: laid.map((one, index) => ({
        at: file.places[0]?.[index] ?? 0,
        size: one.placed.row.size,
        row: rowAt.get(one) ?? 0,
        sync: one.placed.row.sync,
      })),
    },
    list: {
      kind: "video",
      width: turned ? height : shown,
      height: turned ? shown : height,
      frames: manifest.frames,
      timescale,
      ranges,
      rows: rowsOf(ordered, (ticks) => Math.round((ticks * 1e6) / timescale)),
    },
    covers: parts.map(({ from, to, regions }) => ({ from, to, regions })),
    frame: (index) => facts.get(index) ?? null,
  };
}

/** Leaves out, per segment, what comes after the last sample an approved frame needs. */
function dropTails(samples: readonly Placed[], ranges: readonly FrameRange[]): Placed[] {
  return [...Map.groupBy(samples, ({ segment }) => segment).values()].flatMap((group) => {
    const last = group.findLastIndex(({ row }) => holdsFrame(ranges, row.frame));
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

/** Where a stretch came to lie. */
interface Shift {
  readonly run: Run;
  readonly shift: number;
  /** Stretches of the virtual timeline that are filled with approved frames. */
  readonly spans: Span[];
  /** Ticks of the recording outside which no sound may be given; null when only the spans decide. */
  readonly sound: Span | null;
}

/**
 * The sound beside the picture: packets that are heard during the spans, and one before each for the decoder.
 * Where nothing is approved there is silence; of what is withheld no packet is given, nor one that sounds into it.
 */
function sound(manifest: Manifest, shifts: readonly Shift[], end: number, timescale: number): VirtualLane[] {
  return manifest.tracks.flatMap((track, index) => {
    if (index === 0 || track.kind !== "audio") {
      return [];
    }
    const inTrack = (ticks: number): number => Math.round((ticks * track.timescale) / timescale);
    const samples = shifts.flatMap(({ run, shift, spans, sound: within }) => {
      const heard = spans.map(({ from, to }) => ({ from: inTrack(from), to: inTrack(to) }));
      const allowed = within === null ? null : { from: inTrack(within.from), to: inTrack(within.to) };
      return samplesOf(run, index)
        .filter(({ time, row }) => allowed === null || soundsWithin(allowed, time, row.duration))
        .map((sample) => movedBy(sample, inTrack(shift)))
        .filter(({ time, row }) => heard.some(({ from, to }) => time + 2 * row.duration > from && time < to));
    });
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

const stepsPerSecond = 25;

/** A recording without a picture: its frames are steps of 1/25 s, played from the packets that hold them. */
function layOutAudio({ manifest, first, tables, ranges: approved, withheld }: Whole): Playable | null {
  if (first.kind !== "audio") {
    throw new RangeError("not a sound track");
  }
  const packets = ascending(runsOf(tables).flatMap((run) => samplesOf(run, 0)));
  const longest = packets.reduce((most, { row }) => Math.max(most, row.duration), 0);
  const margin = Math.ceil((2 * longest * stepsPerSecond) / first.timescale);
  const ranges = withoutRanges(approved, widenedForSound(withheld, margin));
  if (ranges.length === 0) {
    return null;
  }
  const { timescale } = first;
  const tickOf = (step: number): number => manifest.startTicks + Math.floor((step * timescale) / stepsPerSecond);
  const presented = ranges.map(({ from, to }) => ({ from: tickOf(from), to: tickOf(to) }));
  const samples = packets.filter(({ time, row }) =>
    presented.some(({ from, to }) => time + row.duration > from && time < to),
  );
  const raw = first.codec.startsWith("pcm");
  const { rows, facts } = soundRows({ samples, ranges, tickOf, timescale, raw });
  const list: FrameList = { kind: "audio", width: 0, height: 0, frames: manifest.frames, timescale, ranges, rows };
  const frame: Playable["frame"] = (index) => facts.get(index) ?? null;
  if (raw) {
    return {
      file: placeRaw(samples, (bytes) => waveHead(first, bytes)),
      type: "audio/wav",
      list,
      covers: [],
      samples: null,
      frame,
    };
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
  return { file: layOutMp4(timescale, [lane]), type: "audio/mp4", list, covers: [], samples: null, frame };
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

function layOutPhoto({ manifest, first, tables, ranges, withheld }: Whole): Playable {
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
    samples: null,
    covers: withheld.length === 0 ? [] : [{ from: 0, to: 1, regions: withheld.flatMap(coveredRegion) }],
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
  return { head, extents, size: at, places: [] };
}
