import canonicalize from "canonicalize";
import { equalBytes, fromUtf8, utf8 } from "./bytes.ts";
import { FormatError } from "./format-error.ts";

/**
 * Canonical JSON: RFC 8785 (JSON Canonicalization Scheme) with a narrower set of values.
 *
 * Only strings, booleans, integers of at most 2^53-1 in magnitude, arrays and objects occur: no fractions
 * and no null. So each value has one encoding, each encoding one value, in every language with a JSON parser.
 */
export type JsonValue = string | number | boolean | readonly JsonValue[] | { readonly [name: string]: JsonValue };

/** A JSON object of the profile. */
export type JsonObject = { readonly [name: string]: JsonValue };

const deepest = 64;

function isPlainObject(value: object): value is Record<string, unknown> {
  const prototype: unknown = Object.getPrototypeOf(value);
  return prototype === Object.prototype || prototype === null;
}

/** True when the names of every object inside come in the order of RFC 8785. */
function requireObject(value: object, depth: number): boolean {
  if (depth > deepest) {
    throw new FormatError("json is nested too deeply");
  }
  let isOrdered = true;
  // `canonicalize` honours toJSON and boxed values; only what is written may count.
  if (Array.isArray(value)) {
    for (const member of value as readonly unknown[]) {
      isOrdered = requireProfile(member, depth + 1) && isOrdered;
    }
    return isOrdered;
  }
  if (!isPlainObject(value)) {
    throw new FormatError("json holds only plain objects");
  }
  let last: string | null = null;
  for (const name of Object.keys(value)) {
    requireText(name);
    isOrdered = requireProfile(value[name], depth + 1) && isOrdered && (last === null || last < name);
    last = name;
  }
  return isOrdered;
}

function requireText(text: string): void {
  if (!text.isWellFormed()) {
    throw new FormatError("json text has a lone surrogate");
  }
}

function requireProfile(value: unknown, depth: number): boolean {
  if (typeof value === "string") {
    requireText(value);
  } else if (typeof value === "number") {
    if (!Number.isSafeInteger(value)) {
      throw new FormatError("json holds only safe integers");
    }
  } else if (typeof value === "object" && value !== null) {
    return requireObject(value, depth);
  } else if (typeof value !== "boolean") {
    throw new FormatError("json holds only text, integers, booleans, arrays and objects");
  }
  return true;
}

/** RFC 8785 text of any JSON value, without the profile; for checking the published vectors. */
export function canonicalText(value: unknown): string {
  const text = canonicalize(value);
  if (text === undefined) {
    throw new FormatError("not a json value");
  }
  return text;
}

/** RFC 8785 text of a value of the profile. */
function profileText(value: JsonValue): string {
  // RFC 8785 takes both spellings, of texts and of integers, from ECMAScript.
  if (typeof value !== "object") {
    return JSON.stringify(value);
  }
  if (isList(value)) {
    return `[${value.map(profileText).join(",")}]`;
  }
  // The default order is that of UTF-16 code units, as the RFC demands.
  const members = Object.keys(value)
    .toSorted()
    .map((name) => `${JSON.stringify(name)}:${profileText(value[name] ?? "")}`);
  return `{${members.join(",")}}`;
}

function isList(value: JsonValue): value is readonly JsonValue[] {
  return Array.isArray(value);
}

/**
 * The one encoding of a value of the profile.
 *
 * @throws {FormatError} when the value holds anything else: a fraction, null, undefined, a class instance,
 * a lone surrogate, or more than 64 levels.
 */
export function encodeCanonical(value: JsonValue): Uint8Array {
  requireProfile(value, 0);
  return utf8(profileText(value));
}

/**
 * Reads canonical JSON.
 *
 * @throws {FormatError} unless the bytes are exactly what `encodeCanonical` makes of the value they hold;
 * repeated names, other orders, spaces and other spellings of a number are refused with that.
 */
export function decodeCanonical(bytes: Uint8Array): JsonValue {
  const text = fromUtf8(bytes);
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch (cause) {
    throw new FormatError("not json", { cause });
  }
  const isOrdered = requireProfile(value, 0);
  // Checked member by member just above.
  const json = value as JsonValue;
  // Of a value of the profile whose names are in order this is `profileText`, several times faster.
  if (isOrdered && JSON.stringify(json) === text) {
    return json;
  }
  // Names that look like numbers come first in JavaScript, wherever they stood.
  if (!equalBytes(utf8(profileText(json)), bytes)) {
    throw new FormatError("json is not canonical");
  }
  return json;
}
