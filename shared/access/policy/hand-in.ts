import type { PolicyPack } from "../../model/policy.ts";
import type { HandInStage, Limit } from "../../model/policy/periods.ts";
import { addDays, dateIn, endOfDate } from "../../time/local-day.ts";
import { addWorkingDays } from "./calendar.ts";

/** What a hand-in period depends on. */
export interface HandInFacts {
  readonly stage: HandInStage;
  /** End of the recording, or of the activity it belongs to; milliseconds since the epoch. */
  readonly endedAt: number;
  /** Present when the officer was on continuous duty, elsewhere or without transport, once they are back. */
  readonly returnedAt?: number;
  readonly majorOperation?: boolean;
}

/** By when footage has to be handed in. */
export interface HandInDue {
  /** Milliseconds since the epoch; null where the law names no number, or the calendar no year. */
  readonly due: number | null;
  readonly limit: Limit;
  readonly article: string;
  /** Years whose holidays the pack does not know: the date holds only if they have none on working days. */
  readonly assumedYears: readonly string[];
}

/** By when footage has to be at a stage (O-54 to O-59); null when the pack asks nothing of that stage. */
export function handInDue(pack: PolicyPack, facts: HandInFacts): HandInDue | null {
  const { stage, endedAt, returnedAt, majorOperation = false } = facts;
  const rules = pack.handIn.rules.filter((rule) => rule.stage === stage);
  const special = returnedAt !== undefined ? "away" : majorOperation ? "majorOperation" : "ordinary";
  const rule = rules.find(({ when }) => when === special) ?? rules.find(({ when }) => when === "ordinary") ?? rules[0];
  if (rule === undefined) {
    return null;
  }
  const from = rule.when === "away" ? (returnedAt ?? endedAt) : endedAt;
  return { ...endOf(pack, rule.limit, from), limit: rule.limit, article: rule.article };
}

/** By when the file of a case has to be closed (O-60); null when the pack names no period. */
export function caseFileDue(pack: PolicyPack, caseEndedAt: number): HandInDue | null {
  const { caseFile } = pack.handIn;
  if (caseFile === undefined) {
    return null;
  }
  const limit: Limit = { unit: "days", count: caseFile.days };
  return { ...endOf(pack, limit, caseEndedAt), limit, article: caseFile.article };
}

/** By when a third party has to answer (O-19). */
export function thirdPartyDue(pack: PolicyPack, askedAt: number): HandInDue {
  const { days, counts, article } = pack.thirdParty;
  const limit: Limit = { unit: counts, count: days };
  return { ...endOf(pack, limit, askedAt), limit, article };
}

function endOf(pack: PolicyPack, limit: Limit, from: number): Pick<HandInDue, "due" | "assumedYears"> {
  const { timeZone } = pack.authority;
  const today = dateIn(timeZone, from);
  switch (limit.unit) {
    case "promptly":
      return { due: null, assumedYears: [] };
    case "sameDay":
      return { due: endOfDate(timeZone, today), assumedYears: [] };
    case "hours":
      return { due: from + limit.count * 3_600_000, assumedYears: [] };
    case "days":
      return { due: endOfDate(timeZone, addDays(today, limit.count)), assumedYears: [] };
    case "workingDays": {
      const { date, assumedYears } = addWorkingDays(pack.calendar, today, limit.count);
      return { due: date === null ? null : endOfDate(timeZone, date), assumedYears };
    }
  }
  return limit satisfies never;
}
