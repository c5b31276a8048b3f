import { z } from "zod";
import { concatBytes } from "./bytes.ts";
import { decodeCanonical, encodeCanonical, type JsonValue } from "./canonical-json.ts";
import { openMessage, seal } from "./chunked-encryption.ts";
import { FormatError } from "./format-error.ts";
import { companionKey } from "./key-tree.ts";
import type { Rendition } from "./package-manifest.ts";

const count = z.int().nonnegative();

/** Sound of more channels is mixed down to so many. */
export const mostChannels = 8;

/** Least and greatest sound of each step; base64 of int8. */
const levelsSchema = z.strictObject({ low: z.base64(), high: z.base64() });

/** Kinds of stretches that ingest noticed, each by a rule that the README states. */
export const spanKindSchema = z.enum(["black", "blurred", "frozen", "silent", "clipped"]);
export type SpanKind = z.infer<typeof spanKindSchema>;

const headSchema = z.strictObject({
  v: z.literal(1),
  /** Preview pictures (JPEG), ascending; their bytes lie behind the head in this order. */
  pictures: z.array(z.strictObject({ frame: count, bytes: z.int().positive() })),
  /** Brightness and texture, about once a second: a grid over the upright picture, row by row. */
  light: z.strictObject({
    columns: count,
    rows: count,
    frames: z.array(count),
    /** Mean luma of each cell, 0–255, and its standard deviation; base64, one grid after the other. */
    mean: z.base64(),
    spread: z.base64(),
  }),
  /**
   * Least and greatest sound per 1/25 s from step `from` on, counted from the first frame: of all channels together, and
   * of each where there are several. Packages from before channels were kept, and of one channel, have the first alone.
   */
  peaks: levelsSchema
    .extend({ from: count, channels: z.array(levelsSchema).min(2).max(mostChannels).optional() })
    .optional(),
  /** Stretches of frames `[from, to)` within the segment. */
  spans: z.array(z.strictObject({ kind: spanKindSchema, from: count, to: count })),
  /** Bytes of the origin records behind the pictures; zero for an original. */
  originBytes: count,
});
export type GlanceHead = z.infer<typeof headSchema>;

export type Levels = z.infer<typeof levelsSchema>;

/** What can be known of a segment without playing it. */
export interface Glance {
  readonly head: GlanceHead;
  readonly pictures: readonly Uint8Array[];
  readonly origin: Uint8Array;
}

/** Steps per second of `peaks`. */
export const peaksPerSecond = 25;

const lengthBytes = 4;

function context(asset: string, segment: number, rendition: Rendition): Uint8Array {
  return encodeCanonical({ v: 1, asset, part: "glance", rendition, segment });
}

export function encodeGlance({ head, pictures, origin }: Glance): Uint8Array {
  const bytes = encodeCanonical(headSchema.parse(head) as JsonValue);
  const length = new Uint8Array(lengthBytes);
  new DataView(length.buffer).setUint32(0, bytes.length);
  return concatBytes(length, bytes, ...pictures, origin);
}

/** @throws {FormatError} when the bytes are not exactly what `encodeGlance` writes. */
export function decodeGlance(bytes: Uint8Array): Glance {
  if (bytes.length < lengthBytes) {
    throw new FormatError("glance: too short");
  }
  const length = new DataView(bytes.buffer, bytes.byteOffset).getUint32(0);
  let at = lengthBytes + length;
  if (at > bytes.length) {
    throw new FormatError("glance: too short");
  }
  const parsed = headSchema.safeParse(decodeCanonical(bytes.subarray(lengthBytes, at)));
  if (!parsed.success) {
    throw new FormatError("glance: wrong fields");
  }
  const head = parsed.data;
  const pictures = head.pictures.map((picture) => {
    at += picture.bytes;
    return bytes.subarray(at - picture.bytes, at);
  });
  if (at + head.originBytes !== bytes.length) {
    throw new FormatError("glance: length disagrees with its head");
  }
  return { head, pictures, origin: bytes.subarray(at) };
}

/** What a companion is bound to: where it belongs, and the key of its segment. */
export interface GlancePlace {
  readonly asset: string;
  readonly segment: number;
  readonly rendition: Rendition;
  readonly segmentKey: Uint8Array;
}

export function sealGlance({ asset, segment, rendition, segmentKey }: GlancePlace, glance: Glance): Uint8Array {
  return seal(companionKey(segmentKey, "glance"), context(asset, segment, rendition), encodeGlance(glance));
}

/** @throws {FormatError} when it was altered or belongs elsewhere. */
export function openGlance({ asset, segment, rendition, segmentKey }: GlancePlace, ciphertext: Uint8Array): Glance {
  const key = companionKey(segmentKey, "glance");
  return decodeGlance(openMessage(key, context(asset, segment, rendition), ciphertext));
}

/** Nothing is known. */
export const noGlance: Glance = {
  head: {
    v: 1,
    pictures: [],
    light: { columns: 0, rows: 0, frames: [], mean: "", spread: "" },
    spans: [],
    originBytes: 0,
  },
  pictures: [],
  origin: new Uint8Array(),
};
