import { z } from "zod";
import { assetIdSchema } from "../../shared/model/footage.ts";
import { base64, fromUtf8, utf8 } from "./bytes.ts";
import { decodeCanonical } from "./canonical-json.ts";
import { formatCheckpoint, parseCheckpoint } from "./checkpoint.ts";
import { FormatError } from "./format-error.ts";
import { leafHash, verifyInclusion } from "./merkle.ts";
import { openNote, parseNote, signNote, type NoteSigner, type NoteVerifier } from "./signed-note.ts";
import { formatProof, parseProof, type TlogProof } from "./tlog-proof.ts";

/**
 * The citation of one frame: its record, and the C2SP tlog-proof that the record is a leaf of the recording's frame tree,
 * whose root the key of ingest signed. It shows nothing of any other frame; see README, "Citation of a frame".
 */

const title = "vitrine citation v1";
const digest = z.string().regex(/^[0-9a-f]{64}$/u);

/** A frame record as canonical JSON has it; `encodeFrameRecord` writes it. */
export const citedFrameSchema = z.strictObject({
  v: z.literal(1),
  asset: assetIdSchema,
  frame: z.int().nonnegative(),
  at: z.int(),
  duration: z.int().nonnegative(),
  timescale: z.int().positive(),
  decode: z.int().nonnegative(),
  sync: z.boolean(),
  size: z.int().positive(),
  sha256: digest,
});
export type CitedFrame = z.infer<typeof citedFrameSchema>;

/** A citation after reading; nothing in it is verified yet. */
export interface Citation {
  readonly record: CitedFrame;
  /** The exact bytes of the record: the leaf. */
  readonly leaf: Uint8Array;
  readonly proof: TlogProof;
}

/** Name under which a recording's frame tree is signed: that of the key, and the recording's code. */
export function frameTreeOrigin(signer: string, asset: string): string {
  return `${signer}/${asset}`;
}

/** The signed root of a recording's frame tree, small enough for a code: a C2SP checkpoint. */
export function signFrameTree(
  { asset, frames, root }: { readonly asset: string; readonly frames: number; readonly root: Uint8Array },
  signer: NoteSigner,
): string {
  return signNote(formatCheckpoint({ origin: frameTreeOrigin(signer.name, asset), size: frames, root }), signer);
}

/** What a signed frame tree says. */
export interface SignedFrameTree {
  /** Name of the key that signed it. */
  readonly signer: string;
  readonly frames: number;
  readonly root: Uint8Array;
}

/**
 * Opens a signed frame tree.
 *
 * @returns `null` when none of the keys signed it.
 * @throws {FormatError} when malformed, wrongly signed, or when it speaks for another recording.
 */
export function openFrameTree(
  checkpoint: string,
  asset: string,
  verifiers: readonly NoteVerifier[],
): SignedFrameTree | null {
  const { origin, size, root } = parseCheckpoint(parseNote(checkpoint).text);
  for (const verifier of verifiers) {
    if (openNote(checkpoint, [verifier]) !== null) {
      if (origin !== frameTreeOrigin(verifier.name, asset)) {
        throw new FormatError("frame tree of another recording");
      }
      return { signer: verifier.name, frames: size, root };
    }
  }
  return null;
}

/** Writes a citation. */
export function formatCitation(leaf: Uint8Array, proof: TlogProof): string {
  return `${title}\n${fromUtf8(leaf)}\n${formatProof(proof)}`;
}

/** Whether a text looks like a citation. */
export function isCitation(text: string): boolean {
  return text.startsWith(`${title}\n`);
}

/** Reads a citation. @throws {FormatError} when malformed. */
export function parseCitation(text: string): Citation {
  const [first, leafText, ...rest] = text.split("\n");
  if (first !== title || leafText === undefined) {
    throw new FormatError("not a citation");
  }
  const leaf = utf8(leafText);
  return { record: readFrameRecord(leaf), leaf, proof: parseProof(rest.join("\n")) };
}

/** Reads the exact bytes of a frame record. @throws {FormatError} when malformed. */
export function readFrameRecord(leaf: Uint8Array): CitedFrame {
  const parsed = citedFrameSchema.safeParse(decodeCanonical(leaf));
  if (!parsed.success) {
    throw new FormatError("frame record is malformed", { cause: parsed.error });
  }
  return parsed.data;
}

/** How a citation stands: proved by whom, signed by nobody known, or wrong. */
export type CitationVerdict =
  | { readonly verdict: "proved"; readonly signer: string; readonly frames: number }
  | { readonly verdict: "unknown"; readonly root: string; readonly frames: number }
  | { readonly verdict: "wrong"; readonly why: "index" | "path" | "signature" };

/**
 * Checks a citation against the keys that the reader trusts.
 *
 * `unknown` means that the record leads to the root, and that nobody the reader knows has signed that root.
 */
export function judgeCitation({ record, leaf, proof }: Citation, verifiers: readonly NoteVerifier[]): CitationVerdict {
  try {
    const { size, root } = parseCheckpoint(parseNote(proof.checkpoint).text);
    if (proof.index !== record.frame) {
      return { verdict: "wrong", why: "index" };
    }
    if (!verifyInclusion(proof.index, size, leafHash(leaf), [...proof.proof], root)) {
      return { verdict: "wrong", why: "path" };
    }
    const signed = openFrameTree(proof.checkpoint, record.asset, verifiers);
    return signed === null
      ? { verdict: "unknown", root: base64(root), frames: size }
      : { verdict: "proved", signer: signed.signer, frames: size };
  } catch (error) {
    if (error instanceof FormatError) {
      return { verdict: "wrong", why: "signature" };
    }
    throw error;
  }
}
