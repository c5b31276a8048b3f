import { extensionFor, suspensionOver } from "../access/declarations.ts";
import { handInDue, type HandInDue } from "../access/policy/hand-in.ts";
import type { Footage } from "../model/footage.ts";
import type { PolicyPack } from "../model/policy.ts";
import { handInStages } from "../time-verdicts.ts";
import type { DocumentFact, HandInFact, TimedDocument, TimeFacts, TimeVerdict } from "../model/time-check.ts";

type Timed = Pick<
  Footage,
  "recordedFrom" | "recordedTo" | "clockOffsetSeconds" | "clockUncertaintySeconds" | "handIn" | "gaps" | "declared"
>;

/**
 * The times of a recording against the law and against the papers of the case (O-54 to O-67).
 *
 * A difference counts as agreement or disagreement only where it is so at both ends of what the clock's uncertainty
 * allows; everything between, and everything under a clock nobody checked, is `uncertain`.
 */
export function timeTruth(footage: Timed, pack: PolicyPack, documents: readonly TimedDocument[]): TimeFacts {
  const { from, to } = trueTimes(footage);
  const uncertaintySeconds = footage.clockUncertaintySeconds;
  const { toleranceSeconds, article, demanded } = pack.timeMatch;
  const compared = documents.map((document) => compareDocument(footage, pack, document));
  const suspended = footage.gaps.flatMap((gap) => (gap.explained ? [] : (suspensionOver(footage, gap) ?? [])));
  const extended = extensionFor(footage);
  const forms = [...new Set([...suspended, ...(extended === undefined ? [] : [extended])].map(({ number }) => number))];
  return {
    from: new Date(from).toISOString(),
    to: new Date(to).toISOString(),
    offsetSeconds: footage.clockOffsetSeconds,
    ...(uncertaintySeconds === undefined ? {} : { uncertaintySeconds }),
    toleranceSeconds,
    article: demanded?.article ?? article,
    handIn: handInFacts(footage, pack, to),
    gaps: {
      count: footage.gaps.length,
      unexplained: footage.gaps.filter(({ explained }) => !explained).length - suspended.length,
      totalMs: footage.gaps.reduce((sum, { lengthMs }) => sum + lengthMs, 0),
    },
    documents: compared,
    ...(forms.length === 0 ? {} : { forms }),
    proposal: compared.length === 0 ? "uncertain" : worst(compared.map(({ state }) => state)),
  };
}

/** One paper beside the recording, at both ends. */
export function compareDocument(footage: Timed, pack: PolicyPack, document: TimedDocument): DocumentFact {
  const { from, to } = trueTimes(footage);
  const startSeconds = Math.round((from - Date.parse(document.from)) / 1000);
  const endSeconds = Math.round((to - Date.parse(document.to)) / 1000);
  const ends = [startSeconds, endSeconds].map((seconds) =>
    judge(seconds, pack.timeMatch.toleranceSeconds, footage.clockUncertaintySeconds),
  );
  return { startSeconds, endSeconds, state: worst(ends) };
}

/** Camera time less the offset of its clock, in milliseconds since the epoch. */
function trueTimes(footage: Timed): { readonly from: number; readonly to: number } {
  const { at: from } = realTime(footage, 0);
  return { from, to: from + Date.parse(footage.recordedTo) - Date.parse(footage.recordedFrom) };
}

/** Real time of a moment in the recording, in milliseconds since the epoch, and how far it may be off. */
export function realTime(
  { recordedFrom, clockOffsetSeconds, clockUncertaintySeconds }: Timed,
  atMs: number,
): { readonly at: number; readonly uncertaintySeconds: number | undefined } {
  return {
    at: Date.parse(recordedFrom) + atMs - clockOffsetSeconds * 1000,
    uncertaintySeconds: clockUncertaintySeconds,
  };
}

function judge(seconds: number, tolerance: number, uncertainty: number | undefined): TimeVerdict {
  const apart = Math.abs(seconds);
  if (uncertainty === undefined) {
    return "uncertain";
  }
  if (apart + uncertainty <= tolerance) {
    return "agrees";
  }
  return apart - uncertainty > tolerance ? "differs" : "uncertain";
}

function worst(states: readonly TimeVerdict[]): TimeVerdict {
  if (states.includes("differs")) {
    return "differs";
  }
  return states.includes("uncertain") ? "uncertain" : "agrees";
}

function handInFacts(footage: Timed, pack: PolicyPack, endedAt: number): HandInFact[] {
  const { handIn = { at: {} } } = footage;
  const until = extensionFor(footage)?.until;
  const { returnedAt, majorOperation, extension, at: done } = handIn;
  const facts = {
    endedAt,
    ...(returnedAt === undefined ? {} : { returnedAt: Date.parse(returnedAt) }),
    ...(majorOperation === undefined ? {} : { majorOperation }),
  };
  return handInStages.flatMap((stage): HandInFact[] => {
    const rule = handInDue(pack, { stage, ...facts });
    return rule === null ? [] : [handInFact(stage, rule, done[stage], { isAllowed: extension !== undefined, until })];
  });
}

function handInFact(
  stage: HandInFact["stage"],
  { due, limit, article, assumedYears }: HandInDue,
  at: string | undefined,
  { isAllowed, until }: Extended,
): HandInFact {
  const late = at === undefined || due === null ? null : Math.max(0, Date.parse(at) - due);
  // An approval that names a new day allows no later one.
  const isExtended = until === undefined ? isAllowed : at !== undefined && Date.parse(at) <= Date.parse(until);
  return {
    stage,
    article,
    limit,
    ...(due === null ? {} : { due: new Date(due).toISOString() }),
    ...(at === undefined ? {} : { at: new Date(at).toISOString() }),
    state: stateOf(late, isExtended),
    lateSeconds: Math.ceil((late ?? 0) / 1000),
    assumedYears: [...assumedYears],
  };
}

/** Hand-in entered that an extension was granted, or an approved form F19 says until when. */
interface Extended {
  readonly isAllowed: boolean;
  readonly until: string | undefined;
}

/** Late where a time is on record and the law names a day; an approved extension does not make it early. */
function stateOf(late: number | null, isExtended: boolean): HandInFact["state"] {
  if (late === null) {
    return "unknown";
  }
  if (late === 0) {
    return "inTime";
  }
  return isExtended ? "allowed" : "late";
}
