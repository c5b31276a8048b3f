import type { DutyRule, Failure, FailureCode, GrantRefusal, PresenceRefusal } from "../../shared/failure.ts";
import type { AdministrationRefusal, AuthorisationRule, ShareRefusal, StandingRefusal } from "../../shared/refusals.ts";
import type { Language } from "../i18n/language.tsx";

/** A refusal in words: what happened, and what to do next. Both are whole sentences. */
export interface Words {
  readonly what: string;
  readonly next: string;
  /** Article of the policy pack behind it, when there is one. */
  readonly article?: string;
}

type Of<C extends FailureCode> = Extract<Failure, { code: C }>;
type Row = { readonly [C in FailureCode]: (failure: Of<C>, language: Language) => Words };

/** Refusals whose two sentences need nothing filled in. */
type Plain =
  | "not-signed-in"
  | "certificate-locked"
  | "certificate-unreadable"
  | "certificate-foreign"
  | "certificate-revoked"
  | "frame-unconfirmed"
  | "already-decided"
  | "not-printed"
  | "disk-full";

function plain(code: Plain): (failure: unknown, language: Language) => Words {
  return (_failure, { t }) => ({ what: t(`words.${code}.what`), next: t(`words.${code}.next`) });
}

function withIncident(
  code: "station-sealed" | "internal",
): (failure: { readonly incident: string }, language: Language) => Words {
  return ({ incident }, { t }) => ({ what: t(`words.${code}.what`, { incident }), next: t(`words.${code}.next`) });
}

function cited(words: Words, article: string | undefined): Words {
  return article === undefined ? words : { ...words, article };
}

/** Where completing the step is not what helps. */
const afterPresence: Partial<Record<PresenceRefusal, "words.presence.nextEnded" | "words.presence.nextDocument">> = {
  ended: "words.presence.nextEnded",
  "document-differs": "words.presence.nextDocument",
};

const nextForGrant = {
  expired: "words.grant.nextApply",
  "not-yet-valid": "words.grant.nextWait",
  "other-station": "words.grant.nextElsewhere",
  "earlier-log": "words.grant.nextApply",
  exhausted: "words.grant.nextApply",
  tampered: "words.grant.nextReport",
  unlogged: "words.grant.nextReport",
  revoked: "words.grant.nextApply",
  unknown: "words.grant.nextApply",
  "outside-range": "words.grant.nextApply",
  "stale-pin": "words.grant.nextReport",
  "policy-unknown": "words.grant.nextConnect",
  "policy-exceeded": "words.grant.nextReport",
  "chain-broken": "words.grant.nextReport",
  "duties-broken": "words.grant.nextReport",
  "beyond-authorisation": "words.grant.nextReport",
  destroyed: "words.grant.nextDestroyed",
  superseded: "words.grant.nextSuperseded",
  "order-broken": "words.grant.nextReport",
  "order-spent": "words.grant.nextReport",
} as const satisfies Record<GrantRefusal, string>;

/** Why a grant does not open now, in words. */
export function wordsForGrant(reason: GrantRefusal, at: string | undefined, { t, formats }: Language): Words {
  const dated = (reason === "expired" || reason === "not-yet-valid") && at !== undefined;
  const what = dated ? t(`words.grant.${reason}At`, { at: formats.moment(at) }) : t(`words.grant.${reason}`);
  return { what, next: t(nextForGrant[reason]) };
}

/** A breach of separated duties, in words. */
export function wordsForDuty(rule: DutyRule, { t }: Language): Words {
  return { what: t(`words.duties.${rule}`), next: t("words.duties.next") };
}

/** What exceeds a graded authorisation, in words. */
export function wordsForAuthorisation(rule: AuthorisationRule, { t }: Language): Words {
  return {
    what: t(`words.authorisation.${rule}`),
    next: t(rule === "register-unknown" ? "words.authorisation.nextConnect" : "words.authorisation.next"),
  };
}

/** What a standing order is corrected for, and what time alone heals; everything else is asked for by a request. */
const nextForStanding: Partial<Record<StandingRefusal, "words.standing.nextOrder" | "words.standing.nextWait">> = {
  purpose: "words.standing.nextOrder",
  verb: "words.standing.nextOrder",
  period: "words.standing.nextOrder",
  "over-limit": "words.standing.nextOrder",
  "holder-unfit": "words.standing.nextOrder",
  "not-begun": "words.standing.nextWait",
  "day-spent": "words.standing.nextWait",
  "day-past": "words.standing.nextWait",
  "too-far-ahead": "words.standing.nextWait",
};

/** Why a standing order is not taken, or does not open a recording, in words. */
export function wordsForStanding(reason: StandingRefusal, { t }: Language): Words {
  return { what: t(`words.standing.${reason}`), next: t(nextForStanding[reason] ?? "words.standing.next") };
}

/** Why an act of administration does not take effect, in words. */
export function wordsForAdministration(reason: AdministrationRefusal, { t }: Language): Words {
  return { what: t(`words.administration.${reason}`), next: t(`words.administrationNext.${reason}`) };
}

/** What is wrong with shares of the master key, in words. */
export function wordsForShare(reason: ShareRefusal, share: number | undefined, { t }: Language): Words {
  const what = t(`words.share.${reason}`);
  return {
    what: share === undefined ? what : t("words.share.at", { share, what }),
    next: t(`words.shareNext.${reason}`),
  };
}

const fields = {
  applicantClass: "form.class",
  purpose: "form.purpose",
  purposeDetail: "form.detail",
  caseNo: "form.caseNo",
  caseCause: "form.caseCause",
  caseParty: "form.caseParty",
  verb: "form.verb",
  legalRoute: "form.route",
  assets: "form.ranges",
  supervisor: "form.supervisor",
  supervisors: "form.supervisor",
  room: "form.room",
  validFrom: "form.window",
  validTo: "form.window",
  playBudget: "decide.budget",
  rooms: "standing.rooms",
  holders: "standing.holders",
  units: "standing.units",
  plan: "standing.plan",
  perDay: "standing.perDay",
  total: "standing.total",
  recordedFrom: "standing.recorded",
  recordedTo: "standing.recorded",
  sample: "standing.sample",
  ground: "decide.ground",
  lines: "withheld.title",
  withheld: "withheld.title",
  reason: "way.field.reason",
  opinion: "decide.opinion",
  note: "player.noteText",
} as const;

/** What the form calls a field; one that no form shows keeps its name, for whoever looks into it. */
function fieldWord(field: string, t: Language["t"]): string {
  const known = field.split(".").find((part): part is keyof typeof fields => Object.hasOwn(fields, part));
  return known === undefined ? field : t(fields[known]);
}

// One row per code: a new refusal without words does not compile.
const rows: Row = {
  "bad-request": ({ field }, { t }) => ({
    what: t("words.bad-request.what", { field: fieldWord(field, t) }),
    next: t("words.bad-request.next"),
  }),
  "not-found": ({ subject }, { t }) => ({ what: t(`words.not-found.${subject}`), next: t("words.not-found.next") }),
  "not-signed-in": plain("not-signed-in"),
  "not-permitted": ({ article }, { t }) =>
    cited({ what: t("words.not-permitted.what"), next: t("words.not-permitted.next") }, article),
  "duties-not-separate": ({ rule, article }, language) => cited(wordsForDuty(rule, language), article),
  "wrong-pin": ({ retryAfterSeconds, attemptsLeft }, { t }) => ({
    what: t("words.wrong-pin.what", { attempts: attemptsLeft }),
    next: t("words.wrong-pin.next", { seconds: retryAfterSeconds }),
  }),
  "pin-delayed": ({ retryAfterSeconds }, { t }) => ({
    what: t("words.pin-delayed.what"),
    next: t("words.pin-delayed.next", { seconds: retryAfterSeconds }),
  }),
  "certificate-locked": plain("certificate-locked"),
  "certificate-unreadable": plain("certificate-unreadable"),
  "certificate-expired": ({ at }, { t, formats }) => ({
    what: t("words.certificate-expired.what", { at: formats.date(at) }),
    next: t("words.certificate-expired.next"),
  }),
  "certificate-foreign": plain("certificate-foreign"),
  "certificate-revoked": plain("certificate-revoked"),
  "revocations-stale": ({ due }, { t, formats }) => ({
    what: t("words.revocations-stale.what", { due: formats.date(due) }),
    next: t("words.revocations-stale.next"),
  }),
  "beyond-authorisation": ({ rule, article }, language) => cited(wordsForAuthorisation(rule, language), article),
  administration: ({ reason }, language) => wordsForAdministration(reason, language),
  lifting: ({ reason, article }, { t }) =>
    cited({ what: t(`words.lifting.${reason}`), next: t(`words.liftingNext.${reason}`) }, article),
  declaration: ({ reason, article }, { t }) =>
    cited({ what: t(`words.declaration.${reason}`), next: t(`words.declarationNext.${reason}`) }, article),
  retention: ({ reason }, { t }) => ({
    what: t(`words.retention.${reason}`),
    next: t(`words.retentionNext.${reason}`),
  }),
  extraction: ({ reason, frame, article }, { t }) =>
    cited(
      {
        what:
          reason === "withheld" && frame !== undefined
            ? t("words.extraction.withheldAt", { frame })
            : t(`words.extraction.${reason}`),
        next: t(`words.extractionNext.${reason}`),
      },
      article,
    ),
  kept: ({ asset, impediment, article }, { t }) =>
    cited(
      {
        what: t("words.kept.what", { asset, why: t(`impediment.${impediment}`) }),
        next: t(impediment === "destroyed" ? "words.kept.nextDestroyed" : "words.kept.next"),
      },
      article,
    ),
  "share-refused": ({ reason, share }, language) => wordsForShare(reason, share, language),
  "headquarters-unreachable": ({ since }, { t, formats }) => ({
    what:
      since === undefined
        ? t("words.headquarters-unreachable.what")
        : t("words.headquarters-unreachable.since", { since: formats.moment(since) }),
    next: t("words.headquarters-unreachable.next"),
  }),
  "headquarters-refused": ({ reason }, { t }) => ({
    what: t("words.headquarters-refused.what", { reason }),
    next: t("words.headquarters-refused.next"),
  }),
  "request-waits": ({ state }, { t }) => ({
    what: t(`words.request-waits.${state}`),
    next: t("words.request-waits.next"),
  }),
  "attachment-refused": ({ reason }, { t }) => ({
    what: t(`words.attachment.${reason}`),
    next: t("words.attachment.next"),
  }),
  "grant-refused": ({ reason, at }, language) => wordsForGrant(reason, at, language),
  "standing-order": ({ reason, article }, language) => cited(wordsForStanding(reason, language), article),
  presence: ({ reason }, { t }) => ({
    what: t(`words.presence.${reason}`),
    next: t(afterPresence[reason] ?? "words.presence.next"),
  }),
  "footage-damaged": ({ asset, segment }, { t }) => ({
    what:
      segment === undefined
        ? t("words.footage-damaged.what", { asset })
        : t("words.footage-damaged.segment", { asset, segment }),
    next: t("words.footage-damaged.next"),
  }),
  "footage-unavailable": ({ asset }, { t }) => ({
    what: t("words.footage-unavailable.what", { asset }),
    next: t("words.footage-unavailable.next"),
  }),
  "frame-unconfirmed": plain("frame-unconfirmed"),
  "already-decided": plain("already-decided"),
  "not-printed": plain("not-printed"),
  "form-unproven": ({ reason }, { t }) => ({
    what: t(`words.form-unproven.${reason}`),
    next: t("words.form-unproven.next"),
  }),
  "bundle-refused": ({ reason }, { t }) => ({
    what: t(`bundle.refused.${reason}.what`),
    next: t(`bundle.refused.${reason}.next`),
  }),
  "offline-too-long": ({ since, article }, { t, formats }) =>
    cited(
      {
        what: t("words.offline-too-long.what", { since: formats.moment(since) }),
        next: t("words.offline-too-long.next"),
      },
      article,
    ),
  "room-guard": ({ reason, detail }, { t }) => ({
    what: t(detail === undefined ? "words.room-guard.what" : "words.room-guard.seen", {
      reason: t(`stop.${reason}`),
      detail: detail ?? "",
    }),
    next: t("words.room-guard.next"),
  }),
  "below-floor": ({ missing, article }, { t, formats }) =>
    cited(
      {
        what: t("words.below-floor.what", { missing: formats.list(missing.map((id) => t(`protection.${id}`))) }),
        next: t("words.below-floor.next", { todo: missing.map((id) => t(`protectionTodo.${id}`)).join(" ") }),
      },
      article,
    ),
  "disk-full": plain("disk-full"),
  "station-sealed": withIncident("station-sealed"),
  internal: withIncident("internal"),
};

/** Every refusal as a sentence and what to do next; the only place where refusals get words (rule R12). */
export function wordsFor(failure: Failure, language: Language): Words {
  // The row was looked up by the failure's own code, so it takes exactly this failure.
  const say = rows[failure.code] as (failure: Failure, language: Language) => Words;
  return say(failure, language);
}
