import {
  constants,
  createCipheriv,
  createDecipheriv,
  type KeyObject,
  privateDecrypt,
  publicEncrypt,
  randomBytes,
} from "node:crypto";
import { z } from "zod";
import { frameRangeSchema, mediaKindSchema, secrecySchema } from "../../shared/model/footage.ts";
import { applicantClassSchema, idKindSchema, purposeSchema, verbSchema } from "../../shared/model/request.ts";
import { paperKindSchema } from "../../shared/model/request-steps.ts";
import { liftedSchema, witnessedSchema } from "../../shared/model/withheld.ts";
import { standingNumberSchema } from "../../shared/model/standing-order.ts";
import { base64url, concatBytes, fromBase64url, plainBytes, utf8 } from "./bytes.ts";
import { decodeCanonical, encodeCanonical, type JsonValue } from "./canonical-json.ts";
import { hkdfSha256, sha256 } from "./digest.ts";
import { FormatError } from "./format-error.ts";
import { hpkeOpen, hpkeSeal } from "./hpke.ts";
import type { KeyNode } from "./key-tree.ts";
import { readCertificate } from "./x509.ts";

/**
 * A grant: one leaf of headquarters' log, canonical JSON, and with it the sealed keys that it opens.
 *
 * The node keys are sealed under K = HKDF-SHA-256(station share ‖ presence shares). The station's share is sealed to its
 * X25519 key (HPKE, RFC 9180), each presence share with RSA-OAEP-SHA-256 (RFC 8017) to every person who may give it.
 * The sealing binds all other fields of the leaf. So neither the station without the person, nor the person without the
 * station, nor either under changed terms, holds the bits to decrypt (rule R1).
 */

const text = z.string().max(500);
const id = z.string().min(1).max(64);
const digest = z.string().regex(/^[0-9a-f]{64}$/u);
const moment = z.iso.datetime({ offset: true });
const count = z.int().nonnegative();
const bytesText = z.string().regex(/^[A-Za-z0-9_-]+$/u);
const segmentRange = z
  .strictObject({ from: count, to: z.int().positive() })
  .refine((range) => range.from < range.to, { message: "empty range" });

/** Somebody without a certificate, as the request names them; the whole number of their document is in the request alone. */
const outsideSchema = z.strictObject({
  idKind: idKindSchema,
  /** Number of the document with all but its beginning masked. */
  idMask: text,
  unit: text,
  /** Papers that are compared at the door, by name. */
  papers: z.array(z.string().max(64)).max(16),
  /** True when a guardian must sit in. */
  minor: z.boolean(),
  /** 举报人、证人、被害人: `name` is a mark and not the name (O-22). */
  protected: z.boolean(),
});

/** What the pack and the grades judge a recording by; every one that was asked for, granted or not. */
const recordingSchema = z.strictObject({
  asset: id,
  kind: mediaKindSchema,
  unit: text,
  squad: text,
  caseNo: text,
  secrecy: secrecySchema,
  volume: z.enum(["main", "supplementary"]),
  state: z.enum(["unit", "pendingAcceptance", "archived"]),
  frames: z.int().positive(),
  durationMs: count,
  /** When it was recorded; under a standing order only. */
  recordedFrom: moment.optional(),
  wearers: z.array(id).min(1),
});

const grantBodyFields = {
  v: z.literal(1),
  t: z.literal("grant.issue"),
  grant: z.string().regex(/^g-[0-9a-z]{6,40}$/u),
  request: id,
  requestNumber: text,
  /** SHA-256 of the request's CMS bytes. */
  requestDigest: digest,
  /** Origin of the station's log. */
  station: text,
  /** X25519 public key of the station, base64url. */
  stationKey: bytesText,
  room: id,
  purpose: purposeSchema,
  caseNo: text,
  verbs: z.array(verbSchema).min(1),
  viewers: z
    .array(
      z.strictObject({ person: id, name: text, certificate: digest.optional(), outside: outsideSchema.optional() }),
    )
    .min(1),
  supervisors: z.array(z.strictObject({ person: id, name: text, certificate: digest })),
  /** Class of the applicants, by which the pack chose the rule of presence. */
  applicantClass: applicantClassSchema.optional(),
  /** The pack's rule for this class as it stood; without one, one supervisor and nobody besides. */
  presence: z
    .strictObject({
      supervisors: count.max(4),
      viewers: count.min(1).max(32),
      interpreter: z.boolean(),
      guardian: z.boolean(),
      article: text,
    })
    .optional(),
  /** Interpreters and guardians. */
  companions: z
    .array(
      z.strictObject({ person: id, name: text, capacity: z.enum(["interpreter", "guardian"]), outside: outsideSchema }),
    )
    .max(8)
    .optional(),
  /** The signed decisions behind it; `digest` is SHA-256 of each decision's CMS bytes. */
  approvals: z
    .array(
      z.strictObject({
        person: id,
        name: text,
        at: moment,
        digest,
        /** Place in the chain of approval, from 0. */
        step: count.optional(),
        /** For whom the signer stood in (代). */
        deputyFor: z.strictObject({ person: id, name: text }).optional(),
      }),
    )
    .min(1),
  /** What the chain of the pack followed from, beside the signed form; without it a station judges no chain. */
  chain: z.strictObject({ rule: id, applicantUnit: text, recordings: z.array(recordingSchema).min(1) }).optional(),
  /** The standing order (常备调阅令) that it was granted under, in place of a decision of its own. */
  standing: standingNumberSchema.optional(),
  /** Papers that a named clerk checked beforehand (form F4). */
  papers: z
    .array(
      z.strictObject({
        paper: paperKindSchema,
        article: id,
        checkedBy: z.strictObject({ person: id, name: text }),
        at: moment,
        validUntil: z.iso.date().optional(),
      }),
    )
    .optional(),
  assets: z
    .array(
      z.strictObject({
        asset: id,
        title: text,
        kind: mediaKindSchema,
        /** SHA-256 of the package's manifest bytes. */
        manifest: digest,
        frames: z.array(frameRangeSchema).min(1),
        segments: z.array(segmentRange).min(1),
        treeDepth: count.max(32),
      }),
    )
    .min(1),
  /**
   * What is not shown of the recordings (不予展示清单); the frames withheld whole are not in `frames` either. `digest` is
   * the RFC 6962 root over the leaves `[from, to)` of the recording's frame tree.
   */
  withheld: z.array(witnessedSchema).min(1).optional(),
  /** The grant whose place this one takes, because two persons lifted lines of its list. */
  supersedes: z
    .string()
    .regex(/^g-[0-9a-z]{6,40}$/u)
    .optional(),
  /** What an approver had withheld and two persons lifted, since the first grant of the request (解除不予展示). */
  lifted: z.array(liftedSchema).min(1).optional(),
  notBefore: moment,
  notAfter: moment,
  /** How many sittings may open the footage. */
  playBudget: z.int().positive(),
  policy: z.strictObject({ pack: text, version: text, digest }),
  issuedAt: moment,
  /** Latest head of the station's log that headquarters knows; root in base64. */
  pin: z.strictObject({ size: count, root: z.base64() }),
};

const sealedSchema = z.strictObject({
  station: z.strictObject({ enc: bytesText, ct: bytesText }),
  /** Each of these must be given; any one of its certificates can give it. */
  presence: z.array(
    z.strictObject({
      capacity: z.enum(["supervisor", "viewer"]),
      shares: z.array(z.strictObject({ certificate: digest, ct: bytesText })).min(1),
    }),
  ),
  keys: bytesText,
});

/** What a grant says, without the sealed keys. */
export const grantBodySchema = z.strictObject(grantBodyFields);
export type GrantBody = z.infer<typeof grantBodySchema>;

/** The sealed keys of a grant. */
export type GrantSealed = z.infer<typeof sealedSchema>;

/** A whole grant as it stands in headquarters' log. */
export const grantLeafSchema = z.strictObject({ ...grantBodyFields, sealed: sealedSchema });
export type GrantLeaf = z.infer<typeof grantLeafSchema>;

/** Node keys per asset. */
export type GrantKeys = ReadonlyMap<string, readonly KeyNode[]>;

/** A person who can give the presence share. */
export interface PresencePerson {
  readonly person: string;
  readonly certificatePem: string;
}

const sealedKeysSchema = z.array(
  z.strictObject({
    asset: id,
    nodes: z.array(z.strictObject({ depth: count, index: count, key: bytesText })).min(1),
  }),
);

const info = utf8("vitrine/grant/v1");
const shareBytes = 32;
const nonceBytes = 12;
const tagBytes = 16;

/** The value without absent optional members, which canonical JSON has no word for. */
function asJson(value: GrantBody | GrantLeaf): JsonValue {
  // What zod has parsed holds nothing that JSON would change but undefined members.
  return JSON.parse(JSON.stringify(value)) as JsonValue;
}

/** The exact bytes of a grant in the log. @throws {FormatError} when it does not follow the schema. */
export function encodeGrantLeaf(leaf: GrantLeaf): Uint8Array {
  const parsed = grantLeafSchema.safeParse(leaf);
  if (!parsed.success) {
    throw new FormatError("grant is malformed", { cause: parsed.error });
  }
  return encodeCanonical(asJson(parsed.data));
}

/** Reads a grant from its bytes in the log. @throws {FormatError} when it is not canonical or does not follow the schema. */
export function decodeGrantLeaf(bytes: Uint8Array): GrantLeaf {
  const parsed = grantLeafSchema.safeParse(decodeCanonical(bytes));
  if (!parsed.success) {
    throw new FormatError("grant is malformed", { cause: parsed.error });
  }
  return parsed.data;
}

function bodyDigest(leaf: GrantBody | GrantLeaf): Uint8Array {
  const fields: Partial<GrantLeaf> = { ...leaf };
  delete fields.sealed;
  return sha256(encodeCanonical(asJson(grantBodySchema.parse(fields))));
}

function sealingKey(grant: string, stationShare: Uint8Array, presenceShares: readonly Uint8Array[]): Uint8Array {
  return hkdfSha256(concatBytes(stationShare, ...presenceShares), sha256(utf8(grant)), info, 32);
}

/** To whom the keys of a grant are sealed. */
export interface GrantRecipients {
  /** X25519, 32 bytes. */
  readonly stationPublicKey: Uint8Array;
  /** Any one of them can give the presence share. */
  readonly supervisors: readonly PresencePerson[];
  /** Capacity in which the share is given; `viewer` where the pack lets staff view alone. */
  readonly capacity?: "supervisor" | "viewer";
  readonly grantId: string;
  /** The grant that the keys belong to; they open under no other. */
  readonly body: GrantBody;
}

function sealedKeys(nodesByAsset: GrantKeys, key: Uint8Array, aad: Uint8Array): Uint8Array {
  const plaintext = encodeCanonical(
    [...nodesByAsset].map(([asset, nodes]) => ({
      asset,
      nodes: nodes.map((node) => ({ depth: node.depth, index: node.index, key: base64url(node.key) })),
    })),
  );
  const nonce = randomBytes(nonceBytes);
  const cipher = createCipheriv("aes-256-gcm", key, nonce, { authTagLength: tagBytes }).setAAD(aad);
  const body = cipher.update(plaintext);
  cipher.final();
  return concatBytes(nonce, body, cipher.getAuthTag());
}

/**
 * Seals the node keys of a grant to its station and to the persons of whom one must be present.
 *
 * @throws {FormatError} when nobody can give the presence share, or the body is another grant's.
 */
export function sealGrantKeys(nodesByAsset: GrantKeys, recipients: GrantRecipients): GrantSealed {
  const { grantId, body, supervisors, stationPublicKey } = recipients;
  if (supervisors.length === 0 || body.grant !== grantId) {
    throw new FormatError("grant keys have no one to be sealed to");
  }
  const aad = bodyDigest(body);
  const stationShare = plainBytes(randomBytes(shareBytes));
  const share = plainBytes(randomBytes(shareBytes));
  const station = hpkeSeal(stationPublicKey, info, aad, stationShare);
  const shares = supervisors.map(({ certificatePem }) => {
    const certificate = readCertificate(certificatePem);
    const ct = publicEncrypt({ ...oaep(grantId), key: certificate.publicKey }, share);
    return { certificate: certificate.digest, ct: base64url(ct) };
  });
  const keys = sealedKeys(nodesByAsset, sealingKey(grantId, stationShare, [share]), aad);
  return {
    station: { enc: base64url(station.enc), ct: base64url(station.ct) },
    presence: [{ capacity: recipients.capacity ?? "supervisor", shares }],
    keys: base64url(keys),
  };
}

function oaep(grant: string): { padding: number; oaepHash: string; oaepLabel: Uint8Array } {
  return { padding: constants.RSA_PKCS1_OAEP_PADDING, oaepHash: "sha256", oaepLabel: utf8(grant) };
}

/** A grant and its exact bytes for the log. */
export interface BuiltGrant {
  readonly leaf: GrantLeaf;
  readonly bytes: Uint8Array;
}

/**
 * Completes a grant: seals the keys to the station named in it and to the persons who may give the presence share.
 *
 * @throws {FormatError} when the grant does not follow its schema.
 */
export function buildGrant(
  body: GrantBody,
  nodesByAsset: GrantKeys,
  presence: { readonly persons: readonly PresencePerson[]; readonly capacity?: "supervisor" | "viewer" },
): BuiltGrant {
  const sealed = sealGrantKeys(nodesByAsset, {
    stationPublicKey: fromBase64url(body.stationKey),
    supervisors: presence.persons,
    capacity: presence.capacity ?? "supervisor",
    grantId: body.grant,
    body,
  });
  const leaf = { ...body, sealed };
  const bytes = encodeGrantLeaf(leaf);
  return { leaf: decodeGrantLeaf(bytes), bytes };
}

/**
 * Opens a person's presence share with their private key.
 *
 * @returns `null` when the grant names no share for this certificate or the key does not open it.
 */
export function presenceShare(leaf: GrantLeaf, certificatePem: string, privateKeyPem: string): Uint8Array | null {
  const { digest: certificate } = readCertificate(certificatePem);
  const share = leaf.sealed.presence.flatMap(({ shares }) => shares).find((named) => named.certificate === certificate);
  if (share === undefined) {
    return null;
  }
  try {
    return plainBytes(privateDecrypt({ ...oaep(leaf.grant), key: privateKeyPem }, fromBase64url(share.ct)));
  } catch {
    return null;
  }
}

/** Overwrites node keys, wherever else somebody still holds them. */
export function eraseKeys(keys: GrantKeys): void {
  for (const nodes of keys.values()) {
    nodes.forEach(({ key }) => key.fill(0));
  }
}

/** What opens the keys of a grant. */
export interface GrantOpening {
  /** The station's X25519 key. */
  readonly stationPrivateKey: KeyObject;
  /** One share for each presence the grant demands, in its order. */
  readonly presenceShares: readonly Uint8Array[];
}

/**
 * Opens the node keys of a grant.
 *
 * @returns `null` when a share is missing, another station's or another person's, or any field of the grant was changed:
 * the answer does not say which, since nothing can tell.
 */
export function openGrantKeys(leaf: GrantLeaf, opening: GrantOpening): GrantKeys | null {
  const { sealed } = leaf;
  if (opening.presenceShares.length !== sealed.presence.length || sealed.presence.length === 0) {
    return null;
  }
  const aad = bodyDigest(leaf);
  const secrets: Uint8Array[] = [];
  const kept = (secret: Uint8Array): Uint8Array => {
    secrets.push(secret);
    return secret;
  };
  try {
    const { enc, ct } = sealed.station;
    const station = kept(hpkeOpen(opening.stationPrivateKey, info, aad, fromBase64url(enc), fromBase64url(ct)));
    const key = kept(sealingKey(leaf.grant, station, opening.presenceShares));
    return readKeys(kept(openSealed(fromBase64url(sealed.keys), key, aad)));
  } catch {
    return null;
  } finally {
    // What the node keys came from is of no use any more to anybody but a thief.
    secrets.forEach((secret) => secret.fill(0));
  }
}

function openSealed(bytes: Uint8Array, key: Uint8Array, aad: Uint8Array): Uint8Array {
  const end = bytes.byteLength - tagBytes;
  const cipher = createDecipheriv("aes-256-gcm", key, bytes.subarray(0, nonceBytes), { authTagLength: tagBytes });
  cipher.setAAD(aad).setAuthTag(bytes.subarray(end));
  const plaintext = cipher.update(bytes.subarray(nonceBytes, end));
  cipher.final();
  return plainBytes(plaintext);
}

function readKeys(bytes: Uint8Array): GrantKeys {
  const assets = sealedKeysSchema.parse(decodeCanonical(bytes));
  return new Map(
    assets.map(({ asset, nodes }) => [
      asset,
      nodes.map(({ depth, index, key }) => ({ depth, index, key: fromBase64url(key) })),
    ]),
  );
}
