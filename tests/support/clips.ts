import { spawnSync } from "node:child_process";
import { existsSync, mkdirSync, mkdtempSync, readFileSync, renameSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { cellLayout, cellValues } from "./cells.ts";

/** Raise it when a recipe changes: clips of another version lie in another folder. */
const version = 5;

const picture = { width: 320, height: 180 } as const;

interface Recipe {
  readonly frames: number;
  readonly rate: string;
  readonly encoder: readonly string[];
  /** Filter that moves the pictures in time. */
  readonly times?: string;
  /** Filter that turns or squeezes the finished pictures. */
  readonly shape?: string;
  /** Another track of pictures, without numbers in them, in front of the real one. */
  readonly decoy?: boolean;
  /** Container by its extension; MP4 when absent. */
  readonly extension?: string;
  readonly soundCoding?: readonly string[];
  /** The track header turns the picture by a quarter, clockwise. */
  readonly turned?: boolean;
  /** Edit list that takes the place of the clip's own: milliseconds from and for, of the media. */
  readonly edits?: readonly (readonly [from: number, length: number])[];
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

const vp9 = ["-c:v", "libvpx-vp9", "-deadline", "realtime", "-cpu-used", "8", "-crf", "30", "-b:v", "0", "-g", "60"];
const av1 = ["-c:v", "libaom-av1", "-usage", "realtime", "-cpu-used", "8", "-crf", "35", "-b:v", "0", "-g", "60"];
const hevc = ["-c:v", "libx265", "-preset", "ultrafast", "-x265-params", "log-level=none:keyint=60"];

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
  f23976: { frames: 240, rate: "24000/1001", encoder: x264(48, 2) },
  f5994: { frames: 300, rate: "60000/1001", encoder: x264(120, 2) },
  /** Timecode that leaves out numbers, two seconds before a minute. */
  drop2997: { frames: 240, rate: "30000/1001", encoder: [...x264(60, 2), "-timecode", "00:59:58;00"] },
  tenFps: { frames: 300, rate: "10", encoder: x264(100, 2) },
  /** Lies on its side in the file and is turned upright by its track header. */
  rotated: {
    frames: 240,
    rate: "30",
    encoder: x264(60, 2),
    shape: "transpose=2",
    turned: true,
  },
  /** Pixels twice as wide as high. */
  wide: { frames: 240, rate: "30", encoder: x264(60, 2), shape: "scale=160:180,setsar=2/1" },
  /** One picture that can be decoded alone, then groups that lean on the one before. */
  openGop: { frames: 300, rate: "30", encoder: x264(60, 3, ":open-gop=1:bframes=3") },
  longGop: { frames: 450, rate: "30", encoder: x264(600, 2) },
  /** Interrupted twice for five seconds. */
  gaps: { frames: 300, rate: "30", encoder: x264(60, 2), times: "setpts=PTS+floor(N/100)*5/TB" },
  /** Interrupted twice for six and a half hours: ticks beyond 32 bits. */
  pastHalfDay: {
    frames: 240,
    rate: "30",
    encoder: [...x264(60, 0), "-enc_time_base", "1/90000"],
    times: "settb=1/90000,setpts='N*3000+floor(N/80)*2106000000'",
    muxer: [...ninetyKilohertz, ...faststart],
  },
  twoTracks: { frames: 240, rate: "30", encoder: x264(60, 2), decoy: true },
  twoEdits: {
    frames: 300,
    rate: "30",
    encoder: x264(60, 2),
    edits: [
      [0, 2000],
      [5000, 3000],
    ],
    muxer: [],
  },
  /** Fragments whose times begin an hour late. */
  hourLate: {
    frames: 240,
    rate: "30",
    encoder: x264(60, 3),
    muxer: ["-output_ts_offset", "3600", "-movflags", "+frag_keyframe+empty_moov+default_base_moof"],
  },
  negativeShifts: {
    frames: 240,
    rate: "30",
    encoder: x264(60, 3),
    muxer: ["-movflags", "+frag_keyframe+empty_moov+default_base_moof+negative_cts_offsets"],
  },
  vp9: { frames: 240, rate: "30", encoder: vp9, extension: "webm", sound: 8, soundCoding: ["-c:a", "libopus"] },
  av1: { frames: 240, rate: "30", encoder: av1, extension: "mkv" },
  mkv: { frames: 240, rate: "30", encoder: x264(60, 3), extension: "mkv", sound: 8 },
  mkvVfr: {
    frames: 240,
    rate: "30",
    encoder: [...x264(60, 3), "-enc_time_base", "1/1000"],
    times: "settb=1/1000,setpts='if(eq(N,0),0,PREV_OUTPTS+10+floor(60*abs(sin(N*12.9898))))'",
    extension: "mkv",
  },
  ts: { frames: 240, rate: "25", encoder: x264(50, 2), extension: "ts", sound: 9 },
  hevcTs: { frames: 120, rate: "30", encoder: hevc, extension: "ts" },
  hevc: { frames: 120, rate: "30", encoder: [...hevc, "-tag:v", "hvc1"] },
  avi: {
    frames: 120,
    rate: "25",
    encoder: ["-c:v", "mpeg4", "-q:v", "3"],
    extension: "avi",
    sound: 4,
    soundCoding: ["-c:a", "pcm_s16le"],
  },
  ps: {
    frames: 120,
    rate: "25",
    encoder: ["-c:v", "mpeg2video", "-q:v", "3", "-bf", "2"],
    extension: "mpg",
    sound: 4,
    soundCoding: ["-c:a", "mp2"],
  },
} as const satisfies Record<string, Recipe>;

export type ClipName = keyof typeof recipes;

/** Every clip there is; each picture carries its index in cells (`cells.ts`). */
// Keys of an object whose type names them.
export const clipNames = Object.keys(recipes) as readonly ClipName[];

/** Whether the tools that make clips are on this machine. Tests that need clips skip aloud without them. */
export function canMakeClips(): boolean {
  return spawnSync("ffmpeg", ["-version"]).status === 0 && spawnSync("ffprobe", ["-version"]).status === 0;
}

/** Path of a clip; made on first use and kept in the machine's folder for temporary files. */
export function clip(name: ClipName): string {
  const folder = join(tmpdir(), `vitrine-clips-${version}`);
  mkdirSync(folder, { recursive: true });
  const recipe: Recipe = recipes[name];
  const file = join(folder, `${name}.${recipe.extension ?? "mp4"}`);
  if (!existsSync(file)) {
    const work = mkdtempSync(join(folder, "making-"));
    try {
      // Two runs may make the same clip at once; the rename lets either win.
      renameSync(make(recipe, work), file);
    } finally {
      rmSync(work, { recursive: true, force: true });
    }
  }
  return file;
}

/** Draws the scene with the cells in it, then moves, turns or squeezes the whole. */
function graphOf(recipe: Recipe): string {
  const cell = picture.width / cellLayout.columns;
  const last = [recipe.times, recipe.shape, "format=yuv420p"].filter((filter) => filter !== undefined);
  return [
    `[1:v]noise=alls=6:allf=t,format=yuv420p[scene]`,
    `[0:v]format=yuv420p,scale=${cellLayout.bits * cell}:${2 * cell}:flags=neighbor[cells]`,
    `[scene][cells]overlay=0:0:shortest=1:eof_action=endall,${last.join(",")}[v]`,
    ...(recipe.decoy === true ? [`color=gray:s=64x36:r=10:d=5[decoy]`] : []),
  ].join(";");
}

function make(recipe: Recipe, work: string): string {
  const codes = join(work, "codes.gray");
  writeFileSync(codes, Buffer.concat(Array.from({ length: recipe.frames }, (_, frame) => cellValues(frame))));
  const graph = graphOf(recipe);
  const sound = recipe.sound;
  const whole = join(work, `whole.${recipe.extension ?? "mp4"}`);
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
    ...(recipe.decoy === true ? ["-map", "[decoy]"] : []),
    ...(sound === undefined ? [] : ["-map", "2:a", ...(recipe.soundCoding ?? ["-c:a", "aac", "-b:a", "64k"])]),
    "-vsync",
    "passthrough",
    ...recipe.encoder,
    ...(recipe.muxer ?? faststart),
    whole,
  ]);
  return finish(recipe, whole, work);
}

/** What is done to a clip once its pictures are coded. */
function finish(recipe: Recipe, whole: string, work: string): string {
  if (recipe.edits !== undefined) {
    writeFileSync(whole, withEdits(readFileSync(whole), recipe.edits));
  }
  if (recipe.turned === true) {
    writeFileSync(whole, turned(readFileSync(whole)));
  }
  if (recipe.cut === undefined) {
    return whole;
  }
  const cut = join(work, "cut.mp4");
  ffmpeg(["-ss", recipe.cut.from, "-i", whole, "-c", "copy", "-map", "0", ...faststart, cut]);
  return cut;
}

/** The file with a matrix in its first track header (version 0) that turns the picture clockwise. */
function turned(file: Buffer): Buffer {
  const matrixAt = file.indexOf("tkhd") + 44;
  const one = 0x1_0000;
  [0, one, 0, -one, 0, 0, picture.height * one, 0, 0x4000_0000].forEach((value, index) =>
    file.writeInt32BE(value, matrixAt + index * 4),
  );
  return file;
}

/** The file with another edit list in its only track; its tables lie at its end, so that no offset moves. */
function withEdits(file: Buffer, edits: readonly (readonly [from: number, length: number])[]): Buffer {
  const moovAt = file.lastIndexOf("moov") - 4;
  const edtsAt = file.indexOf("edts", moovAt) - 4;
  const trakAt = file.indexOf("trak", moovAt) - 4;
  const timescale = file.readUInt32BE(file.indexOf("mdhd", trakAt) + 16);
  const shift = file.readInt32BE(edtsAt + 28);
  const edts = Buffer.alloc(24 + edits.length * 12);
  edts.writeUInt32BE(edts.length, 0);
  edts.write("edts", 4, "latin1");
  edts.writeUInt32BE(edts.length - 8, 8);
  edts.write("elst", 12, "latin1");
  edts.writeUInt32BE(edits.length, 20);
  edits.forEach(([from, length], index) => {
    // The movie counts in milliseconds.
    edts.writeUInt32BE(length, 24 + index * 12);
    edts.writeInt32BE(shift + Math.round((from * timescale) / 1000), 28 + index * 12);
    edts.writeUInt32BE(0x1_0000, 32 + index * 12);
  });
  const old = file.readUInt32BE(edtsAt);
  const grown = Buffer.concat([file.subarray(0, edtsAt), edts, file.subarray(edtsAt + old)]);
  for (const at of [moovAt, trakAt]) {
    grown.writeUInt32BE(grown.readUInt32BE(at) + edts.length - old, at);
  }
  return grown;
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
