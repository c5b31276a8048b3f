import { z } from "zod";
import {
  canonicalText,
  encodeStatement,
  readCanonical,
  readStatement,
  statementMembers,
  type StatementFile,
} from "./statement.ts";

/** The end of a grant before its time: a statement in headquarters' log, and the file in which it travels with its proof. */

const revocationSchema = z.strictObject({
  v: z.literal(1),
  t: z.literal("grant.revoke"),
  grant: z.string().regex(/^g-[0-9a-z]{6,40}$/u),
  request: z.string().max(64),
  /** Whose act it rests on, and SHA-256 of its CMS bytes. */
  person: z.string().max(64),
  digest: z.string().regex(/^[0-9a-f]{64}$/u),
  ground: z.string().max(64),
  /** Provision of the policy pack behind the ground. */
  article: z.string().max(64),
  at: z.iso.datetime(),
});
export type Revocation = z.infer<typeof revocationSchema>;

/** `grant` stands outside too: whoever cannot read the rest still closes it. */
const fileSchema = z.strictObject({ v: z.literal(1), grant: z.string(), leaf: z.string(), proof: z.string() });

/** The exact bytes of a revocation in headquarters' log. @throws {FormatError} when it does not follow the schema. */
export function encodeRevocation(revocation: Revocation): Uint8Array {
  return encodeStatement(revocationSchema, revocation);
}

/** The text in which a revocation travels. @throws {FormatError} when a part does not follow its format. */
export function formatRevocation(grant: string, leaf: Uint8Array, proof: string): string {
  const text = canonicalText({ v: 1, grant, ...statementMembers(leaf, proof) });
  parseRevocation(text);
  return text;
}

/** Reads a revocation; nothing in it is verified. @throws {FormatError} when malformed. */
export function parseRevocation(text: string): StatementFile<Revocation> {
  return readStatement(revocationSchema, readCanonical(fileSchema, text));
}
