import { Breach } from "../diagnostics/index.ts";
import { base64 } from "../formats/bytes.ts";
import type { LogEntry, NewEntry } from "../formats/log-entry.ts";
import type { LastVerification, Verification, Verifying } from "../../shared/model/evidence.ts";
import type { AuditLog } from "./log.ts";
import type { LogReader } from "./reader.ts";

interface Ports {
  readonly log: Pick<AuditLog, "verify" | "root" | "size" | "now">;
  readonly reader: LogReader;
  /** Appends; null when the disk is too full to record anything. */
  readonly append: (entry: NewEntry) => { readonly index: number; readonly wall: Date } | null;
  /** Where the number of the last verification's entry is kept between starts. Only a pointer: the entry says the rest. */
  readonly pointer: { get(): string | null; keep(value: string): void };
  readonly onProgress: (progress: Verifying | null) => void;
  /** The log was found wrong. */
  readonly onUnsound: (outcome: Verification) => void;
}

/** Verifies the whole log for people: with progress, once at a time, and every outcome recorded in the log itself. */
export interface Verifier {
  /**
   * Null when it was cancelled; nothing is recorded then. Joins the verification under way, if there is one.
   *
   * @throws {Breach} when the log has ended.
   */
  verify(options: { readonly thorough: boolean; readonly by?: string }): Promise<Verification | null>;
  cancel(): void;
  last(): LastVerification | null;
  /** Cancels and waits until nothing reads the log any more. */
  close(): Promise<void>;
}

const progressEveryMs = 200;

export function createVerifier(ports: Ports): Verifier {
  let running: { readonly outcome: Promise<Verification | null>; readonly stop: AbortController } | null = null;
  let last = recalled(ports);

  const walk = async (thorough: boolean, by: string | undefined, signal: AbortSignal): Promise<Verification | null> => {
    const started = performance.now();
    let told = 0;
    const onProgress = (done: number, size: number): void => {
      const elapsedMs = Math.round(performance.now() - started);
      if (elapsedMs - told >= progressEveryMs) {
        told = elapsedMs;
        ports.onProgress({ done, size, thorough, elapsedMs });
      }
    };
    ports.onProgress({ done: 0, size: ports.log.size, thorough, elapsedMs: 0 });
    try {
      const outcome = await ports.log.verify({ thorough, signal, onProgress });
      last = record(outcome, thorough, by);
      return outcome;
    } catch (error) {
      if (signal.aborted) {
        return null;
      }
      throw error;
    } finally {
      running = null;
      ports.onProgress(null);
    }
  };

  const record = (outcome: Verification, thorough: boolean, by: string | undefined): LastVerification => {
    const entry = ports.append(entryFor(outcome, thorough, by, ports.log));
    if (entry !== null) {
      ports.pointer.keep(String(entry.index));
    }
    if (!outcome.sound) {
      ports.onUnsound(outcome);
    }
    const { sound, size, firstWrong } = outcome;
    return {
      at: (entry?.wall ?? ports.log.now()).toISOString(),
      size,
      sound,
      thorough,
      ...(by === undefined ? {} : { by }),
      ...(entry === null ? {} : { entry: entry.index }),
      ...(firstWrong === undefined ? {} : { firstWrong }),
    };
  };

  return {
    verify: ({ thorough, by }) => {
      if (running === null) {
        const stop = new AbortController();
        running = { stop, outcome: Promise.resolve().then(() => walk(thorough, by, stop.signal)) };
      }
      return running.outcome;
    },
    cancel: () => running?.stop.abort(),
    last: () => last,
    close: async () => {
      running?.stop.abort();
      await running?.outcome.catch(() => null);
    },
  };
}

function entryFor(
  { sound, size, firstWrong }: Verification,
  thorough: boolean,
  by: string | undefined,
  log: Ports["log"],
): NewEntry {
  const who = by === undefined ? {} : { person: by };
  return sound
    ? { t: "verify.pass", b: { size, root: base64(log.root(size)), thorough }, ...who }
    : {
        t: "verify.fail",
        b: { subject: "log", size, thorough, index: firstWrong?.index ?? 0, rule: firstWrong?.why ?? "" },
        ...who,
      };
}

/** The last verification of an earlier start, read back from the log. A pointer that leads elsewhere says nothing. */
function recalled({ pointer, reader, log }: Ports): LastVerification | null {
  const kept = pointer.get();
  const index = kept !== null && /^\d{1,15}$/u.test(kept) ? Number(kept) : null;
  try {
    return index === null || index >= log.size ? null : lastFrom(reader.entry(index));
  } catch (error) {
    if (error instanceof Breach) {
      // Whoever reads the log is told; a station must be able to start and say how things stand.
      return null;
    }
    throw error;
  }
}

function lastFrom(entry: LogEntry): LastVerification | null {
  const shared = {
    at: entry.wall,
    entry: entry.seq,
    ...(entry.person === undefined ? {} : { by: entry.person }),
  };
  if (entry.t === "verify.pass") {
    return { ...shared, sound: true, size: entry.b.size, thorough: entry.b["thorough"] === true };
  }
  if (entry.t !== "verify.fail" || entry.b["subject"] !== "log") {
    return null;
  }
  const { size, index, rule, thorough } = entry.b;
  return {
    ...shared,
    sound: false,
    size: Number(size),
    thorough: thorough === true,
    firstWrong: { index: Number(index), why: String(rule) },
  };
}
