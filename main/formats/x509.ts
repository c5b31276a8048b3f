import {
  createPrivateKey,
  createPublicKey,
  generateKeyPairSync,
  type KeyObject,
  randomBytes,
  sign,
  X509Certificate,
} from "node:crypto";
import forge from "node-forge";
import { fromUtf8, hex, plainBytes } from "./bytes.ts";
import { binary, derBytes, fromBinary } from "./der.ts";
import { sha256Hex } from "./digest.ts";
import { FormatError } from "./format-error.ts";

/**
 * X.509 certificates (RFC 5280) of one authority: persons who sign, devices that connect.
 *
 * node-forge lays out the structures, node:crypto makes the keys and signatures. Everything is RSA-2048 with
 * SHA-256; a certificate is trusted only when an enrolled authority issued it directly.
 */

/** A certificate with the key that belongs to it. */
export interface CertificateWithKey {
  readonly certificatePem: string;
  /** PKCS#8. */
  readonly privateKeyPem: string;
}

/** An authority that issues certificates. */
export type Authority = CertificateWithKey;

/** Who a certificate is for. */
export interface PersonSubject {
  /** Stable person id; becomes the subject's serialNumber. */
  readonly person: string;
  readonly name: string;
  readonly unit: string;
  readonly days: number;
  /** The present time when absent. */
  readonly notBefore?: Date;
}

/** What a device certificate is for. */
export interface DeviceSubject {
  readonly commonName: string;
  readonly days: number;
  readonly dns?: readonly string[];
  readonly ip?: readonly string[];
  /** May accept TLS connections. */
  readonly server?: boolean;
  /** May open TLS connections. */
  readonly client?: boolean;
  /** The present time when absent. */
  readonly notBefore?: Date;
}

/** A certificate taken apart; whether to trust it is `verifyChain`'s answer. */
export interface Certificate {
  readonly subject: { readonly commonName: string; readonly serialNumber: string };
  /** Lower-case hexadecimal. */
  readonly serial: string;
  readonly notBefore: Date;
  readonly notAfter: Date;
  /** SHA-256 of the DER, lower-case hexadecimal. */
  readonly digest: string;
  readonly publicKey: KeyObject;
  readonly der: Uint8Array;
}

/** Why a certificate is not trusted. `foreign`: no enrolled authority issued it for this kind of use. */
export type ChainRefusal = "expired" | "not-yet-valid" | "foreign";
export type ChainAnswer = { readonly ok: true } | { readonly ok: false; readonly reason: ChainRefusal };

const modulusBits = 2048;
const millisecondsPerDay = 86_400_000;
const attribute = { commonName: "2.5.4.3", serialNumber: "2.5.4.5", unit: "2.5.4.11" } as const;
const sha256WithRsa = "1.2.840.113549.1.1.11";
// forge calls the string type of a name's value its tag class.
const utf8String = forge.asn1.Type.UTF8 as unknown as forge.asn1.Class;

function field(type: string, value: string): forge.pki.CertificateField {
  return { type, value, valueTagClass: utf8String };
}

function makeKeys(): { readonly publicKeyPem: string; readonly privateKeyPem: string } {
  const { publicKey, privateKey } = generateKeyPairSync("rsa", { modulusLength: modulusBits });
  return {
    publicKeyPem: publicKey.export({ type: "spki", format: "pem" }).toString(),
    privateKeyPem: privateKey.export({ type: "pkcs8", format: "pem" }).toString(),
  };
}

/** forge asks this key for a signature once the bytes to sign are laid out; its own arithmetic is far slower. */
function signingKey(privateKeyPem: string, toBeSigned: () => forge.asn1.Asn1): forge.pki.rsa.PrivateKey {
  const key = { sign: (): string => binary(sign("sha256", derBytes(toBeSigned()), privateKeyPem)) };
  // forge calls nothing else on it.
  return key as unknown as forge.pki.rsa.PrivateKey;
}

interface Issue {
  readonly subject: readonly forge.pki.CertificateField[];
  readonly issuer: readonly forge.pki.CertificateField[];
  readonly publicKeyPem: string;
  readonly days: number;
  readonly notBefore: Date;
  readonly extensions: readonly object[];
  readonly authorityKeyPem: string;
}

function issue(request: Issue): string {
  const certificate = forge.pki.createCertificate();
  const serial = randomBytes(16);
  // RFC 5280 4.1.2.2: positive, at most 20 octets; fixing the top bits also keeps the encoding minimal.
  serial[0] = ((serial[0] ?? 0) & 0x3f) | 0x40;
  certificate.serialNumber = hex(serial);
  const notBefore = Math.floor(request.notBefore.getTime() / 1000) * 1000;
  certificate.validity.notBefore = new Date(notBefore);
  certificate.validity.notAfter = new Date(notBefore + request.days * millisecondsPerDay);
  certificate.setSubject([...request.subject]);
  certificate.setIssuer([...request.issuer]);
  certificate.publicKey = forge.pki.publicKeyFromPem(request.publicKeyPem);
  certificate.setExtensions([...request.extensions]);
  certificate.sign(
    signingKey(request.authorityKeyPem, () => certificate.tbsCertificate),
    forge.md.sha256.create(),
  );
  return normalPem(forge.pki.certificateToPem(certificate));
}

function normalPem(pem: string): string {
  return pem.replaceAll("\r\n", "\n");
}

function issuerOf(authority: Authority): {
  readonly issuer: readonly forge.pki.CertificateField[];
  readonly keyIdentifier: object;
} {
  const certificate = forge.pki.certificateFromPem(authority.certificatePem);
  return {
    issuer: certificate.subject.attributes.map(({ type, value }) =>
      field(String(type), fromUtf8(fromBinary(String(value)))),
    ),
    keyIdentifier: {
      name: "authorityKeyIdentifier",
      keyIdentifier: certificate.generateSubjectKeyIdentifier().getBytes(),
    },
  };
}

/** A new self-signed authority that may issue end certificates and nothing below. */
export function createAuthority(options: {
  readonly name: string;
  readonly days: number;
  readonly notBefore?: Date;
}): Authority {
  const { publicKeyPem, privateKeyPem } = makeKeys();
  const subject = [field(attribute.commonName, options.name)];
  const certificatePem = issue({
    subject,
    issuer: subject,
    publicKeyPem,
    days: options.days,
    notBefore: options.notBefore ?? new Date(),
    extensions: [
      { name: "basicConstraints", critical: true, cA: true, pathLenConstraint: 0 },
      { name: "keyUsage", critical: true, keyCertSign: true, cRLSign: true },
      { name: "subjectKeyIdentifier" },
    ],
    authorityKeyPem: privateKeyPem,
  });
  return { certificatePem, privateKeyPem };
}

/** A certificate and a fresh key for a person: signs acts (CMS) and opens presence shares (RSA-OAEP). */
export function issuePerson(authority: Authority, subject: PersonSubject): CertificateWithKey {
  const { publicKeyPem, privateKeyPem } = makeKeys();
  return { certificatePem: issuePersonOf(authority, publicKeyPem, subject), privateKeyPem };
}

/**
 * The same for a key that was made elsewhere and never leaves there.
 *
 * @throws {FormatError} when the request (PKCS#10) is malformed or not signed by its own key.
 */
export function issuePersonFromCsr(authority: Authority, csrPem: string, subject: PersonSubject): string {
  return issuePersonOf(authority, publicKeyOfCsr(csrPem), subject);
}

function issuePersonOf(authority: Authority, publicKeyPem: string, subject: PersonSubject): string {
  const { issuer, keyIdentifier } = issuerOf(authority);
  return issue({
    subject: [
      field(attribute.unit, subject.unit),
      field(attribute.commonName, subject.name),
      field(attribute.serialNumber, subject.person),
    ],
    issuer,
    publicKeyPem,
    days: subject.days,
    notBefore: subject.notBefore ?? new Date(),
    extensions: [
      { name: "basicConstraints", critical: true, cA: false },
      { name: "keyUsage", critical: true, digitalSignature: true, nonRepudiation: true, keyEncipherment: true },
      // `openssl cms -verify` asks for this purpose.
      { name: "extKeyUsage", emailProtection: true },
      { name: "subjectKeyIdentifier" },
      keyIdentifier,
    ],
    authorityKeyPem: authority.privateKeyPem,
  });
}

/** A fresh device key and the signing request for it (PKCS#10, RFC 2986); the key never leaves the device. */
export function createCsr(options: { readonly commonName: string }): {
  readonly csrPem: string;
  readonly privateKeyPem: string;
} {
  const { publicKeyPem, privateKeyPem } = makeKeys();
  const request = forge.pki.createCertificationRequest();
  request.publicKey = forge.pki.publicKeyFromPem(publicKeyPem);
  request.setSubject([field(attribute.commonName, options.commonName)]);
  // forge sets this member, which its types leave out, before it asks for the signature.
  const laidOut = request as typeof request & { readonly certificationRequestInfo: forge.asn1.Asn1 };
  request.sign(
    signingKey(privateKeyPem, () => laidOut.certificationRequestInfo),
    forge.md.sha256.create(),
  );
  return { csrPem: normalPem(forge.pki.certificationRequestToPem(request)), privateKeyPem };
}

/** Public key of a signing request. @throws {FormatError} when it is malformed or not signed by its own key. */
export function publicKeyOfCsr(csrPem: string): string {
  try {
    const request = forge.pki.certificationRequestFromPem(csrPem);
    if (!request.verify() || request.publicKey === null) {
      throw new FormatError("signing request is not signed by its key");
    }
    const spki = forge.pki.publicKeyToPem(request.publicKey);
    const key = createPublicKey(spki);
    if ((key.asymmetricKeyDetails?.modulusLength ?? 0) < modulusBits) {
      throw new FormatError("key of the signing request is too short");
    }
    return key.export({ type: "spki", format: "pem" }).toString();
  } catch (cause) {
    throw cause instanceof FormatError ? cause : new FormatError("signing request is unreadable", { cause });
  }
}

/**
 * A certificate for a device's TLS connections. The subject is what the authority says, not what the request asks for.
 *
 * @throws {FormatError} when the request is malformed or not signed by its own key.
 */
export function issueDevice(
  authority: Authority,
  request: string | { readonly publicKeyPem: string },
  subject: DeviceSubject,
): { readonly certificatePem: string } {
  const { issuer, keyIdentifier } = issuerOf(authority);
  const altNames = [
    ...(subject.dns ?? []).map((value) => ({ type: 2, value })),
    ...(subject.ip ?? []).map((ip) => ({ type: 7, ip })),
  ];
  const certificatePem = issue({
    subject: [field(attribute.commonName, subject.commonName)],
    issuer,
    publicKeyPem: typeof request === "string" ? publicKeyOfCsr(request) : request.publicKeyPem,
    days: subject.days,
    notBefore: subject.notBefore ?? new Date(),
    extensions: [
      { name: "basicConstraints", critical: true, cA: false },
      { name: "keyUsage", critical: true, digitalSignature: true, keyEncipherment: true },
      { name: "extKeyUsage", serverAuth: subject.server === true, clientAuth: subject.client === true },
      ...(altNames.length === 0 ? [] : [{ name: "subjectAltName", altNames }]),
      { name: "subjectKeyIdentifier" },
      keyIdentifier,
    ],
    authorityKeyPem: authority.privateKeyPem,
  });
  return { certificatePem };
}

function textOf(certificate: forge.pki.Certificate, type: string): string {
  const found = certificate.subject.attributes.filter((candidate) => candidate.type === type);
  if (found.length > 1) {
    throw new FormatError("certificate names its subject twice");
  }
  const value = found[0]?.value;
  return typeof value === "string" ? fromUtf8(fromBinary(value)) : "";
}

function nativeCertificate(certificate: string | Uint8Array): X509Certificate {
  try {
    return new X509Certificate(certificate);
  } catch (cause) {
    throw new FormatError("certificate is unreadable", { cause });
  }
}

function forgeCertificate(der: Uint8Array): forge.pki.Certificate {
  try {
    return forge.pki.certificateFromAsn1(forge.asn1.fromDer(binary(der), true));
  } catch (cause) {
    throw new FormatError("certificate is unreadable", { cause });
  }
}

/** Reads a certificate in PEM or DER. @throws {FormatError} when it is malformed or not of an RSA key. */
export function readCertificate(certificate: string | Uint8Array): Certificate {
  const native = nativeCertificate(certificate);
  const der = plainBytes(native.raw);
  const parsed = forgeCertificate(der);
  return {
    subject: {
      commonName: textOf(parsed, attribute.commonName),
      serialNumber: textOf(parsed, attribute.serialNumber),
    },
    serial: native.serialNumber.toLowerCase(),
    notBefore: native.validFromDate,
    notAfter: native.validToDate,
    digest: sha256Hex(der),
    publicKey: native.publicKey,
    der,
  };
}

function hasIssued(authority: X509Certificate, native: X509Certificate): boolean {
  return authority.ca && native.checkIssued(authority) && native.verify(authority.publicKey);
}

/**
 * Whether one of these authorities issued the certificate for a person or device and it is valid at `at`.
 *
 * Only direct issue counts, with SHA-256 and RSA. An authority's own certificate is `foreign`: authorities do not act.
 *
 * @throws {FormatError} when a certificate is unreadable.
 */
export function verifyChain(certificatePem: string, authorityPem: readonly string[], at: Date): ChainAnswer {
  const native = nativeCertificate(certificatePem);
  const { signatureOid } = forgeCertificate(native.raw);
  const authority = authorityPem.map(nativeCertificate).find((candidate) => hasIssued(candidate, native));
  const isSupported = signatureOid === sha256WithRsa && native.publicKey.asymmetricKeyType === "rsa";
  if (authority === undefined || !isSupported || native.ca) {
    return { ok: false, reason: "foreign" };
  }
  if (at < native.validFromDate || at < authority.validFromDate) {
    return { ok: false, reason: "not-yet-valid" };
  }
  const isOver = at > native.validToDate || at > authority.validToDate;
  return isOver ? { ok: false, reason: "expired" } : { ok: true };
}

/** PEM of a DER certificate. */
export function pemOfCertificate(der: Uint8Array): string {
  return nativeCertificate(der).toString();
}

/** Whether the private key belongs to the certificate. */
export function isKeyOf(certificate: string, privateKeyPem: string): boolean {
  return nativeCertificate(certificate).checkPrivateKey(createPrivateKey(privateKeyPem));
}
