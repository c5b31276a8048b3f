/**
 * Makes the media of the demonstration case: `node resources/demo/make.ts`.
 *
 * Needs Debian's ffmpeg, espeak-ng and fonts-noto-cjk. The results are committed, so nobody has to
 * run it; it is here so that everybody can see that nothing in them is real.
 */
import { spawnSync } from "node:child_process";
import { copyFileSync, mkdtempSync, readdirSync, rmSync, statSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { cellLayout, cellValues } from "../../tests/support/cells.ts";
import { canvas, type Scene } from "./drawing.ts";
import { imprint } from "./scenes.ts";
import { films, interview, type Film, type Line, type Speaker } from "./story.ts";

const picture = { width: 896, height: 504 } as const;
const blendSeconds = 0.5;
const sampleRate = 48_000;
const here = import.meta.dirname;
const font = "/usr/share/fonts/opentype/noto/NotoSansCJK-Regular.ttc";
const bold = "/usr/share/fonts/opentype/noto/NotoSansCJK-Bold.ttc";
const work = mkdtempSync(join(tmpdir(), "vitrine-demo-"));

const voices: Record<Speaker, readonly string[]> = {
  chen: ["-v", "cmn+m3", "-p", "38", "-s", "205"],
  liu: ["-v", "cmn+f2", "-p", "58", "-s", "205"],
  owner: ["-v", "cmn+m7", "-p", "30", "-s", "190"],
  owner2: ["-v", "cmn+f4", "-p", "48", "-s", "195"],
};

function run(command: string, args: readonly string[]): void {
  const { status, stderr } = spawnSync(command, args, {
    encoding: "utf8",
    env: { ...process.env, TZ: "Asia/Shanghai" },
  });
  if (status !== 0) {
    throw new Error(`${command} failed: ${stderr.slice(-2000)}`);
  }
}

const ffmpeg = (...args: readonly string[]): void => run("ffmpeg", ["-hide_banner", "-y", "-v", "error", ...args]);

interface Spoken {
  readonly file: string;
  readonly seconds: number;
}

let spoken = 0;
function speak({ speaker, words }: Line): Spoken {
  const file = join(work, `line-${spoken++}.wav`);
  run("espeak-ng", [...voices[speaker], "-a", "150", "-w", file, words]);
  return { file, seconds: (statSync(file).size - 44) / 2 / 22_050 };
}

interface Cue extends Spoken {
  readonly at: number;
}

const pauseBefore = 0.8;
const pauseBetween = 0.35;

/** Places lines one after the other. */
function cues(lines: readonly Spoken[], from: number): Cue[] {
  let at = from;
  return lines.map((line) => {
    const cue: Cue = { ...line, at };
    at += line.seconds + pauseBetween;
    return cue;
  });
}

/** Room sound with the lines in it; silent while the camera stood still. */
function soundtrack(
  file: string,
  lines: readonly Cue[],
  seconds: number,
  silence: readonly [number, number] | null,
): void {
  const inputs = lines.flatMap((cue) => ["-i", cue.file]);
  const delayed = lines.map((cue, index) => {
    const ms = Math.round(cue.at * 1000);
    return `[${index + 1}:a]aresample=${sampleRate},adelay=${ms}|${ms},highpass=f=140,lowpass=f=6500[l${index}]`;
  });
  const mixed = ["[0:a]", ...lines.map((_, index) => `[l${index}]`)].join("");
  const mute = silence === null ? "anull" : `volume=0:enable='between(t,${silence[0]},${silence[1]})'`;
  const graph = [
    ...delayed,
    `${mixed}amix=inputs=${lines.length + 1}:duration=first:normalize=0,${mute},aecho=0.9:0.5:18:0.12,alimiter=limit=0.9[a]`,
  ];
  ffmpeg(
    "-f",
    "lavfi",
    "-i",
    `anoisesrc=color=brown:amplitude=0.035:sample_rate=${sampleRate}:duration=${seconds}:seed=5`,
    ...inputs,
    "-filter_complex",
    graph.join(";"),
    "-map",
    "[a]",
    "-ac",
    "1",
    "-t",
    String(seconds),
    file,
  );
}

interface Layout {
  /** Start and length of each shot in the film without its gap, in seconds, with what is said in it. */
  readonly shots: readonly { readonly start: number; readonly seconds: number; readonly lines: readonly Spoken[] }[];
  readonly frames: number;
}

/** A shot lasts as long as what is said in it, and at least as long as the story says. */
function layout(film: Film): Layout {
  let end = 0;
  const shots = film.shots.map((shot) => {
    const lines = shot.lines.map(speak);
    const talk = lines.reduce((sum, line) => sum + line.seconds + pauseBetween, pauseBefore + blendSeconds);
    const seconds = Math.ceil(Math.max(shot.seconds, talk) * 2) / 2;
    const start = Math.max(0, end - blendSeconds);
    end = start + seconds;
    return { start, seconds, lines };
  });
  return { shots, frames: Math.floor(end * film.rate) };
}

/** Text files for FFmpeg's `drawtext`, which spares one level of quoting. */
function textFile(name: string, text: string): string {
  const file = join(work, name);
  writeFileSync(file, text);
  return file;
}

function overlays(film: Film): string {
  const epoch = Math.floor(Date.parse(film.clock) / 1000);
  const common = "fontcolor=white:borderw=2:bordercolor=black@0.65";
  const draw = (name: string, text: string, place: string): string =>
    `drawtext=fontfile=${font}:textfile=${textFile(`${film.asset}-${name}.txt`, text)}:${common}:${place}`;
  return [
    draw("clock", `%{pts:localtime:${epoch}:%Y-%m-%d %H\\:%M\\:%S}`, "fontsize=25:x=w-tw-16:y=12"),
    draw("device", `${film.device}  ${film.officer}`, "fontsize=18:x=w-tw-16:y=46"),
    draw("unit", film.unit, "fontsize=18:x=16:y=h-32"),
    `drawtext=fontfile=${bold}:text='● REC':fontsize=18:fontcolor=0xff4a3d:borderw=2:bordercolor=black@0.65:x=w-tw-16:y=h-32:enable='lt(mod(t,1.6),1)'`,
  ].join(",");
}

/** The frame indices as a raw film of 16×2 pixels. */
function codes(film: Film, frames: number): string {
  const file = join(work, `${film.asset}.gray`);
  const bytes = new Uint8Array(frames * 2 * cellLayout.bits);
  for (let frame = 0; frame < frames; frame++) {
    bytes.set(cellValues(frame), frame * 2 * cellLayout.bits);
  }
  writeFileSync(file, bytes);
  return file;
}

/** The part of a scene that does not move, as one picture. */
function still(name: string, scene: Scene): string {
  const file = join(work, `${name}.png`);
  const script = textFile(`${name}-still.ass`, scene.still());
  const black = `color=c=black:s=${canvas.width}x${canvas.height}:r=1:d=1`;
  ffmpeg(
    "-f",
    "lavfi",
    "-i",
    black,
    "-vf",
    `format=rgb24,ass=${script},lenscorrection=k1=-0.05:k2=-0.01:i=bilinear,vignette=PI/6`,
    "-frames:v",
    "1",
    file,
  );
  return file;
}

function makeFilm(film: Film): void {
  const { shots: laid, frames } = layout(film);
  const startOf = (index: number): number => laid[index]?.start ?? 0;
  const { gap } = film;
  const gapStart = gap === undefined ? 0 : startOf(gap.beforeShot);
  const gapFrame = Math.round(gapStart * film.rate);
  const gapSeconds = gap?.seconds ?? 0;
  const seconds = frames / film.rate + gapSeconds;
  const lines = laid.flatMap((shot, index) => {
    const shift = gap !== undefined && index >= gap.beforeShot ? gap.seconds : 0;
    return cues(shot.lines, shot.start + shift + pauseBefore);
  });
  const sound = join(work, `${film.asset}.wav`);
  soundtrack(sound, lines, seconds, gap === undefined ? null : [gapStart, gapStart + gap.seconds]);

  const stills: string[] = [];
  const shots = film.shots.map((shot, index) => {
    const length = laid[index]?.seconds ?? shot.seconds;
    const scene = shot.draw(length * 1000);
    stills.push(
      "-loop",
      "1",
      "-framerate",
      String(film.rate),
      "-t",
      String(length),
      "-i",
      still(`${film.asset}-${index}`, scene),
    );
    const script = textFile(`${film.asset}-${index}.ass`, scene.moving());
    const sway = shot.sway;
    const phase = index * 2.1;
    return [
      `[${index + 2}:v]format=yuv420p,ass=${script}`,
      `crop=1184:666:x='48+${14 * sway}*sin(t*0.9+${phase})+${3 * sway}*sin(t*5.1)':y='27+${8 * sway}*sin(t*1.3)+${5 * sway}*abs(sin(t*4.6))'`,
      `scale=${picture.width}:${picture.height}:flags=bicubic,setsar=1,fps=${film.rate}[s${index}]`,
    ].join(",");
  });
  const blends = film.shots.slice(1).map((_, index) => {
    const left = index === 0 ? "[s0]" : `[x${index}]`;
    return `${left}[s${index + 1}]xfade=transition=hblur:duration=${blendSeconds}:offset=${startOf(index + 1)}[x${index + 1}]`;
  });
  const finished = join(work, `${film.asset}.mp4`);
  const cell = picture.width / cellLayout.columns;
  const graph = [
    ...shots,
    ...blends,
    `[x${film.shots.length - 1}]trim=end_frame=${frames},settb=1/${film.rate},setpts=N,eq=saturation=0.88:contrast=0.97,noise=alls=4:allf=t,format=yuv420p[scene]`,
    `[0:v]format=yuv420p,scale=${cellLayout.bits * cell}:${2 * cell}:flags=neighbor[cells]`,
    `[scene][cells]overlay=0:0:shortest=1:eof_action=endall,setpts='if(gte(N,${gap === undefined ? frames : gapFrame}),PTS+${gapSeconds}/TB,PTS)',${overlays(film)}[v]`,
  ];
  ffmpeg(
    "-f",
    "rawvideo",
    "-pix_fmt",
    "gray",
    "-s",
    `${cellLayout.bits}x2`,
    "-r",
    String(film.rate),
    "-i",
    codes(film, frames),
    "-i",
    sound,
    ...stills,
    "-filter_complex",
    graph.join(";"),
    "-map",
    "[v]",
    "-map",
    "1:a",
    "-vsync",
    "passthrough",
    "-c:v",
    "libx264",
    "-preset",
    "fast",
    "-crf",
    "27",
    "-profile:v",
    "high",
    "-sc_threshold",
    "0",
    ...film.encoder,
    "-c:a",
    "aac",
    "-b:a",
    "48k",
    "-ac",
    "1",
    "-map_metadata",
    "-1",
    "-fflags",
    "+bitexact",
    "-movflags",
    "+faststart",
    finished,
  );
  copyFileSync(finished, join(here, `${film.asset}.mp4`));
}

function makePhoto(asset: string): void {
  const scene = imprint(4000);
  const script = textFile("photo.ass", scene.moving());
  const stamp = textFile("photo.txt", "2026-11-09 09:24:36  DSJ-A023");
  const look = "crop=1240:698,noise=alls=5";
  const text = `drawtext=fontfile=${font}:textfile=${stamp}:fontsize=26:fontcolor=0xffd27a:borderw=2:bordercolor=black@0.6:x=w-tw-24:y=h-48`;
  ffmpeg(
    "-loop",
    "1",
    "-framerate",
    "1",
    "-t",
    "4",
    "-i",
    still("photo", scene),
    "-vf",
    `format=yuv444p,ass=${script},${look},${text},format=yuvj420p`,
    "-ss",
    "3",
    "-frames:v",
    "1",
    "-q:v",
    "4",
    "-map_metadata",
    "-1",
    "-fflags",
    "+bitexact",
    join(here, `${asset}.jpg`),
  );
}

function makeInterview(asset: string): void {
  const lines = cues(interview.map(speak), pauseBefore);
  const last = lines.at(-1);
  const seconds = Math.ceil((last?.at ?? 0) + (last?.seconds ?? 0) + 1);
  const sound = join(work, `${asset}.wav`);
  soundtrack(sound, lines, seconds, null);
  ffmpeg(
    "-i",
    sound,
    "-c:a",
    "aac",
    "-b:a",
    "56k",
    "-map_metadata",
    "-1",
    "-fflags",
    "+bitexact",
    "-movflags",
    "+faststart",
    join(here, `${asset}.m4a`),
  );
}

const wanted = process.argv.slice(2);
const isWanted = (asset: string): boolean => wanted.length === 0 || wanted.includes(asset);
try {
  for (const film of films) {
    if (isWanted(film.asset)) {
      makeFilm(film);
    }
  }
  if (isWanted("WH-20261109-A023-P1")) {
    makePhoto("WH-20261109-A023-P1");
  }
  if (isWanted("WH-20261109-R004-01")) {
    makeInterview("WH-20261109-R004-01");
  }
  for (const name of readdirSync(here).filter((file) => /\.(?:mp4|jpg|m4a)$/u.test(file))) {
    process.stdout.write(`${name} ${statSync(join(here, name)).size}\n`);
  }
} finally {
  rmSync(work, { recursive: true, force: true });
}
