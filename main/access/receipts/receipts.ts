import { z } from "zod";
import type { RegisterRow } from "../../../shared/model/evidence.ts";
import { fromUtf8, utf8 } from "../../formats/bytes.ts";
import { verifyCosignature } from "../../formats/cosignature.ts";
import type { NewEntry } from "../../formats/log-entry.ts";
import {
  formatReceipt,
  noteOfSlip,
  parseSlip,
  type SlipNote,
  type ViewingReceipt,
  type ViewingSlip,
} from "../../formats/receipt.ts";
import { formatNote, parseNote, parseVerifierKey } from "../../formats/signed-note.ts";
import { withheldListText } from "../../formats/withheld-list.ts";
import { onceEach } from "../registers/projection.ts";
import type { SealedShelf } from "../sealed-shelf.ts";
import { composeSlips, type Besides, type Issuer, type Recording } from "./compose.ts";

/** The part of the signed log that receipts are proved from. */
export interface ReceiptLog {
  readonly size: number;
  leaf(index: number): Uint8Array | null;
  checkpointAt(size: number): string | null;
  epochKey(size: number): string;
  proveInclusion(index: number, size?: number): Uint8Array[];
  receiptCovering(index: number): { readonly size: number; readonly note: string } | null;
  append(entry: NewEntry): unknown;
}

export interface ReceiptPorts {
  readonly log: ReceiptLog;
  readonly shelf: SealedShelf;
  /** A sitting as the log tells it, up to the log's end. */
  readonly sitting: (viewing: string) => RegisterRow | null;
  /** What its grant withheld and what was objected to, as the log tells it. */
  readonly besides: (viewing: string) => Besides;
  readonly issuer: () => Issuer;
  /** Headquarters' cosigner, whose line a receipt carries. */
  readonly cosigner: string;
  readonly now: () => Date;
}

/** A receipt that can be given out now. */
export interface IssuedReceipt {
  readonly person: string;
  readonly slip: ViewingSlip;
  readonly state: "countersigned" | "promised";
  readonly countersignedAt?: Date;
  /** The receipt as it is written into files and codes. */
  readonly text: string;
}

/** Viewing receipts: one slip per person, bound by the entry that ends the viewing, proved from the log at any later time. */
export interface Receipts {
  /**
   * Writes the slips of a viewing that is about to end and keeps them sealed.
   *
   * @returns what `view.end` must say of them.
   */
  conclude(viewing: string, recording: (asset: string) => Recording): SlipNote[];
  /** The receipts of a viewing that has ended, in the register's order; null when there are none. */
  list(viewing: string): IssuedReceipt[] | null;
  /** Notes in the log that somebody takes a receipt. Durable on return. */
  noteTaken(viewing: string, issued: IssuedReceipt, form: "paper" | "file", person: string | null): void;
}

const kind = "slips";
const slipsSchema = z.array(z.unknown());

/** Receipts over the log and the shelf; a slip that the log does not name is never given out. */
export function createReceipts(ports: ReceiptPorts): Receipts {
  const { log, shelf } = ports;
  const authority = parseVerifierKey(ports.cosigner);

  /** The smallest committed checkpoint that covers the entry: that of its own transaction. */
  const ownCheckpoint = (entry: number): { readonly size: number; readonly note: string } => {
    for (let size = entry + 1; size <= log.size; size++) {
      const note = log.checkpointAt(size);
      if (note !== null) {
        return { size, note };
      }
    }
    throw new RangeError("no checkpoint covers the entry");
  };

  const prove = (entry: number): Omit<ViewingReceipt, "slip" | "entry"> & { readonly at?: Date } => {
    // The first that covers it, so that the receipt is the same on every later day.
    const received = log.receiptCovering(entry);
    const cosigned = received === null ? null : cosignedNote(received.note);
    if (received !== null && cosigned !== null) {
      const path = log.proveInclusion(entry, received.size);
      return { proof: { index: entry, proof: path, checkpoint: cosigned.note }, at: cosigned.at };
    }
    const { size, note } = ownCheckpoint(entry);
    const key = log.epochKey(size);
    const { text, signatures } = parseNote(note);
    const { name, keyId } = parseVerifierKey(key);
    const own = signatures.filter((line) => line.name === name && line.keyId === keyId);
    return { proof: { index: entry, proof: log.proveInclusion(entry, size), checkpoint: formatNote(text, own) }, key };
  };

  /** The checkpoint with the authority's line alone: the only one that the reader of a receipt can check. */
  const cosignedNote = (note: string): { readonly note: string; readonly at: Date } | null => {
    const { text, signatures } = parseNote(note);
    for (const line of signatures) {
      const seconds = verifyCosignature(text, line, authority);
      if (seconds !== null) {
        return { note: formatNote(text, [line]), at: new Date(seconds * 1000) };
      }
    }
    return null;
  };

  const slipsOf = (viewing: string): ViewingSlip[] => {
    const kept = shelf.get(kind, viewing);
    return kept === null ? [] : slipsSchema.parse(JSON.parse(fromUtf8(kept))).map(parseSlip);
  };

  return {
    conclude: (viewing, recording) => {
      const row = ports.sitting(viewing);
      const slips =
        row === null ? [] : composeSlips(row, ports.issuer(), recording, ports.now(), ports.besides(viewing));
      shelf.put(kind, viewing, utf8(JSON.stringify(slips)));
      return slips.map(noteOfSlip);
    },
    list: (viewing) => {
      const row = ports.sitting(viewing);
      const entry = row?.ended === undefined ? null : log.leaf(row.ended);
      if (row?.ended === undefined || entry === null) {
        return null;
      }
      const { at, ...proved } = prove(row.ended);
      const owners = onceEach(row.persons);
      const list = withheldListText(ports.besides(viewing).withheld);
      return slipsOf(viewing).flatMap((slip, index) => {
        const owner = owners[index];
        // A number that the entry does not have would be a slip of a viewing that ended otherwise.
        return owner === undefined || row.receipts?.[index]?.no !== slip.no
          ? []
          : [
              {
                person: owner.person,
                slip,
                state: at === undefined ? ("promised" as const) : ("countersigned" as const),
                ...(at === undefined ? {} : { countersignedAt: at }),
                text: formatReceipt({
                  slip,
                  entry,
                  ...proved,
                  // Slips of earlier versions name no list, and a list that nothing names could be changed by anybody.
                  ...(slip.withheld === undefined ? {} : { withheld: list }),
                }),
              },
            ];
      });
    },
    noteTaken: (viewing, { slip, state }, form, person) => {
      const b = { viewing, no: slip.no, form, state };
      log.append({ t: "view.receipt", b, ...(person === null ? {} : { person }) });
    },
  };
}
