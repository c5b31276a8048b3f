import {
  createCipheriv,
  createDecipheriv,
  createHmac,
  createPrivateKey,
  createPublicKey,
  diffieHellman,
  generateKeyPairSync,
  type KeyObject,
} from "node:crypto";
import { concatBytes, fromBase64url, fromHex, plainBytes, utf8 } from "./bytes.ts";
import { FormatError } from "./format-error.ts";

/**
 * Hybrid public key encryption of RFC 9180, base mode, one message per encapsulation:
 * DHKEM(X25519, HKDF-SHA256), HKDF-SHA256, AES-256-GCM. AES-128-GCM exists for the published vectors.
 */

/** A machine's key for what is sealed to it; never the key it signs with. */
export interface KemKey {
  readonly privateKey: KeyObject;
  /** X25519, 32 bytes. */
  readonly publicKey: Uint8Array;
}

/** What is sent: the encapsulated key and the ciphertext with its tag. */
export interface HpkeMessage {
  readonly enc: Uint8Array;
  readonly ct: Uint8Array;
}

/** AEAD of a suite, with its number in RFC 9180 section 7.3. */
export interface HpkeAead {
  readonly id: 0x0001 | 0x0002;
  readonly cipher: "aes-128-gcm" | "aes-256-gcm";
  readonly keyBytes: 16 | 32;
}

export const aes256Gcm: HpkeAead = { id: 0x0002, cipher: "aes-256-gcm", keyBytes: 32 };
export const aes128Gcm: HpkeAead = { id: 0x0001, cipher: "aes-128-gcm", keyBytes: 16 };

const kemId = 0x0020;
const kdfId = 0x0001;
const baseMode = new Uint8Array([0]);
const secretBytes = 32;
const nonceBytes = 12;
const tagBytes = 16;
const digestBytes = 32;

const spkiPrefix = fromHex("302a300506032b656e032100");
const pkcs8Prefix = fromHex("302e020100300506032b656e04220420");

function uint16(value: number): Uint8Array {
  return new Uint8Array([value >> 8, value & 0xff]);
}

const kemSuite = concatBytes(utf8("KEM"), uint16(kemId));
const version = utf8("HPKE-v1");

function hmac(key: Uint8Array, bytes: Uint8Array): Uint8Array {
  return plainBytes(createHmac("sha256", key).update(bytes).digest());
}

function labeledExtract(suite: Uint8Array, salt: Uint8Array, label: string, ikm: Uint8Array): Uint8Array {
  // RFC 5869: an empty salt stands for one digest's length of zeros.
  const key = salt.byteLength === 0 ? new Uint8Array(digestBytes) : salt;
  return hmac(key, concatBytes(version, suite, utf8(label), ikm));
}

function labeledExpand(
  suite: Uint8Array,
  prk: Uint8Array,
  label: string,
  info: Uint8Array,
  length: number,
): Uint8Array {
  const labeled = concatBytes(uint16(length), version, suite, utf8(label), info);
  const blocks: Uint8Array[] = [];
  let block: Uint8Array = new Uint8Array();
  for (let count = 1; (count - 1) * digestBytes < length; count += 1) {
    block = hmac(prk, concatBytes(block, labeled, new Uint8Array([count])));
    blocks.push(block);
  }
  return concatBytes(...blocks).subarray(0, length);
}

function rawKey(key: KeyObject): Uint8Array {
  const { x } = key.export({ format: "jwk" });
  if (x === undefined || key.asymmetricKeyType !== "x25519") {
    throw new FormatError("not an x25519 key");
  }
  return fromBase64url(x);
}

function buffer(bytes: Uint8Array): Buffer {
  return Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength);
}

function publicKeyFrom(raw: Uint8Array): KeyObject {
  if (raw.byteLength !== secretBytes) {
    throw new FormatError("x25519 key has 32 bytes");
  }
  return createPublicKey({ key: buffer(concatBytes(spkiPrefix, raw)), format: "der", type: "spki" });
}

/** A fresh key from the system's randomness. */
export function generateKemKey(): KemKey {
  const { privateKey, publicKey } = generateKeyPairSync("x25519");
  return { privateKey, publicKey: rawKey(publicKey) };
}

/** The X25519 private key with these 32 bytes. */
export function kemKeyFrom(raw: Uint8Array): KemKey {
  if (raw.byteLength !== secretBytes) {
    throw new FormatError("x25519 key has 32 bytes");
  }
  const privateKey = createPrivateKey({ key: buffer(concatBytes(pkcs8Prefix, raw)), format: "der", type: "pkcs8" });
  return { privateKey, publicKey: kemPublicKeyOf(privateKey) };
}

/** The key pair that keying material stands for (RFC 9180 section 7.1.3); `ikm` holds at least 32 random bytes. */
export function deriveKemKey(ikm: Uint8Array): KemKey {
  const prk = labeledExtract(kemSuite, new Uint8Array(), "dkp_prk", ikm);
  return kemKeyFrom(labeledExpand(kemSuite, prk, "sk", new Uint8Array(), secretBytes));
}

/** The 32 bytes of a private key, for sealing it at rest. */
export function kemSecretOf(privateKey: KeyObject): Uint8Array {
  const { d } = privateKey.export({ format: "jwk" });
  if (d === undefined || privateKey.asymmetricKeyType !== "x25519") {
    throw new FormatError("not an x25519 private key");
  }
  return fromBase64url(d);
}

/** The 32-byte public key that belongs to a private key. */
export function kemPublicKeyOf(privateKey: KeyObject): Uint8Array {
  return rawKey(createPublicKey(privateKey));
}

/** X25519 of RFC 7748. @throws {FormatError} when the shared secret is zero: the peer sent a point of small order. */
export function sharedSecret(privateKey: KeyObject, publicKey: Uint8Array): Uint8Array {
  let secret: Uint8Array;
  try {
    secret = plainBytes(diffieHellman({ privateKey, publicKey: publicKeyFrom(publicKey) }));
  } catch (cause) {
    throw new FormatError("x25519 key is not usable", { cause });
  }
  // RFC 9180 7.1.4; not every library behind node:crypto checks it.
  if (secret.every((byte) => byte === 0)) {
    throw new FormatError("x25519 key is not usable");
  }
  return secret;
}

/** Whether something can be sealed to these bytes: an X25519 key that is not of small order (RFC 7748 section 6.1). */
export function isUsableKemKey(publicKey: Uint8Array): boolean {
  try {
    sharedSecret(generateKemKey().privateKey, publicKey);
    return true;
  } catch (error) {
    if (error instanceof FormatError) {
      return false;
    }
    throw error;
  }
}

function kemSecret(dh: Uint8Array, enc: Uint8Array, recipient: Uint8Array): Uint8Array {
  const prk = labeledExtract(kemSuite, new Uint8Array(), "eae_prk", dh);
  return labeledExpand(kemSuite, prk, "shared_secret", concatBytes(enc, recipient), secretBytes);
}

/** Key and base nonce of a context (RFC 9180 section 5.1). */
export interface HpkeContext {
  readonly key: Uint8Array;
  readonly baseNonce: Uint8Array;
}

function keySchedule(aead: HpkeAead, secret: Uint8Array, info: Uint8Array): HpkeContext {
  const suite = concatBytes(utf8("HPKE"), uint16(kemId), uint16(kdfId), uint16(aead.id));
  const empty = new Uint8Array();
  const context = concatBytes(
    baseMode,
    labeledExtract(suite, empty, "psk_id_hash", empty),
    labeledExtract(suite, empty, "info_hash", info),
  );
  const prk = labeledExtract(suite, secret, "secret", empty);
  return {
    key: labeledExpand(suite, prk, "key", context, aead.keyBytes),
    baseNonce: labeledExpand(suite, prk, "base_nonce", context, nonceBytes),
  };
}

/** The sender's context under a given ephemeral key; for the published vectors, which fix it. */
export function senderContext(
  recipient: Uint8Array,
  info: Uint8Array,
  ephemeral: KemKey,
  aead: HpkeAead,
): { readonly enc: Uint8Array; readonly context: HpkeContext } {
  const enc = ephemeral.publicKey;
  const secret = kemSecret(sharedSecret(ephemeral.privateKey, recipient), enc, recipient);
  return { enc, context: keySchedule(aead, secret, info) };
}

/** The recipient's context. */
export function recipientContext(
  privateKey: KeyObject,
  info: Uint8Array,
  enc: Uint8Array,
  aead: HpkeAead,
): HpkeContext {
  const secret = kemSecret(sharedSecret(privateKey, enc), enc, kemPublicKeyOf(privateKey));
  return keySchedule(aead, secret, info);
}

function nonceAt(context: HpkeContext, sequence: number): Uint8Array {
  const nonce = context.baseNonce.slice();
  new DataView(nonce.buffer).setUint32(nonceBytes - 4, new DataView(nonce.buffer).getUint32(nonceBytes - 4) ^ sequence);
  return nonce;
}

/** Seals message number `sequence` of a context. */
export function sealInContext(
  aead: HpkeAead,
  context: HpkeContext,
  sequence: number,
  aad: Uint8Array,
  plaintext: Uint8Array,
): Uint8Array {
  const nonce = nonceAt(context, sequence);
  const cipher = createCipheriv(aead.cipher, context.key, nonce, { authTagLength: tagBytes }).setAAD(aad);
  const body = cipher.update(plaintext);
  cipher.final();
  return concatBytes(body, cipher.getAuthTag());
}

/** Opens message number `sequence` of a context. @throws {FormatError} when it is not authentic. */
export function openInContext(
  aead: HpkeAead,
  context: HpkeContext,
  sequence: number,
  aad: Uint8Array,
  ct: Uint8Array,
): Uint8Array {
  if (ct.byteLength < tagBytes) {
    throw new FormatError("sealed message is truncated");
  }
  const end = ct.byteLength - tagBytes;
  const nonce = nonceAt(context, sequence);
  const cipher = createDecipheriv(aead.cipher, context.key, nonce, { authTagLength: tagBytes }).setAAD(aad);
  cipher.setAuthTag(ct.subarray(end));
  const plaintext = cipher.update(ct.subarray(0, end));
  try {
    cipher.final();
  } catch (cause) {
    throw new FormatError("sealed message is not authentic", { cause });
  }
  return plainBytes(plaintext);
}

/**
 * Seals a message to the holder of an X25519 key.
 *
 * @param info says what the message is for; the recipient must give the same.
 * @param aad further bytes that must match.
 * @throws {FormatError} when the recipient's key is of small order.
 */
export function hpkeSeal(recipient: Uint8Array, info: Uint8Array, aad: Uint8Array, plaintext: Uint8Array): HpkeMessage {
  const { enc, context } = senderContext(recipient, info, generateKemKey(), aes256Gcm);
  return { enc, ct: sealInContext(aes256Gcm, context, 0, aad, plaintext) };
}

/** Opens a message sealed to this key. @throws {FormatError} for a wrong key, info or aad and for any changed byte. */
export function hpkeOpen(
  privateKey: KeyObject,
  info: Uint8Array,
  aad: Uint8Array,
  enc: Uint8Array,
  ct: Uint8Array,
): Uint8Array {
  return openInContext(aes256Gcm, recipientContext(privateKey, info, enc, aes256Gcm), 0, aad, ct);
}
