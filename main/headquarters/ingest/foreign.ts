import { z } from "zod";
import { collect, runTool, toolInput, type MediaTool } from "./media-tool.ts";
import { Refused } from "./refusal.ts";
import type { Source } from "./source.ts";

/** A container that this program does not read itself. */
export interface ForeignKind {
  /** As the manifest names it. */
  readonly container: string;
  /** FFmpeg's only demuxer that may open it. */
  readonly demuxer: string;
}

const kinds: readonly (ForeignKind & { readonly fits: (head: Buffer) => boolean })[] = [
  { container: "mkv", demuxer: "matroska,webm", fits: (head) => head.readUInt32BE(0) === 0x1a45_dfa3 },
  { container: "avi", demuxer: "avi", fits: (head) => text(head, 0, 4) === "RIFF" && text(head, 8, 12) === "AVI " },
  { container: "wav", demuxer: "wav", fits: (head) => text(head, 0, 4) === "RIFF" && text(head, 8, 12) === "WAVE" },
  { container: "ps", demuxer: "mpeg", fits: (head) => head.readUInt32BE(0) === 0x0000_01ba },
  {
    container: "ts",
    demuxer: "mpegts",
    fits: (head) => [188, 376].every((at) => head[0] === 0x47 && head[at] === 0x47),
  },
  // Blu-ray's form: four bytes of time before each packet.
  { container: "ts", demuxer: "mpegts", fits: (head) => [4, 196, 388].every((at) => head[at] === 0x47) },
  { container: "amr", demuxer: "amr", fits: (head) => text(head, 0, 5) === "#!AMR" },
  { container: "mp4", demuxer: "mov", fits: (head) => ["ftyp", "moov", "mdat", "wide"].includes(text(head, 4, 8)) },
];

const headBytes = 400;

function text(head: Buffer, from: number, to: number): string {
  return head.subarray(from, to).toString("latin1");
}

/** Recognises a container by its first bytes, never by its name; playlists and lists of files are none. */
export async function foreignKind(source: Source): Promise<ForeignKind | null> {
  if (source.size < headBytes) {
    return null;
  }
  const head = Buffer.from(await source.read(0, headBytes));
  return kinds.find(({ fits }) => fits(head)) ?? null;
}

const streamSchema = z.object({
  codec_type: z.string().optional(),
  codec_name: z.string().max(64).optional(),
  disposition: z.object({ attached_pic: z.int() }).optional(),
});
const probeSchema = z.object({ streams: z.array(streamSchema).max(64) });

/** The streams that a rendition is made of. */
export interface ForeignStreams {
  readonly video: { readonly codec: string } | null;
  readonly audio: { readonly codec: string } | null;
  /** Streams that stay in the sealed original only. */
  readonly omitted: readonly string[];
}

export interface TimeBase {
  readonly numerator: number;
  readonly denominator: number;
}

/** @throws {Refused} when there is neither picture nor sound, or the tool cannot read the file. */
export async function probeForeign(
  tool: MediaTool,
  source: Source,
  { demuxer }: ForeignKind,
  signal: AbortSignal | undefined,
): Promise<ForeignStreams> {
  let said = "";
  const entries = "stream=codec_type,codec_name:stream_disposition=attached_pic";
  await runTool({
    program: tool.ffprobe,
    args: ["-v", "error", ...toolInput(source, demuxer), "-show_entries", entries, "-of", "json"],
    source,
    outputs: [
      collect(1024 * 1024, (bytes) => {
        said = bytes.toString("utf8");
      }),
    ],
    signal,
  });
  const probe = probeSchema.safeParse(JSON.parse(said));
  if (!probe.success) {
    throw new Refused("damaged", "streams cannot be told apart");
  }
  return chosen(probe.data.streams);
}

/** The first stream of pictures that is no cover picture, and the first of sound. */
function chosen(streams: z.infer<typeof probeSchema>["streams"]): ForeignStreams {
  const video = streams.find((one) => one.codec_type === "video" && one.disposition?.attached_pic !== 1);
  const audio = streams.find((one) => one.codec_type === "audio");
  if (video === undefined && audio === undefined) {
    throw new Refused("empty", "no picture and no sound");
  }
  return {
    video: video === undefined ? null : { codec: video.codec_name ?? "unknown" },
    audio: audio === undefined ? null : { codec: audio.codec_name ?? "unknown" },
    omitted: streams
      .filter((one) => one !== video && one !== audio)
      .map((one) => `${one.codec_type ?? "?"}:${one.codec_name ?? "?"}`.slice(0, 64)),
  };
}
