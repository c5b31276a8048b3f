import type { PolicyPack } from "../../model/policy.ts";
import type { Due } from "../../model/due.ts";
import type { Hold } from "../../model/retention.ts";
import type { Trigger } from "../../model/policy/periods.ts";
import type { Impediment } from "../../refusals.ts";
import { addDays } from "../../time/local-day.ts";
import { isWorkingDay } from "./calendar.ts";
import type { Kept, RetentionDue } from "./retention.ts";

/** Days before the end of its period from which a recording is shown as coming due. */
export const soonDays = 30;

/** The articles that contradict each other: rules of one kind that keep the same recording for different periods (O-95). */
export function conflictOf({ reasons }: RetentionDue): string[] {
  const files = reasons.filter(({ because }) => because === "caseFile");
  const kinds = new Set(files.map(({ kept }) => JSON.stringify(kept)));
  return kinds.size > 1 ? [...new Set(files.map(({ article }) => article))] : [];
}

/**
 * The first day on which a recording may be destroyed: a working day after the last day of its period, because the list
 * is drawn and supervised by people, and a period that ends on a free day runs on to the next working day.
 */
export function destroyFrom({ calendar }: PolicyPack, kept: Kept): string | undefined {
  if (kept.kind !== "until") {
    return undefined;
  }
  let last = kept.date;
  while (!isWorkingDay(calendar, last)) {
    last = addDays(last, 1);
  }
  let day = addDays(last, 1);
  while (!isWorkingDay(calendar, day)) {
    day = addDays(day, 1);
  }
  return day;
}

/** The provision behind a trigger; where the pack does not list it, the one for other cases, else the one on destruction. */
export function triggerArticle({ retention }: PolicyPack, trigger: Trigger): string {
  const find = (wanted: Trigger): string | undefined =>
    retention.triggers.find((row) => row.trigger === wanted)?.article;
  return find(trigger) ?? find("other") ?? retention.destruction.articles[0] ?? "";
}

/** Whether a hold keeps its recording. */
export function isInForce({ state }: Pick<Hold, "state">): boolean {
  return state === "inForce" || state === "releaseAsked";
}

/** What is known about a recording when somebody wants it destroyed. */
export interface DestructionFacts {
  readonly today: string;
  readonly due: Due;
  readonly evidence: boolean;
  readonly caseClosed: boolean;
  readonly holds: readonly Hold[];
  readonly openRequests: number;
  readonly openGrants: number;
  readonly handingOver: boolean;
  readonly onOtherList: boolean;
  readonly destroyed: boolean;
}

/**
 * Everything that stands in the way of destroying a recording (O-100, O-101), the gravest first.
 *
 * Empty means that it may be put on a list. Asked when a list is drawn, and again when it is approved and carried out.
 */
export function impedimentsTo(
  pack: PolicyPack,
  facts: DestructionFacts,
): { readonly impediment: Impediment; readonly article?: string }[] {
  const held = facts.holds.find(isInForce);
  const proposed = facts.holds.find(({ state }) => state === "proposed");
  const [period] = facts.due.articles;
  const [destruction] = pack.retention.destruction.articles;
  const rules: readonly (readonly [Impediment, boolean, string | undefined])[] = [
    ["destroyed", facts.destroyed, destruction],
    ["held", held !== undefined, held?.triggers[0]?.article],
    ["proposed", proposed !== undefined, proposed?.triggers[0]?.article],
    ["case-open", facts.evidence && !facts.caseClosed, pack.retention.evidence.article],
    ["period-open", facts.due.destroyFrom === undefined, period],
    ["not-due", facts.due.destroyFrom !== undefined && facts.today < facts.due.destroyFrom, period],
    ["request-open", facts.openRequests > 0, destruction],
    ["grant-open", facts.openGrants > 0, destruction],
    ["handing-over", facts.handingOver, destruction],
    ["on-other-list", facts.onOtherList, destruction],
  ];
  return rules.flatMap(([impediment, stands, article]) =>
    stands ? [{ impediment, ...(article === undefined ? {} : { article }) }] : [],
  );
}
