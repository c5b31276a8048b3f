import type { KeyObject } from "node:crypto";
import { concatBytes, utf8 } from "./bytes.ts";
import { parseCheckpoint } from "./checkpoint.ts";
import { publicKeyOf, sign, verify } from "./ed25519.ts";
import { FormatError } from "./format-error.ts";
import { noteKeyId, type NoteSignature, noteSignatureType, type NoteVerifier } from "./signed-note.ts";

/**
 * Timestamped cosignatures of C2SP tlog-cosignature (https://c2sp.org/tlog-cosignature), the Ed25519 kind: as of this
 * time, the largest consistent tree that the cosigner saw under the origin has this root.
 */

const timestampBytes = 8;
const signatureBytes = 64;

function messageOf(noteText: string, timestamp: bigint): Uint8Array {
  return utf8(`cosignature/v1\ntime ${timestamp}\n${noteText}`);
}

/**
 * Cosigns a checkpoint; the signature line to add to its note.
 *
 * @param noteText the checkpoint's text, without signatures.
 * @param timestampSeconds POSIX time.
 * @throws {FormatError} when the text is no checkpoint.
 */
export function cosign(noteText: string, name: string, key: KeyObject, timestampSeconds: number): NoteSignature {
  parseCheckpoint(noteText);
  if (!Number.isSafeInteger(timestampSeconds) || timestampSeconds < 0) {
    throw new FormatError("cosignature time is not allowed");
  }
  const timestamp = new Uint8Array(timestampBytes);
  new DataView(timestamp.buffer).setBigUint64(0, BigInt(timestampSeconds));
  const signature = sign(key, messageOf(noteText, BigInt(timestampSeconds)));
  return {
    name,
    keyId: noteKeyId(name, noteSignatureType.cosignature, publicKeyOf(key)),
    signature: concatBytes(timestamp, signature),
  };
}

/**
 * Checks one signature line as this cosigner's over a checkpoint's text.
 *
 * @returns when it was made, in POSIX seconds; `null` when the line is another key's.
 * @throws {FormatError} when it is this key's and does not verify.
 */
export function verifyCosignature(noteText: string, line: NoteSignature, verifier: NoteVerifier): number | null {
  const isTheirs =
    verifier.type === noteSignatureType.cosignature && line.name === verifier.name && line.keyId === verifier.keyId;
  if (!isTheirs) {
    return null;
  }
  if (line.signature.byteLength !== timestampBytes + signatureBytes) {
    throw new FormatError("cosignature is malformed");
  }
  const view = new DataView(line.signature.buffer, line.signature.byteOffset);
  const timestamp = view.getBigUint64(0);
  const signature = line.signature.subarray(timestampBytes);
  if (timestamp > BigInt(Number.MAX_SAFE_INTEGER)) {
    throw new FormatError("cosignature time is not allowed");
  }
  if (!verify(verifier.publicKey, messageOf(noteText, timestamp), signature)) {
    throw new FormatError("cosignature does not verify");
  }
  return Number(timestamp);
}
