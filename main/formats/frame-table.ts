import { encodeCanonical, type JsonValue } from "./canonical-json.ts";
import { FormatError } from "./format-error.ts";
import { hex } from "./bytes.ts";
import { leafHash, verifyInclusion } from "./merkle.ts";

/**
 * One sample (encoded frame, audio packet, photo) of a segment, in decode order.
 *
 * `dts` and `cts` are integers in the track's timescale on one continuous timeline whose zero is the
 * start of the presentation, so pictures ahead of the first presented one have negative times. `at` is
 * the presentation time after every edit; it differs from `cts` only behind a cut inside the recording.
 */
export interface SampleRow {
  readonly dts: number;
  readonly cts: number;
  readonly at: number;
  readonly duration: number;
  readonly size: number;
  /** True for an IDR picture, and for every audio packet and photo. */
  readonly sync: boolean;
  /** Index in presentation order; -1 when the sample is never presented, and for audio packets. */
  readonly frame: number;
  /** SHA-256 of the encoded bytes. */
  readonly digest: Uint8Array;
}

/** Samples of a segment, one list per track in the order of the manifest's tracks. */
export interface SegmentTable {
  readonly tracks: readonly (readonly SampleRow[])[];
}

const version = 1;
const rowBytes = 8 + 8 + 8 + 4 + 4 + 1 + 4 + 32;
const maximumTracks = 8;

/** Writes the table in its one byte form: see README, "Footage package". */
export function encodeSegmentTable(table: SegmentTable): Uint8Array {
  const rows = table.tracks.reduce((sum, track) => sum + track.length, 0);
  const bytes = new Uint8Array(2 + 4 * table.tracks.length + rows * rowBytes);
  const view = new DataView(bytes.buffer);
  view.setUint8(0, version);
  view.setUint8(1, table.tracks.length);
  let at = 2;
  for (const track of table.tracks) {
    view.setUint32(at, track.length);
    at += 4;
    for (const row of track) {
      view.setBigInt64(at, BigInt(row.dts));
      view.setBigInt64(at + 8, BigInt(row.cts));
      view.setBigInt64(at + 16, BigInt(row.at));
      view.setUint32(at + 24, row.duration);
      view.setUint32(at + 28, row.size);
      view.setUint8(at + 32, row.sync ? 1 : 0);
      view.setInt32(at + 33, row.frame);
      bytes.set(row.digest, at + 37);
      at += rowBytes;
    }
  }
  return bytes;
}

/** @throws {FormatError} when the bytes are not exactly what `encodeSegmentTable` writes. */
export function decodeSegmentTable(bytes: Uint8Array): SegmentTable {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  if (bytes.length < 2 || view.getUint8(0) !== version || view.getUint8(1) > maximumTracks) {
    throw new FormatError("segment table: unknown version");
  }
  const tracks: SampleRow[][] = [];
  let at = 2;
  for (let track = 0; track < view.getUint8(1); track++) {
    if (at + 4 > bytes.length) {
      throw new FormatError("segment table: too short");
    }
    const count = view.getUint32(at);
    at += 4;
    if (at + count * rowBytes > bytes.length) {
      throw new FormatError("segment table: too short");
    }
    tracks.push(Array.from({ length: count }, (_, row) => decodeRow(bytes, view, at + row * rowBytes)));
    at += count * rowBytes;
  }
  if (at !== bytes.length) {
    throw new FormatError("segment table: too long");
  }
  return { tracks };
}

function decodeRow(bytes: Uint8Array, view: DataView, at: number): SampleRow {
  const flags = view.getUint8(at + 32);
  const frame = view.getInt32(at + 33);
  if (flags > 1 || frame < -1) {
    throw new FormatError("segment table: bad row");
  }
  return {
    dts: safe(view.getBigInt64(at)),
    cts: safe(view.getBigInt64(at + 8)),
    at: safe(view.getBigInt64(at + 16)),
    duration: view.getUint32(at + 24),
    size: view.getUint32(at + 28),
    sync: flags === 1,
    frame,
    digest: bytes.slice(at + 37, at + 69),
  };
}

function safe(ticks: bigint): number {
  const value = Number(ticks);
  if (!Number.isSafeInteger(value)) {
    throw new FormatError("segment table: time out of range");
  }
  return value;
}

/**
 * What the frame tree says about one frame: the leaf behind a citation.
 *
 * `decode` is the number of the sample in decode order within its track. For a recording without a
 * picture a frame is a step of 1/25 s and the digest is that of the packet sounding at its start.
 */
export interface FrameRecord {
  readonly frame: number;
  readonly at: number;
  readonly duration: number;
  readonly timescale: number;
  readonly decode: number;
  readonly sync: boolean;
  readonly size: number;
  readonly digest: Uint8Array;
}

/** The leaf of a frame in the RFC 6962 tree: canonical JSON. */
export function encodeFrameRecord(asset: string, record: FrameRecord): Uint8Array {
  const leaf: JsonValue = {
    v: 1,
    asset,
    frame: record.frame,
    at: record.at,
    duration: record.duration,
    timescale: record.timescale,
    decode: record.decode,
    sync: record.sync,
    size: record.size,
    sha256: hex(record.digest),
  };
  return encodeCanonical(leaf);
}

/** Proof that one frame belongs to a recording, checkable against the root in the signed manifest. */
export interface FrameCitation {
  readonly record: FrameRecord;
  readonly frames: number;
  readonly proof: readonly Uint8Array[];
}

/** Whether the citation leads to this root; shows nothing of any other frame. */
export function verifyFrameCitation(asset: string, citation: FrameCitation, root: Uint8Array): boolean {
  const leaf = leafHash(encodeFrameRecord(asset, citation.record));
  return verifyInclusion(citation.record.frame, citation.frames, leaf, [...citation.proof], root);
}
