import { z } from "zod";
import { capacitySchema } from "../../../../shared/model/capacity.ts";
import { clockToleranceMs } from "../../../formats/log-rules.ts";
import type { GrantFacts } from "../facts.ts";
import type { WatchState } from "../watch.ts";
import { on, short, type Observation, type Rule } from "../observation.ts";
import { rosterOf } from "./viewings.ts";

const presentSchema = z.array(z.looseObject({ person: z.string(), capacity: capacitySchema }));

/** Rules about people: known, not revoked, on the grant, and never without a supervisor (rule R9). */
export const peopleRules: readonly Rule[] = [
  {
    name: "whoever acts is in the directory",
    look: on(["session.open", "room.checkIn"], ({ b, wall }, { facts, state }) => {
      const person = short(b.person);
      const known = facts.person(person);
      if (known === null && isNamedOutsider(facts.grant(grantOf(b["viewing"], state)), person)) {
        return [];
      }
      if (known === null) {
        return [{ kind: "person-unknown", subject: person, people: [person], detail: person }];
      }
      const { revokedAt } = known;
      return revokedAt !== null && Date.parse(wall) > revokedAt + clockToleranceMs
        ? [{ kind: "person-revoked", subject: person, people: [person] }]
        : [];
    }),
  },
  {
    name: "whoever is in the room is on the grant",
    look: on(["key.open", "view.intent"], ({ b }, { facts }) => {
      const grant = facts.grant(b.grant);
      const strangers = grant === null ? [] : rosterOf(b.roster).filter((person) => !isOn(grant, person));
      return strangers.map((person): Observation => ({
        kind: "person-not-granted",
        subject: `${b.grant} ${person}`,
        grant: b.grant,
        people: [person],
      }));
    }),
  },
  {
    name: "a supervisor of the grant is in the room",
    look: on(["key.open", "view.intent"], ({ b }, { facts }) => {
      const grant = facts.grant(b.grant);
      if (grant === null || grant.supervisors.length === 0) {
        return [];
      }
      const present = presentSchema.safeParse(b.roster);
      const isSupervised =
        present.success &&
        present.data.some(
          ({ person, capacity }) =>
            capacity === "supervisor" && grant.supervisors.some((supervisor) => supervisor.person === person),
        );
      return isSupervised
        ? []
        : [{ kind: "unsupervised", subject: short(b.viewing), grant: b.grant, people: rosterOf(b.roster) }];
    }),
  },
  {
    name: "a supervisor was in the room while frames were shown",
    look: on(["view.shown"], ({ b }, { state, facts }) => {
      const viewing = state.viewings.find((trace) => trace.viewing === short(b.viewing));
      const grant = viewing?.grant === undefined || viewing.grant === null ? null : facts.grant(viewing.grant);
      // The last word of a picture that was stopped names whoever is left.
      if (viewing?.keysOpen !== true || grant === null || grant.supervisors.length === 0) {
        return [];
      }
      return b.roster.some(({ person }) => grant.supervisors.some((supervisor) => supervisor.person === person))
        ? []
        : [{ kind: "unsupervised", subject: short(b.viewing), grant: grant.grant, people: rosterOf(b.roster) }];
    }),
  },
];

/** The grant that a check-in is under; empty for anything else. */
function grantOf(name: unknown, { viewings }: WatchState): string {
  return viewings.find(({ viewing }) => viewing === String(name))?.grant ?? "";
}

/** Somebody whom headquarters let in by name without a certificate. */
function isNamedOutsider(grant: GrantFacts | null, person: string): boolean {
  const named = [...(grant?.viewers ?? []), ...(grant?.companions ?? [])].find((one) => one.person === person);
  return named?.outside !== undefined;
}

function isOn({ viewers, supervisors, companions = [] }: GrantFacts, person: string): boolean {
  return [...viewers, ...supervisors, ...companions].some((named) => named.person === person);
}
