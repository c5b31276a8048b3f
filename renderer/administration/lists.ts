import type { Authorisation, Ceiling, OfficialAct } from "../../shared/model/authorisation.ts";
import type { Role } from "../../shared/model/person.ts";
import type { RevocationReason } from "../../shared/model/administration.ts";
import type { Verb } from "../../shared/model/request.ts";
import type { Protection } from "../../shared/model/station.ts";

/* Closed lists as the screens walk them; the compiler holds each to its schema. */

export const allRoles = [
  "officer",
  "caseOfficer",
  "approver",
  "roomSupervisor",
  "inspector",
  "legalOfficer",
  "archivist",
  "compliance",
  "administrator",
] as const satisfies readonly Role[];

export const allActs = ["apply", "approve", "supervise", "annotate", "audit"] as const satisfies readonly OfficialAct[];

export const allVerbs = [
  "view",
  "callUp",
  "takeForEvidence",
  "borrow",
  "excerpt",
  "copy",
  "extract",
  "transfer",
  "delete",
  "destroy",
] as const satisfies readonly Verb[];

export const allCeilings = [
  "none",
  "internal",
  "privacy",
  "confidential",
  "secret",
  "topSecret",
] as const satisfies readonly Ceiling[];

export const allScopes = [
  "self",
  "squad",
  "unit",
  "subordinates",
  "cases",
] as const satisfies readonly Authorisation["scope"]["kind"][];

export const allReasons = [
  "keyCompromise",
  "affiliationChanged",
  "superseded",
  "cessationOfOperation",
  "unspecified",
] as const satisfies readonly RevocationReason[];

export const allProtections = [
  "sandbox",
  "capture",
  "displays",
  "lockScreen",
  "clipboard",
  "printing",
  "network",
  "storage",
  "keyStore",
  "integrity",
  "kiosk",
  "memory",
] as const satisfies readonly Protection["id"][];

/** The next free number of a person, `p-0042`. */
export function nextPerson(taken: readonly string[]): string {
  const numbers = taken.map((person) => Number(/^p-(\d{1,6})$/u.exec(person)?.[1] ?? "0"));
  return `p-${String(Math.max(0, ...numbers) + 1).padStart(4, "0")}`;
}
