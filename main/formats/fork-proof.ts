import { z } from "zod";
import { base64, equalBytes, fromBase64 } from "./bytes.ts";
import { decodeCanonical, encodeCanonical } from "./canonical-json.ts";
import { openCheckpoint, type Checkpoint } from "./checkpoint.ts";
import { FormatError } from "./format-error.ts";
import { verifyConsistency } from "./merkle.ts";
import { parseVerifierKey } from "./signed-note.ts";

/**
 * The proof that a log forked, as one file that anybody can check: two checkpoints, both signed by keys of the log,
 * that cannot both be true (research note C.3, I8). Described in `README.md` of this room.
 */

/** 32 bytes in base64, one text per value. */
const digestText = z.string().regex(/^[A-Za-z0-9+/]{42}[AEIMQUYcgkosw048]=$/u);
const headSchema = z.strictObject({
  /** C2SP signed note. */
  note: z.string().max(4096),
  /** C2SP verifier key of the epoch that signed it, and its number. */
  key: z.string().max(400),
  epoch: z.int().nonnegative(),
});
const forkProofSchema = z.strictObject({
  v: z.literal(1),
  t: z.literal("log.fork"),
  origin: z.string().min(1).max(200),
  /** The history that headquarters mirrored, and the one that contradicts it. */
  held: headSchema,
  offered: headSchema,
  /**
   * For different sizes: the root that the longer history has at the shorter size, and the RFC 6962 consistency proof
   * that it is a beginning of it. What was offered at that size has another root.
   */
  prefix: z.strictObject({ root: digestText, proof: z.array(digestText).max(63) }).optional(),
});
export type ForkProof = z.infer<typeof forkProofSchema>;

/** A checkpoint out of a proof, with the key that signed it. */
export interface ForkedHead extends Checkpoint {
  readonly key: string;
  readonly epoch: number;
}

/** Why a file proves no fork. */
export type ForkObjection = "signature" | "other-log" | "same-history" | "no-proof" | "key-unknown";

/** What a file turned out to be. */
export type ForkReport =
  | { readonly outcome: "unreadable" }
  | {
      readonly outcome: "proven" | "not-proven";
      readonly origin: string;
      readonly heads: readonly ForkedHead[];
      /** Whether the keys were compared with keys known from elsewhere. */
      readonly areKeysKnown: boolean;
      readonly objection?: ForkObjection;
    };

const longestFile = 65_536;

/** The file of a proof. @throws {FormatError} when it does not follow the schema. */
export function encodeForkProof(proof: ForkProof): Uint8Array {
  const parsed = forkProofSchema.safeParse(proof);
  if (!parsed.success) {
    throw new FormatError("fork proof is malformed", { cause: parsed.error });
  }
  const { prefix, ...rest } = parsed.data;
  return encodeCanonical(prefix === undefined ? rest : { ...rest, prefix });
}

/** Checks a proof completely. Pure: needs no log, no database and no network. `keys`: verifier keys known from elsewhere. */
export function verifyForkProof(file: Uint8Array, keys: readonly string[] = []): ForkReport {
  const proof = readForkProof(file);
  if (proof === null) {
    return { outcome: "unreadable" };
  }
  const heads = [proof.held, proof.offered].map((head) => openHead(head, proof.origin));
  const [held, offered] = heads;
  const common = { origin: proof.origin, heads: heads.flatMap((head) => head ?? []), areKeysKnown: keys.length > 0 };
  if (held === undefined || held === null || offered === undefined || offered === null) {
    return { ...common, outcome: "not-proven", objection: isOtherLog(proof) ? "other-log" : "signature" };
  }
  if (keys.length > 0 && ![held.key, offered.key].every((key) => keys.includes(key))) {
    return { ...common, outcome: "not-proven", objection: "key-unknown" };
  }
  const objection = contradiction(held, offered, proof.prefix);
  return objection === null ? { ...common, outcome: "proven" } : { ...common, outcome: "not-proven", objection };
}

function readForkProof(file: Uint8Array): ForkProof | null {
  if (file.byteLength > longestFile) {
    return null;
  }
  try {
    const parsed = forkProofSchema.safeParse(decodeCanonical(trimmed(file)));
    return parsed.success ? parsed.data : null;
  } catch (error) {
    if (error instanceof FormatError) {
      return null;
    }
    throw error;
  }
}

/** Mail and editors put a line break at the end. */
function trimmed(file: Uint8Array): Uint8Array {
  return file.at(-1) === 0x0a ? file.subarray(0, -1) : file;
}

function openHead({ note, key, epoch }: ForkProof["held"], origin: string): ForkedHead | null {
  try {
    const checkpoint = openCheckpoint(note, parseVerifierKey(key));
    return checkpoint === null || checkpoint.origin !== origin ? null : { ...checkpoint, key, epoch };
  } catch (error) {
    if (error instanceof FormatError) {
      return null;
    }
    throw error;
  }
}

function isOtherLog({ held, offered, origin }: ForkProof): boolean {
  return [held, offered].some(({ key }) => !key.startsWith(`${origin}+`));
}

/** Null when both heads cannot be true together. */
function contradiction(held: ForkedHead, offered: ForkedHead, prefix: ForkProof["prefix"]): ForkObjection | null {
  if (held.size === offered.size) {
    return equalBytes(held.root, offered.root) ? "same-history" : null;
  }
  if (prefix === undefined || held.size < offered.size) {
    return "no-proof";
  }
  const root = fromBase64(prefix.root);
  const proof = prefix.proof.map((digest) => fromBase64(digest));
  if (offered.size === 0 || !verifyConsistency(offered.size, held.size, proof, root, held.root)) {
    return "no-proof";
  }
  return equalBytes(root, offered.root) ? "same-history" : null;
}

/** The proof that `held` begins otherwise than `offered` says, for `ForkProof.prefix`. */
export function forkPrefix(root: Uint8Array, proof: readonly Uint8Array[]): NonNullable<ForkProof["prefix"]> {
  return { root: base64(root), proof: proof.map((digest) => base64(digest)) };
}
