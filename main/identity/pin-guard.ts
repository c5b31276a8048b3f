/** How often a PIN was wrong for one certificate token, as kept on disk. */
export interface PinRecord {
  readonly failures: number;
  readonly lastFailureMs: number;
  readonly locked: boolean;
}

/** Where wrong PINs are counted. It outlives the process, or restarting would buy new attempts. */
export interface PinRecords {
  get(subject: string): PinRecord | null;
  put(subject: string, record: PinRecord): void;
  remove(subject: string): void;
}

export interface PinRules {
  /** Wrong PINs until the certificate is locked. */
  readonly attempts: number;
  /** Delay after the first wrong PIN; it doubles with each further one. */
  readonly firstDelaySeconds: number;
}

export type PinState =
  | { readonly state: "ready" }
  | { readonly state: "delayed"; readonly retryAfterSeconds: number }
  | { readonly state: "locked" };

/** Slows down and finally stops somebody who tries PINs. */
export interface PinGuard {
  state(subjects: readonly string[]): PinState;
  /** Counts a wrong PIN. `attemptsLeft` is 0 exactly when the certificate is locked now. */
  failed(subjects: readonly string[]): { readonly retryAfterSeconds: number; readonly attemptsLeft: number };
  /** Forgets the wrong PINs after a right one, or after a supervisor's act. */
  clear(subjects: readonly string[]): void;
}

const longestDelaySeconds = 3600;

interface Options {
  readonly records: PinRecords;
  readonly rules: () => PinRules;
  /** The log's time, which never goes back: turning the clock does not shorten a delay. */
  readonly now: () => Date;
}

/**
 * Counts by several subjects at once (the token's file name and the digest of its bytes), so that
 * neither a copy under another name nor another file under the same name starts afresh.
 */
export function createPinGuard({ records, rules, now }: Options): PinGuard {
  const stateOf = (subject: string): PinState => {
    const record = records.get(subject);
    if (record === null || record.failures === 0) {
      return { state: "ready" };
    }
    if (record.locked) {
      return { state: "locked" };
    }
    const waitMs = record.lastFailureMs + delaySeconds(record.failures, rules()) * 1000 - now().getTime();
    return waitMs > 0 ? { state: "delayed", retryAfterSeconds: Math.ceil(waitMs / 1000) } : { state: "ready" };
  };

  return {
    state: (subjects) => subjects.map(stateOf).reduce(worse, { state: "ready" }),
    failed: (subjects) => {
      const failures = Math.max(...subjects.map((subject) => records.get(subject)?.failures ?? 0)) + 1;
      const locked = failures >= rules().attempts;
      for (const subject of subjects) {
        records.put(subject, { failures, lastFailureMs: now().getTime(), locked });
      }
      return {
        retryAfterSeconds: delaySeconds(failures, rules()),
        attemptsLeft: Math.max(0, rules().attempts - failures),
      };
    },
    clear: (subjects) => {
      for (const subject of subjects) {
        records.remove(subject);
      }
    },
  };
}

function delaySeconds(failures: number, rules: PinRules): number {
  return Math.min(longestDelaySeconds, rules.firstDelaySeconds * 2 ** (failures - 1));
}

function worse(a: PinState, b: PinState): PinState {
  if (a.state === "locked" || b.state === "ready") {
    return a;
  }
  if (b.state === "locked" || a.state === "ready") {
    return b;
  }
  return a.retryAfterSeconds >= b.retryAfterSeconds ? a : b;
}
