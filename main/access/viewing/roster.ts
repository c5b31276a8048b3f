import type { PersonId } from "../../../shared/model/person.ts";
import type { GrantLeaf } from "../../formats/grant.ts";
import type { RosterEntry } from "../../../shared/model/viewing.ts";

/** Somebody who came into the room, with the token they showed; somebody from outside has none. */
export interface Presence extends RosterEntry {
  readonly token?: string;
  readonly certificate?: string;
}

/** Of a grant, what says who must be in the room. */
export type PresenceTerms = Pick<GrantLeaf, "presence" | "viewers">;

/** Those in the room now, in the order in which they came. */
export function presentIn(roster: readonly Presence[]): readonly Presence[] {
  return roster.filter(({ checkedOutAt }) => checkedOutAt === undefined);
}

/** Those in the room now in one capacity. */
export function presentAs(roster: readonly Presence[], capacity: RosterEntry["capacity"]): readonly Presence[] {
  return presentIn(roster).filter((entry) => entry.capacity === capacity);
}

/** Supervisors who must be there throughout; one where the grant does not say. */
export function supervisorsNeeded({ presence }: PresenceTerms): number {
  return presence?.supervisors ?? 1;
}

/**
 * What is missing in the room (rule R9): nobody views with fewer supervisors than the pack asks for, nobody supervises an
 * empty chair, and nobody who is not of age sits there without a guardian.
 */
export function missingFrom(
  roster: readonly Presence[],
  terms: PresenceTerms,
): "viewer-absent" | "supervisor-absent" | "guardian-absent" | null {
  if (presentAs(roster, "supervisor").length < supervisorsNeeded(terms)) {
    return "supervisor-absent";
  }
  const viewers = presentAs(roster, "viewer");
  if (viewers.length === 0) {
    return "viewer-absent";
  }
  const isMinorIn = viewers.some(({ outside }) => outside?.minor === true);
  return isMinorIn && presentAs(roster, "guardian").length === 0 ? "guardian-absent" : null;
}

/** Whose token must stay in the reader: a supervisor's, or the viewer's where viewers may be alone. */
export function mayAttend(roster: readonly Presence[], terms: PresenceTerms, person: string): boolean {
  const capacity = supervisorsNeeded(terms) === 0 ? "viewer" : "supervisor";
  return presentAs(roster, capacity).some((entry) => entry.person === person);
}

/** The roster as the log carries it: who is in the room now, and who left since `since` was written. */
export function rosterForLog(
  roster: readonly Presence[],
  since?: string,
): { readonly person: PersonId; readonly name: string; readonly capacity: RosterEntry["capacity"] }[] {
  return roster
    .filter(({ checkedOutAt }) => checkedOutAt === undefined || (since !== undefined && checkedOutAt >= since))
    .map(({ person, name, capacity }) => ({ person, name, capacity }));
}

/** The same without what belongs to the station only. */
export function rosterForScreen(roster: readonly Presence[]): RosterEntry[] {
  return roster.map(({ token: _token, certificate: _certificate, ...entry }) => entry);
}
