import type { MirroredTail, Receipt } from "../auditlog/index.ts";
import { fromUtf8, utf8 } from "../formats/bytes.ts";
import { parseCheckpoint } from "../formats/checkpoint.ts";
import { sha256Hex } from "../formats/digest.ts";
import { FormatError } from "../formats/format-error.ts";
import { readLeaf } from "../formats/log-entry.ts";
import { cosignatureTime } from "../formats/log-receipt.ts";
import { parseNote, parseVerifierKey, type NoteVerifier } from "../formats/signed-note.ts";
import { entryBundlePath, packageEntries, parseEntryBundle } from "../formats/tlog-mirror.ts";
import { TransportError, type Answer, type Transport } from "./transport.ts";

export interface TailRequest {
  readonly transport: Pick<Transport, "get">;
  readonly origin: string;
  /** C2SP verifier key of headquarters' mirror. */
  readonly mirrorKey: string;
  /** Entries that the log on disk has. */
  readonly from: number;
  /** Silence after which headquarters counts as away, in ms. Default 5 000. */
  readonly patienceMs?: number;
}

type Line = Pick<TailRequest, "transport" | "origin" | "patienceMs">;

/** What the mirror holds beyond ours, and its receipt for all of it. */
export interface FetchedTail extends MirroredTail {
  readonly receipt: Receipt;
}

/** A longer gap has passed a change of key for certain, and a log does not come back over one. */
const mostEntries = 10_000;

/**
 * Asks headquarters, before a log is opened, whether it holds more of it than we do.
 *
 * Opening signs; a log that was set back would fork at that moment. So this comes first. Read over tlog-tiles,
 * and believed only as far as headquarters' cosignature; what the entries are worth is for `rehydrate` to say.
 *
 * @returns null when there is nothing beyond, or headquarters is away or makes no sense.
 */
export async function fetchTail(request: TailRequest): Promise<FetchedTail | null> {
  try {
    return await fetchBeyond(request, parseVerifierKey(request.mirrorKey));
  } catch (error) {
    if (error instanceof TransportError || error instanceof FormatError || isAbort(error)) {
      return null;
    }
    throw error;
  }
}

/**
 * The head of this log that headquarters countersigned last; `null` when it has none, `away` when it does not answer or
 * makes no sense.
 */
export async function fetchHead(request: Omit<TailRequest, "from">): Promise<Receipt | "away" | null> {
  try {
    const { origin, mirrorKey } = request;
    const answer = await ask(request, "checkpoint");
    return answer.status === 404
      ? null
      : answer.status === 200
        ? (receiptOf(fromUtf8(answer.body), origin, parseVerifierKey(mirrorKey)) ?? "away")
        : "away";
  } catch (error) {
    if (error instanceof TransportError || error instanceof FormatError || isAbort(error)) {
      return "away";
    }
    throw error;
  }
}

async function fetchBeyond(request: TailRequest, mirror: NoteVerifier): Promise<FetchedTail | null> {
  const { origin, from } = request;
  const note = await getText(request, "checkpoint");
  const receipt = note === null ? null : receiptOf(note, origin, mirror);
  if (receipt === null || receipt.size <= from) {
    return null;
  }
  // One more than may come back, so that the change of key in it is seen and named.
  const to = Math.min(receipt.size, from + mostEntries + 1);
  const leaves = await fetchLeaves(request, to, receipt.size);
  return { leaves, note: receipt.note, receipts: await receiptsIn(request, leaves, mirror), receipt };
}

function receiptOf(note: string, origin: string, mirror: NoteVerifier): Receipt | null {
  const checkpoint = parseCheckpoint(parseNote(note).text);
  const time = cosignatureTime(note, mirror);
  return time === null || checkpoint.origin !== origin
    ? null
    : { size: checkpoint.size, signer: mirror.name, time, note };
}

async function fetchLeaves(request: TailRequest, to: number, size: number): Promise<Uint8Array[]> {
  const leaves: Uint8Array[] = [];
  for (let tile = Math.floor(request.from / packageEntries); tile * packageEntries < to; tile++) {
    const width = Math.min(packageEntries, size - tile * packageEntries);
    // oxlint-disable-next-line no-await-in-loop -- one request in flight
    const bundle = await get(request, entryBundlePath(tile, width));
    const held = bundle === null ? [] : parseEntryBundle(bundle);
    if (held.length !== width) {
      throw new FormatError("entry bundle is not whole");
    }
    leaves.push(...held.slice(Math.max(0, request.from - tile * packageEntries), to - tile * packageEntries));
  }
  return leaves;
}

/** The notes behind the `hq.receipt` entries; one that headquarters has not is left out, and missed later. */
async function receiptsIn(
  request: TailRequest,
  leaves: readonly Uint8Array[],
  mirror: NoteVerifier,
): Promise<Receipt[]> {
  const receipts: Receipt[] = [];
  for (const leaf of leaves) {
    const read = readLeaf(leaf);
    if (typeof read !== "string" && read.kind === "entry" && read.entry.t === "hq.receipt") {
      // oxlint-disable-next-line no-await-in-loop -- one request in flight
      const note = await getText(request, `receipts/${read.entry.b.size}`);
      const receipt = note === null ? null : receiptOf(note, request.origin, mirror);
      if (receipt !== null) {
        receipts.push(receipt);
      }
    }
  }
  return receipts;
}

async function getText(request: Line, path: string): Promise<string | null> {
  const body = await get(request, path);
  return body === null ? null : fromUtf8(body);
}

async function get(line: Line, path: string): Promise<Uint8Array | null> {
  const answer = await ask(line, path);
  return answer.status === 200 ? answer.body : null;
}

function ask({ transport, origin, patienceMs = 5_000 }: Line, path: string): Promise<Answer> {
  const signal = AbortSignal.timeout(patienceMs);
  return transport.get(`/tlog/${sha256Hex(utf8(origin))}/${path}`, { signal });
}

function isAbort(error: unknown): boolean {
  return error instanceof Error && (error.name === "AbortError" || error.name === "TimeoutError");
}
