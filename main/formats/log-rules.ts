import type { LogEntry } from "./log-entry.ts";
import type { LogRule } from "../../shared/log-rules.ts";

/** How far the wall clock may part from the monotonic one before the log must say so, in ms. */
export const clockToleranceMs = 120_000;

/** Where a walk stands: what the next entry must continue. */
export interface Position {
  readonly kind: "station" | "headquarters";
  readonly epoch: number;
  /** Last entry of this format; statements between do not count. */
  readonly last: LogEntry | null;
  /** Both clocks at the last `boot` or `clock` entry; null when the walk began after it. */
  readonly anchor: { readonly wall: number; readonly mono: bigint } | null;
}

interface Context {
  readonly origin: string;
  readonly index: number;
  /** Leaf digest of the entry before, base64url. */
  readonly previous: string;
}

interface EntryRule {
  readonly rule: LogRule;
  readonly holds: (entry: LogEntry, position: Position, context: Context) => boolean;
}

/**
 * What each entry must satisfy, given all before it (research note B.1, B.3, B.4).
 *
 * The epoch rule is what journald lacked (CVE-2023-31439, CVE-2023-31438): an entry is attested by the
 * key of its own epoch, epochs follow one another without gap, each by exactly one rotation.
 */
export const entryRules: readonly EntryRule[] = [
  { rule: "genesis", holds: (entry) => entry.t !== "genesis" },
  { rule: "origin", holds: (entry, _, { origin }) => entry.o === origin },
  { rule: "sequence", holds: (entry, _, { index }) => entry.seq === index },
  { rule: "previous", holds: (entry, _, { previous }) => entry.prev === previous },
  { rule: "epoch", holds: (entry, { epoch }) => entry.ep === epoch },
  { rule: "boot", holds: bootFollows },
  {
    rule: "mono-back",
    holds: (entry, { last }) => last?.boot !== entry.boot || BigInt(entry.mono) >= BigInt(last.mono),
  },
  { rule: "wall-back", holds: (entry, { last }) => last === null || Date.parse(entry.wall) >= Date.parse(last.wall) },
  { rule: "clock-step", holds: clocksAgree },
  { rule: "rotation", holds: (entry, { epoch }) => entry.t !== "key.rotate" || entry.b.epoch === epoch + 1 },
  { rule: "receipt-ahead", holds: (entry) => entry.t !== "hq.receipt" || entry.b.size <= entry.seq },
];

function bootFollows(entry: LogEntry, { last }: Position): boolean {
  if (last === null) {
    return true;
  }
  return entry.t === "boot" ? entry.boot === last.boot + 1 : entry.boot === last.boot;
}

function clocksAgree(entry: LogEntry, { anchor }: Position): boolean {
  if (anchor === null || entry.t === "boot" || entry.t === "clock") {
    return true;
  }
  const wallMs = Date.parse(entry.wall) - anchor.wall;
  const monoMs = Number((BigInt(entry.mono) - anchor.mono) / 1_000_000n);
  return Math.abs(wallMs - monoMs) <= clockToleranceMs + 2;
}
