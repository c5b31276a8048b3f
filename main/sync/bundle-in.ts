import type { KeyObject } from "node:crypto";
import type { AuditLog, Receipt } from "../auditlog/index.ts";
import { type ByteSource, fromUtf8 } from "../formats/bytes.ts";
import { parseCheckpoint } from "../formats/checkpoint.ts";
import { FormatError } from "../formats/format-error.ts";
import { cosignatureTime } from "../formats/log-receipt.ts";
import { formatSignatureLine, parseNote, parseVerifierKey, type NoteVerifier } from "../formats/signed-note.ts";
import { checkAnswer, parseTravelItem, type TravelItem } from "../formats/travel-answer.ts";
import { openTravelBundle, TravelRefusal, type TravelReader } from "../formats/travel-bundle.ts";
import { groundKinds, outboxKinds, type Outbox, type OutboxItem } from "./outbox.ts";

export interface AnswerBundle {
  readonly log: AuditLog;
  readonly outbox: Outbox;
  /** The station's X25519 key. */
  readonly privateKey: KeyObject;
  /** C2SP verifier key of headquarters' mirror. */
  readonly mirrorKey: string;
  readonly headquarters: { readonly origin: string; readonly verifierKeys: readonly string[] };
  /** Who brought the file. */
  readonly person?: string;
  readonly onProgress?: (done: number, total: number) => void;
}

export interface AnswerTaken {
  /** Entries that headquarters has countersigned, as the answer says. */
  readonly size: number;
  /** Whether that was new here. */
  readonly isNews: boolean;
  /** Grants and revocations that came; seeing one twice changes nothing. */
  readonly items: number;
  /** Cursor of the outbox from now on. */
  readonly cursor: number;
  /** Headquarters holds less of the log than it once countersigned, or could not join the file to what it holds. */
  readonly wantsEverything: boolean;
  /** A later head was announced over the line; headquarters needs a fresh file. */
  readonly wantsFresh: boolean;
}

/**
 * Takes in an answer: the receipt and the items of the outbox, exactly as they are taken from the line.
 *
 * The file is read through and proved to be headquarters' before anything in it counts. May be repeated; an older
 * answer after a newer one changes nothing, and the cursor of the outbox never passes an item that was not seen.
 *
 * @throws {TravelRefusal} with the reason; then nothing was taken.
 */
export async function takeAnswer(source: ByteSource, answer: AnswerBundle): Promise<AnswerTaken> {
  const { log, outbox, privateKey, mirrorKey, headquarters, person, onProgress } = answer;
  const reader = await openTravelBundle(source, { direction: "answer", privateKey, otherwise: "other-station" });
  if (reader.header.origin !== log.origin) {
    throw new TravelRefusal("other-station");
  }
  const verifiers = headquarters.verifierKeys.map(parseVerifierKey);
  const proved = await checkAnswer(reader, { headquarters: headquarters.origin, verifiers }, (done) =>
    onProgress?.(done, reader.size),
  );
  if (proved["outcome"] === "forked") {
    throw new TravelRefusal("forked");
  }
  await requireKnownItems(reader);
  const receipt = await receiptIn(reader, log, parseVerifierKey(mirrorKey));
  const kept = log.lastReceipt()?.size ?? 0;
  const size = receipt?.size ?? 0;
  if (receipt !== null && size > kept) {
    log.keepReceipt(receipt);
  }
  const items = await takeItems(reader, outbox, proved.after <= outbox.after);
  log.append({
    t: "bundle.import",
    b: { size, items, cursor: outbox.after },
    ...(person === undefined ? {} : { person }),
  });
  return {
    size,
    isNews: size > kept,
    items,
    cursor: outbox.after,
    wantsEverything: size < kept && proved["outcome"] === "gap",
    wantsFresh: proved["outcome"] === "behind" || proved["outcome"] === "refused",
  };
}

/** The countersigned head, if the answer has one; it must be a head of this very log. */
async function receiptIn(reader: TravelReader, log: AuditLog, mirror: NoteVerifier): Promise<Receipt | null> {
  const { value: first } = await reader.records().next();
  if (first === undefined || first.kind !== "receipt") {
    return null;
  }
  const { text, signatures } = parsedOrDamaged(first.payload);
  const time = cosignatureTime(fromUtf8(first.payload), mirror);
  const { origin, size } = parseCheckpoint(text);
  if (time === null || origin !== log.origin) {
    throw new TravelRefusal("unproved");
  }
  if (size > log.size) {
    throw new TravelRefusal("rollback");
  }
  const own = log.checkpointAt(size);
  if (own === null || parseNote(own).text !== text) {
    throw new TravelRefusal("forked");
  }
  const lines = signatures.filter(({ name, keyId }) => name === mirror.name && keyId === mirror.keyId);
  const note = own + lines.map((line) => `${formatSignatureLine(line)}\n`).join("");
  return { size, signer: mirror.name, time, note };
}

function parsedOrDamaged(payload: Uint8Array): ReturnType<typeof parseNote> {
  try {
    const note = parseNote(fromUtf8(payload));
    parseCheckpoint(note.text);
    return note;
  } catch (error) {
    if (error instanceof FormatError) {
      throw new TravelRefusal("damaged", { cause: error });
    }
    throw error;
  }
}

async function takeItems(reader: TravelReader, outbox: Outbox, joins: boolean): Promise<number> {
  for await (const { kind, payload } of reader.records()) {
    const item = kind === "item" ? known(parseTravelItem(payload)) : null;
    await (item !== null && groundKinds.has(item.kind) ? outbox.onItem(item) : undefined);
  }
  let count = 0;
  for await (const { kind, payload } of reader.records()) {
    if (kind !== "item") {
      continue;
    }
    const item = known(parseTravelItem(payload));
    await outbox.onItem(item);
    if (joins) {
      outbox.keep(item.cursor);
    }
    count += 1;
  }
  return count;
}

/** Of an answer with something this version does not know, nothing is taken: leaving it out could hide a revocation. */
async function requireKnownItems(reader: TravelReader): Promise<void> {
  for await (const { kind, payload } of reader.records()) {
    if (kind === "item") {
      known(parseTravelItem(payload));
    }
  }
}

function known({ cursor, kind, file }: TravelItem): OutboxItem {
  if (!outboxKinds.has(kind)) {
    throw new TravelRefusal("newer");
  }
  return { cursor, kind, file };
}
