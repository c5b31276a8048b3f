import { z } from "zod";
import { base64, fromBase64, fromBase64url, fromUtf8, hex, utf8 } from "./bytes.ts";
import { parseCheckpoint } from "./checkpoint.ts";
import {
  drawCommitmentDigest,
  drawCommitmentSchema,
  drawItemSchema,
  drawSample,
  drawSeed,
  frameFault,
  mostItems,
  type DrawCommitment,
  type DrawItem,
  type FrameFault,
} from "./draw.ts";
import { FormatError } from "./format-error.ts";
import { readLeaf } from "./log-entry.ts";
import { cosignatureTime } from "./log-receipt.ts";
import { leafHash, verifyInclusion } from "./merkle.ts";
import { parseNote, type NoteVerifier } from "./signed-note.ts";
import { canonicalText, encodeStatement, readCanonical, readStatement, statementMembers } from "./statement.ts";
import { parseProof, verifyProof } from "./tlog-proof.ts";

/** A draw as one file that anybody can run again: the frame, the commitment, where the seed comes from, and the sample. */

const seedSchema = z.strictObject({
  v: z.literal(1),
  t: z.literal("draw.seed"),
  /** The log that holds the commitment, and where. */
  origin: z.string().max(200),
  index: z.int().nonnegative(),
  commitment: z.string().regex(/^[0-9a-f]{64}$/u),
  plan: z.string().max(64),
  /** Commitments of this plan that headquarters has seen, this one counted. */
  round: z.int().min(1),
  /** The first checkpoint covering it that headquarters cosigned, verbatim; and when it had cosigned the one before,
   * or enrolled the station. */
  note: z.string().max(4096),
  before: z.iso.datetime(),
});
/** What headquarters states in its log once it has cosigned a log beyond a draw's commitment: whence the seed comes. */
export type DrawSeedStatement = z.infer<typeof seedSchema>;

const fileSchema = z.strictObject({
  v: z.literal(1),
  t: z.literal("vitrine draw"),
  commitment: drawCommitmentSchema,
  items: z.array(drawItemSchema).max(mostItems),
  /** The exact bytes of the log entry that states the commitment, and the path from it to the root of the seed's note. */
  entry: z.string().max(20_000),
  path: z.array(z.base64()).max(63),
  seed: z.strictObject({ leaf: z.string(), proof: z.string() }),
  sample: z.array(z.string()).max(mostItems),
});

export interface DrawFile {
  readonly commitment: DrawCommitment;
  readonly items: readonly DrawItem[];
  readonly entry: Uint8Array;
  readonly path: readonly Uint8Array[];
  /** The statement's leaf, and its C2SP tlog-proof in headquarters' log. */
  readonly seed: { readonly leaf: Uint8Array; readonly proof: string };
  readonly sample: readonly string[];
}

/** The exact bytes of the statement in headquarters' log. @throws {FormatError} when it does not follow the schema. */
export function encodeDrawSeed(statement: DrawSeedStatement): Uint8Array {
  return encodeStatement(seedSchema, statement);
}

/** The text of the file. @throws {FormatError} when a part does not follow its format. */
export function formatDraw({ commitment, items, entry, path, seed, sample }: DrawFile): string {
  const text = canonicalText({
    v: 1,
    t: "vitrine draw",
    commitment,
    items: [...items],
    entry: fromUtf8(entry),
    path: path.map(base64),
    seed: statementMembers(seed.leaf, seed.proof),
    sample: [...sample],
  });
  parseDraw(text);
  return text;
}

/** Reads the file; nothing in it is verified. @throws {FormatError} when malformed. */
export function parseDraw(text: string): DrawFile {
  const { commitment, items, entry, path, seed, sample } = readCanonical(fileSchema, text);
  return {
    commitment,
    items,
    entry: utf8(entry),
    path: path.map(fromBase64),
    seed: { leaf: fromBase64url(seed.leaf), proof: seed.proof },
    sample,
  };
}

/** What is wrong with a draw, for a person to be told. */
export type DrawFault =
  | {
      readonly kind: FrameFault | "entry" | "seed-unsigned" | "seed-other" | "unlogged" | "late" | "rerolled" | "dated";
    }
  | { readonly kind: "sample-added" | "sample-dropped"; readonly key: string };

/** Clocks of a station and of headquarters may differ by this much before a date is called wrong. */
const skewMs = 10 * 60_000;

/**
 * Runs a draw again and says what does not fit; nothing means that this is the sample, and could have been no other.
 *
 * @param verifiers keys of headquarters whose word counts: that of its log and that of its cosignature.
 */
export function judgeDraw(file: DrawFile, verifiers: readonly NoteVerifier[]): DrawFault[] {
  const { commitment, items, sample } = file;
  const frame = frameFault(items, commitment);
  const seed = judgeSeed(file, verifiers);
  const faults: DrawFault[] = [...(frame === null ? [] : [{ kind: frame }]), ...seed.faults];
  if (frame !== null || seed.note === null) {
    return faults;
  }
  const right = drawSample(items, commitment.strata, drawSeed(commitment, seed.note));
  const isRight = new Set(right);
  const isSampled = new Set(sample);
  return [
    ...faults,
    ...sample.flatMap((key) => (isRight.has(key) ? [] : [{ kind: "sample-added" as const, key }])),
    ...right.flatMap((key) => (isSampled.has(key) ? [] : [{ kind: "sample-dropped" as const, key }])),
  ];
}

interface JudgedSeed {
  readonly faults: readonly DrawFault[];
  /** The note that the seed is made of; `null` when nobody vouches for it. */
  readonly note: string | null;
}

function judgeSeed({ commitment, entry, path, seed }: DrawFile, verifiers: readonly NoteVerifier[]): JudgedSeed {
  const statement = vouched(seed, verifiers);
  if (statement === null) {
    return { faults: [{ kind: "seed-unsigned" }], note: null };
  }
  const digest = hex(drawCommitmentDigest(commitment));
  const read = readLeaf(entry);
  const logged =
    typeof read === "string" || read.kind !== "entry" || read.entry.t !== "draw.commit" ? null : read.entry;
  const { note } = statement;
  const cosignedAt = verifiers.map((verifier) => cosignatureTime(note, verifier)).find((time) => time !== null);
  const checked = { statement, digest, commitment, cosignedAt: cosignedAt?.getTime() ?? null };
  const faults: DrawFault["kind"][] = [
    ...(logged?.b.digest === digest ? [] : ["entry" as const]),
    ...placeFaults(statement, { seq: logged?.seq, origin: logged?.o, leaf: leafHash(entry), path }),
    ...statementFaults(checked),
  ];
  return { faults: faults.map((kind) => ({ kind }) as DrawFault), note };
}

/** Whether the entry lies in the log under the note, below its end. */
function placeFaults(
  { index, note, origin: stated }: DrawSeedStatement,
  entry: {
    readonly seq: number | undefined;
    readonly origin: string | undefined;
    readonly leaf: Uint8Array;
    readonly path: readonly Uint8Array[];
  },
): DrawFault["kind"][] {
  const { size, root, origin } = parseCheckpoint(parseNote(note).text);
  const faults: DrawFault["kind"][] = origin === stated && origin === entry.origin ? [] : ["seed-other"];
  if (index >= size) {
    return [...faults, "late"];
  }
  const isThere = index === entry.seq && verifyInclusion(index, size, entry.leaf, entry.path, root);
  return isThere ? faults : [...faults, "unlogged"];
}

/** Whether headquarters speaks of this commitment, counts its draws the same, and dates agree. */
function statementFaults(checked: {
  readonly statement: DrawSeedStatement;
  readonly digest: string;
  readonly commitment: DrawCommitment;
  readonly cosignedAt: number | null;
}): DrawFault["kind"][] {
  const { statement, digest, commitment, cosignedAt } = checked;
  const faults: DrawFault["kind"][] = [];
  if (statement.commitment !== digest) {
    faults.push("seed-other");
  }
  if (cosignedAt === null) {
    faults.push("seed-unsigned");
  }
  if (statement.plan !== commitment.plan || statement.round !== commitment.round) {
    faults.push("rerolled");
  }
  const at = Date.parse(commitment.at);
  if (at < Date.parse(statement.before) - skewMs || at > (cosignedAt ?? 0) + skewMs) {
    faults.push("dated");
  }
  return faults;
}

/** The statement, when headquarters has logged exactly it. */
function vouched(seed: DrawFile["seed"], verifiers: readonly NoteVerifier[]): DrawSeedStatement | null {
  try {
    const proof = parseProof(seed.proof);
    const { statement } = readStatement(seedSchema, statementMembers(seed.leaf, seed.proof));
    const { origin } = parseCheckpoint(parseNote(proof.checkpoint).text);
    return verifyProof(proof, leafHash(seed.leaf), origin, verifiers) === null ? null : statement;
  } catch (error) {
    if (error instanceof FormatError) {
      return null;
    }
    throw error;
  }
}
