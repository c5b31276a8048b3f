import { policyPackSchema, type PolicyPack } from "../../../shared/model/policy.ts";
import { policyBytes, policyDigest } from "../../formats/policy-digest.ts";
import { fromUtf8, utf8 } from "../../formats/bytes.ts";
import { sha256Hex } from "../../formats/digest.ts";
import { signPolicy, verifyPolicySignature, type PolicySigner } from "../../formats/policy-file.ts";
import { issuePerson, type Authority } from "../../formats/x509.ts";
import { certificateStart } from "../authority.ts";
import type { Database } from "../database/database.ts";
import type { Directory } from "../directory.ts";
import type { HeadquartersClock } from "../port.ts";

/** Why headquarters does not take a pack; sentences are in `main/commands/policy-words.ts`. */
export type PolicyRefusal = "unsigned" | "signature" | "signer" | "older" | "altered" | "other-authority" | "damaged";

/** Headquarters does not start under this pack. What is in force stays in force. */
export class PolicyRefused extends Error {
  readonly reason: PolicyRefusal;

  constructor(reason: PolicyRefusal) {
    super(`policy pack is refused: ${reason}`);
    this.name = "PolicyRefused";
    this.reason = reason;
  }
}

/** A pack in force. */
export interface AdoptedPolicy {
  readonly pack: PolicyPack;
  readonly digest: string;
  /** The exact bytes that were signed. */
  readonly bytes: Uint8Array;
  readonly signature: Uint8Array;
  readonly signer: PolicySigner;
}

/** What a pack is adopted with. */
export interface AdoptionParts {
  readonly database: Database;
  readonly authority: Authority;
  readonly clock: HeadquartersClock;
  /** Certificates whose persons may sign (PEM). */
  readonly issuers: readonly string[];
  readonly directory: Directory;
}

/** The latest pack that was adopted, as it lies in its table; `null` on the first start. Nothing is verified. */
export async function latestPolicy(database: Database): Promise<PolicyPack | null> {
  const row = await database.selectFrom("policy").select("text").orderBy("seq", "desc").executeTakeFirst();
  return row === undefined ? null : readPack(row.text);
}

/**
 * Adopts a pack, or goes on under the one in force.
 *
 * The first pack of a headquarters is signed by its own new authority: nobody else exists yet. Every later one needs the
 * signature of a legal officer of the directory and a higher version, and belongs to the same authority.
 *
 * @throws {PolicyRefused} when it is not taken, or when what lies in the table is not what was signed.
 */
export async function adoptPolicy(
  parts: AdoptionParts,
  offered: { readonly pack: PolicyPack; readonly signature?: Uint8Array | undefined },
): Promise<AdoptedPolicy> {
  const { database } = parts;
  const row = await database.selectFrom("policy").selectAll().orderBy("seq", "desc").executeTakeFirst();
  if (row === undefined) {
    return keep(parts, found(parts, offered.pack));
  }
  const held = heldPolicy(parts, { text: row.text, digest: row.digest, signature: row.signature });
  if (held.digest === policyDigest(offered.pack)) {
    return held;
  }
  return keep(parts, await successor(parts, held.pack, offered));
}

/** Signs the first pack with a key that is used once and thrown away. */
function found({ authority, clock }: AdoptionParts, pack: PolicyPack): AdoptedPolicy {
  const at = new Date(clock.now());
  const signer = issuePerson(authority, {
    person: "p-founding",
    name: pack.authority.zh,
    unit: "",
    days: 1,
    notBefore: certificateStart(clock),
  });
  const statement = { pack: pack.pack, version: pack.version, digest: policyDigest(pack) };
  return adopted(pack, signPolicy(statement, { ...signer, at }), [authority.certificatePem], at);
}

/** Holds a pack against the one whose place it would take. @throws {PolicyRefused} */
export async function successor(
  { issuers, directory, clock }: Pick<AdoptionParts, "issuers" | "directory" | "clock">,
  held: PolicyPack,
  { pack, signature }: { readonly pack: PolicyPack; readonly signature?: Uint8Array | undefined },
): Promise<AdoptedPolicy> {
  if (pack.authority.code !== held.authority.code) {
    throw new PolicyRefused("other-authority");
  }
  if (pack.version <= held.version) {
    throw new PolicyRefused(pack.version === held.version && pack.pack === held.pack ? "altered" : "older");
  }
  if (signature === undefined) {
    throw new PolicyRefused("unsigned");
  }
  const next = adopted(pack, signature, issuers, new Date(clock.now()));
  const entry = await directory.byCertificate(next.signer.certificate);
  if (entry === null || entry.revoked || entry.outside || !entry.person.roles.includes("legalOfficer")) {
    throw new PolicyRefused("signer");
  }
  return next;
}

function adopted(pack: PolicyPack, signature: Uint8Array, authorities: readonly string[], at: Date): AdoptedPolicy {
  const digest = policyDigest(pack);
  const statement = { pack: pack.pack, version: pack.version, digest };
  const signer = verifyPolicySignature(signature, statement, { authorities, at });
  if (signer === null) {
    throw new PolicyRefused("signature");
  }
  return { pack, digest, bytes: policyBytes(pack), signature, signer };
}

/** A pack of the table, which was adopted once. @throws {PolicyRefused} when it is not what was signed. */
export function heldPolicy(
  { issuers }: Pick<AdoptionParts, "issuers">,
  row: { readonly text: string; readonly digest: string; readonly signature: Uint8Array },
): AdoptedPolicy {
  const bytes = utf8(row.text);
  const digest = sha256Hex(bytes);
  const pack = readPack(row.text);
  const signature = new Uint8Array(row.signature);
  const statement = { pack: pack.pack, version: pack.version, digest };
  const signer = verifyPolicySignature(signature, statement, { authorities: issuers });
  if (digest !== row.digest || signer === null) {
    throw new PolicyRefused("damaged");
  }
  return { pack, digest, bytes, signature, signer };
}

/** @throws {PolicyRefused} when it is no pack of this version of the program. */
export function readPack(text: string): PolicyPack {
  try {
    return policyPackSchema.parse(JSON.parse(text));
  } catch {
    throw new PolicyRefused("damaged");
  }
}

/** Keeps a pack as the latest. */
export async function keep(
  { database, clock }: Pick<AdoptionParts, "database" | "clock">,
  policy: AdoptedPolicy,
): Promise<AdoptedPolicy> {
  const { pack, digest, bytes, signature } = policy;
  await database
    .insertInto("policy")
    .values({
      pack: pack.pack,
      version: pack.version,
      digest,
      text: fromUtf8(bytes),
      signature,
      adopted_at: clock.now(),
    })
    .execute();
  return policy;
}
