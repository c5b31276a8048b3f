import { z } from "zod";
import { base64, base64url, fromBase64, fromBase64url, fromUtf8, utf8 } from "./bytes.ts";
import { decodeCanonical, encodeCanonical, type JsonValue } from "./canonical-json.ts";
import { openCms, signCms, verifyCms, type CmsSigner } from "./cms.ts";
import { sha256Hex } from "./digest.ts";
import { FormatError } from "./format-error.ts";
import { readLeaf } from "./log-entry.ts";
import { leafHash } from "./merkle.ts";
import { parseVerifierKey } from "./signed-note.ts";
import { parseProof, verifyProof } from "./tlog-proof.ts";
import { readCertificate, pemOfCertificate } from "./x509.ts";

/**
 * A policy pack as it is signed and as it travels (rule R11).
 *
 * What a person signs is a short statement that names pack, version and digest, as CMS SignedData (RFC 5652): the pack
 * itself stays beside it, a plain file that anybody can read and `sha256sum` can check. A station gets both, with the
 * `hq.policy` entry of headquarters' log and its C2SP tlog-proof, as grants come.
 */

const digest = z.string().regex(/^[0-9a-f]{64}$/u);
const statementSchema = z.strictObject({
  v: z.literal(1),
  t: z.literal("policy.sign"),
  pack: z.string().max(64),
  version: z.int().min(1),
  digest,
});
const fileSchema = z.strictObject({
  v: z.literal(1),
  pack: z.string(),
  signature: z.string(),
  leaf: z.string(),
  proof: z.string(),
});

/** What a signature says. */
export interface PolicyStatement {
  readonly pack: string;
  readonly version: number;
  /** SHA-256 of the pack as canonical JSON, lower-case hex. */
  readonly digest: string;
}

/** Signs that this pack, in exactly these words, is the authority's. DER of a SignedData. */
export function signPolicy({ pack, version, digest: named }: PolicyStatement, signer: CmsSigner): Uint8Array {
  return signCms(encodeCanonical({ v: 1, t: "policy.sign", pack, version, digest: named }), signer);
}

/** Who signed a pack: the person that the certificate names, and the certificate. */
export interface PolicySigner {
  readonly person: string;
  readonly name: string;
  /** SHA-256 of the DER certificate, lower-case hex. */
  readonly certificate: string;
  readonly signedAt: Date;
}

/**
 * Whether a signature is one of these authorities' persons' over exactly this statement.
 *
 * The certificate has to be valid at `at`; without it, at the time that the signer names, which is enough for a
 * signature that headquarters has logged.
 *
 * @returns who signed; `null` when anything is not so.
 */
export function verifyPolicySignature(
  signature: Uint8Array,
  statement: PolicyStatement,
  trust: { readonly authorities: readonly string[]; readonly at?: Date },
): PolicySigner | null {
  try {
    const opened = openCms(signature);
    const answer = verifyCms(signature, trust.authorities, trust.at ?? opened.signedAt);
    const said = answer.ok ? statementSchema.safeParse(decodeCanonical(answer.content)) : null;
    const isSame =
      said?.success === true &&
      said.data.pack === statement.pack &&
      said.data.version === statement.version &&
      said.data.digest === statement.digest;
    if (!isSame) {
      return null;
    }
    const certificate = readCertificate(pemOfCertificate(opened.certificateDer));
    return {
      person: certificate.subject.serialNumber,
      name: certificate.subject.commonName,
      certificate: certificate.digest,
      signedAt: opened.signedAt,
    };
  } catch (error) {
    if (error instanceof FormatError) {
      return null;
    }
    throw error;
  }
}

/** The text in which a pack travels to stations. @throws {FormatError} when a part does not follow its format. */
export function formatPolicyFile(file: {
  /** The pack as canonical JSON. */
  readonly pack: Uint8Array;
  readonly signature: Uint8Array;
  /** Exact bytes of the `hq.policy` entry. */
  readonly leaf: Uint8Array;
  readonly proof: string;
}): string {
  parseProof(file.proof);
  return fromUtf8(
    encodeCanonical({
      v: 1,
      pack: fromUtf8(file.pack),
      signature: base64(file.signature),
      leaf: base64url(file.leaf),
      proof: file.proof,
    }),
  );
}

/** Why a station does not take a pack. */
export type PolicyFileRefusal = "malformed" | "altered" | "unsigned" | "unlogged";

/** A pack that came with everything it needs, or the reason why it is not taken. */
export type PolicyFileAnswer =
  | { readonly ok: true; readonly pack: JsonValue; readonly statement: PolicyStatement; readonly signer: PolicySigner }
  | { readonly ok: false; readonly reason: PolicyFileRefusal };

/**
 * Opens a pack that came from headquarters.
 *
 * `malformed`: not this format. `altered`: not the pack of the log entry that came along. `unsigned`: no person of the
 * authority signed it. `unlogged`: headquarters' log does not hold the entry. Order matters: what is not the
 * pack of the entry is no matter of signatures.
 */
export function openPolicyFile(
  text: string,
  trust: {
    readonly origin: string;
    readonly verifierKeys: readonly string[];
    readonly authorities: readonly string[];
  },
): PolicyFileAnswer {
  try {
    const file = fileSchema.safeParse(decodeCanonical(utf8(text)));
    if (!file.success) {
      return { ok: false, reason: "malformed" };
    }
    const bytes = utf8(file.data.pack);
    const leaf = fromBase64url(file.data.leaf);
    const statement = statementIn(leaf, trust.origin);
    if (statement === null || statement.digest !== sha256Hex(bytes)) {
      return { ok: false, reason: "altered" };
    }
    const signer = verifyPolicySignature(fromBase64(file.data.signature), statement, trust);
    if (signer === null) {
      return { ok: false, reason: "unsigned" };
    }
    const verifiers = trust.verifierKeys.map(parseVerifierKey);
    return verifyProof(parseProof(file.data.proof), leafHash(leaf), trust.origin, verifiers) === null
      ? { ok: false, reason: "unlogged" }
      : { ok: true, pack: decodeCanonical(bytes), statement, signer };
  } catch (error) {
    if (error instanceof FormatError) {
      return { ok: false, reason: "malformed" };
    }
    throw error;
  }
}

/** What an `hq.policy` entry of this log says; `null` for every other leaf. */
function statementIn(leaf: Uint8Array, origin: string): PolicyStatement | null {
  const read = readLeaf(leaf);
  if (typeof read === "string" || read.kind !== "entry" || read.entry.t !== "hq.policy" || read.entry.o !== origin) {
    return null;
  }
  const { pack, version, digest: named } = read.entry.b;
  const said = statementSchema.safeParse({ v: 1, t: "policy.sign", pack, version, digest: named });
  return said.success ? { pack: said.data.pack, version: said.data.version, digest: said.data.digest } : null;
}
