import { z } from "zod";
import { base64url, fromBase64, fromBase64url, fromUtf8, utf8 } from "./bytes.ts";
import { decodeCanonical, encodeCanonical, type JsonObject, type JsonValue } from "./canonical-json.ts";
import { sha256Hex } from "./digest.ts";
import { FormatError } from "./format-error.ts";
import { decodeGrantLeaf, encodeGrantLeaf, type GrantLeaf } from "./grant.ts";
import { maximumLeafBytes } from "./log-entry.ts";
import { leafHash } from "./merkle.ts";
import { parseVerifierKey } from "./signed-note.ts";
import { parseProof, type TlogProof, verifyProof } from "./tlog-proof.ts";

/**
 * A grant as it is logged and as it travels.
 *
 * A leaf of a log holds at most 16 KiB. A grant that is longer is logged without its recordings and its sealed keys;
 * these are an *annex*, and the leaf names its SHA-256. So the log still vouches for every byte, and a grant over
 * many recordings and ranges needs no second request.
 */

/** The longest annex: 64 recordings of 64 ranges each, with their keys, are well below it. */
const longestAnnex = 16 * 1024 * 1024;

/** What is logged for a grant, and what goes beside it. */
export interface GrantStatement {
  /** The leaf's exact bytes. */
  readonly bytes: Uint8Array;
  /** Absent when the leaf holds everything. */
  readonly annex?: Uint8Array;
}

const annexNoteSchema = z.strictObject({ digest: z.string().regex(/^[0-9a-f]{64}$/u), bytes: z.int().positive() });

/** Splits a grant into what fits a leaf of the log and the annex. @throws {FormatError} when it fits no leaf even so. */
export function grantStatement(leaf: GrantLeaf): GrantStatement {
  const whole = encodeGrantLeaf(leaf);
  if (whole.byteLength <= maximumLeafBytes) {
    return { bytes: whole };
  }
  const { assets, sealed, ...rest } = objectOf(decodeCanonical(whole));
  const { keys, ...shares } = objectOf(sealed ?? {});
  const annex = encodeCanonical({ assets: assets ?? [], keys: keys ?? "" });
  const bytes = encodeCanonical({
    ...rest,
    sealed: shares,
    annex: { digest: sha256Hex(annex), bytes: annex.byteLength },
  });
  if (bytes.byteLength > maximumLeafBytes || annex.byteLength > longestAnnex) {
    throw new FormatError("grant is too long for a log");
  }
  return { bytes, annex };
}

/** Puts a grant together again. @throws {FormatError} when the annex is missing, superfluous or another one. */
export function grantOfStatement({ bytes, annex }: GrantStatement): GrantLeaf {
  const statement = objectOf(decodeCanonical(bytes));
  if (!Object.hasOwn(statement, "annex")) {
    if (annex !== undefined) {
      throw new FormatError("grant has an annex that its leaf does not name");
    }
    return decodeGrantLeaf(bytes);
  }
  const { annex: named, sealed, ...rest } = statement;
  const note = annexNoteSchema.safeParse(named);
  if (!note.success || annex === undefined || sha256Hex(annex) !== note.data.digest) {
    throw new FormatError("grant's annex is missing or was changed");
  }
  const { assets, keys } = objectOf(decodeCanonical(annex));
  const whole = encodeCanonical({
    ...rest,
    assets: assets ?? [],
    sealed: { ...objectOf(sealed ?? {}), keys: keys ?? "" },
  });
  return decodeGrantLeaf(whole);
}

function objectOf(value: JsonValue): JsonObject {
  if (typeof value !== "object" || Array.isArray(value)) {
    throw new FormatError("grant is malformed");
  }
  return value as JsonObject;
}

const bytesText = z.string().regex(/^[A-Za-z0-9_-]+$/u);

const evidenceSchema = z.array(
  z.strictObject({
    kind: z.enum(["request", "decision", "delegation", "lifting", "standing", "standingDecision"]),
    /** CMS SignedData, DER in base64. */
    cms: z.base64(),
  }),
);

const grantFileSchema = z.strictObject({
  v: z.literal(1),
  leaf: bytesText,
  annex: bytesText.optional(),
  proof: z.string(),
  evidence: evidenceSchema,
});

/** A signed act behind a grant. */
export type GrantEvidence = z.infer<typeof evidenceSchema>[number];

/** A grant as it travels: its leaf, the proof that headquarters logged it, and the acts that it rests on. */
export interface GrantFile {
  /** The whole grant, with what its annex holds. */
  readonly leaf: GrantLeaf;
  /** The exact bytes of its leaf in the log. */
  readonly leafBytes: Uint8Array;
  readonly proof: TlogProof;
  readonly evidence: readonly GrantEvidence[];
}

/** The text of a grant file. @throws {FormatError} when a part does not follow its format. */
export function encodeGrantFile(file: {
  readonly leafBytes: Uint8Array;
  readonly annex?: Uint8Array | undefined;
  /** C2SP tlog-proof. */
  readonly proof: string;
  readonly evidence: readonly GrantEvidence[];
}): string {
  const evidence = file.evidence.map(({ kind, cms }) => ({ kind, cms }));
  const fileText = fromUtf8(
    encodeCanonical({
      v: 1,
      leaf: base64url(file.leafBytes),
      ...(file.annex === undefined ? {} : { annex: base64url(file.annex) }),
      proof: file.proof,
      evidence,
    }),
  );
  parseGrantFile(fileText);
  return fileText;
}

/** Reads a grant file; nothing in it is verified. @throws {FormatError} when malformed. */
export function parseGrantFile(fileText: string): GrantFile {
  const parsed = grantFileSchema.safeParse(decodeCanonical(utf8(fileText)));
  if (!parsed.success) {
    throw new FormatError("grant file is malformed", { cause: parsed.error });
  }
  const { leaf, annex, proof, evidence } = parsed.data;
  const leafBytes = fromBase64url(leaf);
  evidence.forEach(({ cms }) => fromBase64(cms));
  const whole = grantOfStatement({ bytes: leafBytes, ...(annex === undefined ? {} : { annex: fromBase64url(annex) }) });
  return { leaf: whole, leafBytes, proof: parseProof(proof), evidence };
}

/** Whose word on the log of headquarters counts. */
export interface GrantTrust {
  readonly headquartersOrigin: string;
  /** C2SP verifier keys, of the log (type 0x01) or of a cosigner of it (type 0x04); one of them must vouch for the checkpoint. */
  readonly headquartersVerifierKey: string | readonly string[];
}

/**
 * Whether headquarters logged exactly this grant: the checkpoint is signed or cosigned by a trusted key, speaks for its
 * log, and the inclusion proof leads from the leaf's bytes to its root. A grant that is not in the log does not exist.
 */
export function verifyGrantFile(file: GrantFile, trust: GrantTrust): boolean {
  const keys = trust.headquartersVerifierKey;
  const verifiers = (typeof keys === "string" ? [keys] : keys).map(parseVerifierKey);
  try {
    return verifyProof(file.proof, leafHash(file.leafBytes), trust.headquartersOrigin, verifiers) !== null;
  } catch (error) {
    if (error instanceof FormatError) {
      return false;
    }
    throw error;
  }
}
