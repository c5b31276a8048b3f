import { brokenExtractionDuty, extractionSteps } from "../../../shared/access/extraction-duties.ts";
import { dutyArticle, groundArticle } from "../../../shared/access/policy/articles.ts";
import { consentingStep, extractionChain } from "../../../shared/access/policy/extraction.ts";
import type { GradedAction } from "../../../shared/access/authorisation.ts";
import type { ExtractionAct } from "../../../shared/http/acts.ts";
import type { Failure } from "../../../shared/failure.ts";
import type { ExtractionRecord, ExtractionStep, ExtractionStepName } from "../../../shared/model/extraction.ts";
import type { Role } from "../../../shared/model/person.ts";
import type { SignedAct } from "../acts.ts";
import { beyondAuthorisation } from "../requests/authorised.ts";
import { dutiesNotSeparate } from "../requests/checks.ts";
import type { ExtractionParts } from "./parts.ts";
import type { StepSubject } from "./take.ts";

const graded: Readonly<Partial<Record<ExtractionStepName, GradedAction>>> = {
  mark: { verb: "extract" },
  consent: { act: "approve" },
};

/** Whether the signer's post carries the step: by the table, for consent by the pack's chain, and by form F17. */
export function postFailure(
  { policy, clock }: ExtractionParts,
  { act: { form }, signer }: SignedAct<ExtractionAct>,
  { record, footage }: StepSubject,
): Failure | null {
  const order = form.step === "mark" ? form.form.order : record?.form.order;
  if (order === undefined) {
    return { code: "extraction", reason: "unknown" };
  }
  const chain = extractionChain(policy, order, footage, footage.unit);
  const head = consentingStep(chain);
  const roles = rolesFor(form.step, head?.role);
  if (signer.outside || !roles.some((role) => signer.person.roles.includes(role))) {
    const article = head?.article ?? chain.articles[0] ?? groundArticle(policy, "noAuthority");
    return { code: "not-permitted", action: `extraction.${form.step}`, ...(article === undefined ? {} : { article }) };
  }
  return beyondAuthorisation(policy, signer, graded[form.step] ?? {}, clock.now(), [footage]);
}

/** Where the pack lets nobody consent, nobody takes any step. */
function rolesFor(step: ExtractionStepName, head: Role | undefined): readonly Role[] {
  if (head === undefined) {
    return [];
  }
  return step === "consent" ? [head] : extractionSteps[step].by;
}

export function stateFailure(form: ExtractionStep, { record }: StepSubject): Failure | null {
  return record === null || extractionSteps[form.step].from.includes(record.state)
    ? null
    : { code: "extraction", reason: "wrong-state" };
}

/** Separated hands (rule R8). */
export function dutyFailure(
  { policy }: ExtractionParts,
  { act: { form, person } }: SignedAct<ExtractionAct>,
  { record, footage: { wearers } }: StepSubject,
): Failure | null {
  const rule = brokenExtractionDuty(form.step, person, {
    wearers: wearers.map((one) => one.person),
    steps: record?.steps ?? [],
  });
  if (rule !== null) {
    return dutiesNotSeparate(policy, rule, dutyArticle(policy, "wearer-decides"));
  }
  const marker = record?.steps.find(({ act }) => act === "mark")?.person;
  return form.step === "withdraw" && marker !== person
    ? { code: "not-permitted", action: "extraction.withdraw" }
    : null;
}

/** Each act names what it rests on by digest: an order that was edited, forged or meant for another mark fits nothing. */
export function tieFailure(form: ExtractionStep, { record }: StepSubject): Failure | null {
  if (form.step === "mark" || record === null) {
    return null;
  }
  if (form.step === "verify" || form.step === "transfer") {
    const isTold = form.step === "transfer" || form.exact === (form.difference === undefined);
    return form.clip === record.cut?.clip && isTold ? null : { code: "extraction", reason: "clip-changed" };
  }
  return restsOn(form, record) ? null : { code: "extraction", reason: "order-changed" };
}

function restsOn(
  form: Extract<ExtractionStep, { step: "withdraw" | "consent" | "extract" }>,
  record: ExtractionRecord,
): boolean {
  const digestOf = (act: string): string | undefined => record.steps.find((step) => step.act === act)?.digest;
  if (form.step === "extract") {
    return form.ordered === digestOf("consent");
  }
  const isSame = form.step === "withdraw" || sorted(form.order) === sorted(record.form.order);
  return form.marked === digestOf("mark") && isSame;
}

function sorted(value: object): string {
  return JSON.stringify(Object.entries(value).toSorted(([a], [b]) => (a < b ? -1 : 1)));
}
