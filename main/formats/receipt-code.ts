import { deflateRawSync, inflateRawSync } from "node:zlib";
import { concatBytes, fromUtf8, hex, plainBytes, utf8 } from "./bytes.ts";
import { sha256 } from "./digest.ts";
import { FormatError } from "./format-error.ts";

/**
 * A receipt as text for QR codes, in the alphabet of their alphanumeric mode:
 *
 *     VITRINE1/<digest>/<part>/<parts>/<base45>.
 *
 * The receipt's text is deflated (RFC 1951), cut into parts and each part written in base45 (RFC 9285). `digest` is the
 * first 8 bytes of SHA-256 of all deflated bytes in upper-case hexadecimal: it ties the parts together, and no bit of them
 * is loose. The point at the end keeps a trailing space from being lost when the text is pasted.
 */

const alphabet = "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ $%*+-./:";
const form = /^VITRINE1\/([0-9A-F]{16})\/([1-9][0-9]?)\/([1-9][0-9]?)\/([0-9A-Z $%*+\-./:]+)\.$/u;

/**
 * Deflated bytes in one code: a symbol of version 22 with error correction M, 105 modules, so that a module is 0.5 mm
 * when three codes stand side by side on A4. A usual receipt takes two or three of them; 63 digests in the proof take five.
 */
export const bytesPerPart = 720;
const mostParts = 99;
/** A receipt of the longest entry and proof is below this; more is somebody's trick. */
const longestReceipt = 131_072;

function base45(bytes: Uint8Array): string {
  let written = "";
  for (let at = 0; at < bytes.length; at += 2) {
    const isPair = at + 1 < bytes.length;
    let value = isPair ? (bytes[at] ?? 0) * 256 + (bytes[at + 1] ?? 0) : (bytes[at] ?? 0);
    for (let digit = 0; digit < (isPair ? 3 : 2); digit++) {
      written += alphabet[value % 45] ?? "";
      value = Math.floor(value / 45);
    }
  }
  return written;
}

function fromBase45(text: string): Uint8Array {
  if (text.length % 3 === 1) {
    throw new FormatError("base45 expected");
  }
  const bytes: number[] = [];
  for (let at = 0; at < text.length; at += 3) {
    const digits = text
      .slice(at, at + 3)
      .split("")
      .map((letter) => alphabet.indexOf(letter));
    const value = digits.reduceRight((sum, digit) => sum * 45 + digit, 0);
    if (digits.includes(-1) || value > (digits.length === 3 ? 0xff_ff : 0xff)) {
      throw new FormatError("base45 expected");
    }
    bytes.push(...(digits.length === 3 ? [value >> 8, value & 0xff] : [value]));
  }
  return new Uint8Array(bytes);
}

function digestOf(bytes: Uint8Array): string {
  return hex(sha256(bytes).subarray(0, 8)).toUpperCase();
}

/** The texts of the codes that carry a receipt, in order. */
export function receiptCodes(receipt: string): string[] {
  const bytes = plainBytes(deflateRawSync(utf8(receipt), { level: 9 }));
  const parts = Math.ceil(bytes.length / bytesPerPart);
  if (parts > mostParts) {
    throw new FormatError("receipt is too long");
  }
  // Even parts make codes of one size.
  const each = Math.ceil(bytes.length / parts);
  return Array.from({ length: parts }, (_none, index) => {
    const part = base45(bytes.subarray(index * each, (index + 1) * each));
    return `VITRINE1/${digestOf(bytes)}/${String(index + 1)}/${String(parts)}/${part}.`;
  });
}

/** Whether a text looks like the text of such codes. */
export function isReceiptCode(text: string): boolean {
  return text.trimStart().startsWith("VITRINE1/");
}

/**
 * The receipt that these code texts carry, one a line and in any order.
 *
 * @throws {FormatError} when a part is missing, doubled with another content, of another receipt, or changed.
 */
export function receiptFromCodes(codes: string): string {
  const read = codes
    .split(/\r?\n/u)
    .map((line) => line.trim())
    .filter((line) => line !== "")
    .map(readCode);
  const [first] = read;
  if (first === undefined || read.some(({ digest, parts }) => digest !== first.digest || parts !== first.parts)) {
    throw new FormatError("receipt codes do not belong together");
  }
  const bodies = new Map<number, string>();
  for (const { part, body } of read) {
    if (part > first.parts || (bodies.get(part) ?? body) !== body) {
      throw new FormatError("receipt code is malformed");
    }
    bodies.set(part, body);
  }
  if (bodies.size !== first.parts) {
    throw new FormatError("receipt codes are not complete");
  }
  const ordered = [...bodies].toSorted(([a], [b]) => a - b);
  const bytes = concatBytes(...ordered.map(([, body]) => fromBase45(body)));
  if (digestOf(bytes) !== first.digest) {
    throw new FormatError("receipt codes were changed");
  }
  return inflate(bytes);
}

interface ReadCode {
  readonly digest: string;
  readonly part: number;
  readonly parts: number;
  readonly body: string;
}

function readCode(line: string): ReadCode {
  const [, digest, part, parts, body] = form.exec(line) ?? [];
  if (digest === undefined || part === undefined || parts === undefined || body === undefined) {
    throw new FormatError("receipt code is malformed");
  }
  return { digest, part: Number(part), parts: Number(parts), body };
}

function inflate(bytes: Uint8Array): string {
  try {
    return fromUtf8(plainBytes(inflateRawSync(bytes, { maxOutputLength: longestReceipt })));
  } catch (cause) {
    throw new FormatError("receipt codes do not inflate", { cause });
  }
}
