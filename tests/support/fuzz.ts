import { spawnSync } from "node:child_process";
import { createHash } from "node:crypto";
import { mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { Worker } from "node:worker_threads";
import { concatBytes } from "../../main/formats/bytes.ts";
import { clipProofAsBox } from "../../main/formats/clip-proof.ts";
import { assetIdSchema } from "../../shared/model/footage.ts";

/** What became of so many hostile files. */
export interface Fuzzed {
  readonly inputs: number;
  readonly takenIn: number;
  /** By reason code. */
  readonly refused: Readonly<Record<string, number>>;
  /** Anything but a refusal: seed, round and message, enough to make the input again. */
  readonly crashes: readonly string[];
  readonly slowestMs: number;
  /** Memory above what the seeds themselves took. */
  readonly mostBytes: number;
}

/** One input may take this long and no longer. */
export const longestMs = 2000;
export const mostBytes = 512 * 1024 * 1024;

const tiny = ["-f", "lavfi", "-i", "testsrc2=s=64x48:r=25:d=1", "-f", "lavfi", "-i", "sine=d=1:r=8000"];
const h264 = ["-c:v", "libx264", "-preset", "ultrafast", "-g", "12", "-bf", "2", "-crf", "40"];
const aac = ["-c:a", "aac", "-b:a", "16k"];

const seedRecipes: Readonly<Record<string, readonly string[]>> = {
  "plain.mp4": [...tiny, ...h264, ...aac],
  "front.mp4": [...tiny, ...h264, "-an", "-movflags", "+faststart", "-timecode", "00:00:01:00"],
  "fragments.mp4": [...tiny, ...h264, ...aac, "-movflags", "+frag_keyframe+empty_moov+default_base_moof"],
  "quicktime.mov": [...tiny, ...h264, "-c:a", "aac"],
  "vp9.mp4": [
    ...tiny,
    "-c:v",
    "libvpx-vp9",
    "-deadline",
    "realtime",
    "-cpu-used",
    "8",
    "-b:v",
    "40k",
    "-c:a",
    "libopus",
  ],
  "av1.mp4": [...tiny, "-c:v", "libaom-av1", "-usage", "realtime", "-cpu-used", "8", "-crf", "50", "-an"],
  "sound.mp3": ["-f", "lavfi", "-i", "sine=d=1:r=32000", "-c:a", "libmp3lame", "-b:a", "32k"],
  "sound.wav": ["-f", "lavfi", "-i", "sine=d=0.3:r=8000"],
  "photo.jpg": ["-f", "lavfi", "-i", "testsrc2=s=64x48", "-frames:v", "1"],
  "photo.png": ["-f", "lavfi", "-i", "testsrc2=s=64x48", "-frames:v", "1"],
};

/** A clip as headquarters cuts it carries a proof behind its pictures, which a station reads from a medium that somebody brings. */
function asClip(file: Uint8Array): Uint8Array {
  const digest = "0".repeat(64);
  const proof = clipProofAsBox({
    v: 1,
    t: "vitrine clip",
    number: "SLWH-F7-2026-0001",
    order: digest,
    asset: assetIdSchema.parse("WH-20261109-T001-09"),
    manner: "copy",
    from: 1,
    to: 3,
    first: 0,
    leaves: ["{}", "{}", "{}"],
    proof: [`${"A".repeat(43)}=`],
    tree: "vitrine/WH-20261109-T001-09\n3\n",
    pictures: { format: "yuv420p", sha256: [digest, digest] },
  });
  return concatBytes(file, proof);
}

/** Small sound files of every kind that ingest and the check of a clip read by themselves. */
export function fuzzSeeds(): Readonly<Record<string, Uint8Array>> {
  const folder = mkdtempSync(join(tmpdir(), "vitrine-seeds-"));
  try {
    const seeds = Object.entries(seedRecipes).map(([name, recipe]) => {
      const file = join(folder, name);
      const { status, stderr } = spawnSync("ffmpeg", ["-v", "error", ...recipe, "-threads", "1", file], {
        encoding: "utf8",
      });
      if (status !== 0) {
        throw new Error(`seed ${name} could not be made: ${stderr.slice(-300)}`);
      }
      return [name, new Uint8Array(readFileSync(file))] as const;
    });
    const made = Object.fromEntries(seeds);
    return { ...made, "clip.mp4": asClip(made["front.mp4"] ?? new Uint8Array()) };
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

/** Names a set of seeds: pieces of a run add up only when all of them began with the same ones. */
export function nameOfSeeds(seeds: Readonly<Record<string, Uint8Array>>): string {
  const digest = createHash("sha256");
  for (const [name, bytes] of Object.entries(seeds)) {
    digest.update(`${name} ${String(bytes.length)}\n`).update(bytes);
  }
  return digest.digest("hex").slice(0, 16);
}

/** What became of two pieces of one run together. */
export function together(one: Fuzzed, other: Fuzzed): Fuzzed {
  const reasons = new Set([...Object.keys(one.refused), ...Object.keys(other.refused)]);
  return {
    inputs: one.inputs + other.inputs,
    takenIn: one.takenIn + other.takenIn,
    refused: Object.fromEntries(
      [...reasons].toSorted().map((reason) => [reason, (one.refused[reason] ?? 0) + (other.refused[reason] ?? 0)]),
    ),
    crashes: [...one.crashes, ...other.crashes],
    slowestMs: Math.max(one.slowestMs, other.slowestMs),
    mostBytes: Math.max(one.mostBytes, other.mostBytes),
  };
}

/**
 * Hands hostile files to ingest's own readers in a thread of its own; an input that hangs ends the thread and is named.
 *
 * @param round number of the first input; the same numbers and seeds give the same inputs, so a run can be done in pieces.
 */
export function fuzzIngest(inputs: number, round = 0, seeds = fuzzSeeds()): Promise<Fuzzed> {
  return new Promise((resolve, reject) => {
    const current = new Int32Array(new SharedArrayBuffer(4));
    const worker = new Worker(new URL("./fuzz-worker.ts", import.meta.url), {
      workerData: { seeds, inputs, round, current },
      resourceLimits: { maxOldGenerationSizeMb: 512 },
    });
    let seen = -1;
    const watch = setInterval(() => {
      if (current[0] === seen) {
        clearInterval(watch);
        void worker.terminate();
        reject(new Error(`input ${seen} hangs`));
      }
      seen = current[0] ?? -1;
    }, 15_000);
    worker.once("message", (fuzzed: Fuzzed) => {
      clearInterval(watch);
      resolve(fuzzed);
    });
    worker.once("error", (error) => {
      clearInterval(watch);
      reject(new Error(`input ${current[0]}: ${String(error)}`, { cause: error }));
    });
  });
}
