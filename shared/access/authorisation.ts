import type { Authorisation, HeldAuthorisation, OfficialAct } from "../model/authorisation.ts";
import type { Footage } from "../model/footage.ts";
import type { Verb } from "../model/request.ts";
import type { AuthorisationRule } from "../refusals.ts";
import { gradeCarries, isWithinCeiling, type Grading } from "./grades.ts";

/** What somebody is about to do: an act of their post, a verb of footage, or both. Whoever views needs the verb alone. */
export interface GradedAction {
  readonly act?: OfficialAct;
  readonly verb?: Verb;
}

/** A recording as far as authorisation looks at it. */
export type GradedFootage = Pick<Footage, "unit" | "squad" | "caseNo" | "secrecy" | "state"> & {
  readonly wearers: readonly { readonly person: string }[];
};

/** Who acts, when, on what, and by whose ladder of grades. */
export interface GradedFacts {
  readonly pack: Grading;
  readonly person: string;
  /** Milliseconds since the epoch. */
  readonly now: number;
  readonly footage: readonly GradedFootage[];
}

/**
 * The change of a person's authorisation that counted at a moment, out of all of them, newest first.
 *
 * What was done under it stays done when it is withdrawn afterwards, and what was done without one is not made good by a
 * later one.
 */
export function heldAt(changes: readonly HeldAuthorisation[], at: number): Authorisation | undefined {
  return changes.find(({ grantedAt }) => Date.parse(grantedAt) <= at)?.authorisation;
}

/** Whether an authorisation is in force at a moment. */
export function isInForce({ from, to }: Pick<Authorisation, "from" | "to">, now: number): boolean {
  return Date.parse(from) <= now && now < Date.parse(to);
}

/**
 * Graded authorisation (分级授权, O-2, O-4): whether this person may do this to these recordings.
 *
 * One function for headquarters when filing, deciding and searching, and for the station before anybody
 * signs. One's own recordings are within scope until the archive has taken them, and from then on to ask for (O-6); never
 * above the ceiling.
 *
 * @returns the first rule that is exceeded, or `null`.
 */
export function mayDo(
  authorisation: Authorisation | null | undefined,
  { act, verb }: GradedAction,
  { pack, person, now, footage }: GradedFacts,
): AuthorisationRule | null {
  if (authorisation === null || authorisation === undefined) {
    return "no-authorisation";
  }
  const rules: readonly (readonly [AuthorisationRule, boolean])[] = [
    ["outside-period", !isInForce(authorisation, now)],
    ["act-not-granted", act !== undefined && !authorisation.acts.includes(act)],
    ["verb-not-granted", verb !== undefined && !authorisation.verbs.includes(verb)],
    ["outside-scope", !footage.every((one) => isWithinScope(authorisation, person, one, { act, verb }))],
    [
      "above-ceiling",
      !gradeCarries(pack, authorisation.grade, authorisation.ceiling) ||
        !footage.every(({ secrecy }) => isWithinCeiling(pack, secrecy, authorisation.ceiling)),
    ],
    ["conflict-of-interest", footage.some((one) => isConflict(authorisation, one))],
  ];
  return rules.find(([, exceeded]) => exceeded)?.[0] ?? null;
}

function isWithinScope(
  { scope }: Authorisation,
  person: string,
  footage: GradedFootage,
  { act, verb }: { readonly act: OfficialAct | undefined; readonly verb: Verb | undefined },
): boolean {
  // What the archive has is asked for and seen with an approval, as by anybody (O-6); nothing else is done with it by right.
  const isAsking = act === "apply" || (act === undefined && verb !== undefined);
  const isOwn = footage.wearers.some((wearer) => wearer.person === person);
  if (isOwn && (isAsking || footage.state !== "archived")) {
    return true;
  }
  switch (scope.kind) {
    case "self":
      return false;
    case "squad":
      return footage.unit === scope.unit && footage.squad === scope.squad;
    case "unit":
      return footage.unit === scope.unit;
    case "subordinates":
      return scope.units.includes(footage.unit);
    case "cases":
      return scope.cases.includes(footage.caseNo);
  }
  return false;
}

function isConflict({ conflicts }: Authorisation, { caseNo, wearers }: GradedFootage): boolean {
  return conflicts.some((stood) => stood === caseNo || wearers.some(({ person }) => person === stood));
}
