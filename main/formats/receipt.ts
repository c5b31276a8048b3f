import { z } from "zod";
import { frameRangeSchema } from "../../shared/model/footage.ts";
import { base64url, fromBase64url, fromUtf8, utf8 } from "./bytes.ts";
import { decodeCanonical, encodeCanonical } from "./canonical-json.ts";
import { FormatError } from "./format-error.ts";
import { leafHash } from "./merkle.ts";
import { parseVerifierKey } from "./signed-note.ts";
import { parseProof, type TlogProof, verifyProof } from "./tlog-proof.ts";

/**
 * What a viewer takes home: a slip in plain fields, the entry of the station's log that it sums up, and the proof that
 * this entry is in the log under a checkpoint that headquarters cosigned. Anybody can check it without the station.
 */

const slipSchema = z.strictObject({
  v: z.literal(1),
  /** Origin of the station's log. */
  station: z.string().max(200),
  room: z.string().max(64),
  requestNumber: z.string().max(500),
  grant: z.string().max(64),
  viewing: z.string().max(64),
  persons: z.array(
    z.strictObject({ person: z.string(), name: z.string(), capacity: z.enum(["viewer", "supervisor"]) }),
  ),
  from: z.iso.datetime({ offset: true }),
  to: z.iso.datetime({ offset: true }),
  /** Frames presented, per asset. */
  shown: z.array(z.strictObject({ asset: z.string().max(64), ranges: z.array(frameRangeSchema) })),
});

/** What a viewing came to, for the people who were in it. */
export type ViewingSlip = z.infer<typeof slipSchema>;

/** A slip with the log entry and proof behind it. */
export interface ViewingReceipt {
  readonly slip: ViewingSlip;
  /** Exact bytes of the entry that ended the viewing. */
  readonly entry: Uint8Array;
  readonly proof: TlogProof;
}

const receiptSchema = z.strictObject({ v: z.literal(1), slip: slipSchema, entry: z.string(), proof: z.string() });

/** The text of a receipt. @throws {FormatError} when a part does not follow its format. */
export function formatReceipt(receipt: {
  readonly slip: ViewingSlip;
  readonly entry: Uint8Array;
  /** C2SP tlog-proof. */
  readonly proof: string;
}): string {
  const { slip, entry, proof } = receipt;
  const receiptText = fromUtf8(encodeCanonical({ v: 1, slip, entry: base64url(entry), proof }));
  parseReceipt(receiptText);
  return receiptText;
}

/** Reads a receipt; nothing in it is verified. @throws {FormatError} when malformed. */
export function parseReceipt(receiptText: string): ViewingReceipt {
  const parsed = receiptSchema.safeParse(decodeCanonical(utf8(receiptText)));
  if (!parsed.success) {
    throw new FormatError("receipt is malformed", { cause: parsed.error });
  }
  const { slip, entry, proof } = parsed.data;
  return { slip, entry: fromBase64url(entry), proof: parseProof(proof) };
}

/**
 * Whether the receipt's entry is in the station's log, by a checkpoint that one of these keys signed or cosigned.
 *
 * That the slip says what the entry says is for the reader of the entry to compare.
 *
 * @param verifierKeys C2SP verifier keys: the station's (type 0x01) or headquarters' cosigner (type 0x04).
 */
export function verifyReceipt(receipt: ViewingReceipt, verifierKeys: readonly string[]): boolean {
  const verifiers = verifierKeys.map(parseVerifierKey);
  try {
    return verifyProof(receipt.proof, leafHash(receipt.entry), receipt.slip.station, verifiers) !== null;
  } catch (error) {
    if (error instanceof FormatError) {
      return false;
    }
    throw error;
  }
}
