import type { DutyRule, Failure } from "../../shared/failure.ts";

/** Who does what in one request. */
export interface Duties {
  readonly requester: string;
  readonly deciders: readonly string[];
  readonly supervisors: readonly string[];
  readonly viewers: readonly string[];
  /** Officers who wore the cameras. */
  readonly wearers: readonly string[];
}

/**
 * Separation of duties (rule R8): nobody decides on their own request or recording, nobody supervises
 * what they view, recorded or decided, and a wearer does not view their own recording alone.
 *
 * @returns the first rule that is broken, or `null`.
 */
export function brokenDuty(duties: Duties): DutyRule | null {
  const { requester, deciders, supervisors, viewers, wearers } = duties;
  const rules: readonly (readonly [DutyRule, boolean])[] = [
    ["requester-decides", deciders.includes(requester)],
    ["wearer-decides", both(deciders, wearers)],
    ["supervisor-decides", both(deciders, supervisors)],
    ["supervisor-is-viewer", both(supervisors, viewers)],
    ["wearer-supervises", both(supervisors, wearers)],
    ["wearer-is-only-viewer", viewers.length > 0 && viewers.every((viewer) => wearers.includes(viewer))],
  ];
  return rules.find(([, broken]) => broken)?.[0] ?? null;
}

/** The same as a refusal. */
export function dutyBrokenBy(duties: Duties): Failure | null {
  const rule = brokenDuty(duties);
  return rule === null ? null : { code: "duties-not-separate", rule };
}

function both(a: readonly string[], b: readonly string[]): boolean {
  return a.some((person) => b.includes(person));
}
