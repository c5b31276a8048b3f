import { z } from "zod";
import { assetIdSchema, mediaKindSchema, timecodeSchema } from "../../shared/model/footage.ts";
import { fromUtf8, utf8 } from "./bytes.ts";
import { decodeCanonical, encodeCanonical, type JsonValue } from "./canonical-json.ts";
import { FormatError } from "./format-error.ts";

const digestSchema = z.string().regex(/^[0-9a-f]{64}$/u);
const countSchema = z.int().nonnegative();

const commonTrack = {
  /** RFC 6381, e.g. `avc1.64001f`, `mp4a.40.2`; `mp3`, `pcm-s16le`, `image/jpeg` outside MP4. */
  codec: z.string().max(64),
  /** Base64: body of the `avcC` or `esds` box as the original has it; empty where the coding needs none. */
  codecPrivate: z.base64(),
  /** Ticks per second of every time of this track. */
  timescale: z.int().positive(),
  /** ISO 639-2, `und` when unknown. */
  language: z.string().max(16),
};

export const packageTrackSchema = z.discriminatedUnion("kind", [
  z.strictObject({
    kind: z.literal("video"),
    ...commonTrack,
    width: z.int().positive(),
    height: z.int().positive(),
    /** Clockwise, to show the picture upright. */
    rotation: z.union([z.literal(0), z.literal(90), z.literal(180), z.literal(270)]),
    pixelAspect: z.strictObject({ horizontal: z.int().positive(), vertical: z.int().positive() }),
  }),
  z.strictObject({
    kind: z.literal("audio"),
    ...commonTrack,
    channels: z.int().positive(),
    sampleRate: z.int().positive(),
    /** For PCM; zero where the coding decides. */
    bitsPerSample: countSchema,
  }),
  z.strictObject({
    kind: z.literal("photo"),
    ...commonTrack,
    width: z.int().positive(),
    height: z.int().positive(),
  }),
]);
export type PackageTrack = z.infer<typeof packageTrackSchema>;

export const packageSegmentSchema = z.strictObject({
  index: countSchema,
  /** From the first byte behind the manifest note. */
  offset: countSchema,
  bytes: z.int().positive(),
  /** SHA-256 of the ciphertext. */
  sha256: digestSchema,
  /** Length and SHA-256 of the sample table in the plaintext: opens the table alone, with the signature behind it. */
  tableBytes: z.int().positive(),
  tableSha256: digestSchema,
  firstFrame: countSchema,
  frames: z.int().positive(),
  /** Presentation of the first track's frames `[startTicks, endTicks)`. */
  startTicks: z.int(),
  endTicks: z.int(),
});
export type PackageSegment = z.infer<typeof packageSegmentSchema>;

export const renditionSchema = z.enum(["original", "rewrapped", "transcoded"]);
export type Rendition = z.infer<typeof renditionSchema>;

const originSchema = z.strictObject({
  /** Program and version that made it. */
  tool: z.string().max(80),
  videoCodec: z.string().max(64),
  audioCodec: z.string().max(64),
  /** Unit of the times in the map, in seconds. */
  timeBase: z.strictObject({ numerator: z.int().positive(), denominator: z.int().positive() }),
  /** SHA-256 over the records of all frames; empty for sound alone. */
  mapDigest: z.union([digestSchema, z.literal("")]),
  /** Least likeness of a frame to its picture in the original, hundredths of a decibel; 10 000 when all are the same. */
  leastLikeness: z.int().min(0).max(10_000),
});

/** What ingest signs: everything that can be said about a recording without its keys. */
export const manifestSchema = z.strictObject({
  v: z.literal(1),
  asset: assetIdSchema,
  /** How the samples came from the original: as they are, in another container, or coded anew (非原始). */
  rendition: renditionSchema,
  /** How a rendition was made and proved; only and always where the samples are not in the original's own container. */
  origin: originSchema.optional(),
  kind: mediaKindSchema,
  container: z.string().max(16),
  mediaDigest: digestSchema,
  originalBytes: z.int().positive(),
  /** The track with the frames comes first. */
  tracks: z.array(packageTrackSchema).min(1).max(8),
  omitted: z.array(z.string().max(64)).max(64),
  frames: z.int().positive(),
  startTicks: z.int(),
  endTicks: z.int(),
  /** RFC 6962 root over the frame records. */
  frameTableRoot: digestSchema,
  /** The leaf digests, 32 bytes each, behind the last segment. */
  leaves: z.strictObject({ offset: countSchema, bytes: countSchema }),
  /** One sealed companion per segment behind the leaf digests; see `glance.ts`. */
  glances: z
    .strictObject({
      offset: countSchema,
      segments: z.array(z.strictObject({ bytes: z.int().positive(), sha256: digestSchema })).min(1),
    })
    .optional(),
  /** Timecode of the first presented frame, as the camera counted. */
  timecode: timecodeSchema.optional(),
  segments: z.array(packageSegmentSchema).min(1),
  treeDepth: countSchema,
  createdAt: z.iso.datetime(),
  metadata: z.record(z.string(), z.json()),
});
export type Manifest = z.infer<typeof manifestSchema>;

/** The bytes whose SHA-256 is the digest of the manifest. */
export function encodeManifest(manifest: Manifest): Uint8Array {
  // Everything the schema lets through is canonical JSON, except floats and null in the metadata, which the encoder refuses.
  return encodeCanonical(manifestSchema.parse(manifest) as JsonValue);
}

/** @throws {FormatError} when the text is not one line of a canonical, consistent manifest. */
export function decodeManifest(text: string): { manifest: Manifest; bytes: Uint8Array } {
  if (!text.endsWith("\n")) {
    throw new FormatError("manifest: no line end");
  }
  const bytes = utf8(text.slice(0, -1));
  const parsed = manifestSchema.safeParse(decodeCanonical(bytes));
  if (!parsed.success) {
    throw new FormatError("manifest: wrong fields");
  }
  assertConsistent(parsed.data);
  return { manifest: parsed.data, bytes };
}

/** The text that is signed: the canonical bytes and a line end. */
export function manifestText(bytes: Uint8Array): string {
  return `${fromUtf8(bytes)}\n`;
}

function assertConsistent(manifest: Manifest): void {
  let offset = 0;
  let frame = 0;
  for (const [index, segment] of manifest.segments.entries()) {
    if (segment.index !== index || segment.offset !== offset || segment.firstFrame !== frame) {
      throw new FormatError("manifest: segments out of order");
    }
    offset += segment.bytes;
    frame += segment.frames;
  }
  assertParts(manifest);
  const { leaves, frames, segments, treeDepth } = manifest;
  if (
    frame !== frames ||
    leaves.offset !== offset ||
    leaves.bytes !== frames * 32 ||
    segments.length > 2 ** treeDepth
  ) {
    throw new FormatError("manifest: counts disagree");
  }
}

/** A rendition says where it came from, and only a rendition does; companions lie behind the leaves, one per segment. */
function assertParts({ leaves, segments, glances, rendition, origin }: Manifest): void {
  const isPlaced =
    glances === undefined ||
    (glances.segments.length === segments.length && glances.offset === leaves.offset + leaves.bytes);
  if ((rendition === "original") !== (origin === undefined) || !isPlaced) {
    throw new FormatError("manifest: parts disagree");
  }
}

/** Bytes of everything behind the manifest's note. */
export function bodyBytes({ leaves, glances }: Manifest): number {
  const sealed = glances?.segments.reduce((sum, { bytes }) => sum + bytes, 0) ?? 0;
  return leaves.offset + leaves.bytes + sealed;
}
