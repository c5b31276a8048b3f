import type { DeclarationKind } from "../declarations.ts";
import type { Declaration, DeclarationForm } from "../model/declaration.ts";
import type { Declared, Footage } from "../model/footage.ts";
import type { PolicyPack } from "../model/policy.ts";
import { handInStages } from "../time-verdicts.ts";
import { handInDue, type HandInDue } from "./policy/hand-in.ts";

type Reviewer = NonNullable<PolicyPack["handIn"]["extension"]>;

/** Who decides a declaration of this kind, and by which provision; `null` where the pack knows none. */
export function reviewerOf({ timeMatch, handIn }: PolicyPack, kind: DeclarationKind): Reviewer | null {
  return (kind === "suspension" ? timeMatch.suspension : handIn.extension) ?? null;
}

/** By when recordings of a period have to be handed in first; the extension is asked for before that. */
export function firstDue(
  pack: PolicyPack,
  { to, returnedAt }: Extract<DeclarationForm, { kind: "extension" }>,
): HandInDue | null {
  const dues = handInStages.flatMap((stage) => {
    const due = handInDue(pack, {
      stage,
      endedAt: Date.parse(to),
      ...(returnedAt === undefined ? {} : { returnedAt: Date.parse(returnedAt) }),
    });
    return due === null || due.due === null ? [] : [due];
  });
  return dues.toSorted((one, other) => (one.due ?? 0) - (other.due ?? 0))[0] ?? null;
}

/** Whether two periods have a moment in common. */
export function overlaps(one: Period, other: Period): boolean {
  return Date.parse(one.from) < Date.parse(other.to) && Date.parse(other.from) < Date.parse(one.to);
}

interface Period {
  readonly from: string;
  readonly to: string;
}

/** True times of a recording: camera time less the offset of its clock. */
export function truePeriod({
  recordedFrom,
  recordedTo,
  clockOffsetSeconds,
}: Pick<Footage, "recordedFrom" | "recordedTo" | "clockOffsetSeconds">): Period {
  const real = (at: string): string => new Date(Date.parse(at) - clockOffsetSeconds * 1000).toISOString();
  return { from: real(recordedFrom), to: real(recordedTo) };
}

/** What was approved about the camera of a recording, by whoever wore it then. */
export function declaredFor(footage: Footage, approved: readonly Declaration[]): Declared[] {
  const period = truePeriod(footage);
  return approved.flatMap(({ number, form, by, state }): Declared[] => {
    const isMeant =
      state === "approved" &&
      form.device === footage.device &&
      footage.wearers.some(({ person }) => person === by.person) &&
      overlaps(form, period);
    const { kind, from, to, reason } = form;
    return isMeant ? [{ kind, number, from, to, reason, ...(kind === "extension" ? { until: form.until } : {}) }] : [];
  });
}

/**
 * The approved form F15 that explains a gap (O-66): its period covers the gap whole, as far as the clock is known.
 *
 * @returns `undefined` when none does.
 */
export function suspensionOver(
  footage: Pick<Footage, "recordedFrom" | "clockOffsetSeconds" | "clockUncertaintySeconds" | "declared">,
  { atMs, lengthMs }: Footage["gaps"][number],
): Declared | undefined {
  const from = Date.parse(footage.recordedFrom) + atMs - footage.clockOffsetSeconds * 1000;
  const slack = (footage.clockUncertaintySeconds ?? 0) * 1000;
  return footage.declared?.find(
    (one) =>
      one.kind === "suspension" &&
      Date.parse(one.from) - slack <= from &&
      from + lengthMs <= Date.parse(one.to) + slack,
  );
}

/** The approved form F19 under which a recording may be handed in later. */
export function extensionFor({ declared }: Pick<Footage, "declared">): Declared | undefined {
  const all = declared?.filter(({ kind }) => kind === "extension") ?? [];
  return all.toSorted((one, other) => Date.parse(other.until ?? "") - Date.parse(one.until ?? ""))[0];
}
