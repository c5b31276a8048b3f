import { brokenDuty } from "../../../shared/access/duties.ts";
import { judgedForLifting, liftingRule, withoutLines } from "../../../shared/access/lifting.ts";
import { groundArticle } from "../../../shared/access/policy/articles.ts";
import { maySee } from "../../../shared/access/policy/room.ts";
import { hasLine } from "../../../shared/access/withheld.ts";
import type { RequestStepAct } from "../../../shared/http/acts.ts";
import type { Failure } from "../../../shared/failure.ts";
import type { PolicyPack } from "../../../shared/model/policy.ts";
import type { DecisionForm, RequestRecord } from "../../../shared/model/request.ts";
import type { RequestStep } from "../../../shared/model/request-steps.ts";
import type { Withheld } from "../../../shared/model/withheld.ts";
import type { LiftingAsked } from "../../../shared/model/withholding.ts";
import { fail, type Result } from "../../../shared/result.ts";
import type { SignedAct } from "../acts.ts";
import type { GrantIssuer, Lifting, PreparedGrant } from "../grants/issuer.ts";
import { beyondAuthorisation } from "./authorised.ts";
import { closedFailure, dutiesNotSeparate, notPermitted } from "./checks.ts";
import { evidenceOf, stepsTaken } from "./evidence.ts";
import type { RequestParts } from "./filing.ts";
import { chainOf, wearersOf } from "./records.ts";

type LiftStep = Extract<RequestStep, { step: "lift" | "liftWord" }>;

/** Whether a step is about lifting what is withheld (解除不予展示). */
export function isLifting(form: RequestStep): form is LiftStep {
  return form.step === "lift" || form.step === "liftWord";
}

const refusal = (reason: Extract<Failure, { code: "lifting" }>["reason"], article?: string): Failure => ({
  code: "lifting",
  reason,
  ...(article === undefined ? {} : { article }),
});

/**
 * Why this person may not take this step of a lifting, or not now.
 *
 * Two persons whom the pack names lift what is withheld, and neither of them has a part in the request or in the recordings
 * (rule R8); both hold the grade for what becomes visible (O-2); the grant must be open, and its recordings must exist.
 */
export async function liftingFailure(
  parts: RequestParts,
  request: RequestRecord,
  { act, signer }: SignedAct<RequestStepAct>,
  form: LiftStep,
): Promise<Failure | null> {
  const { policy } = parts;
  const { waiting } = request.withholding ?? {};
  const lines = linesOf(form, waiting);
  const others = form.step === "liftWord" && waiting !== undefined ? [waiting.by.person] : [];
  return (
    handsFailure(policy, request, form, signer.person) ??
    aloneFailure(policy, act.person, others) ??
    dutiesFailure(policy, request, [act.person, ...others]) ??
    (await openFailure(parts, request)) ??
    linesFailure(request, form) ??
    secrecyFailure(policy, request, lines) ??
    gradeFailure(parts, signer, form, judgedForLifting(policy, request.footage, lines))
  );
}

function linesOf(form: LiftStep, waiting: LiftingAsked | undefined): readonly Withheld[] {
  return form.step === "lift" ? form.lines : (waiting?.lines ?? []);
}

function aloneFailure(policy: PolicyPack, person: string, others: readonly string[]): Failure | null {
  return others.includes(person) ? refusal("same-person", liftingRule(policy).article) : null;
}

/** Whoever asks must be allowed to know what it is about, whoever agrees to approve it; whoever refuses shows nothing to anybody. */
function gradeFailure(
  { policy, clock }: RequestParts,
  signer: SignedAct<RequestStepAct>["signer"],
  form: LiftStep,
  footage: RequestRecord["footage"],
): Failure | null {
  if (form.step === "liftWord" && !form.agree) {
    return null;
  }
  return beyondAuthorisation(policy, signer, form.step === "lift" ? {} : { act: "approve" }, clock.now(), footage);
}

function handsFailure(
  policy: PolicyPack,
  { applicant }: RequestRecord,
  { step }: LiftStep,
  { person, roles }: RequestRecord["applicant"],
): Failure | null {
  if (applicant.person === person) {
    return dutiesNotSeparate(policy, "requester-decides");
  }
  const { asks, agrees, article } = liftingRule(policy);
  const may = roles.some((role) => (step === "lift" ? asks : agrees).includes(role));
  return may ? null : notPermitted(`request.${step}`, article ?? groundArticle(policy, "noAuthority"));
}

function dutiesFailure(policy: PolicyPack, request: RequestRecord, deciders: readonly string[]): Failure | null {
  const approval = approvalIn(request);
  const broken = brokenDuty({
    requester: request.applicant.person,
    wearers: wearersOf(request.footage),
    viewers: [request.applicant.person],
    supervisors: approval?.supervisors ?? [],
    deciders,
  });
  return broken === null ? null : dutiesNotSeparate(policy, broken);
}

/** Nothing is lifted for a viewing that can no longer take place, nor of a recording that is gone. */
async function openFailure(parts: RequestParts, request: RequestRecord): Promise<Failure | null> {
  const { database, clock, policy } = parts;
  const gone = closedFailure(request.form, request.footage, policy);
  if (gone !== null) {
    return gone;
  }
  const row =
    request.grant === undefined
      ? undefined
      : await database
          .selectFrom("access_grant")
          .select(["not_after", "revoked"])
          .where("grant_id", "=", request.grant)
          .executeTakeFirst();
  const isOpen = request.state === "approved" && row?.revoked === 0 && row.not_after > clock.now();
  return isOpen ? null : refusal("not-open");
}

function linesFailure({ withholding, grant }: RequestRecord, form: LiftStep): Failure | null {
  if (form.step === "liftWord") {
    return withholding?.waiting?.digest === form.proposal ? null : refusal("nothing-waits");
  }
  if (withholding?.waiting !== undefined) {
    return refusal("waiting");
  }
  const areThere = form.grant === grant && form.lines.every((line) => hasLine(withholding?.current ?? [], line));
  return areThere ? null : refusal("line-unknown");
}

/** What is lifted as a state secret is shown to nobody to whom state secrets are closed. */
function secrecyFailure(policy: PolicyPack, request: RequestRecord, lines: readonly Withheld[]): Failure | null {
  const closed = judgedForLifting(policy, request.footage, lines)
    .map((one) => maySee(policy, one, request.form.applicantClass))
    .find(({ allowed }) => !allowed);
  return closed === undefined ? null : notPermitted("secrecy", closed.article);
}

function approvalIn({ decisions }: RequestRecord): Extract<DecisionForm, { outcome: "approve" }> | null {
  const last = decisions.at(-1)?.form;
  return last?.outcome === "approve" ? last : null;
}

/**
 * Prepares the grant that takes the place of the one in force: the same terms, with the lifted lines off its list and on
 * the list of what was lifted, resting on both signatures beside the decisions.
 */
export async function prepareLifted(
  parts: RequestParts,
  issuer: GrantIssuer,
  request: RequestRecord,
  signed: SignedAct<RequestStepAct>,
): Promise<Result<PreparedGrant, Failure>> {
  const { grant, withholding } = request;
  const approval = approvalIn(request);
  if (grant === undefined || approval === null || withholding?.waiting === undefined) {
    return fail(refusal("nothing-waits"));
  }
  const { station } = await parts.database
    .selectFrom("access_grant")
    .select("station")
    .where("grant_id", "=", grant)
    .executeTakeFirstOrThrow();
  const { by, at, lines, reason } = withholding.waiting;
  const asked = { person: by.person, name: by.name, at };
  const { person, name } = signed.signer.person;
  const agreed = { person, name, at: new Date(parts.clock.now()).toISOString() };
  const before = withholding.lifted.map(({ asked: one, agreed: other, ...line }) => ({
    ...line,
    asked: { person: one.by.person, name: one.by.name, at: one.at },
    agreed: { person: other.by.person, name: other.by.name, at: other.at },
  }));
  const lifting: Lifting = {
    supersedes: grant,
    digest: signed.digest,
    withheld: withoutLines(withholding.current, lines),
    lifted: [...before, ...lines.map((line) => Object.assign({ reason, asked, agreed }, line))],
  };
  return issuer.prepare({
    request,
    policy: parts.policy,
    chain: chainOf(parts.policy, request),
    approval,
    steps: stepsTaken(request.decisions),
    evidence: await evidenceOf(parts, request, { kind: "lifting", cms: signed.cms }),
    station,
    lifting,
  });
}
