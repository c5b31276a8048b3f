import { createHash } from "node:crypto";
import { z } from "zod";
import { base64, fromBase64, fromUtf8, utf8 } from "./bytes.ts";
import { decodeCanonical, encodeCanonical } from "./canonical-json.ts";
import { FormatError } from "./format-error.ts";
import { readLeaf, type EntryBody } from "./log-entry.ts";
import { leafHash } from "./merkle.ts";
import type { NoteVerifier } from "./signed-note.ts";
import { parseProof, verifyProof } from "./tlog-proof.ts";
import { formatTravelRecord, TravelRefusal, type TravelHeader, type TravelReader } from "./travel-bundle.ts";

/**
 * The two records of an answer that only this format has: one item of the outbox, and the proof that headquarters
 * wrote the answer. The proof is an `hq.bundle` entry of the log of headquarters over the digest of every record
 * before it, so nobody can make an answer up, and headquarters cannot deny one.
 */

/** One thing that headquarters has issued, as `POST /v1/outbox` answers it. */
const itemSchema = z.strictObject({
  cursor: z.int().nonnegative(),
  kind: z.string().max(64),
  file: z.string(),
});
export type TravelItem = z.infer<typeof itemSchema>;

export function formatTravelItem(item: TravelItem): Uint8Array {
  return encodeCanonical(itemSchema.parse(item));
}

/** @throws {TravelRefusal} `damaged` when malformed. */
export function parseTravelItem(payload: Uint8Array): TravelItem {
  return orDamaged(() => itemSchema.parse(decodeCanonical(payload)));
}

/** Digest over the records of an answer, in order. */
export interface AnswerDigest {
  add(kind: "receipt" | "item", payload: Uint8Array): void;
  /** Lower-case hexadecimal; bound to the header as well. */
  end(): string;
}

export function digestAnswer(header: TravelHeader): AnswerDigest {
  const hash = createHash("sha256").update(encodeCanonical({ v: 1, ...header }));
  return {
    add: (kind, payload) => void hash.update(formatTravelRecord(kind, payload)),
    end: () => hash.digest("hex"),
  };
}

const proofSchema = z.strictObject({ leaf: z.base64(), proof: z.string() });

/** The last record: the entry's exact bytes and its C2SP tlog-proof. */
export function formatAnswerProof(leaf: Uint8Array, proof: string): Uint8Array {
  return encodeCanonical({ leaf: base64(leaf), proof });
}

/** Who may have written an answer. */
export interface AnswerTrust {
  /** Origin of the log of headquarters. */
  readonly headquarters: string;
  /** Keys of which one must vouch for its checkpoint. */
  readonly verifiers: readonly NoteVerifier[];
}

/**
 * Reads an answer through to its end and checks who wrote it; nothing of it may be used before.
 *
 * @throws {TravelRefusal} `damaged`, or `unproved` when headquarters did not write this very answer.
 */
export async function checkAnswer(
  reader: TravelReader,
  trust: AnswerTrust,
  onProgress?: (done: number) => void,
): Promise<EntryBody<"hq.bundle">> {
  const digest = digestAnswer(reader.header);
  let proved: EntryBody<"hq.bundle"> | null = null;
  for await (const { kind, payload, next } of reader.records()) {
    onProgress?.(next);
    if (kind === "receipt" || kind === "item") {
      digest.add(kind, payload);
    } else {
      proved = provedBy(payload, trust);
    }
  }
  const { origin, from, to } = reader.header;
  const isThis =
    proved !== null &&
    proved.digest === digest.end() &&
    proved.origin === origin &&
    proved.from === from &&
    proved.to === to;
  if (proved === null || !isThis) {
    throw new TravelRefusal("unproved");
  }
  return proved;
}

function provedBy(payload: Uint8Array, { headquarters, verifiers }: AnswerTrust): EntryBody<"hq.bundle"> | null {
  try {
    const { leaf, proof } = proofSchema.parse(decodeCanonical(payload));
    const bytes = fromBase64(leaf);
    const read = readLeaf(bytes);
    const isLogged = verifyProof(parseProof(proof), leafHash(bytes), headquarters, verifiers) !== null;
    return isLogged && typeof read !== "string" && read.kind === "entry" && read.entry.t === "hq.bundle"
      ? read.entry.b
      : null;
  } catch (error) {
    if (error instanceof FormatError || error instanceof z.ZodError) {
      return null;
    }
    throw error;
  }
}

const acknowledgeSchema = z.strictObject({ cursor: z.int().nonnegative(), size: z.int().nonnegative() });
const outboxSchema = z.strictObject({ after: z.int().nonnegative() });

/** Bodies of `POST /v1/acknowledgements` and `POST /v1/outbox`, as a station carries them. */
export const travelCalls = {
  acknowledge: {
    format: (call: z.infer<typeof acknowledgeSchema>): Uint8Array => utf8(JSON.stringify(call)),
    parse: (payload: Uint8Array): z.infer<typeof acknowledgeSchema> => parseCall(acknowledgeSchema, payload),
  },
  outbox: {
    format: (call: z.infer<typeof outboxSchema>): Uint8Array => utf8(JSON.stringify(call)),
    parse: (payload: Uint8Array): z.infer<typeof outboxSchema> => parseCall(outboxSchema, payload),
  },
};

function parseCall<T>(schema: z.ZodType<T>, payload: Uint8Array): T {
  return orDamaged(() => schema.parse(JSON.parse(fromUtf8(payload))));
}

function orDamaged<T>(read: () => T): T {
  try {
    return read();
  } catch (cause) {
    if (cause instanceof FormatError || cause instanceof z.ZodError || cause instanceof SyntaxError) {
      throw new TravelRefusal("damaged", { cause });
    }
    throw cause;
  }
}
