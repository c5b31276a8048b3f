import { statfsSync } from "node:fs";
import { Breach, type TechnicalLog } from "../diagnostics/index.ts";
import type { NewEntry } from "../formats/log-entry.ts";
import type { Failure } from "../../shared/failure.ts";
import { fail, type Result } from "../../shared/result.ts";
import type { SealState } from "./seal-state.ts";
import { isDiskFull } from "./standing-log.ts";

/** The three ways in which the interface may ask for something. */
export interface Accountability {
  /** Looking something up. Works on a sealed station too, so that people can find out why it is sealed. */
  readonly look: <T>(work: () => Answer<T>) => Promise<Result<T, Failure>>;
  /** Entering: not stopped by the seal, because lifting it needs a signed-in supervisor. */
  readonly enter: <T>(work: () => Answer<T>) => Promise<Result<T, Failure>>;
  /** An act. Refused on a sealed station; each refusal is an entry in the log (rule R12). */
  readonly act: <T>(attempt: string, subject: string | undefined, work: () => Answer<T>) => Promise<Result<T, Failure>>;
  /** An act that leads out of the seal. As any other, but a sealed station takes it. */
  readonly mend: <T>(
    attempt: string,
    subject: string | undefined,
    work: () => Answer<T>,
  ) => Promise<Result<T, Failure>>;
  /** Something was found that seals the station, though whoever found it has an answer to give. */
  readonly seal: (breach: Breach) => void;
}

type Answer<T> = Result<T, Failure> | Promise<Result<T, Failure>>;

interface Options {
  readonly log: { append(entry: NewEntry): unknown; now(): Date };
  readonly seal: SealState;
  readonly diagnostics: TechnicalLog;
  readonly person: () => string | null;
  readonly freeBytes: () => number;
  /** Something was done: what waits for people may have changed. */
  readonly onAct: () => void;
  /** Stops what is on screen when a breach is found. */
  readonly onBreach: () => void;
}

/** Below this the station takes no new act, so that an act under way can always be recorded. */
const reserveBytes = 16 * 1024 * 1024;

/** Entries that could not be written or would say nothing. */
const unlogged: ReadonlySet<Failure["code"]> = new Set(["disk-full", "station-sealed", "internal"]);

/** Acts after which nobody waits for anything else. */
const silent: ReadonlySet<string> = new Set([
  "requests:saveDraft",
  "annotations:add",
  "annotations:export",
  "forms:print",
  "receipts:take",
]);

/** Free space on the disk that holds `folder`, in bytes. */
export function freeBytesIn(folder: string): number {
  const { bavail, bsize } = statfsSync(folder);
  return bavail * bsize;
}

/** One choke point for everything people ask for, so that no handler can forget the log. */
export function createAccountability(options: Options): Accountability {
  const { log, seal, diagnostics } = options;

  const breached = (breach: Breach): Failure => {
    const incident = diagnostics.report("breach", breach);
    const mark = seal.seal(breach, log.now(), incident);
    options.onBreach();
    return { code: "station-sealed", incident: mark.incident };
  };

  const run = async <T>(work: () => Answer<T>): Promise<Result<T, Failure>> => {
    try {
      return await work();
    } catch (error) {
      if (isDiskFull(error)) {
        diagnostics.note("disk.full");
        return fail({ code: "disk-full" });
      }
      if (error instanceof Breach) {
        return fail(breached(error));
      }
      throw error;
    }
  };

  const spacious = async <T>(work: () => Answer<T>): Promise<Result<T, Failure>> =>
    options.freeBytes() < reserveBytes ? fail({ code: "disk-full" }) : run(work);

  const logged = async <T>(
    attempt: string,
    subject: string | undefined,
    work: () => Answer<T>,
  ): Promise<Result<T, Failure>> => {
    const result = await spacious(work);
    if (result.ok && !silent.has(attempt)) {
      options.onAct();
    }
    if (result.ok || unlogged.has(result.failure.code)) {
      return result;
    }
    const { failure } = result;
    return run<T>(() => {
      log.append(refusal(attempt, failure, subject, options.person()));
      return fail(failure);
    });
  };

  return {
    seal: (breach) => void breached(breach),
    look: run,
    enter: spacious,
    mend: logged,
    act: async <T>(attempt: string, subject: string | undefined, work: () => Answer<T>) =>
      seal.mark === null
        ? logged(attempt, subject, work)
        : fail({ code: "station-sealed", incident: seal.mark.incident }),
  };
}

/** What tells refusals of one code apart. */
function detailOf(failure: Failure): string | undefined {
  if (failure.code === "bad-request") {
    return failure.field;
  }
  if (failure.code === "not-found") {
    return failure.subject;
  }
  if ("rule" in failure) {
    return failure.rule;
  }
  if (failure.code === "request-waits") {
    return failure.state;
  }
  if (failure.code === "below-floor") {
    return failure.missing.join(" ");
  }
  if ("impediment" in failure) {
    return failure.impediment;
  }
  return "reason" in failure ? failure.reason : undefined;
}

function refusal(attempt: string, failure: Failure, subject: string | undefined, person: string | null): NewEntry {
  const detail = detailOf(failure);
  return {
    t: "refuse",
    b: {
      attempt,
      failure: failure.code,
      ...(detail === undefined ? {} : { detail }),
      ...("article" in failure && failure.article !== undefined ? { article: failure.article } : {}),
      ...(subject === undefined ? {} : { subject }),
    },
    ...(person === null ? {} : { person }),
  };
}
