import { z } from "zod";
import { capacitySchema } from "../../shared/model/capacity.ts";
import { frameRangeSchema } from "../../shared/model/footage.ts";
import { base64url, fromUtf8, utf8 } from "./bytes.ts";
import { decodeCanonical, encodeCanonical, type JsonValue } from "./canonical-json.ts";
import { parseCheckpoint } from "./checkpoint.ts";
import { verifyCosignature } from "./cosignature.ts";
import { sha256 } from "./digest.ts";
import { FormatError } from "./format-error.ts";
import { readLeaf } from "./log-entry.ts";
import { leafHash, verifyInclusion } from "./merkle.ts";
import { noteSignatureType, openNote, parseNote, parseVerifierKey, type NoteVerifier } from "./signed-note.ts";
import { formatProof, parseProof, type TlogProof } from "./tlog-proof.ts";
import { parseWithheldList, withheldListDigest } from "./withheld-list.ts";

/**
 * What one person takes home from a viewing (查阅回执): a slip in plain fields, the `view.end` entry of the station's log
 * that names the slip's number and digest, and the proof that this entry is in the log. Anybody can check it without the
 * station. Every character is covered: the slip by the entry, the entry by the proof, the proof by the signature, and the
 * list of what was not shown by its digest in the slip.
 */

const text = z.string().min(1).max(500);
const both = z.strictObject({ zh: text, en: text });
const count = z.int().nonnegative();
const moment = z.iso.datetime();

/** Stretches of one recording that a slip lists one by one; when there are more it says how many. */
export const mostStretches = 6;

const seenSchema = z.strictObject({
  asset: z.string().min(1).max(64),
  title: text,
  /** Frames presented while the person was there, each counted once. */
  frames: count,
  /** How many separate stretches they form. */
  stretches: count,
  /** The stretches, when there are at most `mostStretches`; otherwise the first and the last frame as one. */
  ranges: z.array(frameRangeSchema).max(mostStretches),
  /** When the first and the last of these frames were recorded, on the recorder's clock. */
  from: moment.optional(),
  to: moment.optional(),
  /** Frames released beyond those of which the picture never said whether it showed them: an upper bound. */
  possible: z.int().positive().optional(),
});

/** Objections that a slip names one by one; it counts them all. */
export const mostObjections = 6;

const digestSchema = z.string().regex(/^[0-9a-f]{64}$/u);

const slipSchema = z.strictObject({
  v: z.literal(1),
  /** Receipt number (回执编号). */
  no: z.string().regex(/^[0-9A-Z][0-9A-Z-]{7,47}$/u),
  authority: both,
  /** Origin of the station's log. */
  station: z.string().min(1).max(200),
  stationName: text,
  room: both,
  /** IANA zone in which the times are to be written. */
  zone: z.string().max(64),
  request: text,
  viewing: z.string().min(1).max(64),
  person: z.strictObject({ name: text, capacity: capacitySchema }),
  /** Into the room, and out of it for the last time. */
  from: moment,
  to: moment,
  /** Officials; everybody else is counted and not named (O-22). */
  supervisors: z.array(text).max(8),
  otherViewers: count,
  seen: z.array(seenSchema).max(64),
  /** How long the list of what was not shown is (不予展示清单), and SHA-256 of its text; absent when all was shown. */
  withheld: z.strictObject({ lines: z.int().positive(), digest: digestSchema }).optional(),
  /** Objections made in the room (异议): which frame, and SHA-256 of the words that both signed. */
  objections: z
    .strictObject({
      count: z.int().positive(),
      first: z
        .array(z.strictObject({ asset: z.string().min(1).max(64), frame: count, digest: digestSchema }))
        .min(1)
        .max(mostObjections),
    })
    .optional(),
  /** 16 random bytes: nobody finds what another slip says by trying names against its digest. */
  nonce: z.string().regex(/^[A-Za-z0-9_-]{22}$/u),
});

/** What a viewing came to for one person who was in it. */
export type ViewingSlip = z.infer<typeof slipSchema>;
export type SeenRecording = z.infer<typeof seenSchema>;

/** What the entry that ended a viewing says of each slip; the digest is base64url of SHA-256 of the canonical slip. */
export const slipNoteSchema = z.strictObject({ no: z.string(), digest: z.string() });
export type SlipNote = z.infer<typeof slipNoteSchema>;
const endingSchema = z.looseObject({ viewing: z.string(), slips: z.array(slipNoteSchema) });

/** A slip with the log entry and proof behind it. */
export interface ViewingReceipt {
  readonly slip: ViewingSlip;
  /** Exact bytes of the entry that ended the viewing. */
  readonly entry: Uint8Array;
  readonly proof: TlogProof;
  /** Verifier key of the station's epoch, while only the station has signed. */
  readonly key?: string;
  /** The list of what was not shown, as `withheld-list.ts` writes it. */
  readonly withheld?: string;
}

const receiptSchema = z.strictObject({
  v: z.literal(1),
  slip: slipSchema,
  entry: z.string().max(16_384),
  proof: z.string(),
  key: z.string().optional(),
  withheld: z.string().max(32_768).optional(),
});

/** A slip read from its canonical bytes. @throws {FormatError} */
export function parseSlip(value: unknown): ViewingSlip {
  const parsed = slipSchema.safeParse(value);
  if (!parsed.success) {
    throw new FormatError("slip is malformed", { cause: parsed.error });
  }
  return parsed.data;
}

/** What the log keeps of a slip. @throws {FormatError} when the slip does not follow its format. */
export function noteOfSlip(slip: ViewingSlip): SlipNote {
  return { no: slip.no, digest: base64url(sha256(encodeCanonical(asJson(parseSlip(slip))))) };
}

/** The value without absent optional members, which canonical JSON has no word for. */
function asJson(value: unknown): JsonValue {
  return JSON.parse(JSON.stringify(value)) as JsonValue;
}

/**
 * The text of a receipt: one line of canonical JSON.
 *
 * The checkpoint carries one signature and no other: that of the cosigner once there is one, and until then the
 * station's with its `key`. A line that the reader could not check would be a character that anybody could change.
 *
 * @throws {FormatError} when a part does not follow its format.
 */
export function formatReceipt(receipt: ViewingReceipt): string {
  const { slip, entry, proof, key, withheld } = receipt;
  const value = {
    v: 1,
    slip,
    entry: fromUtf8(entry),
    proof: formatProof(proof),
    ...(key === undefined ? {} : { key }),
    ...(withheld === undefined ? {} : { withheld }),
  };
  const receiptText = fromUtf8(encodeCanonical(asJson(value)));
  parseReceipt(receiptText);
  return receiptText;
}

/** Reads a receipt; nothing in it is verified. @throws {FormatError} when malformed. */
export function parseReceipt(receiptText: string): ViewingReceipt {
  const parsed = receiptSchema.safeParse(decodeCanonical(utf8(receiptText)));
  if (!parsed.success) {
    throw new FormatError("receipt is malformed", { cause: parsed.error });
  }
  const { slip, entry, key, withheld } = parsed.data;
  const proof = parseProof(parsed.data.proof);
  if (proof.extra !== undefined || parseNote(proof.checkpoint).signatures.length !== 1) {
    throw new FormatError("a receipt's proof has one signature and nothing extra");
  }
  return {
    slip,
    entry: utf8(entry),
    proof,
    ...(key === undefined ? {} : { key }),
    ...(withheld === undefined ? {} : { withheld }),
  };
}

/** What is wrong with a receipt, in the order in which it is looked at. */
export type ReceiptFault = "entry" | "slip" | "withheld" | "inclusion" | "signature";

/**
 * What a receipt is worth to somebody who trusts these authorities.
 *
 * Only `verified` says that headquarters vouches for it. `promised`: the station alone has signed, with a key that nobody
 * vouches for here. `unknown`: countersigned by somebody who is not among the authorities.
 */
export type ReceiptVerdict =
  | { readonly outcome: "verified"; readonly by: string; readonly at: Date; readonly size: number }
  | { readonly outcome: "promised"; readonly size: number }
  | { readonly outcome: "unknown"; readonly by: string; readonly size: number }
  | { readonly outcome: "broken"; readonly fault: ReceiptFault };

/** Checks a receipt. @param authorities cosigners that are trusted (C2SP verifier keys of type 0x04). */
export function judgeReceipt(receipt: ViewingReceipt, authorities: readonly NoteVerifier[]): ReceiptVerdict {
  const { slip, entry, proof } = receipt;
  const checkpoint = parseCheckpoint(parseNote(proof.checkpoint).text);
  const ending = endingOf(receipt);
  if (ending === null || checkpoint.origin !== slip.station) {
    return { outcome: "broken", fault: "entry" };
  }
  const { no, digest } = noteOfSlip(slip);
  if (!ending.slips.some((note) => note.no === no && note.digest === digest)) {
    return { outcome: "broken", fault: "slip" };
  }
  if (!isItsList(receipt)) {
    return { outcome: "broken", fault: "withheld" };
  }
  const { size, root } = checkpoint;
  if (!verifyInclusion(proof.index, size, leafHash(entry), proof.proof, root)) {
    return { outcome: "broken", fault: "inclusion" };
  }
  try {
    return receipt.key === undefined
      ? countersigned(proof.checkpoint, size, authorities)
      : signedByStation(receipt, receipt.key, size);
  } catch (error) {
    if (error instanceof FormatError) {
      return { outcome: "broken", fault: "signature" };
    }
    throw error;
  }
}

/** Whether the receipt carries exactly the list that its slip names, and none where it names none. */
function isItsList({ slip, withheld }: ViewingReceipt): boolean {
  if (withheld === undefined || slip.withheld === undefined) {
    return withheld === slip.withheld;
  }
  return (
    withheldListDigest(withheld) === slip.withheld.digest && parseWithheldList(withheld)?.length === slip.withheld.lines
  );
}

function endingOf({ slip, entry, proof }: ViewingReceipt): z.infer<typeof endingSchema> | null {
  const read = readLeaf(entry);
  if (typeof read === "string" || read.kind !== "entry" || read.entry.t !== "view.end") {
    return null;
  }
  const { o, seq, b } = read.entry;
  const ending = endingSchema.safeParse(b);
  const isTheirs = o === slip.station && seq === proof.index && ending.data?.viewing === slip.viewing;
  return ending.success && isTheirs ? ending.data : null;
}

function countersigned(note: string, size: number, authorities: readonly NoteVerifier[]): ReceiptVerdict {
  const { text: signed, signatures } = parseNote(note);
  const [line] = signatures;
  if (line === undefined) {
    return { outcome: "broken", fault: "signature" };
  }
  for (const authority of authorities) {
    const seconds = verifyCosignature(signed, line, authority);
    if (seconds !== null) {
      return { outcome: "verified", by: authority.name, at: new Date(seconds * 1000), size };
    }
  }
  return { outcome: "unknown", by: line.name, size };
}

function signedByStation({ slip, proof }: ViewingReceipt, key: string, size: number): ReceiptVerdict {
  const verifier = parseVerifierKey(key);
  const isStations = verifier.type === noteSignatureType.ed25519 && verifier.name === slip.station;
  return isStations && openNote(proof.checkpoint, [verifier]) !== null
    ? { outcome: "promised", size }
    : { outcome: "broken", fault: "signature" };
}
