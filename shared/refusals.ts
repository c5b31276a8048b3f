/**
 * The closed lists of reasons behind a refusal. No schemas here, so that a screen can walk a list
 * and the compiler sees when a reason has no sentence.
 */

import { guardSigns } from "./room-guard.ts";

/** The separations of duty that rule R8 checks; each is a sentence of its own on screen. */
export const dutyRules = [
  "requester-decides",
  "wearer-decides",
  "supervisor-decides",
  "supervisor-is-viewer",
  "wearer-supervises",
  "wearer-is-only-viewer",
  "named-settles",
  "wearer-destroys",
  "executor-is-witness",
  "approver-destroys",
  "drawer-approves",
  "asker-releases",
  "registrar-approves",
  "hander-accepts",
  "declarer-decides",
  "marker-consents",
  "marker-extracts",
  "consenter-extracts",
  "extractor-verifies",
  "wearer-extracts",
  "wearer-checks",
] as const;

/** Why a grant does not open footage here and now. */
export const grantRefusals = [
  "expired",
  "not-yet-valid",
  "other-station",
  "earlier-log",
  "exhausted",
  "tampered",
  "unlogged",
  "revoked",
  "unknown",
  "outside-range",
  "stale-pin",
  "policy-unknown",
  "policy-exceeded",
  "chain-broken",
  "duties-broken",
  "beyond-authorisation",
  "destroyed",
  "superseded",
  "order-broken",
  "order-spent",
] as const;

/** Why a standing order (常备调阅令) is not taken, or does not open this recording here and now. */
export const standingRefusals = [
  "not-provided",
  "purpose",
  "verb",
  "period",
  "over-limit",
  "holder-unfit",
  "papers-needed",
  "not-in-force",
  "withdrawn",
  "changed",
  "not-holder",
  "room",
  "not-begun",
  "over",
  "day-past",
  "too-far-ahead",
  "unit",
  "time",
  "kind",
  "sample",
  "other-approver",
  "secrecy-pending",
  "ceiling",
  "day-spent",
  "total-spent",
  "one-recording",
] as const;
export type StandingRefusal = (typeof standingRefusals)[number];

/** What is missing in the viewing room. */
export const presenceRefusals = [
  "viewer-absent",
  "supervisor-absent",
  "not-on-grant",
  "papers-unchecked",
  "devices-not-deposited",
  "notice-not-accepted",
  "not-unlocked",
  "ended",
  "guardian-absent",
  "room-full",
  "document-differs",
  "undertaking-unsigned",
  "objection-unsigned",
  "witness-unsigned",
  "witness-absent",
  "checker-not-named",
  "not-supervising",
] as const;

/** Why a travel bundle on a stick is not taken, or not written. */
export const bundleRefusals = [
  "missing",
  "empty",
  "foreign",
  "newer",
  "too-large",
  "damaged",
  "unreadable",
  "wrong-direction",
  "other-station",
  "other-headquarters",
  "unknown-station",
  "revoked-station",
  "not-enrolled",
  "no-key",
  "kept-by-app",
  "unproved",
  "forked",
  "rollback",
  "not-written",
  "ended-log",
  "set-back",
] as const;
export type BundleRefusal = (typeof bundleRefusals)[number];

/** Why a paper that was handed in is not taken. */
export const attachmentRefusals = ["empty", "too-large", "type-unknown", "damaged", "missing", "too-many"] as const;

/** What is wrong with the signed acts behind a form that was to be printed. */
export const formFaults = ["missing", "signature", "different"] as const;
export type FormFault = (typeof formFaults)[number];

/** Why a station does not believe what headquarters tells every station. */
export const statementRefusals = ["malformed", "altered", "unsigned", "unlogged", "older"] as const;
export type StatementRefusal = (typeof statementRefusals)[number];

/** Where somebody exceeds their graded authorisation (form F17), or nothing proven says that they do not. */
export const authorisationRules = [
  "no-authorisation",
  "outside-period",
  "act-not-granted",
  "verb-not-granted",
  "outside-scope",
  "above-ceiling",
  "conflict-of-interest",
  "register-unknown",
] as const;
export type AuthorisationRule = (typeof authorisationRules)[number];

/** Why an act of administration does not take effect. */
export const administrationRefusals = [
  "not-administrator",
  "self",
  "same-person",
  "replayed",
  "settled",
  "lapsed",
  "too-few-administrators",
  "person-exists",
  "person-unknown",
  "person-withdrawn",
  "roles-outside",
  "ceiling-above-grade",
  "room-unknown",
  "station-unknown",
  "enrolment-unknown",
  "enrolment-changed",
  "new-log-unknown",
  "new-log-changed",
  "new-log-behind",
  "new-log-waits",
  "low-order-key",
  "shell-not-sealed",
  "floor-not-met",
  "chain-unsound",
  "certificate-taken",
  "certificate-purpose",
  "custodian-without-certificate",
  "nothing-to-collect",
  "policy-unknown",
  "policy-unsigned",
  "policy-signer",
  "policy-self",
  "policy-older",
  "policy-altered",
  "policy-other-authority",
  "policy-broken",
  "policy-conflict",
  "policy-date",
] as const;
export type AdministrationRefusal = (typeof administrationRefusals)[number];

/** What is wrong with the shares of the master key that were brought. */
export const shareRefusals = [
  "unreadable",
  "altered",
  "mixed",
  "duplicate",
  "too-few",
  "not-this-headquarters",
  "key-present",
] as const;
export type ShareRefusal = (typeof shareRefusals)[number];

/** What stands in the way of destroying a recording. */
export const impediments = [
  "held",
  "proposed",
  "period-open",
  "not-due",
  "case-open",
  "request-open",
  "grant-open",
  "handing-over",
  "on-other-list",
  "destroyed",
] as const;
export type Impediment = (typeof impediments)[number];

/** Why an act of keeping or destroying does not take effect, beside an impediment. */
export const retentionRefusals = [
  "replayed",
  "wrong-state",
  "list-changed",
  "hold-changed",
  "nothing-left",
  "trigger-unlisted",
  "level-too-low",
  "hold-unknown",
  "list-unknown",
] as const;
export type RetentionRefusal = (typeof retentionRefusals)[number];

/** Why what is withheld is not lifted. */
export const liftingRefusals = ["same-person", "not-open", "line-unknown", "waiting", "nothing-waits"] as const;

/** Why a viewing was stopped by the station rather than by the people in it. */
export const stopReasons = [
  "watermark-removed",
  "watermark-covered",
  "picture-covered",
  "cover-removed",
  "roster-broken",
  "presence-unconfirmed",
  "empty-chair",
  "unlisted-person",
  "token-removed",
  "rested",
  "grant-revoked",
  "grant-expired",
  "footage-damaged",
  "log-failed",
  "shell-closed",
  "protection-failed",
  ...guardSigns,
] as const;
