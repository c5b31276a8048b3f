import { footageSchema, type Footage, type FrameRate } from "../../../shared/model/footage.ts";
import type { WrittenPackage } from "./package-writer.ts";
import type { IngestMetadata } from "./metadata.ts";
import { audioStepsPerSecond, shownSize, type Recording, type RecordingTrack } from "./recording.ts";
import { at } from "./samples.ts";

/** A picture that stands still this long is an interruption of the recording (O-65). */
const gapMs = 1000;
/** What a person can still read; a recording of single pictures a second or more apart is nothing but gaps. */
const maximumGaps = 1000;
/** How far a gap named by people may lie from the one in the timeline. */
const gapToleranceMs = 1500;

/** The row of the catalogue: what people said about a recording and what its bytes say. */
export function footageRow(meta: IngestMetadata, recording: Recording, written: WrittenPackage): Footage {
  const { manifest, manifestDigest } = written;
  const [main] = recording.tracks;
  if (main === undefined) {
    throw new Error("recording without a track");
  }
  const { description } = main;
  const ticks = manifest.endTicks - manifest.startTicks;
  return footageSchema.parse({
    ...meta,
    kind: manifest.kind,
    frames: manifest.frames,
    frameRate: frameRateOf(recording, main),
    timecode: manifest.timecode,
    ...(manifest.rendition === "original" || manifest.origin === undefined
      ? {}
      : { rendition: { kind: manifest.rendition, codec: manifest.origin.videoCodec || manifest.origin.audioCodec } }),
    durationMs: manifest.kind === "photo" ? 0 : Math.round((ticks * 1000) / description.timescale),
    ...shownSize(description),
    gaps: mergeGaps(meta, recording.kind === "video" ? timelineGaps(main) : []),
    originalDigest: manifest.mediaDigest,
    manifestDigest,
    bytes: manifest.originalBytes,
  });
}

/** One rate for all pictures but the last, or `null`: a gap makes no rate vary. */
function frameRateOf(recording: Recording, track: RecordingTrack): FrameRate | null {
  if (recording.kind === "photo") {
    return null;
  }
  if (recording.kind === "audio") {
    return { numerator: audioStepsPerSecond, denominator: 1 };
  }
  const { timescale } = track.description;
  let rate: number | null = null;
  for (const { step } of presentedSteps(track)) {
    if (step * 1000 < gapMs * timescale) {
      if (rate !== null && rate !== step) {
        return null;
      }
      rate = step;
    }
  }
  if (rate === null) {
    return null;
  }
  const divisor = greatestCommonDivisor(timescale, rate);
  return { numerator: timescale / divisor, denominator: rate / divisor };
}

function* presentedSteps(track: RecordingTrack): Generator<{ time: number; step: number }> {
  const { order, at: times } = track.timeline;
  for (let rank = 1; rank < order.length; rank++) {
    const time = at(times, at(order, rank - 1));
    yield { time, step: at(times, at(order, rank)) - time };
  }
}

function greatestCommonDivisor(a: number, b: number): number {
  return b === 0 ? a : greatestCommonDivisor(b, a % b);
}

function timelineGaps(track: RecordingTrack): Footage["gaps"] {
  const { timescale } = track.description;
  const first = track.timeline.order[0];
  const start = first === undefined ? 0 : at(track.timeline.at, first);
  const gaps: Footage["gaps"] = [];
  for (const { time, step } of presentedSteps(track)) {
    if (step * 1000 >= gapMs * timescale && gaps.length < maximumGaps) {
      gaps.push({
        atMs: Math.round(((time - start) * 1000) / timescale),
        lengthMs: Math.round((step * 1000) / timescale),
        explained: false,
      });
    }
  }
  return gaps;
}

function near(a: { readonly atMs: number }, b: { readonly atMs: number }): boolean {
  return Math.abs(a.atMs - b.atMs) <= gapToleranceMs;
}

/** Gaps that people named and the timeline shows are one; the timeline's measure counts. */
function mergeGaps(meta: IngestMetadata, found: Footage["gaps"]): Footage["gaps"] {
  const measured = found.map((gap) => ({
    ...gap,
    explained: meta.gaps.some((named) => named.explained && near(named, gap)),
  }));
  const unseen = meta.gaps.filter((named) => !found.some((gap) => near(named, gap)));
  return [...measured, ...unseen].toSorted((a, b) => a.atMs - b.atMs);
}
