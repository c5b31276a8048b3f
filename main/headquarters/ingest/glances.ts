import { base64 } from "../../formats/bytes.ts";
import { mostChannels, noGlance, peaksPerSecond, type Glance, type GlanceHead } from "../../formats/glance.ts";
import { frameSpans, FrameWatch, gridBytes, gridSize, isOfSound, smallSize, type FoundSpan } from "./light.ts";
import { findMediaTool, runTool, toolInput, toolOutput, type MediaTool, type ToolRun } from "./media-tool.ts";
import { blocksOf, jpegsOf } from "./tool-output.ts";
import { shownSize, type Recording, type RecordingTrack } from "./recording.ts";
import type { SegmentContent } from "./package-writer.ts";
import { Refused } from "./refusal.ts";
import { soundSpans, SoundWatch } from "./sound-watch.ts";
import type { Source } from "./source.ts";

/** What one look over a recording gives; `glanceOf` cuts it to segments. */
export interface Survey {
  /** Preview pictures and light grids, both of every `step`-th frame. */
  readonly step: number;
  readonly pictures: readonly Uint8Array[];
  readonly grids: readonly Uint8Array[];
  readonly spans: readonly FoundSpan[];
  readonly sound: SoundWatch | null;
}

/** More previews than a filmstrip shows are not kept: a long recording gets them further apart. */
const mostPictures = 3600;
const pictureSide = 192;

/**
 * Looks over a recording once: small pictures, light, sound, and stretches worth a second look.
 *
 * @returns `null` when the tool is not installed, or its decoder sees other frames than the recording numbers: nothing
 * is said about frames that could be the wrong ones.
 */
export async function survey(
  source: Source,
  recording: Recording,
  demuxer: string,
  signal: AbortSignal | undefined,
): Promise<Survey | null> {
  const tool = findMediaTool();
  const [main] = recording.tracks;
  if (tool === null || main === undefined || recording.kind === "photo") {
    return null;
  }
  const frames = main.timeline.order.length;
  const seconds = Math.max(1, (main.timeline.end - timeOf(main, 0)) / main.description.timescale);
  const step = Math.max(1, Math.round((frames / seconds) * Math.max(1, seconds / mostPictures)));
  const watch = new FrameWatch(step);
  const pictures: Uint8Array[] = [];
  const heard = recording.tracks.flatMap(({ description }) => (description.kind === "audio" ? [description] : []))[0];
  const sound = heard === undefined ? null : new SoundWatch(Math.min(mostChannels, heard.channels));
  const hasPicture = recording.kind === "video";
  const outputs = [
    ...(hasPicture ? pictureOutputs(watch, pictures) : []),
    ...(sound === null ? [] : [soundOutput(sound)]),
  ];
  const graph = hasPicture ? ["-filter_complex", graphOf(recording, step)] : [];
  const input = ["-nostdin", "-hide_banner", "-v", "error", ...toolInput(source, demuxer), ...graph];
  if (!(await looked(tool, source, input, outputs, signal))) {
    return null;
  }
  const expected = Math.ceil(frames / step);
  const counted = [watch.frames - frames, pictures.length - expected, watch.grids.length - expected];
  if (hasPicture && counted.some((difference) => difference !== 0)) {
    return null;
  }
  const spans = [...frameSpans(watch, frames / seconds), ...(sound === null ? [] : soundSpans(sound))];
  return { step, pictures, grids: watch.grids, spans: spans.map((span) => inFrames(span, recording)), sound };
}

/** Runs the one look; false when the tool cannot take it. */
async function looked(
  tool: MediaTool,
  source: Source,
  input: readonly string[],
  outputs: readonly Output[],
  signal: AbortSignal | undefined,
): Promise<boolean> {
  const args = [...input, ...outputs.flatMap(({ words }, index) => [...words, toolOutput(index)])];
  try {
    await runTool({ program: tool.ffmpeg, args, source, outputs: outputs.map(({ take }) => take), signal });
    return true;
  } catch (error) {
    signal?.throwIfAborted();
    if (error instanceof Refused) {
      return false;
    }
    throw error;
  }
}

/** Presentation time of a frame, in ticks. */
function timeOf({ timeline }: RecordingTrack, frame: number): number {
  return timeline.at[timeline.order[frame] ?? 0] ?? 0;
}

/** A span of sound counts in steps of 1/25 s from the first packet; everything else in frames already. */
function inFrames(span: FoundSpan, recording: Recording): FoundSpan {
  const [main] = recording.tracks;
  if (main === undefined || recording.kind === "audio" || !isOfSound(span.kind)) {
    return span;
  }
  const ahead = stepsAhead(recording);
  const frameAt = (step: number): number => {
    const ticks = timeOf(main, 0) + ((step + ahead) * main.description.timescale) / peaksPerSecond;
    let low = 0;
    let high = main.timeline.order.length;
    while (low < high) {
      const middle = (low + high) >> 1;
      if (timeOf(main, middle) < ticks) {
        low = middle + 1;
      } else {
        high = middle;
      }
    }
    return low;
  };
  return { kind: span.kind, from: frameAt(span.from), to: frameAt(span.to) };
}

/** Steps of 1/25 s by which the sound begins after the first picture; negative when it begins before. */
function stepsAhead(recording: Recording): number {
  const [main] = recording.tracks;
  const track = recording.tracks.find(({ description }) => description.kind === "audio");
  if (main === undefined || track === undefined || recording.kind === "audio") {
    return 0;
  }
  const heard = Math.max(0, timeOf(track, 0)) / track.description.timescale;
  return Math.round((heard - timeOf(main, 0) / main.description.timescale) * peaksPerSecond);
}

interface Output {
  readonly words: readonly string[];
  readonly take: ToolRun["outputs"][number];
}

function pictureOutputs(watch: FrameWatch, pictures: Uint8Array[]): Output[] {
  const plain = ["-vsync", "passthrough", "-f", "rawvideo"];
  return [
    {
      words: ["-map", "[all]", ...plain],
      take: blocksOf(smallSize.width * smallSize.height, (block) => watch.every(block)),
    },
    {
      words: ["-map", "[grid]", ...plain],
      take: blocksOf(gridSize.width * gridSize.height, (block) => watch.sampled(block)),
    },
    {
      words: ["-map", "[pic]", "-vsync", "passthrough", "-c:v", "mjpeg", "-q:v", "6", "-f", "mpjpeg"],
      take: jpegsOf((jpeg) => pictures.push(jpeg)),
    },
  ];
}

function soundOutput(sound: SoundWatch): Output {
  return {
    words: ["-map", "0:a:0", "-af", "aresample=48000", "-ac", String(sound.channels), "-f", "s16le"],
    take: (bytes) => sound.hear(bytes),
  };
}

function graphOf(recording: Recording, step: number): string {
  const [main] = recording.tracks;
  const { width, height } = main === undefined ? { width: 16, height: 9 } : shownSize(main.description);
  const scale = Math.min(1, pictureSide / Math.max(width, height));
  const even = (side: number): number => Math.max(2, Math.round((side * scale) / 2) * 2);
  return [
    "[0:V:0]split=2[a][b]",
    `[a]scale=${smallSize.width}:${smallSize.height}:flags=area,format=gray[all]`,
    `[b]select=not(mod(n\\,${step})),split=2[c][d]`,
    `[c]scale=${gridSize.width}:${gridSize.height}:flags=area,format=gray[grid]`,
    `[d]scale=${even(width)}:${even(height)}:flags=area,setsar=1,format=yuvj420p[pic]`,
  ].join(";");
}

/** The part of a survey that belongs to one segment, and the origin records of its frames. */
export function glanceOf(
  found: Survey | null,
  recording: Recording,
  segment: SegmentContent,
  startTicks: number,
  origin: Uint8Array,
): Glance {
  const from = segment.frames[0]?.frame ?? 0;
  const to = from + segment.frames.length;
  if (found === null) {
    return { ...noGlance, head: { ...noGlance.head, originBytes: origin.length }, origin };
  }
  const { step } = found;
  const first = Math.ceil(from / step);
  const last = recording.kind === "video" ? Math.ceil(to / step) : first;
  const grids = found.grids.slice(first, last).map(gridBytes);
  const pictures = found.pictures.slice(first, last);
  const frames = pictures.map((_, index) => (first + index) * step);
  return {
    head: {
      v: 1,
      pictures: pictures.map((picture, index) => ({ frame: frames[index] ?? 0, bytes: picture.length })),
      light: {
        columns: grids.length === 0 ? 0 : gridSize.columns,
        rows: grids.length === 0 ? 0 : gridSize.rows,
        frames: grids.length === 0 ? [] : frames,
        mean: base64(Buffer.concat(grids.map(({ mean }) => mean))),
        spread: base64(Buffer.concat(grids.map(({ spread }) => spread))),
      },
      ...(found.sound === null ? {} : { peaks: peaksOf(found.sound, recording, segment, startTicks) }),
      spans: found.spans
        .map((span) => ({ ...span, from: Math.max(from, span.from), to: Math.min(to, span.to) }))
        .filter((span) => span.from < span.to),
      originBytes: origin.length,
    },
    pictures,
    origin,
  };
}

function peaksOf(
  sound: SoundWatch,
  recording: Recording,
  segment: SegmentContent,
  startTicks: number,
): GlanceHead["peaks"] {
  const timescale = recording.tracks[0]?.description.timescale ?? 1;
  const stepOf = (ticks: number): number => Math.floor(((ticks - startTicks) * peaksPerSecond) / timescale);
  const isSound = recording.kind === "audio";
  const from = isSound ? (segment.frames[0]?.frame ?? 0) : stepOf(segment.startTicks);
  const to = isSound ? from + segment.frames.length : stepOf(segment.endTicks);
  const ahead = stepsAhead(recording);
  return { from, ...sound.peaks(from - ahead, to - ahead) };
}
