import type { SyncState } from "../../shared/model/evidence.ts";
import { LogEnded, type AuditLog } from "../auditlog/index.ts";
import { Breach, type TechnicalLog } from "../diagnostics/index.ts";
import { noteSignatureType, parseVerifierKey, type NoteVerifier } from "../formats/signed-note.ts";
import { fetchOutbox, type Outbox } from "./outbox.ts";
import { TransportError, type Transport } from "./transport.ts";
import { SyncStopped, uploadTo } from "./upload.ts";

export interface SyncPace {
  /** Between rounds when nothing happens, in ms. */
  readonly idleMs: number;
  /** After something was appended. */
  readonly settleMs: number;
  /** First wait after a failure; doubles up to the longest, and each is varied by half. */
  readonly firstRetryMs: number;
  readonly longestRetryMs: number;
  /** Between rounds while something may be revoked that is open now. */
  readonly urgentMs: number;
}

export interface SyncOptions {
  readonly log: AuditLog;
  readonly transport: Transport;
  /** C2SP verifier key of headquarters' mirror (cosignature/v1, type 0x04). */
  readonly mirrorKey: string;
  readonly outbox?: Outbox;
  readonly diagnostics?: TechnicalLog;
  /** Told when a round shows that this log is not what it was: headquarters holds more of it, or another one. */
  readonly onBreach?: (breach: Breach) => void;
  /** True while a viewing is open: a revocation must reach it within seconds. */
  readonly urgent?: () => boolean;
  /** Defaults: a minute idle, a second and a half when urgent, two seconds after an append, 5 s … 15 min after failures. */
  readonly pace?: Partial<SyncPace>;
  /** Asked before each round; while it answers false nothing is carried: headquarters does not take this log yet. */
  readonly mayBegin?: () => Promise<boolean>;
}

/** Carries the log to headquarters and grants back, for as long as it is open. */
export interface Sync {
  state(): SyncState;
  /** Something became urgent: plans the next round accordingly; cheap enough for every second. */
  hurry(): void;
  /** Begins a round at once, or joins the one under way; resolves when it is over, whatever came of it. */
  now(): Promise<SyncState>;
  onChange(listener: (state: SyncState) => void): () => void;
  /** Stops for good; a round under way is abandoned, which is always safe. */
  close(): Promise<void>;
}

const usualPace: SyncPace = {
  idleMs: 60_000,
  settleMs: 2_000,
  firstRetryMs: 5_000,
  longestRetryMs: 900_000,
  urgentMs: 1_500,
};
/** Beyond this the exact count of unsynced entries is not worth reading them. */
const countedTail = 512;
/** Rounds add an entry themselves (`hq.receipt`); they end when nothing else is left, or here. */
const mostPasses = 5;

/** Begins carrying the log to headquarters and grants back. The first round starts at once. */
export function startSync(options: SyncOptions): Sync {
  const sync = new Synchroniser(options);
  sync.start();
  return sync;
}

class Synchroniser implements Sync {
  readonly #options: SyncOptions;
  readonly #mirror: NoteVerifier;
  readonly #pace: SyncPace;
  readonly #stop = new AbortController();
  readonly #listeners = new Set<(state: SyncState) => void>();
  #forgetLog: () => void = () => undefined;
  #status: SyncState["status"] = "idle";
  #round: Promise<void> | null = null;
  #timer: NodeJS.Timeout | null = null;
  #failures = 0;
  #cursor: number;
  #lastAttempt: Date | null = null;
  #nextAttempt: Date | null = null;
  #counted = { size: -1, received: -1, unsynced: 0 };

  constructor(options: SyncOptions) {
    this.#options = options;
    this.#pace = { ...usualPace, ...options.pace };
    this.#cursor = options.outbox?.after ?? 0;
    this.#mirror = parseVerifierKey(options.mirrorKey);
    if (this.#mirror.type !== noteSignatureType.cosignature) {
      throw new TypeError("the mirror's key is a cosigner's");
    }
  }

  start(): void {
    this.#forgetLog = this.#options.log.onAppend(() => {
      // After a failure the back-off stands; what was appended goes with the next round.
      if (this.#round === null && this.#failures === 0 && this.#unsynced() > 0) {
        this.#schedule(this.#pace.settleMs, true);
      }
    });
    this.#schedule(0, true);
  }

  state(): SyncState {
    const receipt = this.#options.log.lastReceipt();
    return {
      status: this.#status,
      receivedSize: receipt?.size ?? 0,
      ...(receipt === null ? {} : { receivedAt: receipt.time.toISOString() }),
      unsynced: this.#unsynced(),
      ...(this.#lastAttempt === null ? {} : { lastAttemptAt: this.#lastAttempt.toISOString() }),
      ...(this.#nextAttempt === null ? {} : { nextAttemptAt: this.#nextAttempt.toISOString() }),
    };
  }

  hurry(): void {
    // After a failure the back-off stands: a line that is down brings no revocation.
    if (this.#options.urgent?.() === true && this.#round === null && this.#failures === 0) {
      this.#schedule(this.#pace.urgentMs, true);
    }
  }

  async now(): Promise<SyncState> {
    // A round under way may have looked into the outbox already: what was issued since is not to wait for the next.
    await this.#round;
    await this.#begin();
    return this.state();
  }

  onChange(listener: (state: SyncState) => void): () => void {
    this.#listeners.add(listener);
    return () => void this.#listeners.delete(listener);
  }

  async close(): Promise<void> {
    this.#forgetLog();
    this.#listeners.clear();
    this.#stop.abort();
    if (this.#timer !== null) {
      clearTimeout(this.#timer);
    }
    await this.#round;
  }

  /** Entries headquarters has not countersigned; the log's own notes about receipts do not count. */
  #unsynced(): number {
    const { log } = this.#options;
    const received = log.lastReceipt()?.size ?? 0;
    if (this.#counted.size !== log.size || this.#counted.received !== received) {
      const tail = log.size - received;
      const receipts = tail > countedTail ? 0 : [...log.entries(received)].filter(({ t }) => t === "hq.receipt").length;
      this.#counted = { size: log.size, received, unsynced: tail - receipts };
    }
    return this.#counted.unsynced;
  }

  #begin(): Promise<void> {
    this.#round ??= this.#attempt().finally(() => {
      this.#round = null;
    });
    return this.#round;
  }

  async #attempt(): Promise<void> {
    if (this.#stop.signal.aborted) {
      return;
    }
    this.#lastAttempt = this.#options.log.now();
    this.#nextAttempt = null;
    this.#become("syncing");
    try {
      const isTaken = await this.#exchange();
      this.#failures = 0;
      this.#schedule(this.#options.urgent?.() === true ? this.#pace.urgentMs : this.#pace.idleMs, false);
      this.#become(isTaken ? "idle" : "waiting");
    } catch (error) {
      this.#failed(error);
    }
  }

  /** False when nothing was carried because headquarters does not take this log yet. */
  async #exchange(): Promise<boolean> {
    const { log, transport, outbox, mayBegin } = this.#options;
    if (mayBegin !== undefined && !(await mayBegin())) {
      return false;
    }
    const line = { log, transport, mirror: this.#mirror, signal: this.#stop.signal };
    for (let pass = 0; pass < mostPasses; pass++) {
      if (this.#unsynced() > 0) {
        // oxlint-disable-next-line no-await-in-loop -- what came in is logged, and that entry goes out again
        await uploadTo(line, log.size);
      }
      if (outbox !== undefined && pass === 0) {
        // oxlint-disable-next-line no-await-in-loop -- see above
        this.#cursor = await fetchOutbox(line, outbox, this.#cursor);
      }
      if (this.#unsynced() === 0) {
        break;
      }
    }
    return true;
  }

  #failed(error: unknown): void {
    if (this.#stop.signal.aborted) {
      return;
    }
    this.#failures += 1;
    const asked = error instanceof SyncStopped ? error.retryAfterMs : null;
    // While something is urgent the line is tried again soon, since the first thing that it brings may end it.
    const longest = this.#options.urgent?.() === true ? this.#pace.firstRetryMs : this.#pace.longestRetryMs;
    const growing = Math.min(this.#pace.firstRetryMs * 2 ** (this.#failures - 1), longest);
    this.#schedule(asked ?? growing * (0.5 + Math.random() / 2), false);
    this.#become(statusAfter(error));
    this.#options.diagnostics?.report("sync.stopped", error, { failures: this.#failures });
    const breach = breachIn(error);
    if (breach !== null) {
      this.#options.onBreach?.(breach);
    }
  }

  /** `sooner`: keeps an earlier round that is already planned. */
  #schedule(ms: number, sooner: boolean): void {
    if (this.#stop.signal.aborted) {
      return;
    }
    const at = new Date(this.#options.log.now().getTime() + ms);
    if (this.#timer !== null) {
      if (sooner && this.#nextAttempt !== null && this.#nextAttempt <= at) {
        return;
      }
      clearTimeout(this.#timer);
    }
    this.#nextAttempt = at;
    this.#timer = setTimeout(() => {
      this.#timer = null;
      void this.#begin();
    }, ms);
    this.#timer.unref();
  }

  #become(status: SyncState["status"]): void {
    this.#status = status;
    const state = this.state();
    for (const listener of this.#listeners) {
      listener(state);
    }
  }
}

function statusAfter(error: unknown): SyncState["status"] {
  if (error instanceof SyncStopped) {
    const states = { busy: "offline", fork: "refused", refused: "refused", rollback: "rollback" } as const;
    return states[error.reason];
  }
  if (error instanceof TransportError) {
    return "offline";
  }
  return error instanceof Breach ? "refused" : "offline";
}

function breachIn(error: unknown): Breach | null {
  if (error instanceof SyncStopped && (error.reason === "rollback" || error.reason === "fork")) {
    return new LogEnded(error.reason === "fork" ? "forked" : "cut-off", error.message, { cause: error });
  }
  return error instanceof Breach ? error : null;
}
