import {
  createPrivateKey,
  createPublicKey,
  generateKeyPairSync,
  type KeyObject,
  sign as signMessage,
  verify as verifyMessage,
} from "node:crypto";
import { concatBytes, fromBase64url, fromHex, hex, plainBytes } from "./bytes.ts";
import { FormatError } from "./format-error.ts";

/**
 * Ed25519 (RFC 8032) with one fixed verification policy.
 *
 * Verifiers in the field disagree on edge cases (C2SP CCTV `ed25519vectors`), so the station, headquarters and
 * the auditor's verifier all use this one: encodings of the key and of R must be canonical, neither may be a point of
 * small order, S must be below the group order, and the equation is checked without the cofactor.
 */

/** A fresh machine key. */
export interface SigningKey {
  readonly privateKey: KeyObject;
  /** 32 bytes. */
  readonly publicKey: Uint8Array;
}

const publicKeyBytes = 32;
const signatureBytes = 64;
const seedBytes = 32;

const spkiPrefix = fromHex("302a300506032b6570032100");
const pkcs8Prefix = fromHex("302e020100300506032b657004220420");

const fieldPrime = (1n << 255n) - 19n;
const groupOrder = (1n << 252n) + 27742317777372353535851937790883648493n;

/** y-coordinates of the eight points of small order, each with the encodings at or above p that mean the same. */
const lowOrderHeights: ReadonlySet<bigint> = new Set([
  0n,
  1n,
  fieldPrime - 1n,
  fieldPrime,
  fieldPrime + 1n,
  littleEndian(fromHex("26e8958fc2b227b045c3f489f2ef98f0d5dfac05d3c63339b13802886d53fc05")),
  littleEndian(fromHex("c7176a703d4dd84fba3c0b760d10670f2a2053fa2c39ccc64ec7fd7792ac037a")),
]);

function littleEndian(bytes: Uint8Array): bigint {
  return BigInt(`0x${hex(bytes.toReversed())}`);
}

/** y-coordinate of an encoded point; the top bit is the sign of x. */
function heightOf(point: Uint8Array): bigint {
  return littleEndian(point) & ((1n << 255n) - 1n);
}

function isUsablePoint(point: Uint8Array): boolean {
  const height = heightOf(point);
  return height < fieldPrime && !lowOrderHeights.has(height);
}

/** Whether these 32 bytes encode a point of small order, canonically or not; such a key signs everything at once. */
export function isLowOrderPublicKey(publicKey: Uint8Array): boolean {
  return publicKey.byteLength === publicKeyBytes && lowOrderHeights.has(heightOf(publicKey));
}

/** Makes a new key from the system's randomness. */
export function generateSigningKey(): SigningKey {
  const { privateKey, publicKey } = generateKeyPairSync("ed25519");
  return { privateKey, publicKey: rawPublicKey(publicKey) };
}

function rawPublicKey(key: KeyObject): Uint8Array {
  const { x } = key.export({ format: "jwk" });
  if (x === undefined) {
    throw new FormatError("not an ed25519 key");
  }
  return fromBase64url(x);
}

/** The 32-byte public key that belongs to a private key. */
export function publicKeyOf(privateKey: KeyObject): Uint8Array {
  return rawPublicKey(createPublicKey(privateKey));
}

/** The private key with this 32-byte seed (RFC 8032 section 5.1.5). */
export function privateKeyFromSeed(seed: Uint8Array): KeyObject {
  if (seed.byteLength !== seedBytes) {
    throw new FormatError("ed25519 seed has 32 bytes");
  }
  return createPrivateKey({ key: toBuffer(concatBytes(pkcs8Prefix, seed)), format: "der", type: "pkcs8" });
}

/** The 32-byte seed of a private key, for sealing it at rest. */
export function seedOf(privateKey: KeyObject): Uint8Array {
  const { d } = privateKey.export({ format: "jwk" });
  if (d === undefined) {
    throw new FormatError("not an ed25519 private key");
  }
  return fromBase64url(d);
}

function toBuffer(bytes: Uint8Array): Buffer {
  return Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength);
}

/** Signs a message; 64 bytes. */
export function sign(privateKey: KeyObject, message: Uint8Array): Uint8Array {
  return plainBytes(signMessage(null, message, privateKey));
}

/** Whether `signature` is this key's over `message`, under the policy above; false, never an error, for malformed input. */
export function verify(publicKey: Uint8Array, message: Uint8Array, signature: Uint8Array): boolean {
  if (publicKey.byteLength !== publicKeyBytes || signature.byteLength !== signatureBytes) {
    return false;
  }
  if (!isUsablePoint(publicKey) || !isUsablePoint(signature.subarray(0, publicKeyBytes))) {
    return false;
  }
  if (littleEndian(signature.subarray(publicKeyBytes)) >= groupOrder) {
    return false;
  }
  try {
    const key = createPublicKey({ key: toBuffer(concatBytes(spkiPrefix, publicKey)), format: "der", type: "spki" });
    return verifyMessage(null, message, key, signature);
  } catch {
    // The bytes are no point of the curve.
    return false;
  }
}
