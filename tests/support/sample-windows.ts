import { execFileSync } from "node:child_process";
import { readFileSync } from "node:fs";
import { pseudoRandom } from "./pseudo-random.ts";

/** Thirty-two bytes of a coded sample, as the camera wrote them. */
export interface SampleWindow {
  readonly track: "video" | "audio";
  /** Presentation time of the sample, seconds. */
  readonly at: number;
  readonly bytes: Uint8Array;
}

const windowBytes = 32;
/** Fewer different bytes than this could be found by chance, e.g. in silence. */
const leastVariety = 20;

interface Sample {
  readonly track: "video" | "audio";
  readonly at: number;
  readonly offset: number;
  readonly size: number;
}

/**
 * Random windows of the samples between two moments of an original, the same ones in every run.
 *
 * The samples are found by ffprobe, not by our own reader. Each window occurs once in the file.
 */
export function sampleWindows(file: string, count: number, seed: string, from: number, to: number): SampleWindow[] {
  const bytes = readFileSync(file);
  const samples = samplesOf(file).filter(({ at, size }) => at >= from && at < to && size >= windowBytes);
  const random = pseudoRandom(seed);
  const windows: SampleWindow[] = [];
  for (let tries = 0; windows.length < count && tries < count * 50; tries++) {
    const sample = samples[Math.floor(random() * samples.length)];
    if (sample === undefined) {
      break;
    }
    const start = sample.offset + Math.floor(random() * (sample.size - windowBytes + 1));
    const window = bytes.subarray(start, start + windowBytes);
    if (new Set(window).size >= leastVariety && bytes.indexOf(window) === start && !bytes.includes(window, start + 1)) {
      windows.push({ track: sample.track, at: sample.at, bytes: new Uint8Array(window) });
    }
  }
  if (windows.length < count) {
    throw new Error("the clip has too few samples between these moments");
  }
  return windows;
}

function samplesOf(file: string): Sample[] {
  const text = execFileSync(
    "ffprobe",
    ["-v", "error", "-show_entries", "packet=codec_type,pts_time,size,pos", "-of", "json", file],
    { encoding: "utf8", maxBuffer: 64 * 1024 * 1024 },
  );
  const { packets } = JSON.parse(text) as {
    packets: { codec_type: "video" | "audio"; pts_time: string; size: string; pos: string }[];
  };
  return packets.map(({ codec_type: track, pts_time: at, size, pos }) => ({
    track,
    at: Number(at),
    offset: Number(pos),
    size: Number(size),
  }));
}
