import { z } from "zod";
import {
  canonicalText,
  encodeStatement,
  readCanonical,
  readStatement,
  statementMembers,
  verifyStatement,
} from "./statement.ts";
import type { TlogProof } from "./tlog-proof.ts";

/**
 * How long a station may go on without having heard from headquarters: one leaf of headquarters' log, and the file in
 * which it travels with its proof, as a grant does. What is not in that log limits nothing and permits nothing.
 */

const limitSchema = z.strictObject({
  v: z.literal(1),
  t: z.literal("offline.limit"),
  /** Grows with each statement; a station takes no older one. */
  version: z.int().positive(),
  /** Since the last receipt, in days of 24 hours. */
  longestDays: z.int().positive().max(366),
  /** Entries that headquarters has not countersigned. */
  mostEntries: z.int().positive(),
  /** Provision of the policy pack behind it. */
  article: z.string().max(64),
  issuedAt: z.iso.datetime(),
});
export type OfflineLimit = z.infer<typeof limitSchema>;

const fileSchema = z.strictObject({ v: z.literal(1), leaf: z.string(), proof: z.string() });

/** A limit as it travels. */
export interface OfflineLimitFile {
  readonly limit: OfflineLimit;
  /** The exact bytes of its leaf. */
  readonly leaf: Uint8Array;
  readonly proof: TlogProof;
}

/** The exact bytes of a limit in headquarters' log. @throws {FormatError} when it does not follow the schema. */
export function encodeOfflineLimit(limit: OfflineLimit): Uint8Array {
  return encodeStatement(limitSchema, limit);
}

/** The text in which a limit travels. @throws {FormatError} when a part does not follow its format. */
export function formatOfflineLimit(leaf: Uint8Array, proof: string): string {
  const text = canonicalText({ v: 1, ...statementMembers(leaf, proof) });
  parseOfflineLimit(text);
  return text;
}

/** Reads a limit; nothing in it is verified. @throws {FormatError} when malformed. */
export function parseOfflineLimit(text: string): OfflineLimitFile {
  const { statement: limit, leaf, proof } = readStatement(limitSchema, readCanonical(fileSchema, text));
  return { limit, leaf, proof };
}

/** Whether headquarters logged exactly this limit, by a checkpoint that one of these keys signed or cosigned. */
export const verifyOfflineLimit: (
  file: OfflineLimitFile,
  trust: { readonly origin: string; readonly verifierKeys: readonly string[] },
) => boolean = verifyStatement;
