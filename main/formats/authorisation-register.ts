import { z } from "zod";
import { authorisationRegisterSchema, type AuthorisationRegister } from "../../shared/model/administration.ts";
import { utf8 } from "./bytes.ts";
import type { JsonValue } from "./canonical-json.ts";
import { sha256Hex } from "./digest.ts";
import { FormatError } from "./format-error.ts";
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
 * The register of graded authorisations (form F17) as it travels: the register as canonical JSON, and beside it one leaf of
 * headquarters' log that states its digest, with the proof. A register that is not in that log authorises nobody.
 */

const statementSchema = z.strictObject({
  v: z.literal(1),
  t: z.literal("authorisation.register"),
  /** Grows with each statement; a station takes no older one. */
  version: z.int().positive(),
  /** SHA-256 of the register as canonical JSON, lower-case hex. */
  digest: z.string().regex(/^[0-9a-f]{64}$/u),
  persons: z.int().nonnegative(),
  issuedAt: z.iso.datetime(),
});
export type RegisterStatement = z.infer<typeof statementSchema>;

const fileSchema = z.strictObject({ v: z.literal(1), register: z.string(), leaf: z.string(), proof: z.string() });

/** A register as it travels; nothing in it is verified yet. */
export interface AuthorisationRegisterFile {
  readonly statement: RegisterStatement;
  readonly register: AuthorisationRegister;
  /** Digest of the register that came, whatever the statement says. */
  readonly digest: string;
  readonly leaf: Uint8Array;
  readonly proof: TlogProof;
}

/** Why a station does not believe a register. */
export type RegisterRefusal = "altered" | "unlogged";

/** The register as the text that is digested: canonical JSON (RFC 8785), without members that are absent. */
export function registerText(register: AuthorisationRegister): string {
  // What zod has parsed holds nothing that JSON would change but undefined members.
  return canonicalText(JSON.parse(JSON.stringify(register)) as JsonValue);
}

/** SHA-256 of a register, lower-case hex. */
export function registerDigest(text: string): string {
  return sha256Hex(utf8(text));
}

/** The exact bytes of a statement in headquarters' log. @throws {FormatError} when it does not follow the schema. */
export function encodeRegisterStatement(statement: RegisterStatement): Uint8Array {
  return encodeStatement(statementSchema, statement);
}

/** The text in which a register travels. @throws {FormatError} when a part does not follow its format. */
export function formatAuthorisationRegister(register: string, leaf: Uint8Array, proof: string): string {
  const text = canonicalText({ v: 1, register, ...statementMembers(leaf, proof) });
  parseAuthorisationRegister(text);
  return text;
}

/** Reads a register; nothing in it is verified. @throws {FormatError} when malformed. */
export function parseAuthorisationRegister(text: string): AuthorisationRegisterFile {
  const { register: content, ...members } = readCanonical(fileSchema, text);
  const register = authorisationRegisterSchema.safeParse(readCanonical(z.unknown(), content));
  if (!register.success) {
    throw new FormatError("authorisation register is malformed", { cause: register.error });
  }
  return { ...readStatement(statementSchema, members), register: register.data, digest: registerDigest(content) };
}

/**
 * Whether headquarters stated exactly this register, by a checkpoint that one of these keys signed or cosigned.
 *
 * @returns `null` when it did.
 */
export function registerRefusal(
  file: AuthorisationRegisterFile,
  trust: { readonly origin: string; readonly verifierKeys: readonly string[] },
): RegisterRefusal | null {
  if (file.digest !== file.statement.digest) {
    return "altered";
  }
  return verifyStatement(file, trust) ? null : "unlogged";
}
