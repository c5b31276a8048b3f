import type { AppendedEntry, AuditLog, VerifyOptions } from "../auditlog/index.ts";
import type { LogState } from "../../shared/model/evidence.ts";

/** The log could not take an entry because the disk is full. Nothing was recorded and nothing was shown. */
export class DiskFull extends Error {
  constructor(options?: ErrorOptions) {
    super("disk is full", options);
    this.name = "DiskFull";
  }
}

/**
 * The station's log as the rooms hold it.
 *
 * A log ends with its first failed commit, because the entry may or may not be on disk. When the disk
 * was full, this one opens it again, through the same path as every start, as soon as somebody asks.
 */
export function keepStanding(first: AuditLog, open: () => AuditLog): AuditLog {
  const listeners = new Set<(entries: readonly AppendedEntry[]) => void>();
  const tell = (entries: readonly AppendedEntry[]): void => {
    lastSize = log?.size ?? lastSize;
    listeners.forEach((listener) => listener(entries));
  };
  let log: AuditLog | null = first;
  // What the log last said of itself, for whoever only wants to know how things stand.
  let lastState: LogState = first.state();
  let lastSize = first.size;
  let lastReceipt = first.lastReceipt();
  const { origin, verifierKey } = first;
  first.onAppend(tell);

  const reopen = (): AuditLog => {
    const fresh = open();
    fresh.onAppend(tell);
    lastSize = fresh.size;
    lastReceipt = fresh.lastReceipt();
    return fresh;
  };
  const standing = (): AuditLog => {
    log ??= guard(reopen);
    return log;
  };
  const guard = <T>(work: () => T): T => {
    try {
      return work();
    } catch (error) {
      if (!isDiskFull(error)) {
        throw error;
      }
      const broken = log;
      log = null;
      quietly(() => {
        lastState = broken?.state() ?? lastState;
      });
      quietly(() => broken?.close());
      throw new DiskFull({ cause: error });
    }
  };

  return {
    origin,
    verifierKey,
    get size() {
      return asLastKnown(
        () => standing().size,
        () => lastSize,
      );
    },
    append: (...entries) => guard(() => standing().append(...entries)),
    appendStatement: (leaf) => guard(() => standing().appendStatement(leaf)),
    lease: (body, person) => guard(() => standing().lease(body, person)),
    keepReceipt: (receipt) => {
      const kept = guard(() => standing().keepReceipt(receipt));
      lastReceipt = log?.lastReceipt() ?? lastReceipt;
      return kept;
    },
    entry: (index) => standing().entry(index),
    leaf: (index) => standing().leaf(index),
    entries: (from, to) => standing().entries(from, to),
    leaves: (from, to) => standing().leaves(from, to),
    root: (size) => standing().root(size),
    checkpoint: () => standing().checkpoint(),
    checkpointAt: (size) => standing().checkpointAt(size),
    epochKey: (size) => standing().epochKey(size),
    rotationAfter: (size) => standing().rotationAfter(size),
    epochStart: (size) => standing().epochStart(size),
    proveInclusion: (index, size) => standing().proveInclusion(index, size),
    proveConsistency: (oldSize, size) => standing().proveConsistency(oldSize, size),
    proveSubtree: (start, end, size) => standing().proveSubtree(start, end, size),
    state: () => {
      // Status is asked for all the time; it must not be what fails while the disk is full.
      lastState = log?.state() ?? lastState;
      return lastState;
    },
    now: () => log?.now() ?? new Date(lastState.lastEntryAt),
    lastReceipt: () =>
      asLastKnown(
        () => standing().lastReceipt(),
        () => lastReceipt,
      ),
    receiptCovering: (index) => standing().receiptCovering(index),
    receipts: () => standing().receipts(),
    verify: (options?: VerifyOptions) => standing().verify(options),
    exportBundle: (file) => standing().exportBundle(file),
    onAppend: (listener) => {
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
    close: () => log?.close(),
  };
}

/** Whether an error means that the disk is full, at whatever depth it was wrapped. */
export function isDiskFull(error: unknown): boolean {
  if (error instanceof DiskFull) {
    return true;
  }
  if (!(error instanceof Error)) {
    return false;
  }
  const code = "code" in error ? error.code : undefined;
  return code === "ENOSPC" || code === "EDQUOT" || code === "SQLITE_FULL" || isDiskFull(error.cause);
}

/** While the disk is full, whoever only wants to know how things stand is told how they stood last. */
function asLastKnown<T>(ask: () => T, known: () => T): T {
  try {
    return ask();
  } catch (error) {
    if (!isDiskFull(error)) {
      throw error;
    }
    return known();
  }
}

function quietly(work: () => void): void {
  try {
    work();
  } catch {
    // Closing what is broken already may fail; it is replaced anyway.
  }
}
