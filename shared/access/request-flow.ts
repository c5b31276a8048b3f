import type { PolicyPack } from "../model/policy.ts";
import type { RequestForm, RequestState } from "../model/request.ts";
import type { Consultation, PaperState } from "../model/request-steps.ts";
import type { Secrecy } from "../model/footage.ts";
import { addDays, dateIn } from "../time/local-day.ts";
import { addWorkingDays } from "./policy/calendar.ts";

/** What stands between a filed request and the first signature of its chain. */
export interface Beforehand {
  readonly papers: readonly PaperState[];
  readonly consultation: Consultation | undefined;
}

/**
 * Where an undecided request stands: papers first, then the third party, then the chain.
 *
 * @param today the day in the authority's zone; a paper that has run out counts as missing.
 */
export function openState({ papers, consultation }: Beforehand, today: string): RequestState {
  if (!papers.every((paper) => isAccepted(paper, today))) {
    return "papers";
  }
  return consultation === undefined || isAnswered(consultation, today) ? "pending" : "consultation";
}

/** Whether a paper was found in order and has not run out. */
export function isAccepted({ check }: PaperState, today: string): boolean {
  return check?.result === "accepted" && (check.validUntil === undefined || today <= check.validUntil);
}

/** The third party has answered, or has let the time pass in which it could. */
function isAnswered({ outcome, due }: Consultation, today: string): boolean {
  return outcome !== undefined || (due !== undefined && due < today);
}

/** Whether a third party must be heard (S2 二(三)5): somebody from outside asks for its privacy or business secret. */
export function needsConsultation(form: RequestForm, levels: readonly Secrecy[]): boolean {
  const concerned =
    form.secrecyCheck.privacy ||
    form.secrecyCheck.businessSecret ||
    levels.some((level) => level === "privacy" || level === "business");
  return form.applicantClass !== "staff" && concerned;
}

/** The last day on which a third party may answer, by the pack's period and calendar; `null` where the calendar refuses. */
export function consultationDue(pack: PolicyPack, askedAt: number): string | null {
  const { days, counts } = pack.thirdParty;
  const from = dateIn(pack.authority.timeZone, askedAt);
  return counts === "days" ? addDays(from, days) : addWorkingDays(pack.calendar, from, days).date;
}

/** States from which nothing leads on. */
export function isClosed(state: RequestState): boolean {
  return !undecided.includes(state) && state !== "approved";
}

/** States in which a request waits for somebody. */
export const undecided: readonly RequestState[] = ["papers", "consultation", "pending", "returned"];
