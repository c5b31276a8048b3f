import { basename, join } from "node:path";
import { createHeadquartersClient } from "../access/index.ts";
import { exportAtRest, headAtRest, LogEnded, type AuditLog } from "../auditlog/index.ts";
import { Breach, type TechnicalLog } from "../diagnostics/index.ts";
import { base64 } from "../formats/bytes.ts";
import { parseCheckpoint } from "../formats/checkpoint.ts";
import { nextGeneration } from "../formats/log-origin.ts";
import { emptyRoot } from "../formats/merkle.ts";
import { parseNote } from "../formats/signed-note.ts";
import { fetchHead, type Transport } from "../sync/index.ts";
import type { LogEnding } from "../../shared/log-endings.ts";
import type { ContinuedHead } from "../../shared/model/new-log.ts";
import { breachBehind } from "./cannot-start.ts";
import { newLogPlace, openEnrolment, type EnrolledParts, type Machine } from "./enrolment.ts";
import { recordRestored, restoreLostTail, type LogAtRest } from "./lost-tail.ts";
import { formerFolder, newLogSteps, type NewLogPlan } from "./new-log.ts";
import { openSealState } from "./seal-state.ts";

interface Options {
  readonly machine: Machine;
  readonly parts: EnrolledParts;
  readonly transport: Transport;
  readonly diagnostics: TechnicalLog;
}

/** The station's log, open, with the enrolment that names it. */
export interface OwnLog {
  readonly parts: EnrolledParts;
  readonly log: AuditLog;
}

/**
 * Opens the station's log: as it is, whole again from headquarters, or, when it has ended, as the next generation.
 *
 * A new log begins only while headquarters answers, for as long as it is away it may hold what is missing. The station
 * is sealed first, and stays so until administrators at headquarters have signed.
 *
 * @throws {Breach} when the log cannot be opened, and is not known to have ended or headquarters is away.
 */
export async function openOwnLog(options: Options): Promise<OwnLog> {
  const { parts, transport, machine, diagnostics } = options;
  const { atRest, enrolment } = parts;
  if (atRest === null) {
    return { parts, log: parts.openLog() };
  }
  try {
    const { breach } = machine.folders;
    const restored = await restoreLostTail({ log: atRest, transport, enrolment, breach, diagnostics });
    const log = parts.openLog();
    if (restored !== null) {
      recordRestored(log, restored);
    }
    return { parts, log };
  } catch (error) {
    const ended = endedBy(error);
    const plan = ended === null ? null : await planFor(options, atRest, ended.ending);
    if (ended === null || plan === null) {
      throw error;
    }
    const incident = diagnostics.report("log.ended", ended, { ending: ended.ending });
    openSealState(machine.folders.breach, () => undefined).seal(ended, machine.clock.wall(), incident);
    const next = await beginNext(machine, plan);
    await exportFormer(machine, plan, diagnostics);
    return next;
  }
}

/** A database that is none any more is a damaged log, whoever noticed. */
function endedBy(error: unknown): LogEnded | null {
  if (error instanceof LogEnded) {
    return error;
  }
  const breach = error instanceof Breach ? null : breachBehind(error);
  return breach === null ? null : new LogEnded("damaged", breach.message, { cause: error });
}

async function beginNext(machine: Machine, plan: NewLogPlan): Promise<OwnLog> {
  for (const step of newLogSteps(newLogPlace(machine), plan)) {
    step();
  }
  const next = await openEnrolment(machine, null);
  return { parts: next, log: next.openLog() };
}

/** What ended is also put where people take files from, while its keys are at hand; the folder itself stays in any case. */
async function exportFormer(
  { folders, ...machine }: Machine,
  plan: NewLogPlan,
  diagnostics: TechnicalLog,
): Promise<void> {
  const { root, exports } = folders;
  const aside = join(root, plan.awaiting.folder);
  const options = { ...machine, origin: plan.from, receiptsFile: join(aside, "log.receipts") };
  try {
    await exportAtRest(join(aside, "log"), options, join(exports, `log-ended-${basename(plan.awaiting.folder)}.vlog`));
  } catch (error) {
    diagnostics.report("log.export", error);
  }
}

/** Asks headquarters for what only it knows; null while it is away. */
async function planFor(
  { parts, transport, machine }: Options,
  atRest: LogAtRest,
  ending: LogEnding,
): Promise<NewLogPlan | null> {
  const { enrolment } = parts;
  const { origin } = atRest.options;
  const head = await fetchHead({ transport, origin, mirrorKey: enrolment.cosignerVerifierKey });
  const client = createHeadquartersClient({
    caller: { post: (path, body, headers) => transport.post(path, body, headers, AbortSignal.timeout(callMs)) },
    session: () => null,
    now: () => machine.clock.wall(),
  });
  const own = await client.call("ownLog", {});
  if (head === "away" || !own.ok) {
    return null;
  }
  const held = head === null ? null : headOf(parseCheckpoint(parseNote(head.note).text));
  const local = localHead(atRest.folder);
  return {
    v: 1,
    from: origin,
    origin: nextGeneration(origin),
    seal: own.value.sealRecipient,
    awaiting: {
      ending,
      // A log that headquarters never took ends with it; what is continued is the one before.
      former: enrolment.awaiting?.former ?? { origin, ...latest(ending, held, local) },
      ...(local === null ? {} : { local }),
      folder: formerFolder(origin),
    },
  };
}

const callMs = 15_000;

type Head = Omit<ContinuedHead, "origin">;

const headOf = ({ size, root }: { readonly size: number; readonly root: Uint8Array }): Head => ({
  size,
  root: base64(root),
});

/** Null when not even the tree of the old log can be read. */
function localHead(folder: string): Head | null {
  try {
    return headOf(headAtRest(folder));
  } catch {
    return null;
  }
}

/** Headquarters' head when it holds more, or when ours is not to be relied on; else the local one. */
function latest(ending: LogEnding, held: Head | null, local: Head | null): Head {
  const isOursSound = ending === "keys-gone" || ending === "cut-off";
  if (held !== null && (local === null || !isOursSound || held.size >= local.size)) {
    return held;
  }
  return local ?? headOf({ size: 0, root: emptyRoot });
}
