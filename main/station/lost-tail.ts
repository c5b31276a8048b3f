import {
  headAtRest,
  LogEnded,
  rehydrate,
  sizeAtRest,
  type AuditLog,
  type LogOptions,
  type Receipt,
} from "../auditlog/index.ts";
import { Breach, type TechnicalLog } from "../diagnostics/index.ts";
import { equalBytes } from "../formats/bytes.ts";
import { parseCheckpoint } from "../formats/checkpoint.ts";
import { parseNote } from "../formats/signed-note.ts";
import { fetchHead, fetchTail, type Transport } from "../sync/index.ts";
import type { Enrolment } from "./enrolment.ts";
import { openSealState } from "./seal-state.ts";

/** A log as it lies on disk before it is opened. */
export interface LogAtRest {
  readonly folder: string;
  readonly options: LogOptions;
}

/** What was put back. */
export interface Restored {
  readonly from: number;
  readonly to: number;
  readonly receipt: Receipt;
}

interface Options {
  readonly log: LogAtRest;
  readonly transport: Transport;
  readonly enrolment: Enrolment;
  /** File of the seal mark. */
  readonly breach: string;
  readonly diagnostics: TechnicalLog;
}

/**
 * Puts back what this station's log has lost and headquarters holds, before anything is signed with it.
 *
 * The station is sealed first: a log does not grow shorter by itself, and whoever set it back must not go on as if
 * nothing had been. A supervisor lifts the seal at the station.
 *
 * @returns null when nothing was lost, as far as anybody can tell now.
 * @throws {LogEnded} when what headquarters holds does not continue what we hold, or an earlier run found that it ended.
 */
export async function restoreLostTail({
  log,
  transport,
  enrolment,
  breach,
  diagnostics,
}: Options): Promise<Restored | null> {
  const from = sizeAtRest(log.folder);
  const { origin } = log.options;
  const line = { transport, origin, mirrorKey: enrolment.cosignerVerifierKey };
  const seal = openSealState(breach, () => undefined);
  const ended = seal.endingOf(origin);
  const head = await fetchHead(line);
  if (ended === "forked" || ended === "damaged") {
    throw new LogEnded(ended, "an earlier run found that the log has ended");
  }
  if (head !== null && head !== "away" && head.size > from) {
    const tail = await fetchTail({ ...line, from });
    if (tail === null) {
      throw new Breach("log", "headquarters holds more of this log than we do, and does not hand it out");
    }
    const found = new Breach("log", "headquarters holds more of this log than we do");
    const incident = diagnostics.report("log.rollback", found, { from, to: tail.receipt.size });
    seal.seal(found, log.options.clock.wall(), incident);
    return { ...rehydrate(log.folder, log.options, tail), receipt: tail.receipt };
  }
  if (ended !== null) {
    throw new LogEnded(ended, "an earlier run found that headquarters knew more of the log than anybody holds now");
  }
  if (head !== null && head !== "away") {
    requireHeld(log.folder, head);
  }
  return null;
}

/** What headquarters countersigned must be a part of what we hold. @throws {LogEnded} */
export function requireHeld(folder: string, { note }: Receipt): void {
  const { size, root } = parseCheckpoint(parseNote(note).text);
  if (!equalBytes(headAtRest(folder, size).root, root)) {
    throw new LogEnded("forked", "headquarters countersigned another log than ours");
  }
}

/** Says in the log that is open again what was put back, and keeps headquarters' receipt for it. @throws {Breach} */
export function recordRestored(log: AuditLog, { from, to, receipt }: Restored): void {
  log.append({ t: "recovery", b: { from, to, reason: "restored" } });
  log.keepReceipt(receipt);
}
