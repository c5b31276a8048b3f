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

/** HMAC-SHA-256 (RFC 2104); 32 bytes. */
export function hmacSha256(key: Uint8Array | KeyObject, bytes: Uint8Array): Uint8Array {
  return plainBytes(createHmac("sha256", key).update(bytes).digest());
}

/** HKDF-SHA-256, extract and expand (RFC 5869); `length` in bytes, at most 8160. */
export function hkdfSha256(ikm: Uint8Array, salt: Uint8Array, info: Uint8Array, length: number): Uint8Array {
  return new Uint8Array(hkdfSync("sha256", ikm, salt, info, length));
}
