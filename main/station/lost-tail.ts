import { rehydrate, sizeAtRest, type AuditLog, type LogOptions, type Receipt } from "../auditlog/index.ts";
import { Breach, type TechnicalLog } from "../diagnostics/index.ts";
import { fetchTail, type Transport } from "../sync/index.ts";
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
 * @throws {Breach} when what headquarters holds does not continue what we hold.
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
  const tail = await fetchTail({ transport, origin, mirrorKey: enrolment.cosignerVerifierKey, from });
  if (tail === null) {
    return null;
  }
  const found = new Breach("log", "headquarters holds more of this log than we do");
  const incident = diagnostics.report("log.rollback", found, { from, to: tail.receipt.size });
  openSealState(breach, () => undefined).seal(found, log.options.clock.wall(), incident);
  return { ...rehydrate(log.folder, log.options, tail), receipt: tail.receipt };
}

/** Says in the log that is open again what was put back, and keeps headquarters' receipt for it. @throws {Breach} */
export function recordRestored(log: AuditLog, { from, to, receipt }: Restored): void {
  log.append({ t: "recovery", b: { from, to, reason: "restored" } });
  log.keepReceipt(receipt);
}
