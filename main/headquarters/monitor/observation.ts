import type { FindingKind } from "../../../shared/findings.ts";
import type { LogEntry } from "../../formats/log-entry.ts";
import type { WatchFacts } from "./facts.ts";
import type { WatchState } from "./watch.ts";

/** Something a rule saw in one leaf. What agrees in kind and subject is one finding with many log lines. */
export interface Observation {
  readonly kind: FindingKind;
  /** What it is about within its kind: a viewing, a grant, a person, a rule. */
  readonly subject: string;
  readonly people?: readonly string[];
  readonly grant?: string;
  /** What tells findings of one kind apart, for people. */
  readonly detail?: string;
}

/** What a rule looks at. */
export interface WatchContext {
  readonly entry: LogEntry;
  /** As it was before this entry. */
  readonly state: WatchState;
  readonly facts: WatchFacts;
}

/** One rule of the monitor: a name and a pure look at one entry. */
export interface Rule {
  readonly name: string;
  readonly look: (context: WatchContext) => readonly Observation[];
}

/** Entries of these types only, with their bodies typed. */
export function on<T extends LogEntry["t"]>(
  types: readonly T[],
  look: (entry: Extract<LogEntry, { t: T }>, context: WatchContext) => readonly Observation[],
): Rule["look"] {
  const wanted: ReadonlySet<string> = new Set(types);
  // The set holds exactly the types of T.
  return (context) => (wanted.has(context.entry.t) ? look(context.entry as Extract<LogEntry, { t: T }>, context) : []);
}

/** Texts of a log are anybody's; a subject is short. */
export function short(text: string): string {
  return text.slice(0, 80);
}
