import { z } from "zod";
import type { DestructionList } from "../../shared/model/retention.ts";
import { encodeCanonical } from "./canonical-json.ts";
import { sha256Hex } from "./digest.ts";
import {
  canonicalText,
  encodeStatement,
  readCanonical,
  readStatement,
  statementMembers,
  type StatementFile,
} from "./statement.ts";

/**
 * That a recording is destroyed, as a statement of headquarters: whoever holds anything of it erases that, and it opens
 * nowhere again. It names no person; list and approval are in headquarters' records.
 */

const destructionSchema = z.strictObject({
  v: z.literal(1),
  t: z.literal("asset.destroy"),
  asset: z.string().regex(/^[A-Za-z0-9][A-Za-z0-9-]{2,63}$/u),
  /** SHA-256 of the signed manifest, lower-case hex: exactly this package. */
  manifest: z.string().regex(/^[0-9a-f]{64}$/u),
  list: z.string().max(64),
  /** Number of the destruction list, form F14. */
  number: z.string().max(64),
  /** Provision of the policy pack behind it. */
  article: z.string().max(64),
  /** Holds that headquarters knew of and that are over; one that a station knows besides keeps the recording there. */
  holds: z.array(z.string().max(64)).max(200),
  issuedAt: z.iso.datetime(),
});
export type Destruction = z.infer<typeof destructionSchema>;

const fileSchema = z.strictObject({ v: z.literal(1), leaf: z.string(), proof: z.string() });

/** The exact bytes of a destruction in headquarters' log. @throws {FormatError} when it does not follow the schema. */
export function encodeDestruction(destruction: Destruction): Uint8Array {
  return encodeStatement(destructionSchema, destruction);
}

/** The text in which a destruction travels. @throws {FormatError} when a part does not follow its format. */
export function formatDestruction(leaf: Uint8Array, proof: string): string {
  const text = canonicalText({ v: 1, ...statementMembers(leaf, proof) });
  parseDestruction(text);
  return text;
}

/** Reads a destruction; nothing in it is verified. @throws {FormatError} when malformed. */
export function parseDestruction(text: string): StatementFile<Destruction> {
  return readStatement(destructionSchema, readCanonical(fileSchema, text));
}

/** Digest of what a list would destroy: whoever signs a step of it signs exactly this. */
export function destructionContent({ list, items }: Pick<DestructionList, "list" | "items">): string {
  const named = items.map(({ asset, originalDigest, manifestDigest }) => ({ asset, originalDigest, manifestDigest }));
  return sha256Hex(encodeCanonical({ list, items: named }));
}
