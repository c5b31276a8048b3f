import type { PersonId } from "../../../shared/model/person.ts";
import type { RosterEntry } from "../../../shared/model/viewing.ts";

/** Somebody who came into the room, with the token they showed. */
export interface Presence extends RosterEntry {
  readonly token: string;
  readonly certificate: string;
}

/** Those in the room now, in the order in which they came. */
export function presentIn(roster: readonly Presence[]): readonly Presence[] {
  return roster.filter(({ checkedOutAt }) => checkedOutAt === undefined);
}

/** Those in the room now in one capacity. */
export function presentAs(roster: readonly Presence[], capacity: RosterEntry["capacity"]): readonly Presence[] {
  return presentIn(roster).filter((entry) => entry.capacity === capacity);
}

/** What is missing in the room (rule R9): nobody views alone, and nobody supervises an empty chair. */
export function missingFrom(roster: readonly Presence[]): "viewer-absent" | "supervisor-absent" | null {
  if (presentAs(roster, "supervisor").length === 0) {
    return "supervisor-absent";
  }
  return presentAs(roster, "viewer").length === 0 ? "viewer-absent" : null;
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
