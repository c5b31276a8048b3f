import type { z } from "zod";
import { base64url, fromBase64url, fromUtf8, utf8 } from "./bytes.ts";
import { decodeCanonical, encodeCanonical, type JsonValue } from "./canonical-json.ts";
import { FormatError } from "./format-error.ts";
import { leafHash } from "./merkle.ts";
import { parseVerifierKey } from "./signed-note.ts";
import { parseProof, verifyProof, type TlogProof } from "./tlog-proof.ts";

/**
 * A statement of headquarters: one leaf of its log, canonical JSON, which travels with its C2SP tlog-proof. What is not
 * in that log says nothing.
 */

/** A statement as it travels; nothing in it is verified yet. */
export interface StatementFile<T> {
  readonly statement: T;
  /** The exact bytes of its leaf. */
  readonly leaf: Uint8Array;
  readonly proof: TlogProof;
}

/** The exact bytes of a statement in the log. @throws {FormatError} when it does not follow the schema. */
export function encodeStatement<T extends JsonValue>(schema: z.ZodType<T>, statement: T): Uint8Array {
  const parsed = schema.safeParse(statement);
  if (!parsed.success) {
    throw new FormatError("statement is malformed", { cause: parsed.error });
  }
  return encodeCanonical(parsed.data);
}

/** The leaf and its proof, as members of the file that carries them. */
export function statementMembers(leaf: Uint8Array, proof: string): { readonly leaf: string; readonly proof: string } {
  return { leaf: base64url(leaf), proof };
}

/** Reads a statement from the members of a file. @throws {FormatError} when malformed. */
export function readStatement<T>(
  schema: z.ZodType<T>,
  members: { readonly leaf: string; readonly proof: string },
): StatementFile<T> {
  const leaf = fromBase64url(members.leaf);
  const parsed = schema.safeParse(decodeCanonical(leaf));
  if (!parsed.success) {
    throw new FormatError("statement is malformed", { cause: parsed.error });
  }
  return { statement: parsed.data, leaf, proof: parseProof(members.proof) };
}

/** Reads canonical JSON of this shape. @throws {FormatError} when it is neither. */
export function readCanonical<T>(schema: z.ZodType<T>, text: string): T {
  const parsed = schema.safeParse(decodeCanonical(utf8(text)));
  if (!parsed.success) {
    throw new FormatError("statement is malformed", { cause: parsed.error });
  }
  return parsed.data;
}

/** Canonical JSON as text. */
export function canonicalText(value: JsonValue): string {
  return fromUtf8(encodeCanonical(value));
}

/** Whether headquarters logged exactly this statement, by a checkpoint that one of these keys signed or cosigned. */
export function verifyStatement(
  { leaf, proof }: Pick<StatementFile<unknown>, "leaf" | "proof">,
  trust: { readonly origin: string; readonly verifierKeys: readonly string[] },
): boolean {
  try {
    return verifyProof(proof, leafHash(leaf), trust.origin, trust.verifierKeys.map(parseVerifierKey)) !== null;
  } catch (error) {
    if (error instanceof FormatError) {
      return false;
    }
    throw error;
  }
}
