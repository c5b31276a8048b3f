import { createHash } from "node:crypto";
import { foreignKind, probeForeign, type ForeignKind, type ForeignStreams } from "./foreign.ts";
import { findMediaTool, runTool, toolInput, type MediaTool } from "./media-tool.ts";
import { readMovieFile } from "./movie-file.ts";
import { openRecording } from "./open-recording.ts";
import { decodePictures, likeness, samePictures, sameTimes, type DecodedPictures } from "./picture-proof.ts";
import type { Recording } from "./recording.ts";
import { Refused } from "./refusal.ts";
import { createSealedScratch, type SealedScratch } from "./sealed-scratch.ts";
import type { Source } from "./source.ts";

/** How what is carried in the package came from the original, and how that was proved. */
export interface Origin {
  /** `rewrapped`: the pictures are coded as in the original; `transcoded`: they were coded anew. */
  readonly kind: "rewrapped" | "transcoded";
  readonly tool: string;
  readonly videoCodec: string;
  readonly audioCodec: string;
  /** One record per frame: its picture in the original. */
  readonly map: OriginMap | null;
}

/** Which picture of the original each frame is. */
export interface OriginMap {
  readonly decoded: DecodedPictures;
  /** Hundredths of a decibel; `null` when every picture decodes to the very same one. */
  readonly likeness: readonly number[] | null;
}

/** What goes into a package: the recording, and where its samples are read. */
export interface Carried {
  readonly recording: Recording;
  readonly source: Source;
  readonly origin: Origin | null;
  remove(): Promise<void>;
}

/** Less than this, in hundredths of a decibel, and it is not the same picture. */
const leastLikeness = 2500;
const copied = { video: ["h264", "vp9", "av1"], audio: ["aac", "mp3", "opus"] } as const;
/** What a package must be able to carry before a rendition is thought of. */
const mended: ReadonlySet<string> = new Set(["unsupported-codec", "unsupported-container"]);

/**
 * Opens an original for packaging: as it is where this program reads it, else as a rendition made and proved here.
 *
 * @throws {Refused} `needs-tool` when only FFmpeg could read it and is not installed; `rendition-unproven` when what
 * it made is not frame for frame the original.
 */
export async function openCarried(
  source: Source,
  scratchFile: string,
  signal: AbortSignal | undefined,
): Promise<Carried> {
  try {
    return { recording: await openRecording(source), source, origin: null, remove: async () => {} };
  } catch (error) {
    const reason = error instanceof Refused ? error.refusal.reason : null;
    const kind = reason !== null && mended.has(reason) ? await foreignKind(source) : null;
    if (kind === null) {
      throw error;
    }
    const tool = findMediaTool();
    if (tool === null) {
      throw new Refused("needs-tool", kind.container);
    }
    return makeRendition(tool, source, kind, scratchFile, signal);
  }
}

async function makeRendition(
  tool: MediaTool,
  original: Source,
  kind: ForeignKind,
  scratchFile: string,
  signal: AbortSignal | undefined,
): Promise<Carried> {
  const streams = await probeForeign(tool, original, kind, signal);
  const decoded = streams.video === null ? null : await decodePictures(tool, original, kind.demuxer, signal);
  const mayCopy = streams.video === null || copied.video.some((codec) => codec === streams.video?.codec);
  for (const way of mayCopy ? (["rewrapped", "transcoded"] as const) : (["transcoded"] as const)) {
    const work: Work = { tool, original, kind, streams, decoded, way, signal };
    // The second way is only gone when the first did not lead there.
    // oxlint-disable-next-line no-await-in-loop
    const carried = await tryRendition(work, scratchFile);
    if (carried !== null) {
      return carried;
    }
  }
  throw new Refused("rendition-unproven", kind.container);
}

interface Work {
  readonly tool: MediaTool;
  readonly original: Source;
  readonly kind: ForeignKind;
  readonly streams: ForeignStreams;
  readonly decoded: DecodedPictures | null;
  readonly way: Origin["kind"];
  readonly signal: AbortSignal | undefined;
}

/** `null` when this way does not give the original frame for frame. */
async function tryRendition(work: Work, scratchFile: string): Promise<Carried | null> {
  const scratch = await createSealedScratch(scratchFile);
  try {
    const carried = await fillRendition(work, scratch);
    if (carried === null) {
      await scratch.remove();
    }
    return carried;
  } catch (error) {
    await scratch.remove();
    if (error instanceof Refused && work.way === "rewrapped" && work.streams.video !== null) {
      return null;
    }
    throw error;
  }
}

async function fillRendition(work: Work, scratch: SealedScratch): Promise<Carried | null> {
  const { tool, original, kind, streams, decoded, way, signal } = work;
  await runTool({
    program: tool.ffmpeg,
    args: ["-nostdin", "-hide_banner", "-v", "error", ...toolInput(original, kind.demuxer), ...codingOf(work)],
    source: original,
    outputs: [(bytes) => scratch.fill(bytes)],
    signal,
  });
  const source = await scratch.source();
  const recording = await readMovieFile(source);
  const map = decoded === null ? null : await proveFrames(work, source, recording, decoded);
  if (decoded !== null && map === null) {
    return null;
  }
  return {
    recording: { ...recording, container: kind.container, omitted: [...streams.omitted] },
    source,
    origin: {
      kind: way,
      tool: `ffmpeg ${tool.version}`,
      videoCodec: streams.video?.codec ?? "",
      audioCodec: streams.audio?.codec ?? "",
      map,
    },
    remove: () => scratch.remove(),
  };
}

/** Coding of both streams and the container that `readMovieFile` reads from a pipe. */
function codingOf({ streams, way }: Work): string[] {
  const { video, audio } = streams;
  const isCopied = copied.audio.some((codec) => codec === audio?.codec);
  const picture =
    way === "rewrapped"
      ? ["-c:v", "copy"]
      : [
          "-vf",
          "crop=trunc(iw/2)*2:trunc(ih/2)*2:0:0,format=yuv420p",
          "-vsync",
          "passthrough",
          "-enc_time_base",
          "-1",
          "-c:v",
          "libx264",
          "-preset",
          "veryfast",
          "-crf",
          "17",
          "-bf",
          "0",
          "-force_key_frames",
          "expr:gte(t,n_forced*2)",
          "-x264-params",
          "scenecut=0:open_gop=0",
          "-threads",
          "2",
        ];
  return [
    ...(video === null ? [] : ["-map", "0:V:0", ...picture]),
    ...(audio === null ? [] : ["-map", "0:a:0", "-c:a", ...(isCopied ? ["copy"] : ["aac", "-b:a", "160k"])]),
    // Transport streams carry AAC with headers of their own, which MP4 has no place for.
    ...(audio?.codec === "aac" ? ["-bsf:a", "aac_adtstoasc"] : []),
    "-map_metadata",
    "-1",
    "-map_chapters",
    "-1",
    "-f",
    "mp4",
    "-movflags",
    "+frag_keyframe+delay_moov+default_base_moof",
    "pipe:1",
  ];
}

/**
 * Proves that frame n of the rendition is picture n of the original: as many pictures, each at the same time, and each
 * decoded to the very same picture or, where it was coded anew, to one that is measurably that one.
 */
async function proveFrames(
  { tool, original, kind, way, signal }: Work,
  source: Source,
  recording: Recording,
  decoded: DecodedPictures,
): Promise<OriginMap | null> {
  const made = await decodePictures(tool, source, "mov", signal);
  const numbered = recording.tracks[0]?.timeline.order.length ?? 0;
  if (made.count !== numbered || !sameTimes(decoded, made)) {
    return null;
  }
  if (samePictures(decoded, made)) {
    return { decoded, likeness: null };
  }
  if (way === "rewrapped") {
    return null;
  }
  const alike = await likeness(tool, source, original, kind.demuxer, signal);
  return alike.length === decoded.count && alike.every((value) => value >= leastLikeness)
    ? { decoded, likeness: alike }
    : null;
}

/** Bytes of one record of the map: time, digest of the original's decoded picture, likeness. */
export const originRecordBytes = 8 + 32 + 2;

/** Records of the frames `[from, to)`; see formats README, "Origin of a rendition". */
export function originRecords({ decoded, likeness: alike }: OriginMap, from: number, to: number): Uint8Array {
  const bytes = new Uint8Array((to - from) * originRecordBytes);
  const view = new DataView(bytes.buffer);
  for (let frame = from; frame < to; frame++) {
    const at = (frame - from) * originRecordBytes;
    view.setBigInt64(at, BigInt(decoded.times[frame] ?? 0));
    bytes.set(decoded.digests.subarray(frame * 32, frame * 32 + 32), at + 8);
    view.setUint16(at + 40, alike === null ? 10_000 : (alike[frame] ?? 0));
  }
  return bytes;
}

/** SHA-256 over all records, lower-case hex. */
export function originDigest(map: OriginMap): string {
  const digest = createHash("sha256");
  const step = 4096;
  for (let from = 0; from < map.decoded.count; from += step) {
    digest.update(originRecords(map, from, Math.min(map.decoded.count, from + step)));
  }
  return digest.digest("hex");
}
