import { randomBytes } from "node:crypto";
import { combine, split } from "shamir-secret-sharing";
import { concatBytes, equalBytes, hex, utf8 } from "./bytes.ts";
import { sha256 } from "./digest.ts";

/**
 * Shares of a 32-byte key (Shamir's scheme over GF(256), by the audited library `shamir-secret-sharing`).
 *
 * Fewer shares than the threshold say nothing of use about the key. The scheme itself cannot tell a wrong share
 * from a right one, so each share names its set and carries a checksum, and all of a set carry one check value of the key.
 */
export interface KeyShare {
  /** Which backup it belongs to, lower-case hex. */
  readonly set: string;
  readonly threshold: number;
  readonly total: number;
  /** 1 … total. */
  readonly number: number;
  /** Truncated digest of the key. */
  readonly check: Uint8Array;
  readonly data: Uint8Array;
}

/** Why shares do not give a key. `share` is the position among those given, from 1. */
export type KeyShareRefusal = {
  readonly reason: "unreadable" | "altered" | "mixed" | "duplicate" | "too-few";
  readonly share?: number;
};
export type KeyShareAnswer =
  | { readonly ok: true; readonly key: Uint8Array; readonly set: string }
  | ({ readonly ok: false } & KeyShareRefusal);

const keyBytes = 32;
const formatVersion = 1;
const setBytes = 8;
const checkBytes = 16;
const dataBytes = keyBytes + 1;
const checksumBytes = 4;
const headBytes = 4;
const bodyBytes = headBytes + setBytes + checkBytes + dataBytes;
const alphabet = "0123456789ABCDEFGHJKMNPQRSTVWXYZ";
const group = 5;

function checkOf(key: Uint8Array): Uint8Array {
  return sha256(concatBytes(utf8("vitrine/key-share/v1\0"), key)).slice(0, checkBytes);
}

/** Splits a key so that any `threshold` of `total` shares give it back. @throws {RangeError} unless 2 ≤ threshold ≤ total ≤ 255. */
export async function splitKey(key: Uint8Array, threshold: number, total: number): Promise<KeyShare[]> {
  if (key.byteLength !== keyBytes || threshold < 2 || total < threshold || total > 255) {
    throw new RangeError("key or numbers of shares are out of range");
  }
  const set = randomBytes(setBytes).toString("hex");
  const check = checkOf(key);
  // The library asks for a plain Uint8Array by its constructor.
  const pieces = await split(Uint8Array.from(key), total, threshold);
  return pieces.map((data, index) => ({ set, threshold, total, number: index + 1, check, data }));
}

/** Puts a key together again and proves that it is the one that was split. */
export async function combineShares(shares: readonly KeyShare[]): Promise<KeyShareAnswer> {
  const [first] = shares;
  if (first === undefined) {
    return { ok: false, reason: "too-few" };
  }
  for (const [index, share] of shares.entries()) {
    if (share.set !== first.set || share.threshold !== first.threshold || !equalBytes(share.check, first.check)) {
      return { ok: false, reason: "mixed", share: index + 1 };
    }
    if (shares.findIndex(({ number, data }) => number === share.number || data.at(-1) === share.data.at(-1)) < index) {
      return { ok: false, reason: "duplicate", share: index + 1 };
    }
  }
  if (shares.length < first.threshold) {
    return { ok: false, reason: "too-few" };
  }
  const key = await combine(shares.map(({ data }) => Uint8Array.from(data)));
  return equalBytes(checkOf(key), first.check) ? { ok: true, key, set: first.set } : { ok: false, reason: "altered" };
}

/** A share as text that can be printed and typed again: Crockford's base 32 in groups of five, a checksum at the end. */
export function shareText(share: KeyShare): string {
  const body = concatBytes(
    new Uint8Array([formatVersion, share.threshold, share.total, share.number]),
    Buffer.from(share.set, "hex"),
    share.check,
    share.data,
  );
  const letters = toLetters(concatBytes(body, sha256(body).subarray(0, checksumBytes)));
  return (letters.match(new RegExp(`.{1,${group}}`, "gu")) ?? []).join("-");
}

/** Reads a share as somebody typed it: small letters, blanks, line breaks and look-alike letters are all the same. */
export function readShareText(
  text: string,
): { readonly ok: true; readonly share: KeyShare } | ({ readonly ok: false } & KeyShareRefusal) {
  const letters = text.toUpperCase().replaceAll(/[\s-]/gu, "").replaceAll("O", "0").replaceAll(/[IL]/gu, "1");
  const bytes = fromLetters(letters);
  if (bytes === null || bytes[0] !== formatVersion) {
    return { ok: false, reason: "unreadable" };
  }
  const body = bytes.slice(0, bodyBytes);
  if (!equalBytes(sha256(body).slice(0, checksumBytes), bytes.slice(bodyBytes))) {
    return { ok: false, reason: "altered" };
  }
  const [, threshold = 0, total = 0, number = 0] = body;
  const at = headBytes + setBytes;
  return {
    ok: true,
    share: {
      set: hex(body.slice(headBytes, at)),
      threshold,
      total,
      number,
      check: body.slice(at, at + checkBytes),
      data: body.slice(at + checkBytes),
    },
  };
}

const bitsOfLetter = 5;

function toLetters(bytes: Uint8Array): string {
  const bits = [...bytes].map((byte) => byte.toString(2).padStart(8, "0")).join("");
  const padded = bits.padEnd(Math.ceil(bits.length / bitsOfLetter) * bitsOfLetter, "0");
  return (padded.match(/.{5}/gu) ?? []).map((five) => alphabet[Number.parseInt(five, 2)]).join("");
}

function fromLetters(letters: string): Uint8Array | null {
  const wanted = bodyBytes + checksumBytes;
  if (letters.length !== Math.ceil((wanted * 8) / bitsOfLetter) || !/^[0-9A-HJKMNP-TV-Z]*$/u.test(letters)) {
    return null;
  }
  const bits = Array.from(letters, (one) => alphabet.indexOf(one).toString(2).padStart(bitsOfLetter, "0")).join("");
  return Uint8Array.from({ length: wanted }, (_none, at) => Number.parseInt(bits.slice(at * 8, at * 8 + 8), 2));
}
