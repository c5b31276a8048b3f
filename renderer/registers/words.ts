import { protectionIds } from "../../shared/protections.ts";
import { declarationRefusals } from "../../shared/declarations.ts";
import { extractionRefusals } from "../../shared/extractions.ts";
import {
  administrationRefusals,
  attachmentRefusals,
  authorisationRules,
  bundleRefusals,
  dutyRules,
  formFaults,
  grantRefusals,
  impediments,
  presenceRefusals,
  liftingRefusals,
  retentionRefusals,
  shareRefusals,
  standingRefusals,
  stopReasons,
  statementRefusals,
} from "../../shared/refusals.ts";
import type { Language } from "../i18n/language.tsx";
import {
  wordsForAdministration,
  wordsForAuthorisation,
  wordsForDuty,
  wordsForGrant,
  wordsForShare,
} from "../shell/words.ts";

/** Everything the station refuses and writes down, by the name the log has for it. */
const attempts = [
  "authorisations.take",
  "policy.take",
  "identity:signIn",
  "identity:unlock",
  "requests:file",
  "requests:decide",
  "requests:step",
  "requests:delegate",
  "requests:endDelegation",
  "requests:attach",
  "requests:saveDraft",
  "standingOrders:propose",
  "standingOrders:decide",
  "standingOrders:withdraw",
  "standingOrders:use",
  "standingOrders:ahead",
  "viewing:prepare",
  "viewing:checkIn",
  "viewing:admit",
  "viewing:object",
  "viewing:checkOut",
  "viewing:handOver",
  "viewing:confirm",
  "viewing:halt",
  "viewing:acceptNotice",
  "viewing:unlock",
  "viewing:open",
  "viewing:closeBeside",
  "viewing:align",
  "viewing:resume",
  "viewing:end",
  "annotations:add",
  "annotations:sign",
  "annotations:export",
  "receipts:take",
  "forms:print",
  "retention:order",
  "asset.destroy",
  "evidence:mark",
  "evidence:step",
  "evidence:check",
  "evidence:checkFile",
  "findings:settle",
  "declarations:file",
  "declarations:decide",
  "declarations.file",
  "declarations.decide",
  "times:sign",
  "times.sign",
  "incidents:record",
  "incidents:step",
  "log:export",
  "administration:order",
  "administration:countersign",
  "administration:requestCertificate",
  "administration:collect",
  "administration:importPeople",
  "administration:acceptAuthority",
  "administration:acceptCertificate",
  "administration:openShare",
  "administration:rehearse",
  "bundle:export",
  "bundle:import",
  "grant.import",
  "message",
  "export",
] as const;

/** What was tried; a name that this version has no words for is shown as it is. */
export function attemptWord(attempt: string, { t }: Language): string {
  const known = attempts.find((one) => one === attempt);
  return known === undefined ? attempt : t(`attempt.${known}`);
}

const tries = ["navigation", "window", "download", "permission", "request", "devtools", "capture-key"] as const;

/** By which way somebody tried to take something out. */
export function triedWord(what: string, { t }: Language): string {
  const known = tries.find((one) => one === what);
  return known === undefined ? what : t(`tried.${known}`);
}

const subjects = [
  "footage",
  "request",
  "grant",
  "viewing",
  "mark",
  "certificate",
  "receipt",
  "finding",
  "incident",
  "entry",
  "standingOrder",
] as const;

/** Codes that need nothing more than their own sentence. */
const plains = [
  "not-signed-in",
  "not-permitted",
  "certificate-locked",
  "certificate-unreadable",
  "certificate-foreign",
  "certificate-revoked",
  "headquarters-unreachable",
  "frame-unconfirmed",
  "already-decided",
  "not-printed",
  "disk-full",
  "pin-delayed",
] as const;

/** Codes whose sentence to the person held more than the log keeps. */
const bares = [
  "grant-refused",
  "presence",
  "duties-not-separate",
  "bad-request",
  "not-found",
  "footage-damaged",
  "footage-unavailable",
  "certificate-expired",
  "headquarters-refused",
  "station-sealed",
  "internal",
  "export-blocked",
  "wrong-pin",
  "revocations-stale",
  "offline-too-long",
  "room-guard",
  "beyond-authorisation",
  "statement-refused",
  "administration",
  "share-refused",
  "request-waits",
  "attachment-refused",
  "standing-order",
] as const;

const waitingStates = ["papers", "consultation", "returned"] as const;

function among<T extends string>(list: readonly T[], reason: string): T | undefined {
  return list.find((one) => one === reason);
}

type Say = (reason: string, language: Language) => string | undefined;

function saying<T extends string>(list: readonly T[], say: (reason: T, language: Language) => string): Say {
  return (reason, language) => {
    const known = among(list, reason);
    return known === undefined ? undefined : say(known, language);
  };
}

/** Codes whose reason has a sentence of its own. */
const reasons: Readonly<Record<string, Say>> = {
  "grant-refused": saying(grantRefusals, (reason, language) => wordsForGrant(reason, undefined, language).what),
  presence: saying(presenceRefusals, (reason, { t }) => t(`words.presence.${reason}`)),
  "duties-not-separate": saying(dutyRules, (reason, language) => wordsForDuty(reason, language).what),
  "statement-refused": saying(statementRefusals, (reason, { t }) => t(`words.statement.${reason}`)),
  "beyond-authorisation": saying(
    authorisationRules,
    (reason, language) => wordsForAuthorisation(reason, language).what,
  ),
  administration: saying(administrationRefusals, (reason, language) => wordsForAdministration(reason, language).what),
  "request-waits": saying(waitingStates, (state, { t }) => t(`words.request-waits.${state}`)),
  "attachment-refused": saying(attachmentRefusals, (reason, { t }) => t(`words.attachment.${reason}`)),
  extraction: saying(extractionRefusals, (reason, { t }) => t(`words.extraction.${reason}`)),
  "standing-order": saying(standingRefusals, (reason, { t }) => t(`words.standing.${reason}`)),
  retention: saying(retentionRefusals, (reason, { t }) => t(`words.retention.${reason}`)),
  "room-guard": saying(stopReasons, (reason, { t }) => t("words.room-guard.what", { reason: t(`stop.${reason}`) })),
  declaration: saying(declarationRefusals, (reason, { t }) => t(`words.declaration.${reason}`)),
  lifting: saying(liftingRefusals, (reason, { t }) => t(`words.lifting.${reason}`)),
  kept: saying(impediments, (reason, { t }) => t("words.kept.why", { why: t(`impediment.${reason}`) })),
  "share-refused": saying(shareRefusals, (reason, language) => wordsForShare(reason, undefined, language).what),
  "bundle-refused": saying(bundleRefusals, (reason, { t }) => t(`bundle.refused.${reason}.what`)),
  "form-unproven": saying(formFaults, (reason, { t }) => t(`words.form-unproven.${reason}`)),
  "not-found": saying(subjects, (reason, { t }) => t(`words.not-found.${reason}`)),
};

/** The sentence of a reason within its code; null when this version has none. */
function reasonWord(code: string, reason: string, language: Language): string | null {
  return (Object.hasOwn(reasons, code) ? reasons[code]?.(reason, language) : undefined) ?? null;
}

/**
 * Why it was refused, as a sentence: the log keeps a code and, after a colon, its reason.
 *
 * A code that this version has no words for is shown as it is.
 */
export function failureWord(failure: string, language: Language): string {
  const { t, formats } = language;
  const [code = "", reason = ""] = failure.split(":", 2);
  const said = reasonWord(code, reason, language);
  const plain = plains.find((one) => one === code);
  const bare = bares.find((one) => one === code);
  if (code === "below-floor") {
    const missing = protectionIds.filter((id) => reason.split(" ").includes(id)).map((id) => t(`protection.${id}`));
    return t("registers.code.below-floor", { missing: formats.list(missing) });
  }
  if (said !== null) {
    return said;
  }
  if (plain !== undefined) {
    return t(`words.${plain}.what`);
  }
  return bare === undefined ? failure : t(`registers.code.${bare}`);
}
