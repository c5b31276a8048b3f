import { base64 } from "../../formats/bytes.ts";
import { inspectPicture, readAvcConfiguration } from "./h264.ts";
import { child, children, type Box } from "./isobmff.ts";
import { plainFacts, type SampleFacts } from "./recording.ts";
import { Refused } from "./refusal.ts";

/** What a sample entry says about the coding of its samples. */
export interface Coding {
  /** RFC 6381. */
  readonly codec: string;
  /** Body of the box that configures the decoder, base64. */
  readonly codecPrivate: string;
  readonly inspect: (bytes: Uint8Array) => SampleFacts;
}

const videoBoxes: Readonly<Record<string, string>> = { avc1: "avcC", vp09: "vpcC", av01: "av1C" };

/** Sample entries of pictures that go into a package as they are. */
export const videoEntries: readonly string[] = Object.keys(videoBoxes);
export const audioEntries: readonly string[] = ["mp4a", "Opus"];

function bytesOf(box: Box): Uint8Array {
  return new Uint8Array(box.body.buffer, box.body.byteOffset, box.body.byteLength).slice();
}

function configuration(boxes: readonly Box[], type: string): Uint8Array {
  const box = child(boxes, type);
  if (box === null) {
    throw new Refused("damaged", "no decoder configuration");
  }
  return bytesOf(box);
}

/** Coding of a picture track (ISO/IEC 14496-15 for H.264; the VP9 and AV1 bindings of WebM and AOMedia). */
export function videoCoding(entry: Box): Coding {
  const bytes = configuration(children(entry.body, 78), videoBoxes[entry.type] ?? "");
  const codecPrivate = base64(bytes);
  switch (entry.type) {
    case "vp09":
      return { codec: vp9Codec(bytes), codecPrivate, inspect: inspectVp9 };
    case "av01":
      return { codec: av1Codec(bytes), codecPrivate, inspect: inspectAv1 };
    default: {
      const { codec, lengthBytes } = readAvcConfiguration(bytes);
      return {
        codec,
        codecPrivate,
        inspect: (sample) => {
          const facts = inspectPicture(sample, lengthBytes);
          return { sync: facts.idr, reordered: facts.bidirectional };
        },
      };
    }
  }
}

const two = (value: number): string => String(value).padStart(2, "0");

/** `vp09.PP.LL.DD` from a VPCodecConfigurationBox. */
function vp9Codec(vpcC: Uint8Array): string {
  const [version, , , , profile, level, depth] = vpcC;
  if (version !== 1 || profile === undefined || level === undefined || depth === undefined || profile > 3) {
    throw new Refused("damaged", "decoder configuration");
  }
  return `vp09.${two(profile)}.${two(level)}.${two(depth >> 4)}`;
}

/** `av01.P.LLT.DD` from an AV1CodecConfigurationRecord. */
function av1Codec(av1C: Uint8Array): string {
  const [marker, profileLevel, flags] = av1C;
  if (marker !== 0x81 || profileLevel === undefined || flags === undefined) {
    throw new Refused("damaged", "decoder configuration");
  }
  const depth = (flags & 0x40) === 0 ? 8 : (flags & 0x20) === 0 ? 10 : 12;
  return `av01.${profileLevel >> 5}.${two(profileLevel & 31)}${(flags & 0x80) === 0 ? "M" : "H"}.${two(depth)}`;
}

/** Uncompressed header of a VP9 frame, §6.2: whether it is a keyframe. */
function inspectVp9(bytes: Uint8Array): SampleFacts {
  const head = bytes[0] ?? 0;
  if (head >> 6 !== 2) {
    throw new Refused("damaged", "picture data is not VP9");
  }
  const isThird = (head & 0x30) === 0x30;
  const flags = isThird ? (head << 1) & 0xff : head;
  const showsExisting = (flags & 0x08) !== 0;
  return { sync: !showsExisting && (flags & 0x04) === 0, reordered: false };
}

const sequenceHeader = 1;
const frameHeaders: ReadonlySet<number> = new Set([3, 6]);

/** Open bitstream units of an AV1 temporal unit, §5.3: whether it starts with a shown keyframe behind its sequence header. */
function inspectAv1(bytes: Uint8Array): SampleFacts {
  let hasSequence = false;
  let isKey: boolean | null = null;
  for (let at = 0; at < bytes.length;) {
    const unit = openBitstreamUnit(bytes, at);
    hasSequence ||= unit.kind === sequenceHeader;
    if (isKey === null && frameHeaders.has(unit.kind)) {
      // show_existing_frame 0, frame_type 00, show_frame 1.
      isKey = (bytes[unit.from] ?? 0) >> 4 === 0b0001;
    }
    at = unit.to;
  }
  if (isKey === null) {
    throw new Refused("damaged", "sample without a picture");
  }
  return { sync: isKey && hasSequence, reordered: false };
}

/** Kind of the unit that starts at `at`, and where its payload lies. */
function openBitstreamUnit(bytes: Uint8Array, at: number): { kind: number; from: number; to: number } {
  const head = bytes[at] ?? 0;
  if ((head & 0x80) !== 0) {
    throw new Refused("damaged", "picture data is not AV1");
  }
  let from = at + ((head & 0x04) === 0 ? 1 : 2);
  let length = bytes.length - from;
  if ((head & 0x02) !== 0) {
    const size = leb128(bytes, from);
    from += size.bytes;
    length = size.value;
  }
  if (length < 0 || from + length > bytes.length) {
    throw new Refused("damaged", "picture data does not add up");
  }
  return { kind: (head >> 3) & 15, from, to: from + length };
}

function leb128(bytes: Uint8Array, from: number): { value: number; bytes: number } {
  let value = 0;
  for (let index = 0; index < 8; index++) {
    const byte = bytes[from + index];
    if (byte === undefined) {
      break;
    }
    value += (byte & 0x7f) * 128 ** index;
    if ((byte & 0x80) === 0) {
      return { value, bytes: index + 1 };
    }
  }
  throw new Refused("damaged", "picture data does not add up");
}

/** Coding of a sound track, and how many channels and samples per second its entry names. */
export function audioCoding(entry: Box): Coding & { readonly channels: number; readonly sampleRate: number } {
  const { body } = entry;
  if (entry.type === "Opus") {
    const codecPrivate = base64(configuration(children(body, 28), "dOps"));
    // Opus is decoded at 48 kHz, whatever was recorded.
    const plain = { codec: "opus", codecPrivate, inspect: () => plainFacts };
    return { ...plain, channels: body.getUint16(16), sampleRate: 48_000 };
  }
  // QuickTime sound descriptions of version 1 and 2 are longer than those of MP4.
  const version = body.getUint16(8);
  const extra = version === 1 ? 16 : version === 2 ? 36 : 0;
  const boxes = children(body, 28 + extra);
  const wave = child(boxes, "wave");
  const esds = child(boxes, "esds") ?? (wave === null ? null : child(children(wave.body), "esds"));
  if (esds === null) {
    throw new Refused("damaged", "no decoder configuration for the sound");
  }
  const bytes = bytesOf(esds);
  return {
    codec: soundCodec(bytes),
    codecPrivate: base64(bytes),
    inspect: () => plainFacts,
    channels: version === 2 ? body.getUint32(48) : body.getUint16(16),
    sampleRate: version === 2 ? Math.round(body.getFloat64(40)) : body.getUint16(24),
  };
}

const mp3Types: ReadonlySet<number | undefined> = new Set([0x69, 0x6b]);

/** `mp4a.40.N` or `mp3` (RFC 6381) from an `esds` box (ISO/IEC 14496-1 §7.2.6). */
function soundCodec(esds: Uint8Array): string {
  const decoderConfig = findDescriptor(esds, findDescriptor(esds, 4, 3), 4);
  const objectType = esds[decoderConfig];
  if (mp3Types.has(objectType)) {
    return "mp3";
  }
  if (objectType !== 0x40 && objectType !== 0x67) {
    throw new Refused("unsupported-codec", `sound 0x${(objectType ?? 0).toString(16)}`);
  }
  const specific = findDescriptor(esds, decoderConfig + 13, 5);
  const first = esds[specific] ?? 0;
  const second = esds[specific + 1] ?? 0;
  const objectKind = first >> 3;
  return `mp4a.40.${objectKind === 31 ? 32 + (((first & 7) << 3) | (second >> 5)) : objectKind}`;
}

/** Position of the body of the descriptor with `tag` that starts at `from`. */
function findDescriptor(esds: Uint8Array, from: number, tag: number): number {
  if (esds[from] !== tag) {
    throw new Refused("damaged", "sound configuration");
  }
  let body = from + 1;
  while (((esds[body] ?? 0) & 0x80) !== 0) {
    body++;
  }
  body++;
  if (tag !== 3) {
    return body;
  }
  const flags = esds[body + 2] ?? 0;
  let skip = 3;
  skip += (flags & 0x80) === 0 ? 0 : 2;
  skip += (flags & 0x40) === 0 ? 0 : 1 + (esds[body + skip] ?? 0);
  skip += (flags & 0x20) === 0 ? 0 : 2;
  return body + skip;
}
