import { createPrivateKey, type KeyObject, sign, verify, X509Certificate } from "node:crypto";
import { equalBytes } from "./bytes.ts";
import {
  binary,
  contentOf,
  type Der,
  derBytes,
  isTaggedZero,
  membersOf,
  oid,
  oidOf,
  onlyMember,
  parseDer,
  readTime,
  tag,
  taggedZero,
  taggedZeroMembers,
  timeOf,
  universal,
} from "./der.ts";
import { sha256 } from "./digest.ts";
import { FormatError } from "./format-error.ts";
import { type Certificate, pemOfCertificate, type ChainRefusal, readCertificate, verifyChain } from "./x509.ts";

/**
 * What persons sign: CMS SignedData (RFC 5652) with the content inside, one signer, SHA-256 with RSA, and the
 * signed attributes contentType, messageDigest and signingTime.
 *
 * `openssl cms -verify` accepts what `signCms` makes, and `verifyCms` accepts what `openssl cms -sign -binary
 * -nodetach` makes. The reader takes this one shape and refuses every other that the standard allows.
 */

/** Who signs and when. */
export interface CmsSigner {
  readonly certificatePem: string;
  readonly privateKeyPem: string;
  readonly at: Date;
}

/** A SignedData taken apart, its signature checked against the certificate inside; that certificate is not trusted yet. */
export interface OpenedCms {
  readonly content: Uint8Array;
  readonly certificateDer: Uint8Array;
  /** What the signer claims; a clock of their own. */
  readonly signedAt: Date;
}

/** Whether a person certified by an enrolled authority signed exactly this content. */
export type CmsAnswer =
  | { readonly ok: true; readonly content: Uint8Array; readonly certificate: Certificate; readonly signedAt: Date }
  | { readonly ok: false; readonly reason: CmsRefusal };

/** `malformed`: not of the shape above. `signature`: the content or an attribute is not what was signed. */
export type CmsRefusal = ChainRefusal | "malformed" | "signature";

const id = {
  data: "1.2.840.113549.1.7.1",
  signedData: "1.2.840.113549.1.7.2",
  contentType: "1.2.840.113549.1.9.3",
  messageDigest: "1.2.840.113549.1.9.4",
  signingTime: "1.2.840.113549.1.9.5",
  sha256: "2.16.840.1.101.3.4.2.1",
  rsa: "1.2.840.113549.1.1.1",
  sha256WithRsa: "1.2.840.113549.1.1.11",
} as const;

const fewestModulusBits = 2048;

function none(): Der {
  return universal(tag.none, "");
}

function attributeOf(type: string, value: Der): Der {
  return universal(tag.sequence, [oid(type), universal(tag.set, [value])]);
}

/** DER orders the members of a set by their encodings. */
function sorted(members: readonly Der[]): Der[] {
  const encoded = members.map((member) => ({ member, bytes: Buffer.from(derBytes(member)) }));
  return encoded.toSorted((a, b) => Buffer.compare(a.bytes, b.bytes)).map(({ member }) => member);
}

/** How CMS names a certificate: its issuer and serial number. */
export interface SignerName {
  readonly issuer: Der;
  readonly serial: Der;
}

/** Issuer and serial number of a certificate, as they stand in it. */
export function signerNameOf(certificateDer: Uint8Array): SignerName {
  const [tbs] = membersOf(parseDer(certificateDer), tag.sequence);
  const [version, serial, , issuer] = membersOf(tbs, tag.sequence);
  if (!isTaggedZero(version) || serial === undefined || issuer === undefined) {
    throw new FormatError("certificate is not of version 3");
  }
  return { issuer, serial };
}

/** Whether both name the same certificate. */
export function isSameSigner(a: SignerName, b: SignerName): boolean {
  return equalBytes(derBytes(a.issuer), derBytes(b.issuer)) && equalBytes(derBytes(a.serial), derBytes(b.serial));
}

/** Signs content; DER of a SignedData with the content and the signer's certificate inside. */
export function signCms(content: Uint8Array, signer: CmsSigner): Uint8Array {
  const certificate = new X509Certificate(signer.certificatePem);
  const { issuer, serial } = signerNameOf(certificate.raw);
  const attributes = sorted([
    attributeOf(id.contentType, oid(id.data)),
    attributeOf(id.messageDigest, universal(tag.octetString, binary(sha256(content)))),
    attributeOf(id.signingTime, timeOf(signer.at)),
  ]);
  const signature = sign("sha256", derBytes(universal(tag.set, attributes)), createPrivateKey(signer.privateKeyPem));
  const digestAlgorithm = (): Der => universal(tag.sequence, [oid(id.sha256), none()]);
  const one = universal(tag.integer, "\u0001");
  const signerInfo = universal(tag.sequence, [
    one,
    universal(tag.sequence, [issuer, serial]),
    digestAlgorithm(),
    taggedZero(attributes),
    universal(tag.sequence, [oid(id.rsa), none()]),
    universal(tag.octetString, binary(signature)),
  ]);
  const signedData = universal(tag.sequence, [
    one,
    universal(tag.set, [digestAlgorithm()]),
    universal(tag.sequence, [oid(id.data), taggedZero([universal(tag.octetString, binary(content))])]),
    taggedZero([parseDer(certificate.raw)]),
    universal(tag.set, [signerInfo]),
  ]);
  return derBytes(universal(tag.sequence, [oid(id.signedData), taggedZero([signedData])]));
}

function requireVersionOne(value: Der | undefined): void {
  if (!equalBytes(contentOf(value, tag.integer), new Uint8Array([1]))) {
    throw new FormatError("signed data is of another version");
  }
}

function requireAlgorithm(value: Der | undefined, allowed: readonly string[]): void {
  const [algorithm, parameters, ...rest] = membersOf(value, tag.sequence);
  if (!allowed.includes(oidOf(algorithm)) || rest.length > 0) {
    throw new FormatError("signed data uses another algorithm");
  }
  if (parameters !== undefined && contentOf(parameters, tag.none).byteLength > 0) {
    throw new FormatError("signed data uses another algorithm");
  }
}

interface SignedDataParts {
  readonly content: Uint8Array;
  readonly certificates: readonly Uint8Array[];
  readonly signer: Der;
}

function partsOf(der: Uint8Array): SignedDataParts {
  const [type, wrapped, ...outer] = membersOf(parseDer(der), tag.sequence);
  if (oidOf(type) !== id.signedData || outer.length > 0) {
    throw new FormatError("not signed data");
  }
  const signedData = membersOf(onlyMember(taggedZeroMembers(wrapped)), tag.sequence);
  const [version, digests, encapsulated, certificates, signers, ...rest] = signedData;
  if (rest.length > 0) {
    throw new FormatError("signed data has another structure");
  }
  requireVersionOne(version);
  requireAlgorithm(onlyMember(membersOf(digests, tag.set)), [id.sha256]);
  const [contentType, content, ...more] = membersOf(encapsulated, tag.sequence);
  if (oidOf(contentType) !== id.data || more.length > 0) {
    throw new FormatError("signed data has another structure");
  }
  return {
    content: contentOf(onlyMember(taggedZeroMembers(content)), tag.octetString),
    certificates: taggedZeroMembers(certificates).map(derBytes),
    signer: onlyMember(membersOf(signers, tag.set)),
  };
}

/** Reads the signed attributes; each at most once, each with one value, in DER order. */
function attributesOf(signed: readonly Der[]): ReadonlyMap<string, Der> {
  if (!sorted(signed).every((member, index) => member === signed[index])) {
    throw new FormatError("signed attributes are not in order");
  }
  const attributes = new Map<string, Der>();
  for (const attribute of signed) {
    const [type, values, ...rest] = membersOf(attribute, tag.sequence);
    const name = oidOf(type);
    if (rest.length > 0 || attributes.has(name)) {
      throw new FormatError("signed attributes are malformed");
    }
    attributes.set(name, onlyMember(membersOf(values, tag.set)));
  }
  return attributes;
}

interface Signature {
  readonly name: SignerName;
  readonly signedAttributes: readonly Der[];
  readonly value: Uint8Array;
}

function signatureOf(signerInfo: Der): Signature {
  const [version, name, digest, signed, algorithm, value, ...rest] = membersOf(signerInfo, tag.sequence);
  requireVersionOne(version);
  const [issuer, serial, ...more] = membersOf(name, tag.sequence);
  if (issuer === undefined || serial === undefined || more.length > 0 || rest.length > 0) {
    throw new FormatError("signer is malformed");
  }
  requireAlgorithm(digest, [id.sha256]);
  requireAlgorithm(algorithm, [id.rsa, id.sha256WithRsa]);
  return {
    name: { issuer, serial },
    signedAttributes: taggedZeroMembers(signed),
    value: contentOf(value, tag.octetString),
  };
}

function certificateOf(certificates: readonly Uint8Array[], name: SignerName): Uint8Array {
  const matching = certificates.filter((der) => isSameSigner(signerNameOf(der), name));
  const [certificateDer, ...others] = matching;
  if (certificateDer === undefined || others.length > 0) {
    throw new FormatError("signed data holds no certificate of its signer");
  }
  return certificateDer;
}

/** The content or what vouches for it has been changed. */
class SignatureError extends Error {}

function requireSignature(holds: boolean): void {
  if (!holds) {
    throw new SignatureError("signature does not verify");
  }
}

function isStrongKey(key: KeyObject): boolean {
  return key.asymmetricKeyType === "rsa" && (key.asymmetricKeyDetails?.modulusLength ?? 0) >= fewestModulusBits;
}

function openSigned(der: Uint8Array): OpenedCms {
  const { content, certificates, signer } = partsOf(der);
  const signature = signatureOf(signer);
  const certificateDer = certificateOf(certificates, signature.name);
  const attributes = attributesOf(signature.signedAttributes);
  if (oidOf(attributes.get(id.contentType)) !== id.data) {
    throw new FormatError("signed content is of another type");
  }
  const signedAt = readTime(attributes.get(id.signingTime));
  const digest = contentOf(attributes.get(id.messageDigest), tag.octetString);
  requireSignature(equalBytes(digest, sha256(content)));
  const { publicKey } = readCertificate(certificateDer);
  // The attributes are signed as a SET, though they stand in the message under another tag.
  const message = derBytes(universal(tag.set, signature.signedAttributes));
  requireSignature(isStrongKey(publicKey) && verify("sha256", message, publicKey, signature.value));
  return { content, certificateDer, signedAt };
}

/**
 * Takes a SignedData apart and checks its signature against the certificate it brings along. That certificate is
 * anyone's until `verifyChain` accepts it; `verifyCms` does both.
 *
 * @throws {FormatError} when it is malformed or the signature does not verify.
 */
export function openCms(der: Uint8Array): OpenedCms {
  try {
    return openSigned(der);
  } catch (cause) {
    throw cause instanceof FormatError ? cause : new FormatError("signed data does not verify", { cause });
  }
}

/**
 * Whether a person of one of these authorities signed this, with a certificate valid at `at`.
 *
 * The answer's content is exactly what was signed. `signedAt` is the signer's claim and lies within the
 * certificate's validity.
 */
export function verifyCms(der: Uint8Array, authorityPem: readonly string[], at: Date): CmsAnswer {
  let opened: OpenedCms;
  try {
    opened = openSigned(der);
  } catch (error) {
    return { ok: false, reason: error instanceof SignatureError ? "signature" : "malformed" };
  }
  const pem = pemOfCertificate(opened.certificateDer);
  for (const moment of [at, opened.signedAt]) {
    const chain = verifyChain(pem, authorityPem, moment);
    if (!chain.ok) {
      return chain;
    }
  }
  const certificate = readCertificate(opened.certificateDer);
  return { ok: true, content: opened.content, certificate, signedAt: opened.signedAt };
}
