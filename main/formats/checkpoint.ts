import { base64, fromBase64 } from "./bytes.ts";
import { FormatError } from "./format-error.ts";
import { type NoteSigner, type NoteVerifier, openNote, signNote } from "./signed-note.ts";

/** The state of a log at one size, as C2SP tlog-checkpoint (https://c2sp.org/tlog-checkpoint) signs it. */
export type Checkpoint = {
  /** Name of the log. */
  readonly origin: string;
  /** Number of leaves. */
  readonly size: number;
  /** RFC 6962 root over them; 32 bytes. */
  readonly root: Uint8Array;
};

const rootBytes = 32;
const sizePattern = /^(?:0|[1-9]\d{0,15})$/u;

/** Reads a decimal count without sign or leading zeros. @throws {FormatError} otherwise and beyond 2^53-1. */
export function parseCount(text: string): number {
  const count = Number(text);
  if (!sizePattern.test(text) || !Number.isSafeInteger(count)) {
    throw new FormatError("decimal count expected");
  }
  return count;
}

/** The note text of a checkpoint: origin, size and root, one line each. */
export function formatCheckpoint(checkpoint: Checkpoint): string {
  const { origin, size, root } = checkpoint;
  if (
    origin === "" ||
    origin.includes("\n") ||
    !Number.isSafeInteger(size) ||
    size < 0 ||
    root.byteLength !== rootBytes
  ) {
    throw new FormatError("checkpoint is not allowed");
  }
  return `${origin}\n${size}\n${base64(root)}\n`;
}

/**
 * Reads a checkpoint's note text.
 *
 * @throws {FormatError} when malformed. Extension lines are refused: nobody audits them, and witnesses do not sign them.
 */
export function parseCheckpoint(text: string): Checkpoint {
  const [origin, size, root, end, ...rest] = text.split("\n");
  if (
    origin === undefined ||
    origin === "" ||
    size === undefined ||
    root === undefined ||
    end !== "" ||
    rest.length > 0
  ) {
    throw new FormatError("checkpoint is malformed");
  }
  const bytes = fromBase64(root);
  if (bytes.byteLength !== rootBytes) {
    throw new FormatError("checkpoint root has 32 bytes");
  }
  return { origin, size: parseCount(size), root: bytes };
}

/** The signed note over a checkpoint. The signer's name is the log's origin. */
export function signCheckpoint(checkpoint: Checkpoint, signer: NoteSigner): string {
  if (signer.name !== checkpoint.origin) {
    throw new FormatError("checkpoint is signed under its origin");
  }
  return signNote(formatCheckpoint(checkpoint), signer);
}

/**
 * Opens a checkpoint signed by this log key.
 *
 * @returns `null` when that key did not sign it.
 * @throws {FormatError} when it is malformed, its signature does not verify, or it speaks for another log than the key's.
 */
export function openCheckpoint(note: Uint8Array | string, verifier: NoteVerifier): Checkpoint | null {
  const opened = openNote(note, [verifier]);
  if (opened === null) {
    return null;
  }
  const checkpoint = parseCheckpoint(opened.text);
  if (checkpoint.origin !== verifier.name) {
    throw new FormatError("checkpoint speaks for another log");
  }
  return checkpoint;
}
