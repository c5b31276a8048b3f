import type { DutyRule } from "../failure.ts";
import type { Role } from "../model/person.ts";
import type { ExtractionRecord, ExtractionStepName } from "../model/extraction.ts";
import type { ExtractionState } from "../extractions.ts";

/** Who may take which step about evidence, and from which state (O-71, O-72, O-75). The head is whoever the pack lets decide. */
export const extractionSteps: Readonly<
  Record<ExtractionStepName, { readonly by: readonly Role[]; readonly from: readonly ExtractionState[] }>
> = {
  mark: { by: ["legalOfficer", "caseOfficer", "inspector"], from: [] },
  withdraw: { by: ["legalOfficer", "caseOfficer", "inspector"], from: ["marked", "consented"] },
  consent: { by: ["approver"], from: ["marked"] },
  extract: { by: ["archivist"], from: ["consented"] },
  verify: { by: ["legalOfficer", "caseOfficer", "inspector"], from: ["extracted"] },
  transfer: { by: ["archivist"], from: ["verified"] },
};

/** What a person may not have signed before on the same piece of evidence (rule R8). */
const apart: readonly (readonly [DutyRule, ExtractionStepName, ExtractionStepName])[] = [
  ["marker-consents", "consent", "mark"],
  ["marker-extracts", "extract", "mark"],
  ["consenter-extracts", "extract", "consent"],
  ["extractor-verifies", "verify", "extract"],
  ["consenter-extracts", "verify", "consent"],
];

/** What nobody signs about a recording that they wore the camera for (O-62). */
const notByWearer: Readonly<Partial<Record<ExtractionStepName, DutyRule>>> = {
  consent: "wearer-decides",
  extract: "wearer-extracts",
  verify: "wearer-extracts",
};

/** Separation of duties in taking evidence. @returns the first rule that is broken, or `null`. */
export function brokenExtractionDuty(
  step: ExtractionStepName,
  person: string,
  { wearers, steps }: { readonly wearers: readonly string[]; readonly steps: ExtractionRecord["steps"] },
): DutyRule | null {
  const worn = notByWearer[step];
  if (worn !== undefined && wearers.includes(person)) {
    return worn;
  }
  const broken = apart.find(
    ([, now, before]) => now === step && steps.some((one) => one.act === before && one.person === person),
  );
  return broken?.[0] ?? null;
}

/**
 * Steps that a person may take on a record as it stands; a screen offers nothing else.
 *
 * @param head role that the pack lets consent; an approver where it is not known yet.
 */
export function offeredExtractionSteps(
  record: Pick<ExtractionRecord, "state" | "steps">,
  wearers: readonly string[],
  { person, roles }: { readonly person: string; readonly roles: readonly Role[] },
  head: Role = "approver",
): readonly ExtractionStepName[] {
  const marker = record.steps.find(({ act }) => act === "mark")?.person;
  return (Object.keys(extractionSteps) as ExtractionStepName[]).filter((step) => {
    const { by, from } = extractionSteps[step];
    return (
      from.includes(record.state) &&
      (step === "consent" ? [head] : by).some((role) => roles.includes(role)) &&
      (step !== "withdraw" || marker === person) &&
      brokenExtractionDuty(step, person, { wearers, steps: record.steps }) === null
    );
  });
}
