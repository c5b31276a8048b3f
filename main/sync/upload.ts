import type { AuditLog, Receipt } from "../auditlog/index.ts";
import { fromUtf8 } from "../formats/bytes.ts";
import { parseCount } from "../formats/checkpoint.ts";
import { FormatError } from "../formats/format-error.ts";
import { cosignatureTime } from "../formats/log-receipt.ts";
import { parseNote, type NoteVerifier } from "../formats/signed-note.ts";
import { parseMirrorInfo, type MirrorInfo } from "../formats/tlog-mirror.ts";
import { checkpointRequest, entriesRequest } from "./requests.ts";
import type { Answer, Transport } from "./transport.ts";

/** Of the 32 that one request may hold: a thousand entries on the way are quick enough and take little memory. */
const packagesPerRequest = 4;
/** Requests of one leg that may bring nothing forward before it is given up for this round. */
const mostIdleSteps = 4;

/** Why a round ended early. */
export class SyncStopped extends Error {
  /**
   * `rollback`: headquarters holds more than we have. `fork`: what it holds contradicts what we have. `refused`: it
   * will not take what we have, for another reason. `busy`: later.
   */
  readonly reason: "rollback" | "fork" | "refused" | "busy";
  readonly retryAfterMs: number | null;

  constructor(reason: SyncStopped["reason"], message: string, retryAfterMs: number | null = null) {
    super(message);
    this.name = "SyncStopped";
    this.reason = reason;
    this.retryAfterMs = retryAfterMs;
  }
}

interface Line {
  readonly log: AuditLog;
  readonly transport: Transport;
  readonly mirror: NoteVerifier;
  readonly signal: AbortSignal;
}

/**
 * Brings the mirror from what it last cosigned to `target`, leg by leg (research note C.2).
 *
 * A leg never passes a `key.rotate`: the checkpoint that includes it is the last one the old key signs,
 * and the mirror learns the new key from that very entry. Every request may be repeated at any time.
 *
 * @throws {SyncStopped} @throws {TransportError}
 */
export async function uploadTo(line: Line, target: number): Promise<void> {
  let received = line.log.lastReceipt()?.size ?? 0;
  while (received < target) {
    const leg = Math.min(line.log.rotationAfter(received) ?? target, target);
    // oxlint-disable-next-line no-await-in-loop -- one request in flight: each leg builds on the one before
    received = await uploadLeg(line, received, leg);
  }
}

async function uploadLeg(line: Line, received: number, leg: number): Promise<number> {
  const end = await announce(line, received, leg);
  const receipt = await sendEntries(line, received, end);
  line.log.keepReceipt(receipt);
  return receipt.size;
}

/** `add-checkpoint`. Answers the size to upload to: an earlier head may still be pending at the mirror. */
async function announce(line: Line, received: number, leg: number): Promise<number> {
  const first = await offer(line, received, leg);
  if (first === null) {
    return leg;
  }
  requireOurs(line.log, first);
  if (first === received) {
    throw new SyncStopped("fork", "headquarters holds another tree of the same size");
  }
  if (
    first >= leg ||
    line.log.rotationAfter(first - 1) === first ||
    (line.log.rotationAfter(received) ?? first) < first
  ) {
    // An upload that broke off after this head was announced; finish that one first.
    return first;
  }
  const second = await offer(line, first, leg);
  if (second === null) {
    return leg;
  }
  throw second === first
    ? new SyncStopped("fork", "headquarters holds another tree of the same size")
    : new SyncStopped("busy", "headquarters moved on meanwhile");
}

function requireOurs(log: AuditLog, size: number): void {
  if (size > log.size) {
    throw new SyncStopped("rollback", "headquarters holds more of this log than we do");
  }
}

/** Null when the mirror took the head; otherwise the size it holds. */
async function offer(line: Line, old: number, size: number): Promise<number | null> {
  const { log, transport, signal } = line;
  const body = checkpointRequest(log, old, size);
  const answer = await transport.post("/tlog/add-checkpoint", body, { "content-type": "text/plain" }, signal);
  if (answer.status === 200) {
    return null;
  }
  if (answer.status === 409) {
    return readOrStop(() => parseCount(fromUtf8(answer.body).trimEnd()));
  }
  throw stopped(answer);
}

/** `add-entries` until the mirror has cosigned `end`. */
async function sendEntries(line: Line, received: number, end: number): Promise<Receipt> {
  let at: MirrorInfo = { pending: end, next: Math.min(received, end), ticket: new Uint8Array() };
  for (let idle = 0; idle < mostIdleSteps;) {
    // oxlint-disable-next-line no-await-in-loop -- one request in flight: each continues where the mirror says
    const answer = await sendPackages(line, at, end);
    if (answer.status === 200) {
      return receiptOf(line, end, answer);
    }
    if (answer.status !== 202 && answer.status !== 409) {
      throw stopped(answer);
    }
    const info = readOrStop(() => parseMirrorInfo(answer.body));
    requireOurs(line.log, info.pending);
    if (info.pending !== end) {
      throw new SyncStopped("busy", "headquarters moved on meanwhile");
    }
    idle = info.next > at.next ? 0 : idle + 1;
    at = { ...info, next: Math.min(info.next, end) };
  }
  throw new SyncStopped("busy", "headquarters makes no progress");
}

async function sendPackages({ log, transport, signal }: Line, from: MirrorInfo, end: number): Promise<Answer> {
  const { body } = await entriesRequest(log, {
    start: from.next,
    end,
    ticket: from.ticket,
    packages: packagesPerRequest,
  });
  const headers = { "content-type": "application/octet-stream", "content-encoding": "gzip" };
  return transport.post("/tlog/add-entries", body, headers, signal);
}

function receiptOf({ log, mirror }: Line, size: number, answer: Answer): Receipt {
  const checkpoint = log.checkpointAt(size) ?? "";
  const note = readOrStop(() => {
    const whole = checkpoint + fromUtf8(answer.body);
    parseNote(whole);
    return whole;
  });
  // Lines of keys we do not know are ignored, as the specification demands.
  const time = cosignatureTime(note, mirror);
  if (time === null) {
    throw new SyncStopped("refused", "headquarters answered without its cosignature");
  }
  return { size, signer: mirror.name, time, note };
}

function readOrStop<T>(read: () => T): T {
  try {
    return read();
  } catch (error) {
    if (error instanceof FormatError) {
      throw new SyncStopped("refused", "headquarters answered in another language");
    }
    throw error;
  }
}

function stopped(answer: Answer): SyncStopped {
  if (answer.status === 429 || answer.status >= 500) {
    const seconds = Number(answer.headers["retry-after"]);
    const wait = Number.isFinite(seconds) && seconds > 0 ? Math.min(seconds, 3600) * 1000 : null;
    return new SyncStopped("busy", "headquarters is busy", wait);
  }
  // 422 is said of a head or of entries that do not fit what the mirror has cosigned (C2SP tlog-witness, tlog-mirror).
  return new SyncStopped(answer.status === 422 ? "fork" : "refused", `headquarters refused with ${answer.status}`);
}
