import forge from "node-forge";
import { equalBytes, plainBytes } from "./bytes.ts";
import { FormatError } from "./format-error.ts";

/** DER (X.690) on top of node-forge, which keeps bytes as strings of one character each. */

/** One ASN.1 value. */
export type Der = forge.asn1.Asn1;

/** Tags used in this room. */
export const tag = {
  integer: forge.asn1.Type.INTEGER,
  boolean: forge.asn1.Type.BOOLEAN,
  bitString: forge.asn1.Type.BITSTRING,
  enumerated: forge.asn1.Type.ENUMERATED,
  octetString: forge.asn1.Type.OCTETSTRING,
  none: forge.asn1.Type.NULL,
  oid: forge.asn1.Type.OID,
  sequence: forge.asn1.Type.SEQUENCE,
  set: forge.asn1.Type.SET,
  utcTime: forge.asn1.Type.UTCTIME,
  generalizedTime: forge.asn1.Type.GENERALIZEDTIME,
} as const;

/** Bytes as forge takes them. */
export function binary(bytes: Uint8Array): string {
  return Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength).toString("latin1");
}

/** Bytes as forge returns them. */
export function fromBinary(text: string): Uint8Array {
  return plainBytes(Buffer.from(text, "latin1"));
}

/** The encoding of a value. */
export function derBytes(value: Der): Uint8Array {
  return fromBinary(forge.asn1.toDer(value).getBytes());
}

/** Reads one value that fills the bytes. @throws {FormatError} when it is not DER, so that each value has one encoding. */
export function parseDer(bytes: Uint8Array): Der {
  let value: Der;
  try {
    value = forge.asn1.fromDer(binary(bytes), true);
  } catch (cause) {
    throw new FormatError("not der", { cause });
  }
  if (!equalBytes(derBytes(value), bytes)) {
    throw new FormatError("not der");
  }
  return value;
}

/** A constructed or primitive value of a universal tag. */
export function universal(type: forge.asn1.Type, value: string | readonly Der[]): Der {
  const isPrimitive = typeof value === "string";
  return forge.asn1.create(forge.asn1.Class.UNIVERSAL, type, !isPrimitive, isPrimitive ? value : [...value]);
}

/** A constructed value tagged `[0]`, the only context-specific tag that the formats here write. */
export function taggedZero(members: readonly Der[]): Der {
  return forge.asn1.create(forge.asn1.Class.CONTEXT_SPECIFIC, forge.asn1.Type.NONE, true, [...members]);
}

/** An object identifier. */
export function oid(dotted: string): Der {
  return universal(tag.oid, forge.asn1.oidToDer(dotted).getBytes());
}

/** Members of a constructed universal value. @throws {FormatError} when it is of another kind. */
export function membersOf(value: Der | undefined, type: forge.asn1.Type): readonly Der[] {
  if (value?.tagClass !== forge.asn1.Class.UNIVERSAL || value.type !== type || typeof value.value === "string") {
    throw new FormatError("der has another structure");
  }
  return value.value;
}

/** Whether a value is tagged `[0]`. */
export function isTaggedZero(value: Der | undefined): value is Der {
  return value?.tagClass === forge.asn1.Class.CONTEXT_SPECIFIC && value.type === forge.asn1.Type.NONE;
}

/** Members of a constructed value tagged `[0]`. @throws {FormatError} when it is of another kind. */
export function taggedZeroMembers(value: Der | undefined): readonly Der[] {
  if (!isTaggedZero(value) || typeof value.value === "string") {
    throw new FormatError("der has another structure");
  }
  return value.value;
}

/** Content bytes of a primitive universal value. @throws {FormatError} when it is of another kind. */
export function contentOf(value: Der | undefined, type: forge.asn1.Type): Uint8Array {
  if (value?.tagClass !== forge.asn1.Class.UNIVERSAL || value.type !== type || typeof value.value !== "string") {
    throw new FormatError("der has another structure");
  }
  return fromBinary(value.value);
}

/** Dotted form of an object identifier. @throws {FormatError} when the value is none. */
export function oidOf(value: Der | undefined): string {
  return forge.asn1.derToOid(binary(contentOf(value, tag.oid)));
}

/** The only member, refusing none or several. */
export function onlyMember(members: readonly Der[]): Der {
  const [first, ...rest] = members;
  if (first === undefined || rest.length > 0) {
    throw new FormatError("der has another structure");
  }
  return first;
}

const firstGeneralizedYear = 2050;

/** A moment as RFC 5280 and RFC 5652 write it: UTCTime through 2049. */
export function timeOf(at: Date): Der {
  return at.getUTCFullYear() < firstGeneralizedYear
    ? universal(tag.utcTime, forge.asn1.dateToUtcTime(at))
    : universal(tag.generalizedTime, forge.asn1.dateToGeneralizedTime(at));
}

/** Reads what `timeOf` writes. @throws {FormatError} when it is no moment. */
export function readTime(value: Der | undefined): Date {
  const date =
    value?.type === tag.generalizedTime
      ? forge.asn1.generalizedTimeToDate(binary(contentOf(value, tag.generalizedTime)))
      : forge.asn1.utcTimeToDate(binary(contentOf(value, tag.utcTime)));
  if (Number.isNaN(date.getTime())) {
    throw new FormatError("time is malformed");
  }
  return date;
}

/** Reads a small non-negative integer. @throws {FormatError} when it is none. */
export function readInteger(value: Der | undefined): number {
  const bytes = contentOf(value, tag.integer);
  if (bytes.byteLength === 0 || bytes.byteLength > 6 || ((bytes[0] ?? 0x80) & 0x80) !== 0) {
    throw new FormatError("integer is malformed");
  }
  return Number.parseInt(Buffer.from(bytes).toString("hex"), 16);
}

/** A non-negative integer. */
export function integer(value: number): Der {
  const digits = value.toString(16);
  const bytes = Buffer.from(digits.length % 2 === 0 ? digits : `0${digits}`, "hex");
  // A set top bit would make it negative.
  const body = ((bytes[0] ?? 0) & 0x80) === 0 ? bytes : Buffer.concat([Buffer.from([0]), bytes]);
  return universal(tag.integer, binary(body));
}
