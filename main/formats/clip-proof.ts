import { z } from "zod";
import { assetIdSchema } from "../../shared/model/footage.ts";
import { mannerSchema } from "../../shared/model/extraction.ts";
import { base64, concatBytes, fromBase64, utf8 } from "./bytes.ts";
import { decodeCanonical, encodeCanonical, type JsonValue } from "./canonical-json.ts";
import { openFrameTree, readFrameRecord, type CitedFrame } from "./citation.ts";
import { parseCheckpoint } from "./checkpoint.ts";
import { FormatError } from "./format-error.ts";
import { leafHash } from "./merkle.ts";
import { rootOfRange } from "./range-proof.ts";
import { parseNote, type NoteVerifier } from "./signed-note.ts";

/**
 * What lies in a clip beside its pictures: the records of every frame in it, with the proof that they are frames of the
 * original. So a clip proves itself without the rest of the recording; see README, "Clip".
 */

const hash = z.base64().length(44);
const digest = z.string().regex(/^[0-9a-f]{64}$/u);

export const clipProofSchema = z.strictObject({
  v: z.literal(1),
  t: z.literal("vitrine clip"),
  /** Number of the extraction order, and SHA-256 of its signed bytes. */
  number: z.string().max(64),
  order: digest,
  asset: assetIdSchema,
  manner: mannerSchema,
  /** What was ordered: exact in and out, half open. */
  from: z.int().nonnegative(),
  to: z.int().positive(),
  /** First frame that `leaves` speak of. It may lie before `from`: a decoder needs what is ahead. */
  first: z.int().nonnegative(),
  /** One for each frame from `first` on: the record of a frame, as text, or the digest of its leaf where the clip has not got it. */
  leaves: z.array(z.string().max(600)).min(1).max(2_000_000),
  /** Hashes beside these leaves, from left to right. */
  proof: z.array(hash).max(128),
  /** Signed root of the frame tree. */
  tree: z.string().max(4096),
  /** For a clip that was coded anew: SHA-256 of each ordered picture as decoded, and how it was decoded. */
  pictures: z.strictObject({ format: z.string().max(32), sha256: z.array(digest).max(2_000_000) }).optional(),
});
export type ClipProof = z.infer<typeof clipProofSchema>;

/** Type of the `uuid` box (ISO/IEC 14496-12 §11.1) that carries the proof at the end of a clip. */
export const clipProofBox = Uint8Array.from([
  0x56, 0x49, 0x54, 0x52, 0x49, 0x4e, 0x45, 0x2d, 0x43, 0x4c, 0x49, 0x50, 0x2d, 0x30, 0x30, 0x31,
]);

/** The proof as the last box of an MP4 file. */
export function clipProofAsBox(proof: ClipProof): Uint8Array {
  const body = encodeCanonical(clipProofSchema.parse(proof) as JsonValue);
  const head = new Uint8Array(8);
  new DataView(head.buffer).setUint32(0, head.length + clipProofBox.length + body.length);
  head.set(utf8("uuid"), 4);
  return concatBytes(head, clipProofBox, body);
}

/** Reads a proof. @throws {FormatError} when malformed. */
export function readClipProof(bytes: Uint8Array): ClipProof {
  const parsed = clipProofSchema.safeParse(decodeCanonical(bytes));
  if (!parsed.success) {
    throw new FormatError("clip proof is malformed", { cause: parsed.error });
  }
  return parsed.data;
}

/** What a sound proof says. */
export interface ProvedClip {
  /** The ordered frames, in order, without a hole. */
  readonly ordered: readonly CitedFrame[];
  /** Frames that are only there for the decoder. */
  readonly carried: readonly CitedFrame[];
  readonly root: Uint8Array;
  readonly frames: number;
  /** Name of the key that signed the root; `null` when none of the reader's keys did. */
  readonly signer: string | null;
}

/**
 * Opens a proof: every record leads to the signed root, and the ordered frames are all there.
 *
 * @throws {FormatError} when anything does not hold.
 */
export function openClipProof(proof: ClipProof, verifiers: readonly NoteVerifier[]): ProvedClip {
  const { asset, first, from, to } = proof;
  const { size, root } = parseCheckpoint(parseNote(proof.tree).text);
  const records: CitedFrame[] = [];
  const leaves = proof.leaves.map((text, index) => {
    if (!text.startsWith("{")) {
      return fromBase64(text);
    }
    const leaf = utf8(text);
    const record = readFrameRecord(leaf);
    if (record.frame !== first + index || record.asset !== asset) {
      throw new FormatError("clip proof has a record out of place");
    }
    records.push(record);
    return leafHash(leaf);
  });
  const range = { from: first, to: first + leaves.length };
  const led = rootOfRange(leaves, range, size, proof.proof.map(fromBase64));
  if (base64(led) !== base64(root)) {
    throw new FormatError("clip proof does not lead to the root");
  }
  const ordered = records.filter(({ frame }) => frame >= from && frame < to);
  if (from >= to || ordered.length !== to - from) {
    throw new FormatError("clip proof lacks ordered frames");
  }
  const signed = openFrameTree(proof.tree, asset, verifiers);
  return {
    ordered,
    carried: records.filter(({ frame }) => frame < from || frame >= to),
    root,
    frames: size,
    signer: signed?.signer ?? null,
  };
}
