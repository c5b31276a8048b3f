import { chainFault, type ChainFault } from "../../../shared/access/chain.ts";
import { brokenDuty } from "../../../shared/access/duties.ts";
import { groundArticle } from "../../../shared/access/policy/articles.ts";
import { signedSteps } from "../../../shared/access/policy/approval.ts";
import type { DecisionAct } from "../../../shared/http/acts.ts";
import type { Failure } from "../../../shared/failure.ts";
import type { Person } from "../../../shared/model/person.ts";
import type { PolicyPack } from "../../../shared/model/policy.ts";
import type { RequestRecord } from "../../../shared/model/request.ts";
import type { SignedAct } from "../acts.ts";
import type { DirectoryEntry } from "../directory.ts";
import { beyondAuthorisation } from "./authorised.ts";
import { dutiesNotSeparate, notPermitted } from "./checks.ts";
import type { RequestParts } from "./filing.ts";
import { chainOf, signedSoFar, wearersOf } from "./records.ts";

/** Who may not sign this step here, before the terms of what they decided are looked at (rule R8). */
export async function deciderFailure(
  parts: RequestParts,
  request: RequestRecord,
  signed: SignedAct<DecisionAct>,
): Promise<Failure | null> {
  const post = await postOf(parts, signed);
  return (
    dutiesFailure(parts.policy, request, signed, post) ??
    waitingFailure(request, signed.act) ??
    placeFailure(parts.policy, request, signed, post) ??
    gradeFailure(parts, request, signed, post)
  );
}

/**
 * Whose post the signer acts in: their own, or by a delegation in force that of whoever is away (代).
 *
 * @returns `null` when they claim a delegation that is none.
 */
export async function postOf(
  { delegations, directory }: RequestParts,
  { act: { delegation }, signer }: SignedAct<DecisionAct>,
): Promise<DirectoryEntry | null> {
  if (delegation === undefined) {
    return signer;
  }
  const found = (await delegations.inForce()).find(
    ({ digest, deputy }) => digest === delegation && deputy.person === signer.person.person,
  );
  const holder = found === undefined ? null : await directory.find(found.by.person);
  return holder === null || holder.revoked ? null : holder;
}

function dutiesFailure(
  policy: PolicyPack,
  { applicant, footage, form: asked, decisions }: RequestRecord,
  { act: { form }, signer }: SignedAct<DecisionAct>,
  post: DirectoryEntry | null,
): Failure | null {
  const before = decisions.flatMap(({ by, deputyFor }) => [by, ...(deputyFor === undefined ? [] : [deputyFor])]);
  const hands: Person[] = [...before, signer.person, ...(post === null ? [] : [post.person])];
  const broken = brokenDuty({
    requester: applicant.person,
    wearers: wearersOf(footage),
    viewers: [applicant.person],
    supervisors: [asked.supervisor, ...(form.outcome === "approve" ? form.supervisors : [])],
    deciders: hands.map(({ person }) => person),
  });
  return broken === null ? null : dutiesNotSeparate(policy, broken);
}

function waitingFailure({ state, digest }: RequestRecord, { requestDigest }: DecisionAct): Failure | null {
  switch (state) {
    case "pending":
      return requestDigest === digest ? null : { code: "bad-request", field: "requestDigest" };
    case "papers":
    case "consultation":
    case "returned":
      return { code: "request-waits", state };
    case "approved":
    case "refused":
    case "withdrawn":
    case "expired":
    case "revoked":
      return { code: "already-decided" };
  }
  return state satisfies never;
}

/** Whether this is the next step of the pack's chain, by a holder of its post, on every step before it. */
function placeFailure(
  policy: PolicyPack,
  request: RequestRecord,
  { act, signer, digest }: SignedAct<DecisionAct>,
  post: DirectoryEntry | null,
): Failure | null {
  const chain = chainOf(policy, request);
  const steps = signedSteps(chain);
  const next = {
    person: signer.person.person,
    digest,
    step: act.step,
    previous: act.previous,
    requestDigest: act.requestDigest,
    form: act.form,
    post: { person: post?.person.person ?? "", roles: post?.person.roles ?? [] },
  };
  const fault = chainFault(steps, [...signedSoFar(request, chain), next], request.digest);
  const article = steps[request.decisions.length]?.article;
  return fault === null ? null : faultFailure(fault, policy, article);
}

function faultFailure(fault: ChainFault, policy: PolicyPack, article: string | undefined): Failure {
  const failures: Readonly<Record<ChainFault, Failure>> = {
    post: notPermitted("request.decide", article ?? groundArticle(policy, "noAuthority")),
    widened: notPermitted("scope", groundArticle(policy, "scopeTooWide")),
    order: { code: "bad-request", field: "previous" },
    request: { code: "bad-request", field: "requestDigest" },
    extra: { code: "already-decided" },
    twice: { code: "already-decided" },
    refused: { code: "already-decided" },
  };
  return failures[fault];
}

/** A deputy stands in a post, never above their own grade, and nobody gives what they do not hold. */
function gradeFailure(
  { policy, clock }: RequestParts,
  { footage }: RequestRecord,
  { signer }: SignedAct<DecisionAct>,
  post: DirectoryEntry | null,
): Failure | null {
  const hands = post === null || post === signer ? [signer] : [signer, post];
  return (
    hands
      .map((entry) => beyondAuthorisation(policy, entry, { act: "approve" }, clock.now(), footage))
      .find((one) => one !== null) ?? null
  );
}
