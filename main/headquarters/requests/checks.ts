import type { Failure } from "../../../shared/failure.ts";
import type { Footage, Secrecy } from "../../../shared/model/footage.ts";
import type { PolicyPack } from "../../../shared/model/policy.ts";
import type { RequestCheck, RequestedAsset, RequestForm } from "../../../shared/model/request.ts";
import { mayOffer, routesFor, type ApprovalChain } from "../../../shared/access/policy/approval.ts";
import { dutyArticle, groundArticle } from "../../../shared/access/policy/articles.ts";
import { maySee, presenceRules } from "../../../shared/access/policy/room.ts";
import { coversRanges, rangesWithin } from "../../../shared/time/frame-ranges.ts";

const day = 24 * 3_600_000;

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
  const offer = mayOffer(pack, form.verb, form.applicantClass);
  return offer.allowed ? null : notPermitted("verb", offer.article);
}

function wrongField(form: RequestForm, pack: PolicyPack, now: number): string | null {
  const assets = form.assets.map(({ asset }) => asset);
  const rules: readonly (readonly [string, boolean])[] = [
    ["form.applicantClass", pack.applicantClasses.some((row) => row.class === form.applicantClass)],
    [
      "form.legalRoute",
      routesFor(pack, form.verb, form.applicantClass).some(({ route }) => route === form.legalRoute) ||
        // A verb that is not offered is refused as such, with its article.
        !mayOffer(pack, form.verb, form.applicantClass).allowed,
    ],
    ["form.dutyBasis", form.applicantClass !== "staff" || form.dutyBasis.trim() !== ""],
    ["form.purposeDetail", form.purposeDetail.trim().length >= 10],
    ["form.assets", new Set(assets).size === assets.length],
    ["form.companions", companionsHold(form, pack)],
    ["form.validTo", windowHolds(form, pack, now)],
  ];
  return rules.find(([, holds]) => !holds)?.[0] ?? null;
}

/** Whoever comes along may come by the pack's rule of presence, and nobody under age comes without a guardian. */
function companionsHold({ applicantClass, viewer, companions = [] }: RequestForm, pack: PolicyPack): boolean {
  const rule = presenceRules(pack, applicantClass);
  const count = (capacity: (typeof companions)[number]["capacity"]): number =>
    companions.filter((one) => one.capacity === capacity).length;
  const others = companions.filter(({ capacity }) => capacity === "viewer");
  const isMinorIn = [...(viewer === undefined ? [] : [viewer]), ...others].some(({ minor }) => minor === true);
  return (
    (rule.interpreter || count("interpreter") === 0) &&
    (rule.guardian || count("guardian") === 0) &&
    (!isMinorIn || count("guardian") > 0) &&
    1 + others.length <= rule.viewers
  );
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

/** The refusal when one of the recordings is closed to this class of applicants (O-104, O-105; 副卷 F2); else `null`. */
export function closedFailure(form: RequestForm, footage: readonly Footage[], pack: PolicyPack): Failure | null {
  const gone = footage.find(({ destroyedOn }) => destroyedOn !== undefined);
  if (gone !== undefined) {
    const [article] = pack.retention.destruction.articles;
    return { code: "kept", asset: gone.asset, impediment: "destroyed", ...(article === undefined ? {} : { article }) };
  }
  const closed = footage.map((row) => maySee(pack, row, form.applicantClass)).find(({ allowed }) => !allowed);
  return closed === undefined ? null : notPermitted("secrecy", closed.article);
}

/** The refusal of a chain that leads to nobody; `null` when somebody may decide. */
export function chainFailure(chain: ApprovalChain, pack: PolicyPack): Failure | null {
  switch (chain.kind) {
    case "steps":
      return null;
    case "refused":
      return notPermitted("approval", chain.articles[0]);
    case "none":
      return notPermitted("approval", groundArticle(pack, "noAuthority"));
  }
  return chain satisfies never;
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
  readonly chain: ApprovalChain;
  readonly dutiesSeparate: boolean;
  /** An earlier request of this applicant for one of the recordings was refused. */
  readonly refusedBefore: boolean;
}): RequestCheck[] {
  const { form, footage, pack, chain, dutiesSeparate, refusedBefore } = facts;
  const approval = chain.articles[0] ?? "";
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
      passed: footage.every((row) => secrecyDeclared(form, row)) && closedFailure(form, footage, pack) === null,
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

/** A refusal under rule R8; `otherwise` is the article where the pack names none for this separation. */
export function dutiesNotSeparate(
  pack: PolicyPack,
  rule: Parameters<typeof dutyArticle>[1],
  otherwise?: string,
): Failure {
  const article = dutyArticle(pack, rule) ?? otherwise;
  return article === undefined ? { code: "duties-not-separate", rule } : { code: "duties-not-separate", rule, article };
}
