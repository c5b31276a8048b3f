import type { RefusalRow, RegisterRow } from "./model/evidence.ts";
import type { RegisterFilter } from "./model/form.ts";

/** Who may read the registers and have them printed; no schemas here, so that a screen can use the list. */
export const registerRoles = [
  "caseOfficer",
  "legalOfficer",
  "approver",
  "roomSupervisor",
  "inspector",
  "archivist",
  "compliance",
  "administrator",
] as const;

/** Whether somebody with these roles may read the registers. */
export function mayReadRegisters({ roles }: { readonly roles: readonly string[] }): boolean {
  return roles.some((role) => registerRoles.some((one) => one === role));
}

function has(value: string, part: string | undefined): boolean {
  return part === undefined || value.toLowerCase().includes(part.trim().toLowerCase());
}

function isWithin(at: string, { from, to }: RegisterFilter): boolean {
  const time = Date.parse(at);
  return (from === undefined || time >= Date.parse(from)) && (to === undefined || time < Date.parse(to));
}

/** Whether a row of the register is asked for: the same on the screen and on paper. */
export function matchesFilter(
  row: Pick<RegisterRow, "requestNumber" | "caseNo" | "startedAt" | "outcome"> & {
    readonly persons: readonly { readonly name: string }[];
  },
  filter: RegisterFilter,
): boolean {
  const { person, request, caseNo, text, outcome } = filter;
  return (
    (outcome === undefined || row.outcome === outcome) &&
    isWithin(row.startedAt, filter) &&
    has(row.requestNumber, request) &&
    has(row.caseNo, caseNo) &&
    (person === undefined || row.persons.some(({ name }) => has(name, person))) &&
    has([row.requestNumber, row.caseNo, ...row.persons.map(({ name }) => name)].join("\n"), text)
  );
}

/** The same for a refused attempt, which has no case and no outcome. */
export function matchesRefusal({ at, person, subject, attempt, failure }: RefusalRow, filter: RegisterFilter): boolean {
  return (
    isWithin(at, filter) &&
    has(person?.name ?? "", filter.person) &&
    has([attempt, failure, subject ?? "", person?.name ?? ""].join("\n"), filter.text)
  );
}
