import { Buffer } from "node:buffer";
import { timingSafeEqual } from "node:crypto";
import { FormatError } from "./format-error.ts";

/** Bytes that can be read by range: a file, an object fetched with HTTP Range, or memory. */
export interface ByteSource {
  /** Length in bytes. */
  readonly size: number;
  /** Exactly the bytes `[from, to)`; rejects when they cannot be had. */
  read(from: number, to: number): Promise<Uint8Array>;
}

const encoder = new TextEncoder();
const decoder = new TextDecoder("utf-8", { fatal: true, ignoreBOM: true });

const hexPattern = /^(?:[0-9a-f]{2})*$/u;

/** The same bytes as a plain `Uint8Array`, so that comparing and serialising never meets a `Buffer`. */
export function plainBytes(bytes: Uint8Array): Uint8Array {
  return new Uint8Array(bytes.buffer, bytes.byteOffset, bytes.byteLength);
}

function nodeBuffer(bytes: Uint8Array): Buffer {
  return Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength);
}

/** UTF-8 of a string. @throws {FormatError} on a lone surrogate, which UTF-8 cannot carry. */
export function utf8(text: string): Uint8Array {
  if (!text.isWellFormed()) {
    throw new FormatError("text has a lone surrogate");
  }
  return encoder.encode(text);
}

/** The string whose UTF-8 these bytes are; a byte order mark is kept. @throws {FormatError} on anything that is not UTF-8. */
export function fromUtf8(bytes: Uint8Array): string {
  try {
    return decoder.decode(bytes);
  } catch (cause) {
    throw new FormatError("text is not utf-8", { cause });
  }
}

/** Lower-case hexadecimal. */
export function hex(bytes: Uint8Array): string {
  return nodeBuffer(bytes).toString("hex");
}

/** Reads lower-case hexadecimal of even length. @throws {FormatError} on anything else. */
export function fromHex(text: string): Uint8Array {
  if (!hexPattern.test(text)) {
    throw new FormatError("hexadecimal expected");
  }
  return plainBytes(Buffer.from(text, "hex"));
}

/** Base64 of RFC 4648 section 4, with padding. */
export function base64(bytes: Uint8Array): string {
  return nodeBuffer(bytes).toString("base64");
}

/** Reads base64 of RFC 4648 section 4. @throws {FormatError} unless it is the one canonical form of its bytes. */
export function fromBase64(text: string): Uint8Array {
  const bytes = Buffer.from(text, "base64");
  // One text per value: missing padding, stray characters and loose trailing bits all fail the way back.
  if (bytes.toString("base64") !== text) {
    throw new FormatError("base64 expected");
  }
  return plainBytes(bytes);
}

/** Base64url of RFC 4648 section 5, without padding. */
export function base64url(bytes: Uint8Array): string {
  return nodeBuffer(bytes).toString("base64url");
}

/** Reads base64url of RFC 4648 section 5. @throws {FormatError} unless it is the one canonical form of its bytes. */
export function fromBase64url(text: string): Uint8Array {
  const bytes = Buffer.from(text, "base64url");
  if (bytes.toString("base64url") !== text) {
    throw new FormatError("base64url expected");
  }
  return plainBytes(bytes);
}

/** One array holding all parts in order. */
export function concatBytes(...parts: readonly Uint8Array[]): Uint8Array {
  let length = 0;
  for (const part of parts) {
    length += part.byteLength;
  }
  const whole = new Uint8Array(length);
  let offset = 0;
  for (const part of parts) {
    whole.set(part, offset);
    offset += part.byteLength;
  }
  return whole;
}

/** Whether two arrays hold the same bytes; takes the same time wherever they differ. */
export function equalBytes(a: Uint8Array, b: Uint8Array): boolean {
  return a.byteLength === b.byteLength && timingSafeEqual(a, b);
}

/** A source over bytes held in memory. */
export function memorySource(bytes: Uint8Array): ByteSource {
  return {
    size: bytes.byteLength,
    read: (from, to) => {
      if (from < 0 || to < from || to > bytes.byteLength) {
        return Promise.reject(new RangeError("range outside source"));
      }
      return Promise.resolve(bytes.subarray(from, to));
    },
  };
}
