import { setImmediate } from "node:timers/promises";
import type { AuditLog } from "../auditlog/index.ts";
import { utf8 } from "../formats/bytes.ts";
import { travelCalls } from "../formats/travel-answer.ts";
import { sealTravelBundle } from "../formats/travel-bundle.ts";
import { checkpointRequest, entriesRequest } from "./requests.ts";

export interface OutwardBundle {
  readonly log: AuditLog;
  /** X25519 key of headquarters, base64url. */
  readonly recipient: string;
  /** Cursor of the last item of the outbox that is in the log. */
  readonly cursor: number;
  /** Carries the log from its first entry, for a headquarters that lost what it had. */
  readonly everything?: boolean;
  /** Who asked for the file. */
  readonly person?: string;
  readonly onProgress?: (done: number, total: number) => void;
  readonly signal?: AbortSignal;
}

export interface OutwardWritten {
  /** Entries in the file, `[from, to)`. */
  readonly from: number;
  readonly to: number;
}

/**
 * Writes what the line would have carried: every leg of the log that headquarters has not countersigned, as the very
 * bodies of `add-checkpoint` and `add-entries`, then the acknowledgement of the outbox and the question for more.
 *
 * The log says first that the file is made; that entry is in it, and vouches for the acknowledgement. What is
 * appended meanwhile goes with the next file, or over the line. One request is in memory at a time.
 *
 * @throws when `write` does, and with the signal's reason.
 */
export async function writeOutward(bundle: OutwardBundle, write: (bytes: Uint8Array) => void): Promise<OutwardWritten> {
  const { log, recipient, cursor, everything = false, person } = bundle;
  const from = everything ? 0 : (log.lastReceipt()?.size ?? 0);
  const [noted] = log.append({
    t: "bundle.export",
    b: { from, cursor },
    ...(person === undefined ? {} : { person }),
  });
  const to = log.size;
  const sealer = sealTravelBundle({ direction: "outward", origin: log.origin, from, to, recipient });
  for (let received = from; received < to;) {
    const leg = Math.min(log.rotationAfter(received) ?? to, to);
    // oxlint-disable-next-line no-await-in-loop -- one request in memory at a time
    await writeLeg(bundle, { from: received, to: leg, base: from, target: to }, (kind, payload) =>
      write(sealer.record(kind, payload)),
    );
    received = leg;
  }
  const size = (noted?.index ?? to - 1) + 1;
  write(sealer.record("acknowledge", travelCalls.acknowledge.format({ cursor, size })));
  write(sealer.record("outbox", travelCalls.outbox.format({ after: cursor })));
  write(sealer.finish());
  return { from, to };
}

interface LegBounds {
  readonly from: number;
  readonly to: number;
  /** Of the whole file, for the progress. */
  readonly base: number;
  readonly target: number;
}

async function writeLeg(
  { log, signal, onProgress }: OutwardBundle,
  { from, to, base, target }: LegBounds,
  put: (kind: "checkpoint" | "entries", payload: Uint8Array) => void,
): Promise<void> {
  put("checkpoint", utf8(checkpointRequest(log, from, to)));
  for (let start = from; start < to;) {
    signal?.throwIfAborted();
    // oxlint-disable-next-line no-await-in-loop -- one request in memory at a time
    const { body, next } = await entriesRequest(log, { start, end: to, ticket: new Uint8Array() });
    put("entries", body);
    start = next;
    onProgress?.(start - base, target - base);
    // oxlint-disable-next-line no-await-in-loop -- others get their turn in between
    await setImmediate();
  }
}
