import type { PolicyPack } from "../model/policy.ts";
import type { Person, Role } from "../model/person.ts";
import type { RequestForm, RequestRecord, RequestState } from "../model/request.ts";
import type { Consultation, PaperState, RequestStepKind } from "../model/request-steps.ts";
import type { Secrecy } from "../model/footage.ts";
import type { Withholding } from "../model/withholding.ts";
import { addDays, dateIn } from "../time/local-day.ts";
import { opensRoom } from "./policy/approval.ts";
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
export function needsConsultation(
  form: Pick<RequestForm, "applicantClass" | "secrecyCheck">,
  levels: readonly Secrecy[],
): boolean {
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

/** States in which a request waits for somebody. */
export const undecided: readonly RequestState[] = ["papers", "consultation", "pending", "returned"];

/** Who may take a step that is no decision, from where, and where it leads. */
export interface StepRule {
  readonly from: readonly RequestState[];
  /** Absent where the request goes on waiting for whatever is next. */
  readonly to?: RequestState;
  /** `applicant`, or anybody with one of these roles who is not the applicant (rule R8); `pack` where the policy pack names them. */
  readonly by: "applicant" | "pack" | readonly Role[];
}

/** Clerks who receive papers, ask third parties and send forms back. */
const clerks: readonly Role[] = ["archivist", "legalOfficer", "roomSupervisor", "approver"];

/** One rule for each step: headquarters judges by it, and a screen offers nothing else. */
export const stepRules: Readonly<Record<RequestStepKind, StepRule>> = {
  papers: { from: ["papers", "consultation", "pending"], by: clerks },
  consult: { from: ["papers", "consultation"], by: clerks },
  answer: { from: ["consultation", "pending"], by: clerks },
  extend: { from: ["consultation"], by: ["approver", "legalOfficer"] },
  backup: { from: ["papers", "consultation", "pending"], by: ["archivist"] },
  return: { from: ["papers", "consultation", "pending"], to: "returned", by: clerks },
  revoke: { from: ["approved"], to: "revoked", by: ["approver", "legalOfficer", "administrator"] },
  withdraw: { from: [...undecided, "approved"], to: "withdrawn", by: "applicant" },
  withhold: { from: ["papers", "consultation", "pending"], by: clerks },
  lift: { from: ["approved"], by: "pack" },
  liftWord: { from: ["approved"], by: "pack" },
};

/** Steps that a person may take on a request as it stands. */
export function offeredSteps(
  request: Pick<RequestRecord, "state" | "applicant" | "papers" | "consultation" | "form" | "withholding">,
  { person, roles }: Pick<Person, "person" | "roles">,
): readonly RequestStepKind[] {
  const { state, applicant, papers, consultation, form, withholding } = request;
  const isApplicant = applicant.person === person;
  const hasMatter: Readonly<Record<RequestStepKind, boolean>> = {
    papers: papers.length > 0,
    consult: consultation !== undefined && consultation.askedAt === undefined,
    answer: consultation?.askedAt !== undefined && consultation.outcome === undefined,
    extend: consultation?.askedAt !== undefined,
    backup: form.original === true,
    return: true,
    revoke: true,
    withdraw: true,
    withhold: opensRoom(form.verb),
    ...aboutLifting(withholding, person),
  };
  return requestSteps.filter((step) => {
    const { from, by } = stepRules[step];
    const whose = by === "pack" ? rolesOfPack(step, withholding) : by;
    const may = whose === "applicant" ? isApplicant : !isApplicant && roles.some((role) => whose.includes(role));
    return may && from.includes(state) && hasMatter[step];
  });
}

/** Something is withheld and nobody has asked yet, or somebody else has. */
function aboutLifting(withholding: Withholding | undefined, person: string): { lift: boolean; liftWord: boolean } {
  const { current = [], waiting } = withholding ?? {};
  return {
    lift: current.length > 0 && waiting === undefined,
    liftWord: waiting !== undefined && waiting.by.person !== person,
  };
}

function rolesOfPack(step: RequestStepKind, withholding: Withholding | undefined): readonly Role[] {
  return (step === "lift" ? withholding?.asks : withholding?.agrees) ?? [];
}

const requestSteps = Object.keys(stepRules) as readonly RequestStepKind[];
