import { base64 } from "../../formats/bytes.ts";
import { noGlance, peaksPerSecond, type Glance } from "../../formats/glance.ts";
import { frameSpans, FrameWatch, gridBytes, gridSize, smallSize, type FoundSpan } from "./light.ts";
import { findMediaTool, runTool, toolInput, toolOutput, type ToolRun } from "./media-tool.ts";
import { blocksOf, jpegsOf } from "./tool-output.ts";
import { shownSize, type Recording } from "./recording.ts";
import type { SegmentContent } from "./package-writer.ts";
import { audioStepsPerSecond } from "./recording.ts";
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
  const seconds = Math.max(1, main.timeline.end / main.description.timescale);
  const perPicture = Math.max(1, seconds / mostPictures);
  const step = Math.max(1, Math.round((frames / seconds) * perPicture));
  const watch = new FrameWatch(step);
  const pictures: Uint8Array[] = [];
  const hasPicture = recording.kind === "video";
  const sound = recording.tracks.some(({ description }) => description.kind === "audio") ? new SoundWatch() : null;
  const outputs: ToolRun["outputs"][number][] = [];
  const args: string[] = [];
  const add = (words: readonly string[], take: ToolRun["outputs"][number]): void => {
    args.push(...words, toolOutput(outputs.length));
    outputs.push(take);
  };
  if (hasPicture) {
    const plain = ["-vsync", "passthrough", "-f", "rawvideo"];
    add(
      ["-map", "[all]", ...plain],
      blocksOf(smallSize.width * smallSize.height, (block) => watch.every(block)),
    );
    add(
      ["-map", "[grid]", ...plain],
      blocksOf(gridSize.width * gridSize.height, (block) => watch.sampled(block)),
    );
    add(
      ["-map", "[pic]", "-vsync", "passthrough", "-c:v", "mjpeg", "-q:v", "6", "-f", "mpjpeg"],
      jpegsOf((jpeg) => pictures.push(jpeg)),
    );
  }
  if (sound !== null) {
    add(["-map", "0:a:0", "-ac", "2", "-ar", "48000", "-f", "s16le"], (bytes) => sound.hear(bytes));
  }
  try {
    await runTool({
      program: tool.ffmpeg,
      args: [
        ...["-nostdin", "-hide_banner", "-v", "error", ...toolInput(source, demuxer)],
        ...(hasPicture ? ["-filter_complex", graphOf(recording, step)] : []),
        ...args,
      ],
      source,
      outputs,
      signal,
    });
  } catch (error) {
    signal?.throwIfAborted();
    if (error instanceof Refused) {
      return null;
    }
    throw error;
  }
  const expected = Math.ceil(frames / step);
  if (hasPicture && (watch.frames !== frames || pictures.length !== expected || watch.grids.length !== expected)) {
    return null;
  }
  const rate = frames / seconds;
  return {
    step,
    pictures,
    grids: watch.grids,
    spans: [...frameSpans(watch, rate), ...(sound === null ? [] : soundSpans(sound, hasPicture ? rate : null))],
    sound,
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
): { from: number; low: string; high: string } {
  const timescale = recording.tracks[0]?.description.timescale ?? 1;
  const stepOf = (ticks: number): number => Math.floor(((ticks - startTicks) * peaksPerSecond) / timescale);
  const isSound = recording.kind === "audio";
  const from = isSound ? (segment.frames[0]?.frame ?? 0) : stepOf(segment.startTicks);
  const to = isSound ? from + segment.frames.length : stepOf(segment.endTicks);
  // The sound may begin before or after the first picture.
  const track = recording.tracks.find(({ description }) => description.kind === "audio");
  const firstPacket = track?.timeline.order[0];
  const heard = firstPacket === undefined ? 0 : Math.max(0, track?.timeline.at[firstPacket] ?? 0);
  const ahead = isSound || track === undefined ? 0 : heard / track.description.timescale - startTicks / timescale;
  const shift = Math.round(ahead * audioStepsPerSecond);
  return { from, ...sound.peaks(from - shift, to - shift) };
}
