import { utf8 } from "./bytes.ts";
import { verify } from "./ed25519.ts";
import { noteSignatureType, parseNote, type NoteVerifier } from "./signed-note.ts";

const timestampBytes = 8;

/**
 * When this cosigner signed the checkpoint in a note (C2SP tlog-cosignature, cosignature/v1).
 *
 * @returns `null` when it did not sign, or a line in its name does not verify.
 * @throws {FormatError} when the note is malformed.
 */
export function cosignatureTime(note: string, cosigner: NoteVerifier): Date | null {
  const { text, signatures } = parseNote(note);
  const line = signatures.find(({ name, keyId }) => name === cosigner.name && keyId === cosigner.keyId);
  if (
    line === undefined ||
    line.signature.byteLength !== timestampBytes + 64 ||
    cosigner.type !== noteSignatureType.cosignature
  ) {
    return null;
  }
  const bytes = line.signature;
  const seconds = new DataView(bytes.buffer, bytes.byteOffset, timestampBytes).getBigUint64(0);
  const message = utf8(`cosignature/v1\ntime ${seconds}\n${text}`);
  // 2^43 s lies beyond what a Date can hold.
  return seconds < 1n << 43n && verify(cosigner.publicKey, message, bytes.subarray(timestampBytes))
    ? new Date(Number(seconds) * 1000)
    : null;
}
