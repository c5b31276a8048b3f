import type { PackageTrack } from "../../formats/footage-package.ts";
import { fourCharacters } from "./isobmff.ts";
import { plainFacts, type Recording } from "./recording.ts";
import { Refused } from "./refusal.ts";
import { SampleCollector, type SampleColumns } from "./samples.ts";
import type { Source } from "./source.ts";
import { presentedTimeline } from "./timeline.ts";

function soundRecording(container: string, description: PackageTrack, samples: SampleColumns): Recording {
  if (samples.count === 0) {
    throw new Refused("empty", "no sound");
  }
  const timeline = presentedTimeline(samples, [], 1, 1);
  return {
    kind: "audio",
    container,
    omitted: [],
    tracks: [{ description, samples, timeline, inspect: () => plainFacts }],
  };
}

/** Blocks per second into which PCM is cut; each is one sample of the package. */
const blocksPerSecond = 25;

const pcmCodecs: Readonly<Record<string, string>> = {
  "1/8": "pcm-u8",
  "1/16": "pcm-s16le",
  "1/24": "pcm-s24le",
  "1/32": "pcm-s32le",
  "3/32": "pcm-f32le",
};

/** Reads a WAV file (RIFF/WAVE) with PCM. */
export async function readWavFile(source: Source): Promise<Recording> {
  let at = 12;
  let description: PackageTrack | null = null;
  while (at + 8 <= source.size) {
    // Each chunk says where the next one is.
    // oxlint-disable-next-line no-await-in-loop
    const head = await source.view(at, at + 8);
    const type = fourCharacters(head, 0);
    const length = head.getUint32(4, true);
    if (at + 8 + length > source.size) {
      throw new Refused("truncated", "sound ends after the file");
    }
    if (type === "fmt ") {
      // oxlint-disable-next-line no-await-in-loop
      description = readWaveFormat(await source.view(at + 8, at + 8 + length));
    }
    if (type === "data") {
      return soundRecording("wav", ...waveSamples(description, at + 8, length));
    }
    at += 8 + length + (length % 2);
  }
  throw new Refused("truncated", "no sound data");
}

function readWaveFormat(format: DataView): PackageTrack {
  const tag = format.getUint16(0, true);
  const channels = format.getUint16(2, true);
  const sampleRate = format.getUint32(4, true);
  const bits = format.getUint16(14, true);
  const kind = tag === 0xfffe ? format.getUint16(24, true) : tag;
  const codec = pcmCodecs[`${kind}/${bits}`];
  if (codec === undefined) {
    throw new Refused("unsupported-codec", `wave format ${kind}, ${bits} bits`);
  }
  if (channels === 0 || channels > 64 || sampleRate === 0) {
    throw new Refused("damaged", "wave format");
  }
  return {
    kind: "audio",
    codec,
    codecPrivate: "",
    timescale: sampleRate,
    language: "und",
    channels,
    sampleRate,
    bitsPerSample: bits,
  };
}

function waveSamples(description: PackageTrack | null, offset: number, length: number): [PackageTrack, SampleColumns] {
  if (description?.kind !== "audio") {
    throw new Refused("damaged", "sound without a format");
  }
  const frameBytes = (description.bitsPerSample / 8) * description.channels;
  const total = Math.floor(length / frameBytes);
  const block = Math.max(1, Math.floor(description.sampleRate / blocksPerSecond));
  const collector = new SampleCollector(length);
  for (let done = 0; done < total; done += block) {
    const count = Math.min(block, total - done);
    collector.add({
      dts: done,
      cts: done,
      duration: count,
      offset: offset + done * frameBytes,
      size: count * frameBytes,
      sync: true,
    });
  }
  return [description, collector.finish()];
}

const mp3Rates = [44_100, 48_000, 32_000];
const mp3Bitrates = [0, 32, 40, 48, 56, 64, 80, 96, 112, 128, 160, 192, 224, 256, 320];
const mp3LowBitrates = [0, 8, 16, 24, 32, 40, 48, 56, 64, 80, 96, 112, 128, 144, 160];

/** MPEG-2.5 has a quarter of the rates of MPEG-1, MPEG-2 half. */
const mp3Divisors = [4, 1, 2, 1];

interface Mp3Frame {
  readonly bytes: number;
  readonly ticks: number;
  readonly sampleRate: number;
  readonly channels: number;
}

/** Header of an MPEG-1/2/2.5 layer III frame (ISO/IEC 11172-3, 13818-3); `null` when it is none. */
function readMp3Header(word: number): Mp3Frame | null {
  const version = (word >>> 19) & 3;
  const layer = (word >>> 17) & 3;
  const rate = mp3Rates[(word >>> 10) & 3];
  const isFirst = version === 3;
  const bitrate = (isFirst ? mp3Bitrates : mp3LowBitrates)[(word >>> 12) & 15];
  const isHeader = word >>> 21 === 0x7ff && version !== 1 && layer === 1;
  if (!isHeader || rate === undefined || bitrate === undefined || bitrate === 0) {
    return null;
  }
  const sampleRate = rate / (mp3Divisors[version] ?? 1);
  const padding = (word >>> 9) & 1;
  return {
    bytes: Math.floor(((isFirst ? 144 : 72) * bitrate * 1000) / sampleRate) + padding,
    ticks: isFirst ? 1152 : 576,
    sampleRate,
    channels: ((word >>> 6) & 3) === 3 ? 1 : 2,
  };
}

/** Reads an MP3 file, with or without ID3 tags. */
export async function readMp3File(source: Source): Promise<Recording> {
  const collector = new SampleCollector(source.size);
  let at = await afterTag(source);
  let first: Mp3Frame | null = null;
  let dts = 0;
  const window = windowed(source);
  while (at + 4 <= source.size) {
    // Each frame says where the next one is.
    // oxlint-disable-next-line no-await-in-loop
    const head = await window(at, 4);
    const frame = readMp3Header(head.getUint32(0));
    if (frame === null || (first !== null && frame.sampleRate !== first.sampleRate)) {
      // oxlint-disable-next-line no-await-in-loop
      await assertTrailer(source, at);
      break;
    }
    if (at + frame.bytes > source.size) {
      throw new Refused("truncated", "last packet is cut off");
    }
    // oxlint-disable-next-line no-await-in-loop
    const isInfo = first === null && (await holdsInfo(source, at, frame.bytes));
    first ??= frame;
    if (!isInfo) {
      collector.add({ dts, cts: dts, duration: frame.ticks, offset: at, size: frame.bytes, sync: true });
      dts += frame.ticks;
    }
    at += frame.bytes;
  }
  if (first === null) {
    throw new Refused("empty", "no sound");
  }
  const { sampleRate, channels } = first;
  const common = { codecPrivate: "", timescale: sampleRate, language: "und", channels, sampleRate, bitsPerSample: 0 };
  return soundRecording("mp3", { kind: "audio", codec: "mp3", ...common }, collector.finish());
}

/** Small reads served from one larger piece. */
function windowed(source: Source): (at: number, length: number) => Promise<DataView> {
  const piece = 256 * 1024;
  let from = 0;
  let view: DataView = new DataView(new ArrayBuffer(0));
  return async (at, length) => {
    if (at < from || at + length > from + view.byteLength) {
      from = at;
      view = await source.view(at, Math.min(source.size, at + piece));
    }
    return new DataView(view.buffer, view.byteOffset + at - from, length);
  };
}

/** Position behind an ID3v2 tag. */
async function afterTag(source: Source): Promise<number> {
  if (source.size < 10) {
    throw new Refused("truncated", "no sound");
  }
  const head = await source.view(0, 10);
  if (fourCharacters(head, 0).slice(0, 3) !== "ID3") {
    return 0;
  }
  const size = [6, 7, 8, 9].reduce((sum, at) => sum * 128 + (head.getUint8(at) & 127), 0);
  return 10 + size;
}

/** The first frame of many files holds no sound but a table of contents (Xing, Info). */
async function holdsInfo(source: Source, at: number, bytes: number): Promise<boolean> {
  const text = Buffer.from(await source.read(at, at + Math.min(bytes, 64))).toString("latin1");
  return text.includes("Xing") || text.includes("Info");
}

/** Only a tag may follow the last packet. */
async function assertTrailer(source: Source, at: number): Promise<void> {
  const head = Buffer.from(await source.read(at, Math.min(source.size, at + 8))).toString("latin1");
  if (!head.startsWith("TAG") && !head.startsWith("APETAGEX")) {
    throw new Refused("damaged", "sound is interrupted by other bytes");
  }
}
