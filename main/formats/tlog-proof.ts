import { base64, fromBase64, fromUtf8 } from "./bytes.ts";
import { type Checkpoint, openCheckpoint, parseCheckpoint, parseCount } from "./checkpoint.ts";
import { verifyCosignature } from "./cosignature.ts";
import { FormatError } from "./format-error.ts";
import { verifyInclusion } from "./merkle.ts";
import { noteSignatureType, type NoteVerifier, parseNote } from "./signed-note.ts";

/** Offline proof that a leaf is in a log: C2SP tlog-proof (https://c2sp.org/tlog-proof). */
export interface TlogProof {
  /** Position of the leaf. */
  readonly index: number;
  /** RFC 6962 inclusion proof, sibling first. */
  readonly proof: readonly Uint8Array[];
  /** The log's checkpoint, a signed note, verbatim. */
  readonly checkpoint: string;
  /** For the application; not authenticated. */
  readonly extra?: Uint8Array;
}

const header = "c2sp.org/tlog-proof@v1";
const digestBytes = 32;
const mostDigests = 63;

/** The proof as text. */
export function formatProof(proof: TlogProof): string {
  const lines = [
    header,
    ...(proof.extra === undefined ? [] : [`extra ${base64(proof.extra)}`]),
    `index ${proof.index}`,
    ...proof.proof.map(base64),
    "",
    proof.checkpoint,
  ];
  const text = lines.join("\n");
  // Whatever this writes, it can read.
  parseProof(text);
  return text;
}

function after(line: string | undefined, word: string): string | null {
  return line?.startsWith(`${word} `) === true ? line.slice(word.length + 1) : null;
}

function digestOf(line: string): Uint8Array {
  const digest = fromBase64(line);
  if (digest.byteLength !== digestBytes) {
    throw new FormatError("proof holds digests of 32 bytes");
  }
  return digest;
}

/** Reads a proof; nothing in it is verified. @throws {FormatError} when malformed. */
export function parseProof(proof: Uint8Array | string): TlogProof {
  const text = typeof proof === "string" ? proof : fromUtf8(proof);
  const end = text.indexOf("\n\n");
  const lines = text.slice(0, Math.max(end, 0)).split("\n");
  if (end < 0 || lines.shift() !== header) {
    throw new FormatError("not a log proof");
  }
  const extra = after(lines[0], "extra");
  if (extra !== null) {
    lines.shift();
  }
  const index = after(lines.shift(), "index");
  if (index === null || lines.length > mostDigests) {
    throw new FormatError("log proof is malformed");
  }
  const checkpoint = text.slice(end + 2);
  parseCheckpoint(parseNote(checkpoint).text);
  const parsed = { index: parseCount(index), proof: lines.map(digestOf), checkpoint };
  return extra === null ? parsed : { ...parsed, extra: fromBase64(extra) };
}

function openedBy(note: string, origin: string, verifier: NoteVerifier): Checkpoint | null {
  if (verifier.type === noteSignatureType.ed25519) {
    return openCheckpoint(note, verifier);
  }
  const { text, signatures } = parseNote(note);
  const isCosigned = signatures.some((line) => verifyCosignature(text, line, verifier) !== null);
  const checkpoint = parseCheckpoint(text);
  return isCosigned && checkpoint.origin === origin ? checkpoint : null;
}

/**
 * Whether a proof shows that the leaf is in the log `origin`, by a checkpoint that one of the verifiers signed or cosigned.
 *
 * @returns the checkpoint, or `null` when none of them vouches for it or the proof does not lead to its root.
 * @throws {FormatError} when a trusted key's signature is there and does not verify.
 */
export function verifyProof(
  proof: TlogProof,
  leaf: Uint8Array,
  origin: string,
  verifiers: readonly NoteVerifier[],
): Checkpoint | null {
  for (const verifier of verifiers) {
    const checkpoint = openedBy(proof.checkpoint, origin, verifier);
    if (checkpoint !== null && checkpoint.origin === origin) {
      const { size, root } = checkpoint;
      return verifyInclusion(proof.index, size, leaf, proof.proof, root) ? checkpoint : null;
    }
  }
  return null;
}
