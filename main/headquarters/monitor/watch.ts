import { base64url, equalBytes, fromBase64url } from "../../formats/bytes.ts";
import { readLeaf, type LogEntry } from "../../formats/log-entry.ts";
import { entryRules, type Position } from "../../formats/log-rules.ts";
import { extendSeal, type SealState } from "../../formats/log-seal.ts";
import { leafHash } from "../../formats/merkle.ts";
import type { LogRule } from "../../../shared/log-rules.ts";
import type { WatchFacts } from "./facts.ts";
import type { Observation, Rule } from "./observation.ts";
import { grantRules, noteGrant } from "./rules/grants.ts";
import { machineRules } from "./rules/machine.ts";
import { peopleRules } from "./rules/people.ts";
import { noteViewing, viewingRules, type ViewingTrace } from "./rules/viewings.ts";

/**
 * Where the monitor stands in one log: everything the next leaf is judged by, as JSON, so that it lies beside the
 * findings in one transaction. It does not grow with the log.
 */
export interface WatchState {
  /** Leaves judged so far. */
  readonly size: number;
  /** Leaf digest of the last one, base64url. */
  readonly previous: string;
  readonly epoch: number;
  readonly last: LogEntry | null;
  readonly anchor: { readonly wall: number; readonly mono: string } | null;
  /** Sittings that may still say something, the newest last. */
  readonly viewings: readonly ViewingTrace[];
}

/** Before the first leaf. */
export const unwatched: WatchState = {
  size: 0,
  previous: base64url(new Uint8Array(32)),
  epoch: 0,
  last: null,
  anchor: null,
  viewings: [],
};

/** What one leaf came to. */
export interface Watched {
  readonly state: WatchState;
  readonly seal: SealState | null;
  readonly observations: readonly Observation[];
}

const rules: readonly Rule[] = [...machineRules, ...grantRules, ...viewingRules, ...peopleRules];

/**
 * Judges the next leaf of a log (research note C.3, I6).
 *
 * A pure step but for the traces of grants that `facts` holds. What the mirror has proved already, tree and
 * signatures, is not looked at again; a leaf that breaks a rule is told of once, and the walk goes on behind it.
 */
export function watchLeaf(state: WatchState, seal: SealState | null, leaf: Uint8Array, facts: WatchFacts): Watched {
  const digest = leafHash(leaf);
  const read = readLeaf(leaf);
  const sealAfter = seal === null ? null : extendSeal(seal, digest);
  const behind = { size: state.size + 1, previous: base64url(digest) };
  if (typeof read === "string" || read.kind === "statement") {
    const rule = typeof read === "string" ? read : "statement-not-allowed";
    return { state: { ...state, ...behind }, seal: sealAfter, observations: [brokenRule(rule)] };
  }
  const { entry } = read;
  const broken = brokenBy(entry, state, facts.origin);
  const context = { entry, state, facts };
  const observations = [
    ...broken.map(brokenRule),
    ...sealObservations(entry, seal),
    ...rules.flatMap(({ look }) => look(context)),
  ];
  noteGrant(context);
  return {
    state: {
      ...behind,
      epoch: entry.t === "key.rotate" ? entry.b.epoch : entry.ep,
      last: entry,
      anchor: anchorAfter(entry, state, broken),
      viewings: noteViewing(context),
    },
    seal: sealAfter,
    observations,
  };
}

function brokenRule(rule: LogRule): Observation {
  return { kind: "log-rule", subject: rule, detail: rule };
}

function brokenBy(entry: LogEntry, state: WatchState, origin: string): LogRule[] {
  if (state.size === 0) {
    const isFirst = entry.t === "genesis" && entry.seq === 0 && entry.boot === 0 && entry.o === origin;
    return isFirst && entry.prev === state.previous ? [] : ["genesis"];
  }
  const anchor = state.anchor === null ? null : { wall: state.anchor.wall, mono: BigInt(state.anchor.mono) };
  const position: Position = { kind: "station", epoch: state.epoch, last: state.last, anchor };
  const place = { origin, index: state.size, previous: state.previous };
  return entryRules.filter(({ holds }) => !holds(entry, position, place)).map(({ rule }) => rule);
}

/** After a broken clock both hands are read afresh, so that one step is one finding. */
function anchorAfter(entry: LogEntry, state: WatchState, broken: readonly LogRule[]): WatchState["anchor"] {
  const isReset = entry.t === "boot" || entry.t === "clock" || state.size === 0;
  const isBroken = broken.some((rule) => ["clock-step", "wall-back", "mono-back", "boot"].includes(rule));
  return isReset || isBroken || state.anchor === null
    ? { wall: Date.parse(entry.wall), mono: entry.mono }
    : state.anchor;
}

/** The seal over everything before, as the station computed it, against ours (FssAgg; research note B.3). */
function sealObservations(entry: LogEntry, seal: SealState | null): Observation[] {
  if (seal === null || (entry.t !== "boot" && entry.t !== "heartbeat")) {
    return [];
  }
  const { seal: claimed } = entry.b;
  if (claimed === undefined) {
    return [{ kind: "seal-mismatch", subject: "missing", detail: "missing" }];
  }
  const fits = claimed.size === seal.size && equalBytes(fromBase64url(claimed.aggregate), seal.aggregate);
  return fits ? [] : [{ kind: "seal-mismatch", subject: "changed", detail: "changed" }];
}
