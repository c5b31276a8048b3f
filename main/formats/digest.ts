import { createHmac, hash, hkdfSync, type KeyObject } from "node:crypto";
import { plainBytes } from "./bytes.ts";

/** SHA-256 of the bytes (FIPS 180-4); 32 bytes. */
export function sha256(bytes: Uint8Array): Uint8Array {
  return plainBytes(hash("sha256", bytes, "buffer"));
}

/** SHA-256 of the bytes in lower-case hexadecimal. */
export function sha256Hex(bytes: Uint8Array): string {
  return hash("sha256", bytes, "hex");
}

const blockBytes = 64;

/** HMAC-SHA-256 (RFC 2104); 32 bytes. */
export function hmacSha256(key: Uint8Array | KeyObject, bytes: Uint8Array): Uint8Array {
  if (!(key instanceof Uint8Array)) {
    return plainBytes(createHmac("sha256", key).update(bytes).digest());
  }
  // The log takes two of these for each entry; making a key and a MAC object costs several times the hashing.
  const block = key.byteLength > blockBytes ? sha256(key) : key;
  const inner = new Uint8Array(blockBytes + bytes.byteLength).fill(0x36, 0, blockBytes);
  const outer = new Uint8Array(blockBytes + 32).fill(0x5c, 0, blockBytes);
  for (const [at, byte] of block.entries()) {
    inner[at] = byte ^ 0x36;
    outer[at] = byte ^ 0x5c;
  }
  inner.set(bytes, blockBytes);
  outer.set(sha256(inner), blockBytes);
  const mac = sha256(outer);
  inner.fill(0);
  outer.fill(0);
  return mac;
}

/** HKDF-SHA-256, extract and expand (RFC 5869); `length` in bytes, at most 8160. */
export function hkdfSha256(ikm: Uint8Array, salt: Uint8Array, info: Uint8Array, length: number): Uint8Array {
  return new Uint8Array(hkdfSync("sha256", ikm, salt, info, length));
}
