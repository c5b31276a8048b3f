import { spawnSync } from "node:child_process";
import type { Frame } from "playwright-core";
import type { ShellApp, VaultAnswer, VaultRequest } from "../../main/shell/port.ts";
import type { FrameRange } from "../../shared/model/footage.ts";
import type { ClipName } from "./clips.ts";
import { openPictureLab, openVaultBench, type PictureLab, type TakenIn } from "./picture.ts";
import { follow, look, plantProbe, playAndPause, type Landing } from "./picture-probe.ts";
import { pseudoRandom } from "./pseudo-random.ts";

/** A kind of clip, and which of its frames are approved. */
export interface Kind {
  readonly name: ClipName;
  readonly says: string;
  readonly ranges: readonly FrameRange[];
  /** Index in the cells of each frame of the recording; the frame itself when absent. */
  readonly cellOf?: (frame: number) => number;
}

const all = (to: number): readonly FrameRange[] => [{ from: 0, to }];

/** Ranges begin and end inside groups of pictures where that is worth while: what must stay covered surrounds them. */
export const kinds: readonly Kind[] = [
  { name: "plain30", says: "30 fps without B-frames", ranges: [{ from: 31, to: 420 }] },
  { name: "cfr30", says: "30 fps with B-frames", ranges: all(450) },
  { name: "vfr", says: "varying rate", ranges: [{ from: 35, to: 290 }] },
  {
    name: "deep30",
    says: "deep B-frames, two ranges",
    ranges: [
      { from: 70, to: 170 },
      { from: 270, to: 401 },
    ],
  },
  { name: "f23976", says: "23.976 fps", ranges: [{ from: 5, to: 230 }] },
  { name: "f2997", says: "29.97 fps", ranges: [{ from: 1, to: 449 }] },
  { name: "drop2997", says: "29.97 fps with drop-frame timecode", ranges: all(240) },
  { name: "f5994", says: "59.94 fps", ranges: [{ from: 10, to: 290 }] },
  { name: "f60", says: "60 fps", ranges: [{ from: 130, to: 500 }] },
  { name: "tenFps", says: "10 fps, ten seconds between keyframes", ranges: all(300) },
  { name: "trim", says: "an edit list that cuts into a group", ranges: all(330), cellOf: (frame) => frame + 100 },
  {
    name: "twoEdits",
    says: "an edit list of two parts",
    ranges: all(150),
    cellOf: (frame) => (frame < 60 ? frame : frame + 90),
  },
  { name: "late", says: "a picture that starts later than the sound", ranges: all(400) },
  { name: "soundLonger", says: "sound that is longer than the picture", ranges: all(360) },
  { name: "fragmented", says: "fragments", ranges: [{ from: 20, to: 430 }] },
  { name: "hourLate", says: "fragments that begin at one hour", ranges: all(240) },
  { name: "negativeShifts", says: "fragments with negative composition times", ranges: all(240) },
  { name: "rotated", says: "a picture that lies on its side", ranges: all(240) },
  { name: "wide", says: "pixels that are not square", ranges: all(240) },
  { name: "openGop", says: "open groups of pictures", ranges: [{ from: 40, to: 280 }] },
  { name: "longGop", says: "a single keyframe", ranges: [{ from: 100, to: 440 }] },
  { name: "gaps", says: "interruptions of five seconds", ranges: all(300) },
  { name: "pastHalfDay", says: "thirteen hours, beyond 32 bits of ticks", ranges: all(240) },
  { name: "twoTracks", says: "two tracks of pictures", ranges: all(240) },
  { name: "vp9", says: "VP9 in WebM", ranges: [{ from: 20, to: 230 }] },
  { name: "av1", says: "AV1 in Matroska", ranges: all(240) },
  { name: "mkv", says: "H.264 in Matroska", ranges: all(240) },
  { name: "mkvVfr", says: "varying rate in Matroska", ranges: all(240) },
  { name: "ts", says: "H.264 in a transport stream", ranges: all(240) },
  { name: "hevc", says: "H.265, coded anew", ranges: all(120) },
  { name: "hevcTs", says: "H.265 in a transport stream, coded anew", ranges: all(120) },
  { name: "avi", says: "MPEG-4 in AVI, coded anew", ranges: all(120) },
  { name: "ps", says: "MPEG-2 in a programme stream, coded anew", ranges: all(120) },
];

/** How much of each kind is tried. */
export interface Effort {
  readonly seeks: number;
  readonly steps: number;
  readonly plays: number;
}

export interface Swept {
  readonly landings: readonly Landing[];
  /** Landings whose number, pixels and confirmation do not agree; an unconfirmed one is no lie, and counted beside. */
  readonly wrong: readonly Landing[];
  readonly unconfirmed: number;
}

/** One window that shows one clip after another. */
export interface Sweeper {
  readonly lab: PictureLab;
  /** Opens what was taken in and hands its picture over; closes it afterwards. */
  show<T>(
    taken: TakenIn,
    ranges: readonly FrameRange[],
    use: (frame: Frame) => Promise<T>,
    otherPicture?: string,
  ): Promise<T>;
  close(): Promise<void>;
}

let benches = 0;

export async function openSweeper(folder: string, picture: string): Promise<Sweeper> {
  let serve: ShellApp["serveVault"] = async (_request: VaultRequest): Promise<VaultAnswer> => {
    throw new Error("no vault yet");
  };
  const lab = await openPictureLab((request) => serve(request), { width: 640, height: 360 });
  return {
    lab,
    async show(taken, ranges, use, otherPicture) {
      benches++;
      const bench = openVaultBench(`${folder}/bench-${benches}`, [taken], otherPicture ?? picture);
      serve = (request) => bench.vault.serve(request);
      try {
        const opened = await bench.vault.open(bench.order(taken, ranges));
        if (!opened.ok) {
          throw new Error(`the vault refused: ${JSON.stringify(opened.failure)}`);
        }
        const frame = await lab.show(opened.value.path);
        await plantProbe(frame);
        return await use(frame);
      } finally {
        bench.close();
      }
    },
    close: () => lab.close(),
  };
}

const framesOf = (ranges: readonly FrameRange[]): number[] =>
  ranges.flatMap(({ from, to }) => Array.from({ length: to - from }, (_, index) => from + index));

/**
 * Seeks, steps in both directions and across the edges of ranges, plays at several speeds and pauses, in windows of
 * several sizes, and reads the index from the pixels each time.
 */
export async function sweep(
  { lab }: Sweeper,
  frame: Frame,
  kind: Pick<Kind, "name" | "ranges" | "cellOf">,
  { seeks, steps, plays }: Effort,
): Promise<Swept> {
  const frames = framesOf(kind.ranges);
  const random = pseudoRandom(kind.name);
  const any = (): number => frames[Math.floor(random() * frames.length)] ?? 0;
  const edges = kind.ranges.flatMap(({ from, to }) => [from, to - 1]);
  const goals = [...edges, ...Array.from({ length: seeks }, any)].map((wanted) => ({
    command: { type: "seek", frame: wanted },
    wanted,
  }));
  const landings = [...(await follow(lab, goals))];
  let at = frames.indexOf(goals.at(-1)?.wanted ?? 0);
  const walk = Array.from({ length: steps }, (_, index) => {
    const by = index % 10 < 7 ? 1 : -1;
    at = Math.min(frames.length - 1, Math.max(0, at + by));
    return { command: { type: "step", frames: by }, wanted: frames[at] ?? 0 };
  });
  landings.push(...(await follow(lab, walk)));
  const rates = [1, 2, 4, 0.5];
  for (let play = 0; play < plays; play++) {
    // oxlint-disable no-await-in-loop -- one after the other, as a person would
    // The first play keeps the window as it is.
    await (play === 0 ? undefined : lab.page.setViewportSize(play % 2 === 0 ? large : small));
    landings.push(
      await playAndPause(lab, frame, {
        from: any(),
        rate: rates[play % rates.length] ?? 1,
        playMs: 150 + Math.floor(random() * 250),
      }),
    );
    // oxlint-enable no-await-in-loop
  }
  const cellOf = kind.cellOf ?? ((index: number) => index);
  const confirmed = landings.filter((landing) => landing.confirmed);
  return {
    landings,
    wrong: confirmed.filter(
      ({ wanted, frame: named, cells, covered }) =>
        named === null || (wanted !== null && named !== wanted) || cells !== cellOf(named) || covered,
    ),
    unconfirmed: landings.length - confirmed.length,
  };
}

const small = { width: 640, height: 360 } as const;
const large = { width: 800, height: 450 } as const;

/** Sides of the small pictures by which clips without cells are told apart. */
const side = { width: 64, height: 36 } as const;

/** Luma of every frame that FFmpeg presents, upright. */
export function lumaOf(file: string): Uint8Array[] {
  const filter = `scale=${side.width}:${side.height}:flags=area,format=gray`;
  const { stdout } = spawnSync(
    "ffmpeg",
    ["-v", "error", "-i", file, "-map", "0:V:0", "-vf", filter, "-vsync", "passthrough", "-f", "rawvideo", "-"],
    { maxBuffer: 1024 ** 3 },
  );
  const bytes = side.width * side.height;
  return Array.from({ length: Math.floor(stdout.length / bytes) }, (_, index) =>
    stdout.subarray(index * bytes, (index + 1) * bytes),
  );
}

const distance = (a: Uint8Array, b: Uint8Array): number =>
  a.reduce((sum, value, index) => sum + Math.abs(value - (b[index] ?? 0)), 0) / a.length;

/**
 * Seeks to random frames of a clip without cells; a landing is wrong when a neighbour within three frames is clearly
 * more like what is on screen than the frame that was named.
 */
export async function sweepByLikeness(
  { lab }: Sweeper,
  frame: Frame,
  file: string,
  name: string,
  seeks: number,
): Promise<{ readonly landings: number; readonly wrong: readonly number[]; readonly unconfirmed: number }> {
  const truth = lumaOf(file);
  const random = pseudoRandom(name);
  const wrong: number[] = [];
  let unconfirmed = 0;
  for (let round = 0; round < seeks; round++) {
    const wanted = Math.floor(random() * truth.length);
    // oxlint-disable no-await-in-loop -- one after the other, as a person would
    const [landing] = await follow(lab, [{ command: { type: "seek", frame: wanted }, wanted }]);
    const { luma } = await look(frame);
    // oxlint-enable no-await-in-loop
    if (landing?.confirmed !== true) {
      unconfirmed++;
      continue;
    }
    const seen = Uint8Array.from(luma);
    const own = distance(seen, truth[wanted] ?? new Uint8Array());
    const isBetter = [-3, -2, -1, 1, 2, 3].some((by) => {
      const other = truth[wanted + by];
      return other !== undefined && distance(seen, other) + 0.3 < own;
    });
    if (landing.frame !== wanted || isBetter) {
      wrong.push(wanted);
    }
  }
  return { landings: seeks, wrong, unconfirmed };
}
