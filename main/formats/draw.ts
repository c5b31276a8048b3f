import { z } from "zod";
import { concatBytes, equalBytes, hex, utf8 } from "./bytes.ts";
import { encodeCanonical } from "./canonical-json.ts";
import { sha256 } from "./digest.ts";
import { FormatError } from "./format-error.ts";
import { emptyRoot, hashReaderOver, leafHash, treeRoot } from "./merkle.ts";

/**
 * A draw nobody can pick by hand (抽签; plan F9, obligations O-79, O-83, O-90): what is drawn from, and how much, is
 * committed before anybody can know the seed, and the sample follows from both by arithmetic alone.
 */

const digest = z.string().regex(/^[0-9a-f]{64}$/u);
const count = z.int().nonnegative();
/** Most lines that one draw is made from. */
export const mostItems = 2_000_000;

/** One line of the sampling frame (抽样框): a document, or a recording where a plan draws from those. */
export const drawItemSchema = z.strictObject({
  /** Its name among all lines; what the sample lists. */
  key: z.string().min(1).max(200),
  stratum: z.string().min(1).max(100),
  /** SHA-256 of the record it stands for, as it was when the frame was closed. */
  record: digest,
  /** Looked at whatever the draw says: complaints, for example (投诉必查). */
  must: z.boolean(),
});
export type DrawItem = z.infer<typeof drawItemSchema>;

const stratumSchema = z.strictObject({
  name: z.string().min(1).max(100),
  /** Lines in it that are drawn from; those that must be looked at are not counted. */
  size: count,
  /** Ratio (比例) in ten-thousandths, and the least number that is taken whatever the ratio gives. */
  ratio: z.int().min(0).max(10_000),
  least: count,
  take: count,
});
export type DrawStratum = z.infer<typeof stratumSchema>;

/** What is fixed before the seed exists. */
export const drawCommitmentSchema = z.strictObject({
  v: z.literal(1),
  t: z.literal("draw.commitment"),
  method: z.literal("vitrine-draw-1"),
  /** Number of the plan, SHA-256 of its signed act, and which draw under it this is: 1, or more after a withdrawn one. */
  plan: z.string().min(1).max(64),
  act: digest,
  round: z.int().min(1),
  /** Lines of the frame, and the RFC 6962 root over them in the order of their keys. */
  items: z.int().min(1).max(mostItems),
  root: digest,
  /** In the order of their names. */
  strata: z.array(stratumSchema).max(1000),
  musts: count,
  person: z.string().max(64),
  at: z.iso.datetime(),
});
export type DrawCommitment = z.infer<typeof drawCommitmentSchema>;

/** What a plan asks of a stratum. */
export interface DrawShare {
  readonly ratio: number;
  readonly least: number;
}

const byBytes = (one: string, other: string): number => Buffer.compare(utf8(one), utf8(other));

/** The lines in the order in which they are committed: by the bytes of their keys in UTF-8. */
export function inDrawOrder(items: readonly DrawItem[]): DrawItem[] {
  return items.toSorted((one, other) => byBytes(one.key, other.key));
}

/** Digest of a line's canonical JSON as a leaf of the frame's tree. */
export function drawLeaf(item: DrawItem): Uint8Array {
  return leafHash(encodeCanonical(item));
}

/** RFC 6962 root over the lines, in the order given. */
export function drawRoot(items: readonly DrawItem[]): Uint8Array {
  return items.length === 0 ? emptyRoot : treeRoot(hashReaderOver(items.map(drawLeaf)), items.length);
}

/** How many of `size` are taken: the ratio rounded up, at least `least`, never more than there are. */
export function drawTake(size: number, { ratio, least }: DrawShare): number {
  return Math.min(size, Math.max(least, Math.ceil((size * ratio) / 10_000)));
}

/** The strata of a frame, in the order of their names. @throws {FormatError} when the plan says nothing of one. */
export function drawStrata(
  items: readonly DrawItem[],
  shareOf: (stratum: string) => DrawShare | undefined,
): DrawStratum[] {
  const sizes = new Map<string, number>();
  for (const { stratum, must } of items) {
    sizes.set(stratum, (sizes.get(stratum) ?? 0) + (must ? 0 : 1));
  }
  return [...sizes]
    .toSorted(([one], [other]) => byBytes(one, other))
    .map(([name, size]) => {
      const share = shareOf(name);
      if (share === undefined) {
        throw new FormatError(`the plan has no share for ${name}`);
      }
      const { ratio, least } = share;
      return { name, size, ratio, least, take: drawTake(size, share) };
    });
}

/** The exact bytes of a commitment. @throws {FormatError} when it does not follow the schema. */
export function encodeDrawCommitment(commitment: DrawCommitment): Uint8Array {
  const parsed = drawCommitmentSchema.safeParse(commitment);
  if (!parsed.success) {
    throw new FormatError("commitment of a draw is malformed", { cause: parsed.error });
  }
  return encodeCanonical(parsed.data);
}

/** SHA-256 of a commitment's canonical bytes: what the log's `draw.commit` entry states. */
export function drawCommitmentDigest(commitment: DrawCommitment): Uint8Array {
  return sha256(encodeDrawCommitment(commitment));
}

const seedLabel = utf8("vitrine/draw/v1\n");

/**
 * The seed: 32 bytes that nobody could know when the commitment entered the log.
 *
 * @param note first checkpoint of that log, covering the commitment's entry, which headquarters cosigned; verbatim.
 */
export function drawSeed(commitment: DrawCommitment, note: string): Uint8Array {
  return sha256(concatBytes(seedLabel, drawCommitmentDigest(commitment), sha256(utf8(note))));
}

/** A line's lot: of each stratum those with the lowest are taken. */
export function drawLot(seed: Uint8Array, item: DrawItem): Uint8Array {
  return sha256(concatBytes(seed, drawLeaf(item)));
}

/**
 * The sample: keys in the order of the frame; everything that must be looked at, and of each stratum the `take` lines with
 * the lowest lots.
 *
 * Each subset of that many lines is as likely as any other: the lots are digests of the seed and the line alone, so a
 * line's chance depends neither on its place nor on its neighbours, and leaving one out moves no other lot.
 */
export function drawSample(items: readonly DrawItem[], strata: readonly DrawStratum[], seed: Uint8Array): string[] {
  const chosen = new Set(items.flatMap(({ key, must }) => (must ? [key] : [])));
  const drawn = Map.groupBy(
    items.filter(({ must }) => !must),
    ({ stratum }) => stratum,
  );
  for (const { name, take } of strata) {
    const lots = (drawn.get(name) ?? [])
      .map((item) => ({ key: item.key, lot: drawLot(seed, item) }))
      .toSorted((one, other) => Buffer.compare(one.lot, other.lot));
    lots.slice(0, take).forEach(({ key }) => chosen.add(key));
  }
  return items.flatMap(({ key }) => (chosen.has(key) ? [key] : []));
}

/** Whether a frame is the committed one: what a person who re-runs the draw is told when it is not. */
export type FrameFault = "added" | "removed" | "changed" | "reordered" | "repeated" | "strata" | "take" | "musts";

const sizes = (strata: readonly DrawStratum[]): Uint8Array =>
  encodeCanonical(strata.map(({ name, size }) => ({ name, size })));

/** The first thing in which these lines are not those that the commitment speaks of; `null` when they are. */
export function frameFault(items: readonly DrawItem[], commitment: DrawCommitment): FrameFault | null {
  if (new Set(items.map(({ key }) => key)).size !== items.length) {
    return "repeated";
  }
  const ordered = inDrawOrder(items);
  if (items.length !== commitment.items) {
    return items.length > commitment.items ? "added" : "removed";
  }
  if (hex(drawRoot(ordered)) !== commitment.root) {
    return "changed";
  }
  if (items.some((item, index) => item !== ordered[index])) {
    return "reordered";
  }
  if (items.filter(({ must }) => must).length !== commitment.musts) {
    return "musts";
  }
  const stated = new Map(commitment.strata.map((stratum) => [stratum.name, stratum]));
  const counted = drawStrata(items, (name) => stated.get(name) ?? { ratio: 0, least: 0 });
  if (!equalBytes(sizes(counted), sizes(commitment.strata))) {
    return "strata";
  }
  return equalBytes(encodeCanonical(counted), encodeCanonical(commitment.strata)) ? null : "take";
}
