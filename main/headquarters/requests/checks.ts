import type { Failure } from "../../../shared/failure.ts";
import type { Footage, Secrecy } from "../../../shared/model/footage.ts";
import type { PolicyPack } from "../../../shared/model/policy.ts";
import type { RefusalGround, RequestCheck, RequestedAsset, RequestForm } from "../../../shared/model/request.ts";
import { approvalArticle, dutyArticle } from "../policy.ts";
import { coversRanges, rangesWithin } from "../../../shared/time/frame-ranges.ts";

const day = 24 * 3_600_000;

/** A provision of the pack behind a refusal; absent when the pack does not name the ground. */
export function groundArticle(pack: PolicyPack, ground: RefusalGround): string | undefined {
  return pack.refusalGrounds.find((row) => row.ground === ground)?.article;
}

/**
 * Holds an F1 form against the pack's closed lists and its own logic.
 *
 * @returns `null` when the form may be filed.
 */
export function formFailure(form: RequestForm, pack: PolicyPack, now: number): Failure | null {
  const wrong = wrongField(form, pack, now);
  if (wrong !== null) {
    return { code: "bad-request", field: wrong };
  }
  if (!pack.purposes.some(({ purpose }) => purpose === form.purpose)) {
    return notPermitted("purpose", groundArticle(pack, "purposeNotAllowed"));
  }
  if (!pack.verbs.some(({ verb }) => verb === form.verb)) {
    return notPermitted("verb", approvalArticle(pack, form.applicantClass));
  }
  return null;
}

function wrongField(form: RequestForm, pack: PolicyPack, now: number): string | null {
  const assets = form.assets.map(({ asset }) => asset);
  const rules: readonly (readonly [string, boolean])[] = [
    ["form.applicantClass", pack.applicantClasses.includes(form.applicantClass)],
    ["form.legalRoute", pack.legalRoutes.includes(form.legalRoute)],
    ["form.dutyBasis", form.applicantClass !== "staff" || form.dutyBasis.trim() !== ""],
    ["form.purposeDetail", form.purposeDetail.trim().length >= 10],
    ["form.assets", new Set(assets).size === assets.length],
    ["form.validTo", windowHolds(form, pack, now)],
  ];
  return rules.find(([, holds]) => !holds)?.[0] ?? null;
}

/** True when a window is not over, not empty and not longer than the pack allows. */
export function windowHolds(window: { validFrom: string; validTo: string }, pack: PolicyPack, now: number): boolean {
  const from = Date.parse(window.validFrom);
  const to = Date.parse(window.validTo);
  return from < to && now < to && to - from <= pack.validity.maximumDays * day;
}

/**
 * Holds one requested recording against what the recording is.
 *
 * @returns the field that is wrong, or `null`. The whole of a recording needs a reason (F1); a photo
 * has no less than the whole.
 */
export function wrongRange(requested: RequestedAsset, footage: Footage): "ranges" | "wholeReason" | null {
  if (!rangesWithin(requested.ranges, footage.frames)) {
    return "ranges";
  }
  const whole = requested.whole || coversRanges(requested.ranges, [{ from: 0, to: footage.frames }]);
  const explained = requested.wholeReason !== undefined && requested.wholeReason.trim() !== "";
  return whole && !explained && footage.kind !== "photo" ? "wholeReason" : null;
}

/** True for a recording that persons outside the unit may not view: class pending, or the supplementary volume (O-105, F2). */
export function closedToOutside({ secrecy, volume }: Footage): boolean {
  return secrecy === "pending" || volume === "supplementary" || isStateSecret(secrecy);
}

/** True when the request comes from outside the unit. */
export function isOutsideClass(form: RequestForm): boolean {
  return form.applicantClass !== "staff";
}

function isStateSecret(secrecy: Secrecy): boolean {
  return secrecy === "confidential" || secrecy === "secret" || secrecy === "topSecret";
}

/** True when the applicant declared what the recording is classed as. */
function secrecyDeclared({ secrecyCheck }: RequestForm, { secrecy }: Footage): boolean {
  return (
    (secrecy !== "privacy" || secrecyCheck.privacy) &&
    (secrecy !== "business" || secrecyCheck.businessSecret) &&
    (!isStateSecret(secrecy) || secrecyCheck.stateSecret) &&
    secrecy !== "pending"
  );
}

/** The checks an approver sees beside the request, each with its article (rule R11). */
export function checksOf(facts: {
  readonly form: RequestForm;
  readonly footage: readonly Footage[];
  readonly pack: PolicyPack;
  readonly dutiesSeparate: boolean;
  /** An earlier request of this applicant for one of the recordings was refused. */
  readonly refusedBefore: boolean;
}): RequestCheck[] {
  const { form, footage, pack, dutiesSeparate, refusedBefore } = facts;
  const approval = approvalArticle(pack, form.applicantClass) ?? "";
  const purpose = pack.purposes.find((row) => row.purpose === form.purpose);
  const within = form.assets.every(({ asset, ranges }) => {
    const row = footage.find((one) => one.asset === asset);
    return row !== undefined && rangesWithin(ranges, row.frames);
  });
  return [
    { check: "dutiesSeparate", passed: dutiesSeparate, article: dutyArticle(pack, "requester-decides") ?? approval },
    {
      check: "purposeListed",
      passed: purpose !== undefined,
      article: purpose?.article ?? groundArticle(pack, "purposeNotAllowed") ?? approval,
    },
    {
      check: "secrecy",
      passed: footage.every((row) => secrecyDeclared(form, row) && !(isOutsideClass(form) && closedToOutside(row))),
      article: groundArticle(pack, "secrecyPending") ?? approval,
    },
    { check: "rangeWithinRecording", passed: within, article: groundArticle(pack, "scopeTooWide") ?? approval },
    { check: "conflictWithHistory", passed: !refusedBefore, article: approval },
  ];
}

/** A refusal of an action that the pack does not allow, with its article when it has one. */
export function notPermitted(action: string, article: string | undefined): Failure {
  return article === undefined ? { code: "not-permitted", action } : { code: "not-permitted", action, article };
}

/** A refusal under rule R8. */
export function dutiesNotSeparate(pack: PolicyPack, rule: Parameters<typeof dutyArticle>[1]): Failure {
  const article = dutyArticle(pack, rule);
  return article === undefined ? { code: "duties-not-separate", rule } : { code: "duties-not-separate", rule, article };
}
