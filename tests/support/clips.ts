import { spawnSync } from "node:child_process";
import { existsSync, mkdirSync, mkdtempSync, renameSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { cellLayout, cellValues } from "./cells.ts";

/** Raise it when a recipe changes: clips of another version lie in another folder. */
const version = 3;

const picture = { width: 320, height: 180 } as const;

interface Recipe {
  readonly frames: number;
  readonly rate: string;
  readonly encoder: readonly string[];
  /** Filter that moves the pictures in time. */
  readonly times?: string;
  /** Seconds of sound; none when absent. */
  readonly sound?: number;
  readonly before?: readonly string[];
  readonly muxer?: readonly string[];
  /** Cut out of the finished clip without touching its samples, which leaves an edit list. */
  readonly cut?: { readonly from: string };
}

const x264 = (gop: number, bframes: number, more = ""): string[] => [
  "-c:v",
  "libx264",
  "-preset",
  "veryfast",
  "-crf",
  "23",
  "-g",
  String(gop),
  "-keyint_min",
  String(gop),
  "-sc_threshold",
  "0",
  "-bf",
  String(bframes),
  "-x264-params",
  `b-adapt=0${more}`,
];
const faststart = ["-movflags", "+faststart"];
const ninetyKilohertz = ["-video_track_timescale", "90000"];

const recipes = {
  /** No B-frames: the plainest recording there is. */
  plain30: { frames: 450, rate: "30", encoder: x264(60, 0), sound: 15 },
  cfr30: { frames: 450, rate: "30", encoder: x264(60, 3), sound: 15 },
  /** As deep as the encoder reorders. */
  deep30: { frames: 450, rate: "30", encoder: x264(60, 3, ":b-pyramid=normal:ref=4"), sound: 15 },
  vfr: {
    frames: 360,
    rate: "30",
    encoder: [...x264(60, 3), "-enc_time_base", "1/90000"],
    times:
      "settb=1/90000,setpts='if(eq(N,0),0,PREV_OUTPTS+900+floor(5400*abs(sin(N*12.9898)))+if(eq(mod(N,97),0),45000,0))'",
    muxer: ninetyKilohertz,
  },
  f2997: { frames: 450, rate: "30000/1001", encoder: x264(60, 2), sound: 15 },
  f60: { frames: 720, rate: "60", encoder: x264(120, 3), sound: 12 },
  /** Starts inside a picture, inside a group of pictures: the pictures before are there, but never presented. */
  trim: { frames: 600, rate: "30", encoder: x264(60, 3), sound: 20, cut: { from: "3.317" } },
  /** The picture starts 0.7 s after the sound. */
  late: { frames: 400, rate: "30", encoder: x264(60, 3), times: "setpts=PTS+0.7/TB", sound: 14 },
  soundLonger: { frames: 360, rate: "30", encoder: x264(60, 3), sound: 16 },
  fragmented: {
    frames: 450,
    rate: "30",
    encoder: x264(60, 3),
    sound: 15,
    muxer: ["-movflags", "+frag_keyframe+empty_moov+default_base_moof"],
  },
} as const satisfies Record<string, Recipe>;

export type ClipName = keyof typeof recipes;

/** Every clip there is; each picture carries its index in cells (`cells.ts`). */
export const clipNames: readonly ClipName[] = [
  "plain30",
  "cfr30",
  "deep30",
  "vfr",
  "f2997",
  "f60",
  "trim",
  "late",
  "soundLonger",
  "fragmented",
];

/** Whether the tools that make clips are on this machine. Tests that need clips skip aloud without them. */
export function canMakeClips(): boolean {
  return spawnSync("ffmpeg", ["-version"]).status === 0 && spawnSync("ffprobe", ["-version"]).status === 0;
}

/** Path of a clip; made on first use and kept in the machine's folder for temporary files. */
export function clip(name: ClipName): string {
  const folder = join(tmpdir(), `vitrine-clips-${version}`);
  mkdirSync(folder, { recursive: true });
  const file = join(folder, `${name}.mp4`);
  if (!existsSync(file)) {
    const work = mkdtempSync(join(folder, "making-"));
    try {
      // Two runs may make the same clip at once; the rename lets either win.
      renameSync(make(recipes[name], work), file);
    } finally {
      rmSync(work, { recursive: true, force: true });
    }
  }
  return file;
}

function make(recipe: Recipe, work: string): string {
  const codes = join(work, "codes.gray");
  writeFileSync(codes, Buffer.concat(Array.from({ length: recipe.frames }, (_, frame) => cellValues(frame))));
  const cell = picture.width / cellLayout.columns;
  const graph = [
    `[1:v]noise=alls=6:allf=t,format=yuv420p[scene]`,
    `[0:v]format=yuv420p,scale=${cellLayout.bits * cell}:${2 * cell}:flags=neighbor[cells]`,
    `[scene][cells]overlay=0:0:shortest=1:eof_action=endall${recipe.times === undefined ? "" : `,${recipe.times}`},format=yuv420p[v]`,
  ].join(";");
  const sound = recipe.sound;
  const whole = join(work, "whole.mp4");
  ffmpeg([
    "-f",
    "rawvideo",
    "-pix_fmt",
    "gray",
    "-s",
    `${cellLayout.bits}x2`,
    "-r",
    recipe.rate,
    "-i",
    codes,
    "-f",
    "lavfi",
    "-i",
    `testsrc2=s=${picture.width}x${picture.height}:r=${recipe.rate}`,
    ...(sound === undefined ? [] : ["-f", "lavfi", "-i", `sine=f=440:r=48000:d=${sound}:b=4`]),
    "-filter_complex",
    graph,
    "-map",
    "[v]",
    ...(sound === undefined ? [] : ["-map", "2:a", "-c:a", "aac", "-b:a", "64k"]),
    "-vsync",
    "passthrough",
    ...recipe.encoder,
    ...(recipe.muxer ?? faststart),
    whole,
  ]);
  if (recipe.cut === undefined) {
    return whole;
  }
  const cut = join(work, "cut.mp4");
  ffmpeg(["-ss", recipe.cut.from, "-i", whole, "-c", "copy", "-map", "0", ...faststart, cut]);
  return cut;
}

function ffmpeg(args: readonly string[]): void {
  const { status, stderr } = spawnSync("ffmpeg", ["-hide_banner", "-y", "-v", "error", ...args], { encoding: "utf8" });
  if (status !== 0) {
    throw new Error(`clip could not be made: ${stderr.slice(-1000)}`);
  }
}

/** What FFmpeg says about the samples of a file: the yardstick for ingest. */
export interface ProbedPacket {
  readonly pts: number;
  readonly dts: number;
  readonly size: number;
  /** SHA-256 of the encoded bytes, lower-case hex. */
  readonly digest: string;
  /** False for packets that FFmpeg decodes but does not present. */
  readonly presented: boolean;
}

/** Packets of the first picture or sound track, in decode order. */
export function probePackets(file: string, kind: "v" | "a"): ProbedPacket[] {
  const { status, stdout, stderr } = spawnSync(
    "ffprobe",
    [
      "-v",
      "error",
      "-select_streams",
      `${kind}:0`,
      "-show_data_hash",
      "sha256",
      "-show_packets",
      "-show_entries",
      "packet=pts,dts,size,flags,data_hash",
      "-of",
      "json",
      file,
    ],
    { encoding: "utf8", maxBuffer: 256 * 1024 * 1024 },
  );
  if (status !== 0) {
    throw new Error(`probe failed: ${stderr.slice(-1000)}`);
  }
  const { packets }: { packets: { pts: number; dts: number; size: string; flags: string; data_hash: string }[] } =
    JSON.parse(stdout);
  return packets.map((packet) => ({
    pts: packet.pts,
    dts: packet.dts,
    size: Number(packet.size),
    digest: packet.data_hash.replace("SHA256:", "").toLowerCase(),
    presented: !packet.flags.includes("D"),
  }));
}
