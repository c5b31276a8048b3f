import { z } from "zod";
import { entryTypes } from "../log-entries.ts";

/** One entry of the log, read from a leaf that the signed tree contains. */
export const logRowSchema = z.object({
  index: z.int(),
  type: z.string(),
  at: z.iso.datetime(),
  person: z.string().optional(),
  /** What the entry says beyond that, as it stands in the leaf. */
  facts: z.record(z.string(), z.unknown()),
});
export type LogRow = z.infer<typeof logRowSchema>;

/** What the list of entries is narrowed to. Each part must hold; within a part any value will do. */
export const logFilterSchema = z.object({
  types: z.array(z.enum(entryTypes)).max(entryTypes.length).optional(),
  /** Id or name of a person who acted, was acted upon or was in the room. */
  person: z.string().min(1).max(128).optional(),
  /** Ids or numbers of viewings, grants, requests or recordings. */
  subjects: z.array(z.string().min(1).max(128)).max(256).optional(),
});
export type LogFilter = z.infer<typeof logFilterSchema>;

/** One step through the log: `older` from just below the cursor, `newer` from the cursor on. */
export const logQuerySchema = z.object({
  cursor: z.int().nonnegative(),
  direction: z.enum(["older", "newer"]),
  limit: z.int().min(1).max(100),
  filter: logFilterSchema.optional(),
});
export type LogQuery = z.infer<typeof logQuerySchema>;

export const logPageSchema = z.object({
  size: z.int(),
  /** Newest first. */
  rows: z.array(logRowSchema),
  /** Cursor to go on from in the same direction. */
  reached: z.int(),
  /** Whether anything lies beyond it. A call stops early when there is much to search; the next one goes on. */
  more: z.boolean(),
});
export type LogPage = z.infer<typeof logPageSchema>;

/** An entry with everything needed to hash it up to a signed root without asking anybody. Digests and keys in hex. */
export const entryProofSchema = z.object({
  row: logRowSchema,
  /** Exact bytes of the leaf; canonical JSON, so text. */
  leaf: z.string(),
  /** RFC 6962 inclusion path, sibling of the leaf first. */
  path: z.array(z.string()),
  /** Size of the tree that the path leads to the root of. */
  size: z.int(),
  /** C2SP signed note with that size and root; carries headquarters' cosignature when it covers the entry. */
  checkpoint: z.string(),
  key: z.object({
    name: z.string(),
    publicKey: z.string(),
    epoch: z.int(),
    /** Entry that made it the signing key. */
    entry: z.int(),
  }),
  /** Present when headquarters has countersigned a log that contains the entry. */
  receipt: z.object({ signer: z.string(), publicKey: z.string(), time: z.iso.datetime(), size: z.int() }).optional(),
});
export type EntryProof = z.infer<typeof entryProofSchema>;

/** What the log page says beyond the station's status. */
export const logDetailsSchema = z.object({
  since: z.iso.datetime(),
  epoch: z.object({ number: z.int(), since: z.iso.datetime(), entry: z.int(), publicKey: z.string() }),
  /** Who can check the forward-secure seal over the end of the log. */
  sealedTo: z.array(z.string()),
  receipt: z.object({ size: z.int(), root: z.string(), signer: z.string(), time: z.iso.datetime() }).optional(),
});
export type LogDetails = z.infer<typeof logDetailsSchema>;
