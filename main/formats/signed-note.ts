import type { KeyObject } from "node:crypto";
import { base64, concatBytes, fromBase64, fromHex, fromUtf8, hex, utf8 } from "./bytes.ts";
import { sha256 } from "./digest.ts";
import { isLowOrderPublicKey, publicKeyOf, sign, verify } from "./ed25519.ts";
import { FormatError } from "./format-error.ts";

/** Signed notes of C2SP signed-note (https://c2sp.org/signed-note): text, a blank line, signature lines. */

/** Signature type bytes of the specification that this product reads. */
export const noteSignatureType = { ed25519: 0x01, cosignature: 0x04 } as const;
export type NoteSignatureType = (typeof noteSignatureType)[keyof typeof noteSignatureType];

/** One signature line. */
export interface NoteSignature {
  readonly name: string;
  /** First four bytes of the key's digest, as an unsigned integer. */
  readonly keyId: number;
  readonly signature: Uint8Array;
}

/** A note taken apart; nothing in it is verified. */
export interface ParsedNote {
  /** Ends with a newline. */
  readonly text: string;
  readonly signatures: readonly NoteSignature[];
}

/** Who signs: a name and an Ed25519 private key. */
export interface NoteSigner {
  readonly name: string;
  readonly key: KeyObject;
}

/** Whose signature is trusted. */
export interface NoteVerifier {
  readonly name: string;
  readonly keyId: number;
  readonly type: NoteSignatureType;
  /** Ed25519, 32 bytes. */
  readonly publicKey: Uint8Array;
}

/** A note of which at least one trusted signature verified, and no trusted one failed. */
export interface OpenedNote {
  readonly text: string;
  readonly signers: readonly NoteVerifier[];
}

const mostSignatures = 16;
const keyIdBytes = 4;
const linePrefix = "— ";
const namePattern = /^[^\p{White_Space}+]+$/u;
// eslint-disable-next-line no-control-regex -- control characters are what the format forbids
const controlPattern = /[\u0000-\u0009\u000b-\u001f]/u;

function requireName(name: string): void {
  if (!namePattern.test(name) || controlPattern.test(name) || !name.isWellFormed()) {
    throw new FormatError("note key name is not allowed");
  }
}

function requireText(text: string): void {
  if (!text.endsWith("\n") || controlPattern.test(text) || !text.isWellFormed()) {
    throw new FormatError("note text is not allowed");
  }
}

function unsigned32(bytes: Uint8Array): number {
  return new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength).getUint32(0);
}

function bytesOf32(value: number): Uint8Array {
  const bytes = new Uint8Array(keyIdBytes);
  new DataView(bytes.buffer).setUint32(0, value);
  return bytes;
}

/** Key ID of an Ed25519 key under a name: the first four bytes of SHA-256(name, newline, type, key). */
export function noteKeyId(name: string, type: NoteSignatureType, publicKey: Uint8Array): number {
  return unsigned32(sha256(concatBytes(utf8(`${name}\n`), new Uint8Array([type]), publicKey)));
}

/** One signature line, without its newline. */
export function formatSignatureLine(signature: NoteSignature): string {
  requireName(signature.name);
  return `${linePrefix}${signature.name} ${base64(concatBytes(bytesOf32(signature.keyId), signature.signature))}`;
}

/** Reads one signature line, without its newline. @throws {FormatError} when malformed. */
export function parseSignatureLine(line: string): NoteSignature {
  if (!line.startsWith(linePrefix)) {
    throw new FormatError("note signature line is malformed");
  }
  const [name, encoded, ...rest] = line.slice(linePrefix.length).split(" ");
  if (name === undefined || encoded === undefined || rest.length > 0) {
    throw new FormatError("note signature line is malformed");
  }
  requireName(name);
  const bytes = fromBase64(encoded);
  if (bytes.byteLength <= keyIdBytes) {
    throw new FormatError("note signature is too short");
  }
  return { name, keyId: unsigned32(bytes), signature: bytes.slice(keyIdBytes) };
}

/** The note with these signature lines. @throws {FormatError} for a text or name the format forbids, and beyond 16 signatures. */
export function formatNote(text: string, signatures: readonly NoteSignature[]): string {
  requireText(text);
  if (signatures.length === 0 || signatures.length > mostSignatures) {
    throw new FormatError("note has between 1 and 16 signatures");
  }
  return `${text}\n${signatures.map((signature) => `${formatSignatureLine(signature)}\n`).join("")}`;
}

/** Takes a note apart without trusting it. @throws {FormatError} for anything the specification does not allow, and beyond 16 signatures. */
export function parseNote(note: Uint8Array | string): ParsedNote {
  const whole = typeof note === "string" ? note : fromUtf8(note);
  requireText(whole);
  const separator = whole.lastIndexOf("\n\n");
  if (separator < 0) {
    throw new FormatError("note has no signatures");
  }
  const text = whole.slice(0, separator + 1);
  const lines = whole.slice(separator + 2).split("\n");
  lines.pop();
  if (lines.length === 0 || lines.length > mostSignatures) {
    throw new FormatError("note has between 1 and 16 signatures");
  }
  return { text, signatures: lines.map(parseSignatureLine) };
}

/** The note over `text` with one Ed25519 signature. The text ends with a newline. */
export function signNote(text: string, signer: NoteSigner): string {
  requireText(text);
  const keyId = noteKeyId(signer.name, noteSignatureType.ed25519, publicKeyOf(signer.key));
  return formatNote(text, [{ name: signer.name, keyId, signature: sign(signer.key, utf8(text)) }]);
}

/** The key as text for enrolment records: `name+key id+base64(type, key)`. */
export function verifierKey(
  name: string,
  publicKey: Uint8Array,
  type: NoteSignatureType = noteSignatureType.ed25519,
): string {
  requireName(name);
  const keyId = hex(bytesOf32(noteKeyId(name, type, publicKey)));
  return `${name}+${keyId}+${base64(concatBytes(new Uint8Array([type]), publicKey))}`;
}

/** Reads a verifier key. @throws {FormatError} when malformed, of another type, of small order, or when its key ID is not its own. */
export function parseVerifierKey(text: string): NoteVerifier {
  const [name, keyIdHex, ...encoded] = text.split("+");
  if (name === undefined || keyIdHex === undefined || encoded.length === 0) {
    throw new FormatError("verifier key is malformed");
  }
  requireName(name);
  // Base64 has `+` in its alphabet, so only the first two separate.
  const bytes = fromBase64(encoded.join("+"));
  const type = knownType(bytes[0]);
  const publicKey = bytes.slice(1);
  if (publicKey.byteLength !== 32 || isLowOrderPublicKey(publicKey)) {
    throw new FormatError("verifier key is not usable");
  }
  const keyId = noteKeyId(name, type, publicKey);
  if (keyIdHex.length !== 2 * keyIdBytes || unsigned32(fromHex(keyIdHex)) !== keyId) {
    throw new FormatError("verifier key does not match its id");
  }
  return { name, keyId, type, publicKey };
}

function knownType(type: number | undefined): NoteSignatureType {
  if (type === noteSignatureType.ed25519 || type === noteSignatureType.cosignature) {
    return type;
  }
  throw new FormatError("verifier key has an unknown type");
}

function verifierOf(signature: NoteSignature, verifiers: readonly NoteVerifier[]): NoteVerifier | undefined {
  return verifiers.find(
    ({ name, keyId, type }) =>
      type === noteSignatureType.ed25519 && name === signature.name && keyId === signature.keyId,
  );
}

/**
 * Opens a note signed by one of the trusted Ed25519 keys. Signatures of unknown keys are ignored, as the
 * specification demands.
 *
 * @returns `null` when no trusted key signed it.
 * @throws {FormatError} when the note is malformed or a trusted key's signature does not verify.
 */
export function openNote(note: Uint8Array | string, verifiers: readonly NoteVerifier[]): OpenedNote | null {
  const { text, signatures } = parseNote(note);
  const message = utf8(text);
  const signers: NoteVerifier[] = [];
  for (const signature of signatures) {
    const verifier = verifierOf(signature, verifiers);
    if (verifier === undefined) {
      continue;
    }
    if (!verify(verifier.publicKey, message, signature.signature)) {
      throw new FormatError("note signature does not verify");
    }
    signers.push(verifier);
  }
  return signers.length === 0 ? null : { text, signers };
}
