import type { PackageTrack } from "./footage-package.ts";
import { streamDescriptor, ascii, box, fullBox, join, u16, u32 } from "./mp4-boxes.ts";

/** Object type of MPEG-1 layer III sound in an elementary stream descriptor. */
const mp3 = 0x6b;

type VideoTrack = Extract<PackageTrack, { kind: "video" }>;
type AudioTrack = Extract<PackageTrack, { kind: "audio" }>;

/** Sample entry of a video track, ISO/IEC 14496-12 §12.1.3, with its decoder configuration bit for bit. */
export function videoSampleEntry(track: VideoTrack): Uint8Array {
  const format = track.codec.slice(0, 4);
  const configuration = { avc1: "avcC", avc3: "avcC", hvc1: "hvcC", hev1: "hvcC", av01: "av1C", vp09: "vpcC" }[format];
  if (configuration === undefined) {
    throw new RangeError("no sample entry for this video coding");
  }
  const { horizontal, vertical } = track.pixelAspect;
  return box(
    format,
    u32(0),
    u16(0, 1),
    new Uint8Array(16),
    u16(track.width, track.height),
    u32(0x0048_0000, 0x0048_0000, 0),
    u16(1),
    new Uint8Array(32),
    u16(0x18, 0xffff),
    box(configuration, Buffer.from(track.codecPrivate, "base64")),
    ...(horizontal === vertical ? [] : [box("pasp", u32(horizontal, vertical))]),
  );
}

/** Sample entry of a sound track, §12.2.3: AAC with the original's descriptor, MP3, or Opus (its binding to ISO-BMFF). */
export function audioSampleEntry(track: AudioTrack): Uint8Array {
  const own = Buffer.from(track.codecPrivate, "base64");
  const isOpus = track.codec === "opus";
  const descriptor = isOpus
    ? box("dOps", own)
    : own.length > 0
      ? box("esds", own)
      : fullBox("esds", 0, 0, streamDescriptor(mp3));
  return box(
    isOpus ? "Opus" : "mp4a",
    u32(0),
    u16(0, 1),
    u32(0, 0),
    u16(track.channels, 16, 0, 0),
    u32(Math.min(track.sampleRate, 0xffff) * 0x1_0000),
    descriptor,
  );
}

/** Head of a WAVE file (RIFF) for PCM of a known length. */
export function waveHead(track: AudioTrack, bytes: number): Uint8Array {
  const frame = (track.channels * track.bitsPerSample) / 8;
  return join(
    ascii("RIFF"),
    little(4, bytes + 36),
    ascii("WAVEfmt "),
    little(4, 16),
    little(2, 1, track.channels),
    little(4, track.sampleRate, track.sampleRate * frame),
    little(2, frame, track.bitsPerSample),
    ascii("data"),
    little(4, bytes),
  );
}

function little(size: 2 | 4, ...values: readonly number[]): Uint8Array {
  const out = new Uint8Array(values.length * size);
  const view = new DataView(out.buffer);
  values.forEach((value, index) =>
    size === 2 ? view.setUint16(index * 2, value, true) : view.setUint32(index * 4, value, true),
  );
  return out;
}
