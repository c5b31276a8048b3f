import type { TimeBase } from "./foreign.ts";
import { byLine, runTool, toolInput, type MediaTool } from "./media-tool.ts";
import { Refused } from "./refusal.ts";
import type { Source } from "./source.ts";

/** Every picture that a decoder gives for a file, in presentation order. */
export interface DecodedPictures {
  readonly timeBase: TimeBase;
  readonly count: number;
  /** Presentation times, in the time base. */
  readonly times: Float64Array;
  /** SHA-256 of the decoded pictures, 32 bytes each. */
  readonly digests: Uint8Array;
}

const digestBytes = 32;
/** More than ten days at 60 pictures a second is no recording. */
const maximumPictures = 50_000_000;

/** Grows by doubling; one object per picture would outweigh the recording. */
class Pictures {
  times = new Float64Array(1024);
  digests = new Uint8Array(1024 * digestBytes);
  count = 0;

  add(time: number, digest: string): void {
    if (this.count === maximumPictures || digest.length !== 2 * digestBytes) {
      throw new Refused("damaged", "pictures cannot be counted");
    }
    if (this.count === this.times.length) {
      const times = new Float64Array(this.count * 2);
      times.set(this.times);
      this.times = times;
      const digests = new Uint8Array(this.count * 2 * digestBytes);
      digests.set(this.digests);
      this.digests = digests;
    }
    this.times[this.count] = time;
    this.digests.set(Buffer.from(digest, "hex"), this.count * digestBytes);
    this.count++;
  }
}

/** Decodes the whole of a file: no picture is made up, left out or put at another time. */
export async function decodePictures(
  tool: MediaTool,
  source: Source,
  demuxer: string,
  signal: AbortSignal | undefined,
): Promise<DecodedPictures> {
  const found = new Pictures();
  let timeBase: TimeBase = { numerator: 1, denominator: 1 };
  await runTool({
    program: tool.ffmpeg,
    args: [
      "-nostdin",
      "-hide_banner",
      "-v",
      "error",
      "-noautorotate",
      ...toolInput(source, demuxer),
      "-map",
      "0:V:0",
      "-vsync",
      "passthrough",
      "-enc_time_base",
      "-1",
      "-f",
      "framehash",
      "-hash",
      "sha256",
      "pipe:1",
    ],
    source,
    outputs: [
      byLine((line) => {
        const base = /^#tb 0: (\d+)\/(\d+)$/u.exec(line);
        if (base !== null) {
          timeBase = { numerator: Number(base[1]), denominator: Number(base[2]) };
        } else if (!line.startsWith("#") && line !== "") {
          const [, , time, , , digest = ""] = line.split(",").map((word) => word.trim());
          found.add(Number(time), digest);
        }
      }),
    ],
    signal,
  });
  const { count, times, digests } = found;
  return { timeBase, count, times: times.subarray(0, count), digests: digests.subarray(0, count * digestBytes) };
}

/** Whether two files show as many pictures at the same times, counted from the first picture of each. */
export function sameTimes(a: DecodedPictures, b: DecodedPictures): boolean {
  if (a.count === 0 || a.count !== b.count) {
    return false;
  }
  // Products of whole numbers: a time base of one file is compared with that of the other without a fraction.
  const left = BigInt(a.timeBase.numerator) * BigInt(b.timeBase.denominator);
  const right = BigInt(b.timeBase.numerator) * BigInt(a.timeBase.denominator);
  const [firstA = 0, firstB = 0] = [a.times[0], b.times[0]];
  return a.times.every(
    (time, index) => BigInt(time - firstA) * left === BigInt((b.times[index] ?? Number.NaN) - firstB) * right,
  );
}

export function samePictures(a: DecodedPictures, b: DecodedPictures): boolean {
  return a.digests.length === b.digests.length && Buffer.compare(a.digests, b.digests) === 0;
}

/**
 * Likeness of each picture of a rendition to the picture of the same number in the original: peak signal-to-noise
 * ratio in hundredths of a decibel, 10 000 for two pictures that are the same.
 */
export async function likeness(
  tool: MediaTool,
  rendition: Source,
  original: Source,
  demuxer: string,
  signal: AbortSignal | undefined,
): Promise<number[]> {
  const found: number[] = [];
  // By number, not by time: the very thing to be shown is that the numbers agree.
  const graph = [
    "[0:v:0]settb=1/25,setpts=N,format=yuv420p[made]",
    "[1:V:0]settb=1/25,setpts=N,crop=trunc(iw/2)*2:trunc(ih/2)*2:0:0,format=yuv420p[first]",
    "[made][first]psnr=stats_file=-[out]",
  ].join(";");
  await runTool({
    program: tool.ffmpeg,
    args: [
      "-hide_banner",
      "-v",
      "error",
      "-noautorotate",
      ...toolInput(rendition, "mov"),
      "-noautorotate",
      ...toolInput(original, demuxer, "beside"),
      "-filter_complex",
      graph,
      "-map",
      "[out]",
      "-vsync",
      "passthrough",
      "-f",
      "null",
      "-",
    ],
    source: rendition,
    beside: original,
    outputs: [
      byLine((line) => {
        const value = /\bpsnr_avg:(inf|[\d.]+)/u.exec(line)?.[1];
        if (value !== undefined) {
          found.push(value === "inf" ? 10_000 : Math.min(10_000, Math.round(Number(value) * 100)));
        }
      }),
    ],
    signal,
  });
  return found;
}
