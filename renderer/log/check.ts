import type { EntryProof } from "../../shared/model/log.ts";

/**
 * Checks an entry's proof in front of the person, with nothing but the proof itself and the browser's own
 * cryptography: RFC 9162 section 2.1.3.2, C2SP signed-note, tlog-checkpoint and tlog-cosignature. Written apart from
 * the station's own verifier, so that a fault in one does not hide in the other.
 */

/** `unchecked`: this browser engine has no Ed25519. */
export type Verdict = "holds" | "fails" | "unchecked";

/** One level of the path: two digests, side by side in the tree, and the one above them. In hex. */
export interface Step {
  readonly left: string;
  readonly right: string;
  /** Which of the two holds the entry. */
  readonly ours: "left" | "right";
  readonly parent: string;
}

export interface Checked {
  readonly leafHash: string;
  readonly steps: readonly Step[];
  /** Root that the path leads to; null when the path is too long or too short for the tree. */
  readonly root: string | null;
  /** Root that the checkpoint names; null when it is malformed or speaks of another tree. */
  readonly named: string | null;
  readonly signature: Verdict;
  /** Null when headquarters has not countersigned the entry yet. */
  readonly cosignature: Verdict | null;
}

/** The whole in one word: it holds only when the path leads to the named root and every signature verifies. */
export function verdictOf({ root, named, signature, cosignature }: Checked): Verdict {
  if (root === null || root !== named || signature === "fails" || cosignature === "fails") {
    return "fails";
  }
  return signature === "unchecked" || cosignature === "unchecked" ? "unchecked" : "holds";
}

const types = { signature: 0x01, cosignature: 0x04 } as const;

/** Works a proof out, level by level; `onStep` is told of each level as it is hashed. */
export async function checkProof(
  proof: EntryProof,
  onStep: (leafHash: string, step: Step | null) => Promise<void>,
): Promise<Checked> {
  const leafHash = await sha256(join(new Uint8Array([0]), new TextEncoder().encode(proof.leaf)));
  await onStep(leafHash, null);
  const steps: Step[] = [];
  const root = await climb(proof, leafHash, async (step) => {
    steps.push(step);
    await onStep(leafHash, step);
  });
  const note = taken(proof.checkpoint);
  const [signature, cosignature] = await Promise.all([
    signed(note, proof.key.name, types.signature, proof.key.publicKey),
    proof.receipt === undefined ? null : signed(note, proof.receipt.signer, types.cosignature, proof.receipt.publicKey),
  ]);
  return { leafHash, steps, root, named: rootIn(note.text, proof), signature, cosignature };
}

async function climb(
  { row: { index }, size, path }: EntryProof,
  leafHash: string,
  onStep: (step: Step) => Promise<void>,
): Promise<string | null> {
  let digest = leafHash;
  let at = index;
  let last = size - 1;
  for (const sibling of path) {
    if (last === 0) {
      return null;
    }
    const ours = at % 2 === 1 || at === last ? "right" : "left";
    const [left, right] = ours === "right" ? [sibling, digest] : [digest, sibling];
    // oxlint-disable-next-line no-await-in-loop -- each level needs the one below it
    digest = await sha256(join(new Uint8Array([1]), bytesOf(left), bytesOf(right)));
    // oxlint-disable-next-line no-await-in-loop -- the person sees one level after the other
    await onStep({ left, right, ours, parent: digest });
    // On the right edge of the tree a digest may stand alone for some levels.
    const up = ours === "right" ? levelsAlone(at) + 1 : 1;
    at = Math.floor(at / 2 ** up);
    last = Math.floor(last / 2 ** up);
  }
  return last === 0 ? digest : null;
}

/** Levels over which a node on the right edge has no sibling: the zero bits at the end of its position. */
function levelsAlone(position: number): number {
  let levels = 0;
  for (let at = position; at !== 0 && at % 2 === 0; at /= 2) {
    levels += 1;
  }
  return levels;
}

interface Note {
  /** What is signed, with its last newline. */
  readonly text: string;
  readonly lines: readonly { readonly name: string; readonly bytes: Uint8Array<ArrayBuffer> }[];
}

function taken(note: string): Note {
  const end = note.lastIndexOf("\n\n");
  const lines = note
    .slice(end + 2)
    .split("\n")
    .flatMap((line) => {
      const [, name, encoded] = /^— (\S+) (\S+)$/u.exec(line) ?? [];
      return name === undefined || encoded === undefined ? [] : [{ name, bytes: fromBase64(encoded) }];
    });
  return { text: note.slice(0, end + 1), lines };
}

/** Root in the checkpoint's text, when that speaks of this log and this size. */
function rootIn(text: string, { key, size }: EntryProof): string | null {
  const [origin, named, root] = text.split("\n");
  return origin === key.name && named === String(size) && root !== undefined ? hexOf(fromBase64(root)) : null;
}

/** Whether the note carries this key's signature over its text. A line without one fails. */
async function signed(note: Note, name: string, type: number, publicKey: string): Promise<Verdict> {
  const key = bytesOf(publicKey);
  const id = (await sha256(join(new TextEncoder().encode(`${name}\n`), new Uint8Array([type]), key))).slice(0, 8);
  const line = note.lines.find((one) => one.name === name && hexOf(one.bytes.subarray(0, 4)) === id);
  if (line === undefined) {
    return "fails";
  }
  const body = line.bytes.subarray(4);
  return type === types.cosignature
    ? verify(key, body.subarray(8), `cosignature/v1\ntime ${String(secondsIn(body))}\n${note.text}`)
    : verify(key, body, note.text);
}

function secondsIn(body: Uint8Array<ArrayBuffer>): bigint {
  return body.byteLength < 8 ? -1n : new DataView(body.buffer, body.byteOffset).getBigUint64(0);
}

async function verify(
  publicKey: Uint8Array<ArrayBuffer>,
  signature: Uint8Array<ArrayBuffer>,
  text: string,
): Promise<Verdict> {
  try {
    const key = await crypto.subtle.importKey("raw", publicKey, { name: "Ed25519" }, false, ["verify"]);
    const isValid = await crypto.subtle.verify("Ed25519", key, signature, new TextEncoder().encode(text));
    return isValid ? "holds" : "fails";
  } catch (error) {
    // An engine without the algorithm is no reason to call a proof wrong, nor to call it right.
    return error instanceof DOMException && error.name === "NotSupportedError" ? "unchecked" : "fails";
  }
}

async function sha256(bytes: Uint8Array<ArrayBuffer>): Promise<string> {
  return hexOf(new Uint8Array(await crypto.subtle.digest("SHA-256", bytes)));
}

function join(...parts: readonly Uint8Array[]): Uint8Array<ArrayBuffer> {
  const whole = new Uint8Array(parts.reduce((sum, part) => sum + part.byteLength, 0));
  let at = 0;
  for (const part of parts) {
    whole.set(part, at);
    at += part.byteLength;
  }
  return whole;
}

function hexOf(bytes: Uint8Array): string {
  return Array.from(bytes, (byte) => byte.toString(16).padStart(2, "0")).join("");
}

function bytesOf(hex: string): Uint8Array<ArrayBuffer> {
  return Uint8Array.from(hex.match(/../gu) ?? [], (pair) => Number.parseInt(pair, 16));
}

/** Empty when it is not base64: nothing verifies against that. */
function fromBase64(text: string): Uint8Array<ArrayBuffer> {
  try {
    return Uint8Array.from(atob(text), (letter) => letter.codePointAt(0) ?? 0);
  } catch {
    return new Uint8Array();
  }
}
