import {
  constants,
  createCipheriv,
  createDecipheriv,
  createPrivateKey,
  privateDecrypt,
  publicEncrypt,
  randomBytes,
  X509Certificate,
} from "node:crypto";
import forge from "node-forge";
import { equalBytes, plainBytes } from "./bytes.ts";
import { isSameSigner, signerNameOf } from "./cms.ts";
import {
  binary,
  contentOf,
  type Der,
  derBytes,
  integer,
  membersOf,
  oid,
  oidOf,
  onlyMember,
  parseDer,
  readInteger,
  tag,
  taggedZero,
  taggedZeroMembers,
  universal,
} from "./der.ts";
import { FormatError } from "./format-error.ts";

/**
 * What one person alone can open: CMS EnvelopedData (RFC 5652 section 6) for one recipient, the key under
 * RSAES-OAEP with SHA-256 (RFC 3560), the content under AES-256-CBC.
 *
 * `openssl cms -decrypt` opens what `sealTo` makes. The form has no integrity of its own; the content brings one.
 */

const id = {
  data: "1.2.840.113549.1.7.1",
  envelopedData: "1.2.840.113549.1.7.3",
  sha256: "2.16.840.1.101.3.4.2.1",
  oaep: "1.2.840.113549.1.1.7",
  mgf1: "1.2.840.113549.1.1.8",
  aes256Cbc: "2.16.840.1.101.3.4.1.42",
} as const;

const keyBytes = 32;
const ivBytes = 16;

function tagged(number: 0 | 1, member: Der): Der {
  return forge.asn1.create(forge.asn1.Class.CONTEXT_SPECIFIC, number, true, [member]);
}

function sha256(): Der {
  return universal(tag.sequence, [oid(id.sha256), universal(tag.none, "")]);
}

function oaep(): Der {
  const parameters = [tagged(0, sha256()), tagged(1, universal(tag.sequence, [oid(id.mgf1), sha256()]))];
  return universal(tag.sequence, [oid(id.oaep), universal(tag.sequence, parameters)]);
}

const padding = { padding: constants.RSA_PKCS1_OAEP_PADDING, oaepHash: "sha256" } as const;

/** Seals content to the holder of a certificate; DER. */
export function sealTo(certificatePem: string, content: Uint8Array): Uint8Array {
  const certificate = new X509Certificate(certificatePem);
  const { issuer, serial } = signerNameOf(certificate.raw);
  const key = randomBytes(keyBytes);
  const iv = randomBytes(ivBytes);
  const cipher = createCipheriv("aes-256-cbc", key, iv);
  const body = Buffer.concat([cipher.update(content), cipher.final()]);
  const sealedKey = publicEncrypt({ key: certificate.publicKey, ...padding }, key);
  key.fill(0);
  const recipient = universal(tag.sequence, [
    integer(0),
    universal(tag.sequence, [issuer, serial]),
    oaep(),
    universal(tag.octetString, binary(sealedKey)),
  ]);
  const encrypted = universal(tag.sequence, [
    oid(id.data),
    universal(tag.sequence, [oid(id.aes256Cbc), universal(tag.octetString, binary(iv))]),
    forge.asn1.create(forge.asn1.Class.CONTEXT_SPECIFIC, forge.asn1.Type.NONE, false, binary(body)),
  ]);
  const enveloped = universal(tag.sequence, [integer(0), universal(tag.set, [recipient]), encrypted]);
  return derBytes(universal(tag.sequence, [oid(id.envelopedData), taggedZero([enveloped])]));
}

/** Who opens: a certificate and the key that belongs to it. */
export interface Recipient {
  readonly certificatePem: string;
  readonly privateKeyPem: string;
}

/** @returns `null` when it is sealed to somebody else. @throws {FormatError} when it is malformed or was changed. */
export function openSealed(der: Uint8Array, { certificatePem, privateKeyPem }: Recipient): Uint8Array | null {
  const [type, wrapped, ...outer] = membersOf(parseDer(der), tag.sequence);
  const [version, recipients, encrypted, ...rest] = membersOf(onlyMember(taggedZeroMembers(wrapped)), tag.sequence);
  if (oidOf(type) !== id.envelopedData || outer.length > 0 || rest.length > 0 || readInteger(version) !== 0) {
    throw new FormatError("not enveloped data");
  }
  const [form, name, algorithm, sealedKey] = membersOf(onlyMember(membersOf(recipients, tag.set)), tag.sequence);
  const [issuer, serial] = membersOf(name, tag.sequence);
  if (issuer === undefined || serial === undefined || algorithm === undefined || readInteger(form) !== 0) {
    throw new FormatError("recipient is malformed");
  }
  if (!isSameSigner(signerNameOf(new X509Certificate(certificatePem).raw), { issuer, serial })) {
    return null;
  }
  if (!equalBytes(derBytes(algorithm), derBytes(oaep()))) {
    throw new FormatError("key is sealed by another algorithm");
  }
  return decrypt(encrypted, privateKeyPem, contentOf(sealedKey, tag.octetString));
}

function decrypt(encrypted: Der | undefined, privateKeyPem: string, sealedKey: Uint8Array): Uint8Array {
  const [type, algorithm, body] = membersOf(encrypted, tag.sequence);
  const [cipherId, iv] = membersOf(algorithm, tag.sequence);
  const sealed = body?.tagClass === forge.asn1.Class.CONTEXT_SPECIFIC ? body.value : undefined;
  if (oidOf(type) !== id.data || oidOf(cipherId) !== id.aes256Cbc || typeof sealed !== "string") {
    throw new FormatError("content is sealed by another algorithm");
  }
  try {
    const key = privateDecrypt({ key: createPrivateKey(privateKeyPem), ...padding }, sealedKey);
    const decipher = createDecipheriv("aes-256-cbc", key, contentOf(iv, tag.octetString));
    const bytes = Buffer.from(sealed, "latin1");
    return plainBytes(Buffer.concat([decipher.update(bytes), decipher.final()]));
  } catch (cause) {
    throw new FormatError("content does not open", { cause });
  }
}
