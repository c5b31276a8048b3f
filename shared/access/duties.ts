import type { DutyRule, Failure } from "../failure.ts";

/** Who does what in one request, as far as it is known at that step. */
export interface Duties {
  /** Absent where only the room is judged. */
  readonly requester?: string;
  /** Officers who wore the cameras. */
  readonly wearers: readonly string[];
  readonly viewers: readonly string[];
  /** Supervisors proposed, approved or present. */
  readonly supervisors: readonly string[];
  /** Empty while nobody decides. */
  readonly deciders: readonly string[];
}

/**
 * Separation of duties (rule R8), the same at the station and at headquarters.
 *
 * The requester, the viewers, the wearers and the supervisors may not decide; a supervisor neither asks,
 * views nor wore the camera; a wearer is never the only viewer of their own recording.
 *
 * @returns the first rule that is broken, or `null`.
 */
export function brokenDuty({ requester, wearers, viewers, supervisors, deciders }: Duties): DutyRule | null {
  const interested = requester === undefined ? viewers : [requester, ...viewers];
  const rules: readonly (readonly [DutyRule, boolean])[] = [
    // A viewer who decides approves their own viewing, whoever held the pen on the request.
    ["requester-decides", share(deciders, interested)],
    ["wearer-decides", share(deciders, wearers)],
    ["supervisor-decides", share(deciders, supervisors)],
    ["supervisor-is-viewer", share(supervisors, interested)],
    ["wearer-supervises", share(supervisors, wearers)],
    ["wearer-is-only-viewer", viewers.length > 0 && viewers.every((viewer) => wearers.includes(viewer))],
  ];
  return rules.find(([, broken]) => broken)?.[0] ?? null;
}

/** The same as a refusal, without the article that a policy pack adds. */
export function dutyBrokenBy(duties: Duties): Failure | null {
  const rule = brokenDuty(duties);
  return rule === null ? null : { code: "duties-not-separate", rule };
}

function share(some: readonly string[], others: readonly string[]): boolean {
  return some.some((person) => others.includes(person));
}
