import { concatBytes, equalBytes, fromHex, fromUtf8, hex, utf8, type ByteSource } from "./bytes.ts";
import { encodeCanonical } from "./canonical-json.ts";
import { openMessage, openRandomAccess } from "./chunked-encryption.ts";
import { sha256, sha256Hex } from "./digest.ts";
import { FormatError } from "./format-error.ts";
import {
  decodeSegmentTable,
  encodeFrameRecord,
  type FrameCitation,
  type FrameRecord,
  type SampleRow,
  type SegmentTable,
} from "./frame-table.ts";
import { keyFor, type KeyNode } from "./key-tree.ts";
import { inclusionProof, leafHash } from "./merkle.ts";
import { bodyBytes, decodeManifest, type Manifest, type PackageSegment, type Rendition } from "./package-manifest.ts";
import { openNote, parseNote, type NoteVerifier } from "./signed-note.ts";

export {
  type Manifest,
  manifestSchema,
  type PackageSegment,
  packageSegmentSchema,
  type PackageTrack,
  packageTrackSchema,
  type Rendition,
} from "./package-manifest.ts";

/** First bytes of every package. */
export const packageMagic = utf8("VITRINE1");
const lengthBytes = 4;
/** Larger than the manifest of a week of film. */
const maximumNote = 64 * 1024 * 1024;

/** A package whose manifest was read; `manifestDigest` is what a grant names. */
export interface PackageHeader {
  readonly manifest: Manifest;
  /** SHA-256 of the canonical manifest bytes, lower-case hex. */
  readonly manifestDigest: string;
  /** Signed note as stored. */
  readonly note: string;
  /** Where the first segment starts. */
  readonly bodyOffset: number;
}

/**
 * Reads the head of a package.
 *
 * With `verifiers`, the manifest is signed by one of them; without, the caller compares
 * `manifestDigest` with one that it trusts, as a station does with its grant.
 *
 * @throws {FormatError} when the head is damaged, unsigned, or longer or shorter than the package.
 */
export async function readPackageHeader(
  source: ByteSource,
  verifiers?: readonly NoteVerifier[],
): Promise<PackageHeader> {
  const fixed = packageMagic.length + lengthBytes;
  if (source.size < fixed) {
    throw new FormatError("package: too short");
  }
  const head = await source.read(0, fixed);
  if (!equalBytes(head.subarray(0, packageMagic.length), packageMagic)) {
    throw new FormatError("package: not a footage package");
  }
  const length = new DataView(head.buffer, head.byteOffset).getUint32(packageMagic.length);
  if (length > maximumNote || fixed + length > source.size) {
    throw new FormatError("package: too short");
  }
  const note = fromUtf8(await source.read(fixed, fixed + length));
  const { text } = parseNote(note);
  if (verifiers !== undefined && openNote(note, verifiers) === null) {
    throw new FormatError("package: not signed by a trusted key");
  }
  const { manifest, bytes } = decodeManifest(text);
  const bodyOffset = fixed + length;
  if (bodyOffset + bodyBytes(manifest) !== source.size) {
    throw new FormatError("package: length disagrees with the manifest");
  }
  return { manifest, manifestDigest: sha256Hex(bytes), note, bodyOffset };
}

/** What a segment's encryption is bound to, so that no segment can stand in for another. */
export function segmentContext(asset: string, segment: number, rendition: Rendition = "original"): Uint8Array {
  return encodeCanonical({ v: 1, asset, rendition, segment });
}

/** Binds the sealed original to its recording. */
export function originalContext(asset: string): Uint8Array {
  return encodeCanonical({ v: 1, asset, rendition: "original", sealed: "file" });
}

/** Index of the segment that holds a frame; `null` outside the recording. */
export function segmentOfFrame(manifest: Manifest, frame: number): number | null {
  let low = 0;
  let high = manifest.segments.length - 1;
  while (low <= high) {
    const middle = (low + high) >> 1;
    const segment = segmentAt(manifest, middle);
    if (frame < segment.firstFrame) {
      high = middle - 1;
    } else if (frame >= segment.firstFrame + segment.frames) {
      low = middle + 1;
    } else {
      return middle;
    }
  }
  return null;
}

/** Segments `[from, to)` that hold the frames `[from, to)`; the granularity of a grant's keys. */
export function segmentsOfFrames(
  manifest: Manifest,
  frames: { from: number; to: number },
): { from: number; to: number } {
  const first = segmentOfFrame(manifest, frames.from);
  const last = segmentOfFrame(manifest, frames.to - 1);
  if (first === null || last === null || last < first) {
    throw new RangeError("frames outside the recording");
  }
  return { from: first, to: last + 1 };
}

function segmentAt(manifest: Manifest, index: number): PackageSegment {
  const segment = manifest.segments[index];
  if (segment === undefined) {
    throw new RangeError("segment outside the recording");
  }
  return segment;
}

/** An opened segment. Every sample it gives is the one the manifest's signature speaks of. */
export interface Segment {
  readonly index: number;
  readonly table: SegmentTable;
  /** Encoded bytes of a sample, by its place in the table of its track. */
  sample(index: number, track?: number): Uint8Array;
  /** Encoded bytes of the given samples, in the order of the table, for all tracks. */
  readonly media: Uint8Array;
}

/**
 * Opens a whole segment: ciphertext digest, decryption, table digest and the digest of each sample are checked.
 *
 * @param nodes nodes of the key tree, as a grant carries them.
 * @returns `null` when the nodes hold no key for this segment.
 * @throws {FormatError} when anything was altered.
 */
export async function openSegment(
  header: PackageHeader,
  nodes: readonly KeyNode[],
  index: number,
  read: ByteSource["read"],
): Promise<Segment | null> {
  const entry = segmentAt(header.manifest, index);
  const key = keyFor(nodes, header.manifest.treeDepth, index);
  if (key === null) {
    return null;
  }
  const from = header.bodyOffset + entry.offset;
  const ciphertext = await read(from, from + entry.bytes);
  if (sha256Hex(ciphertext) !== entry.sha256) {
    throw new FormatError("segment: ciphertext was altered");
  }
  const plain = openMessage(key, segmentContext(header.manifest.asset, index, header.manifest.rendition), ciphertext);
  const table = checkedTable(plain.subarray(0, lengthBytes + entry.tableBytes), entry);
  const media = plain.subarray(lengthBytes + entry.tableBytes);
  const places = samplePlaces(table);
  assertSamples(table, places, media);
  return {
    index,
    table,
    media,
    sample: (sample, track = 0) => {
      const place = places[track]?.[sample];
      if (place === undefined) {
        throw new RangeError("sample outside the segment");
      }
      return media.subarray(place.from, place.to);
    },
  };
}

/**
 * Opens only the table of a segment, reading the few chunks that hold it.
 *
 * @returns `null` when the nodes hold no key for this segment.
 * @throws {FormatError} when anything was altered.
 */
export async function openSegmentTable(
  header: PackageHeader,
  nodes: readonly KeyNode[],
  index: number,
  read: ByteSource["read"],
): Promise<SegmentTable | null> {
  const entry = segmentAt(header.manifest, index);
  const key = keyFor(nodes, header.manifest.treeDepth, index);
  if (key === null) {
    return null;
  }
  const base = header.bodyOffset + entry.offset;
  const message = openRandomAccess(key, segmentContext(header.manifest.asset, index, header.manifest.rendition), {
    size: entry.bytes,
    read: (from, to) => read(base + from, base + to),
  });
  return checkedTable(await message.read(0, lengthBytes + entry.tableBytes), entry);
}

function checkedTable(head: Uint8Array, entry: PackageSegment): SegmentTable {
  const bytes = head.subarray(lengthBytes);
  const length = new DataView(head.buffer, head.byteOffset).getUint32(0);
  if (length !== entry.tableBytes || bytes.length !== length || sha256Hex(bytes) !== entry.tableSha256) {
    throw new FormatError("segment: table was altered");
  }
  return decodeSegmentTable(bytes);
}

/** Where each sample lies in the media part of a segment, per track. */
export function samplePlaces(table: SegmentTable): readonly (readonly { from: number; to: number }[])[] {
  let at = 0;
  return table.tracks.map((track) =>
    track.map((row) => {
      const from = at;
      at += row.size;
      return { from, to: at };
    }),
  );
}

function assertSamples(
  table: SegmentTable,
  places: readonly (readonly { from: number; to: number }[])[],
  media: Uint8Array,
): void {
  const end = places.flat().at(-1)?.to ?? 0;
  if (end !== media.length) {
    throw new FormatError("segment: samples disagree with the table");
  }
  for (const [track, rows] of table.tracks.entries()) {
    for (const [sample, row] of rows.entries()) {
      const place = places[track]?.[sample];
      if (place === undefined || !equalBytes(sha256(media.subarray(place.from, place.to)), row.digest)) {
        throw new FormatError("segment: sample was altered");
      }
    }
  }
}

/** The plaintext of a segment: length of the table, table, samples track by track. */
export function segmentPlaintext(table: Uint8Array, samples: readonly Uint8Array[]): Uint8Array {
  const length = new Uint8Array(lengthBytes);
  new DataView(length.buffer).setUint32(0, table.length);
  return concatBytes(length, table, ...samples);
}

/** The record of a frame, from the row of its sample. */
export function frameRecord(frame: number, row: SampleRow, timescale: number, decode: number): FrameRecord {
  const { at, duration, sync, size, digest } = row;
  return { frame, at, duration, timescale, decode, sync, size, digest };
}

/**
 * Proof for one frame that anybody can check against the signed manifest, without a key.
 *
 * @throws {FormatError} when the leaf digests in the package do not lead to the signed root.
 */
export async function frameCitation(
  header: PackageHeader,
  record: FrameRecord,
  read: ByteSource["read"],
): Promise<FrameCitation> {
  const { manifest } = header;
  const leaves = await frameLeaves(header, read);
  const own = leaves[record.frame];
  if (own === undefined || !equalBytes(own, leafHash(encodeFrameRecord(manifest.asset, record)))) {
    throw new FormatError(`package: frame record disagrees with leaf ${hex(own ?? new Uint8Array())}`);
  }
  return { record, frames: manifest.frames, proof: inclusionProof(leaves, record.frame, manifest.frames) };
}

/** The leaf digests of the frame tree as they lie in the package; nothing is said yet about the signed root. */
export async function frameLeaves(
  { manifest, bodyOffset }: PackageHeader,
  read: ByteSource["read"],
): Promise<Uint8Array[]> {
  const from = bodyOffset + manifest.leaves.offset;
  const bytes = await read(from, from + manifest.leaves.bytes);
  return Array.from({ length: manifest.frames }, (_, frame) => bytes.subarray(frame * 32, frame * 32 + 32));
}

/** The signed root of the frame tree. */
export function frameTreeRoot(manifest: Manifest): Uint8Array {
  return fromHex(manifest.frameTableRoot);
}
