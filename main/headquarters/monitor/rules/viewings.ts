import { z } from "zod";
import type { FrameRange } from "../../../../shared/model/footage.ts";
import { coversRanges, mergeRanges, withoutRanges } from "../../../../shared/time/frame-ranges.ts";
import type { GrantFacts, GrantTrace } from "../facts.ts";
import { on, short, type Observation, type Rule, type WatchContext } from "../observation.ts";

/** One sitting as the log has told it so far. */
export interface ViewingTrace {
  readonly viewing: string;
  readonly grant: string | null;
  /** Between `key.open` and whatever drops the keys: a stop, the end, the next boot. */
  readonly keysOpen: boolean;
  /** Frames under lease, per asset. */
  readonly leased: readonly { readonly asset: string; readonly frames: readonly FrameRange[] }[];
}

/** A station has one viewing at a time; the last word of one may come during the next. */
const mostViewings = 32;
const mostAssets = 64;
/** Beyond this many pieces the frames under lease are taken as one: rather too wide than without bound. */
const mostPieces = 1024;
/** Between the question whether the window is open and the entry lies the commit. */
const commitMs = 5_000;

const openingSchema = z.looseObject({ viewing: z.string() });

/** Rules about viewings: keys before footage, a lease before a picture, all of it within the grant. */
export const viewingRules: readonly Rule[] = [
  {
    name: "no keys without an imported grant",
    look: on(["key.open"], ({ b }, { facts }) =>
      facts.trace(b.grant)?.imported === null
        ? [{ kind: "key-before-import", subject: b.grant, grant: b.grant, people: rosterOf(b.roster) }]
        : [],
    ),
  },
  {
    name: "no lease without keys",
    look: on(["view.lease"], ({ b, person }, { state }) =>
      traceOf(state.viewings, b.viewing)?.keysOpen === true
        ? []
        : [{ kind: "lease-before-key", subject: short(b.viewing), people: person === undefined ? [] : [person] }],
    ),
  },
  {
    name: "shown ⊆ leased (rule R2)",
    look: on(["view.shown"], ({ b }, { state }) => {
      const leased = leasedOf(traceOf(state.viewings, b.viewing), b.asset);
      return withoutRanges(b.ranges, leased).length === 0 && b.ranges.every(isRange)
        ? []
        : [
            {
              kind: "shown-before-lease",
              subject: short(b.viewing),
              people: rosterOf(b.roster),
              ...aboutGrant(b, state),
            },
          ];
    }),
  },
  { name: "footage and frames lie within the grant", look: scope },
  { name: "viewings lie within the grant's window", look: used(windowObservation) },
  {
    name: "nothing is opened after the station knew of the revocation",
    look: used(({ trace, grant }) =>
      trace !== null && trace.revoked !== null ? { kind: "after-revocation", ...about(grant) } : null,
    ),
  },
  {
    name: "no more sittings than the play budget",
    look: on(["view.lease"], ({ b }, { state, facts }) => {
      const id = traceOf(state.viewings, b.viewing)?.grant ?? null;
      const grant = id === null ? null : facts.grant(id);
      const trace = grant === null ? null : facts.trace(grant.grant);
      if (grant === null || trace === null || trace.sittings.includes(b.viewing)) {
        return [];
      }
      return trace.sittings.length < grant.playBudget
        ? []
        : [{ kind: "over-budget", ...about(grant), detail: String(grant.playBudget) }];
    }),
  },
];

/** The sittings after this entry; also counts it against the grant's budget. */
export function noteViewing({ entry, state, facts }: WatchContext): readonly ViewingTrace[] {
  if (entry.t === "boot") {
    return state.viewings.map((trace) => ({ ...trace, keysOpen: false }));
  }
  const parsed = openingSchema.safeParse(entry.b);
  if (!parsed.success || !isStep(entry.t)) {
    return state.viewings;
  }
  const viewing = short(parsed.data.viewing);
  const before = traceOf(state.viewings, viewing) ?? { viewing, grant: null, keysOpen: false, leased: [] };
  const after = step(before, entry);
  if (entry.t === "view.lease" && after.grant !== null) {
    countSitting(facts.trace(after.grant), facts.grant(after.grant), viewing);
  }
  return [...state.viewings.filter((trace) => trace.viewing !== viewing), after].slice(-mostViewings);
}

function isStep(t: string): boolean {
  return ["room.prepare", "key.open", "view.lease", "view.stop", "view.end"].includes(t);
}

function step(before: ViewingTrace, entry: WatchContext["entry"]): ViewingTrace {
  if (entry.t === "room.prepare") {
    return { ...before, grant: before.grant ?? short(entry.b.grant) };
  }
  if (entry.t === "key.open") {
    return { ...before, grant: short(entry.b.grant), keysOpen: true };
  }
  return entry.t === "view.lease"
    ? { ...before, leased: withLease(before, entry.b.asset, entry.b.frames) }
    : { ...before, keysOpen: false };
}

function withLease(before: ViewingTrace, asset: string, { from, to }: FrameRange): ViewingTrace["leased"] {
  const frames = mergeRanges([...leasedOf(before, asset), { from, to }]);
  const [first, last] = [frames.at(0), frames.at(-1)];
  const bounded =
    frames.length > mostPieces && first !== undefined && last !== undefined
      ? [{ from: first.from, to: last.to }]
      : frames;
  return [...before.leased.filter((one) => one.asset !== asset), { asset, frames: bounded }].slice(-mostAssets);
}

function countSitting(trace: GrantTrace | null, grant: GrantFacts | null, viewing: string): void {
  if (
    trace !== null &&
    grant !== null &&
    !trace.sittings.includes(viewing) &&
    trace.sittings.length <= grant.playBudget
  ) {
    trace.sittings.push(viewing);
  }
}

function traceOf(viewings: readonly ViewingTrace[], viewing: string): ViewingTrace | undefined {
  return viewings.find((trace) => trace.viewing === short(viewing));
}

function leasedOf(trace: ViewingTrace | undefined, asset: string): readonly FrameRange[] {
  return trace?.leased.find((one) => one.asset === asset)?.frames ?? [];
}

function isRange({ from, to }: FrameRange): boolean {
  return from < to;
}

/** Whoever a roster names; the schema of the entry says that it is one. */
export function rosterOf(roster: readonly { readonly person: string }[]): string[] {
  return roster.map(({ person }) => short(person));
}

function about({ grant }: GrantFacts): { subject: string; grant: string } {
  return { subject: grant, grant };
}

function aboutGrant(b: { readonly viewing: string }, state: WatchContext["state"]): { grant?: string } {
  const grant = traceOf(state.viewings, b.viewing)?.grant ?? null;
  return grant === null ? {} : { grant };
}

interface Use {
  readonly grant: GrantFacts;
  readonly trace: GrantTrace | null;
  readonly at: number;
}

/** Looks at each entry that puts a known grant to use. */
function used(look: (use: Use) => Observation | null): Rule["look"] {
  return on(["key.open", "view.intent", "view.lease"], (entry, { state, facts }) => {
    const id = entry.t === "view.lease" ? (traceOf(state.viewings, entry.b.viewing)?.grant ?? "") : entry.b.grant;
    const grant = facts.grant(id);
    if (grant === null) {
      return [];
    }
    const people = entry.t === "view.lease" ? [] : rosterOf(entry.b.roster);
    const seen = look({ grant, trace: facts.trace(id), at: Date.parse(entry.wall) });
    return seen === null ? [] : [{ ...seen, people }];
  });
}

function windowObservation({ grant, at }: Use): Observation | null {
  const isInside = at >= Date.parse(grant.notBefore) - commitMs && at <= Date.parse(grant.notAfter) + commitMs;
  return isInside
    ? null
    : { kind: "outside-window", ...about(grant), detail: at < Date.parse(grant.notBefore) ? "before" : "after" };
}

function scope(context: WatchContext): readonly Observation[] {
  return on(["view.intent", "view.lease", "view.shown"], (entry, { state, facts }) => {
    const id = entry.t === "view.intent" ? entry.b.grant : (traceOf(state.viewings, entry.b.viewing)?.grant ?? "");
    const grant = facts.grant(id);
    const granted = grant?.assets.find(({ asset }) => asset === entry.b.asset);
    if (grant === null || (granted !== undefined && isWithin(entry, granted))) {
      return [];
    }
    const people = entry.t === "view.lease" ? [] : rosterOf(entry.b.roster);
    return [{ kind: "outside-scope", ...about(grant), people, detail: short(entry.b.asset) }];
  })(context);
}

function isWithin(
  entry: Extract<WatchContext["entry"], { t: "view.intent" | "view.lease" | "view.shown" }>,
  granted: GrantFacts["assets"][number],
): boolean {
  if (entry.t === "view.lease") {
    // Frames of a lease are what lies between its first and last approved one; whole segments are what keys open.
    return isRange(entry.b.segments) && coversRanges(granted.segments, [entry.b.segments]);
  }
  return entry.t === "view.intent" || coversRanges(granted.frames, entry.b.ranges);
}
