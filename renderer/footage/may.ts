import type { Footage } from "../../shared/model/footage.ts";
import type { Person, Role } from "../../shared/model/person.ts";
import type { MessageKey } from "../i18n/translate.ts";

/** What a person may do with a recording, said before they try; the station decides again when they do. */
export interface May {
  readonly request: boolean;
  readonly why: Extract<
    MessageKey,
    | "footage.mayNotPending"
    | "footage.mayNotOwn"
    | "footage.mayArchived"
    | "footage.mayAfterApproval"
    | "footage.mayNotRole"
    | "footage.mayNotDestroyed"
  >;
}

const requesters: ReadonlySet<Role> = new Set(["officer", "caseOfficer", "legalOfficer", "inspector", "compliance"]);

export function mayDo(footage: Footage, person: Person): May {
  if (!person.roles.some((role) => requesters.has(role))) {
    return { request: false, why: "footage.mayNotRole" };
  }
  if (footage.destroyedOn !== undefined) {
    return { request: false, why: "footage.mayNotDestroyed" };
  }
  if (footage.secrecy === "pending") {
    return { request: true, why: "footage.mayNotPending" };
  }
  if (footage.wearers.some((wearer) => wearer.person === person.person)) {
    return { request: true, why: "footage.mayNotOwn" };
  }
  return { request: true, why: footage.state === "archived" ? "footage.mayArchived" : "footage.mayAfterApproval" };
}
