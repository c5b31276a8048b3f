import type { OfflineState } from "../../shared/model/station.ts";
import type { AuditLog } from "../auditlog/index.ts";
import { FormatError } from "../formats/format-error.ts";
import {
  parseOfflineLimit,
  verifyOfflineLimit,
  type OfflineLimit,
  type OfflineLimitFile,
} from "../formats/offline-limit.ts";
import { sha256Hex } from "../formats/digest.ts";
import { utf8 } from "../formats/bytes.ts";

/** Until headquarters has said how long a station may work alone: a week, and few entries. */
export const strictLimit = { longestDays: 7, mostEntries: 50_000 } as const;

/** From this share of a limit on, people are warned. */
const warningShare = 0.7;
const dayMs = 86_400_000;

export interface OfflineLimitParts {
  readonly log: AuditLog;
  /** Entries that headquarters has not countersigned. */
  readonly unsynced: () => number;
  /** Where the latest statement is kept; what lies there is verified whenever it is read. */
  readonly kept: { get(): string | null; put(file: string): void };
  readonly trust: { readonly origin: string; readonly verifierKeys: readonly string[] };
  /** Highest version in the station's own log, 0 when none: an older statement that was put back is not believed. */
  readonly loggedVersion: () => number;
  readonly onChange: () => void;
}

/** How long this station may still work without headquarters. */
export interface OfflineLimits {
  /** Takes a statement from the outbox; its entry is durable on return. One that is forged or older changes nothing. */
  take(file: string): void;
  state(): OfflineState;
  /** Records the crossing into the warning range, once for each time that headquarters falls silent. @throws {Breach} */
  watch(): void;
}

/** Judges, by the log's own time, how much is left of what headquarters allows. */
export function createOfflineLimits(parts: OfflineLimitParts): OfflineLimits {
  const { log, kept, trust } = parts;
  let current = verified(readOrNull(kept.get()), parts);
  /** Receipt under which the crossing was recorded. */
  let warnedAt: number | null = null;

  const state = (): OfflineState => {
    const receipt = log.lastReceipt();
    const since = receipt?.time ?? new Date(log.entry(0)?.wall ?? log.now());
    return judgeOffline(current, { since, now: log.now(), unsynced: parts.unsynced() });
  };

  return {
    state,
    take: (text) => {
      const file = readOrNull(text);
      if (file === null || !verifyOfflineLimit(file, trust)) {
        log.append({
          t: "grant.reject",
          b: { reason: "unlogged", kind: "offline.limit", digest: sha256Hex(utf8(text)) },
        });
        return;
      }
      const { version, longestDays, mostEntries, article } = file.limit;
      if (version <= Math.max(current?.version ?? 0, parts.loggedVersion())) {
        // Seen before; what was kept may have been lost, and the log says whether it is the latest.
        if (version === parts.loggedVersion()) {
          kept.put(text);
          current = file.limit;
        }
        return;
      }
      kept.put(text);
      log.append({ t: "config", b: { change: "offline.limit", version, longestDays, mostEntries, article } });
      current = file.limit;
      parts.onChange();
    },
    watch: () => {
      const received = log.lastReceipt()?.size ?? 0;
      if (warnedAt === received) {
        return;
      }
      const now = state();
      if (now.level === "ok") {
        return;
      }
      warnedAt = received;
      if (!isRecorded(log, received)) {
        log.append({ t: "lease.low", b: { until: now.until, unsynced: parts.unsynced(), level: now.level } });
      }
      parts.onChange();
    },
  };
}

/** Where a station stands: `low` from 70 % of either limit on, `spent` at the limit itself. Pure. */
export function judgeOffline(
  limit: Pick<OfflineLimit, "longestDays" | "mostEntries" | "article" | "version"> | null,
  facts: { readonly since: Date; readonly now: Date; readonly unsynced: number },
): OfflineState {
  const { longestDays, mostEntries } = limit ?? strictLimit;
  const until = facts.since.getTime() + longestDays * dayMs;
  const share = Math.max(
    (facts.now.getTime() - facts.since.getTime()) / (longestDays * dayMs),
    facts.unsynced / mostEntries,
  );
  return {
    level: share >= 1 ? "spent" : share >= warningShare ? "low" : "ok",
    since: facts.since.toISOString(),
    until: new Date(until).toISOString(),
    secondsLeft: Math.max(0, Math.floor((until - facts.now.getTime()) / 1000)),
    entriesLeft: Math.max(0, mostEntries - facts.unsynced),
    longestDays,
    mostEntries,
    ...(limit === null ? {} : { article: limit.article, version: limit.version }),
  };
}

function isRecorded(log: AuditLog, from: number): boolean {
  for (const { t } of log.entries(from)) {
    if (t === "lease.low") {
      return true;
    }
  }
  return false;
}

function readOrNull(text: string | null): OfflineLimitFile | null {
  try {
    return text === null ? null : parseOfflineLimit(text);
  } catch (error) {
    if (error instanceof FormatError) {
      return null;
    }
    throw error;
  }
}

/** What was kept counts only as headquarters logged it and not below what the station once logged. */
function verified(file: OfflineLimitFile | null, parts: OfflineLimitParts): OfflineLimit | null {
  return file !== null && verifyOfflineLimit(file, parts.trust) && file.limit.version >= parts.loggedVersion()
    ? file.limit
    : null;
}
