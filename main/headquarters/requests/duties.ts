import type { DutyRule } from "../../../shared/failure.ts";
import type { PersonId } from "../../../shared/model/person.ts";

/** Who does what in one request, as far as it is known at that step. */
export interface Duties {
  readonly requester: PersonId;
  readonly wearers: readonly PersonId[];
  readonly viewers: readonly PersonId[];
  /** Supervisors proposed or approved. */
  readonly supervisors: readonly PersonId[];
  /** Absent while nobody decides. */
  readonly decider?: PersonId;
}

/**
 * Finds the first separation of duty that does not hold (rule R8).
 *
 * The requester, the wearers, the supervisors and the viewers may not decide; a supervisor neither
 * views nor wore the camera; a wearer is never the only viewer of their own recording.
 *
 * @returns `null` when all duties are separate.
 */
export function brokenDuty({ requester, wearers, viewers, supervisors, decider }: Duties): DutyRule | null {
  const rules: readonly (readonly [DutyRule, boolean])[] = [
    // A viewer who decides approves their own viewing, whoever held the pen on the request.
    ["requester-decides", decider !== undefined && (decider === requester || viewers.includes(decider))],
    ["wearer-decides", decider !== undefined && wearers.includes(decider)],
    ["supervisor-decides", decider !== undefined && supervisors.includes(decider)],
    ["supervisor-is-viewer", supervisors.some((person) => viewers.includes(person) || person === requester)],
    ["wearer-supervises", supervisors.some((person) => wearers.includes(person))],
    ["wearer-is-only-viewer", viewers.length > 0 && viewers.every((person) => wearers.includes(person))],
  ];
  return rules.find(([, broken]) => broken)?.[0] ?? null;
}
