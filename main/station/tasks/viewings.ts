import type { GrantSummary } from "../../../shared/model/grant.ts";
import type { TaskContext, Waiting } from "./registry.ts";

/** Viewings that the person may start or must supervise until the grant runs out, and certificates to unlock. */
export function viewingTasks({ rooms, person, policy, now }: TaskContext): Waiting[] {
  const open = rooms.grants.list().filter(({ refusal }) => refusal === undefined);
  const names = (people: GrantSummary["viewers"]): boolean => people.some((named) => named.person === person.person);
  const grantTask = (kind: Waiting["kind"], grant: GrantSummary): Waiting => ({
    id: `${kind}:${grant.id}`,
    kind,
    subject: grant.requestNumber,
    reference: grant.id,
    since: grant.importedAt,
    due: grant.notAfter,
    ...(policy === null ? {} : { article: policy.validity.article }),
  });
  const locked = person.roles.includes("roomSupervisor")
    ? rooms.identity.tokens().filter(({ state }) => state === "locked")
    : [];
  return [
    ...open.filter(({ viewers }) => names(viewers)).map((grant) => grantTask("startViewing", grant)),
    ...open.filter(({ supervisors }) => names(supervisors)).map((grant) => grantTask("superviseViewing", grant)),
    ...locked.map((token): Waiting => ({
      id: `unlockCertificate:${token.id}`,
      kind: "unlockCertificate",
      subject: token.label,
      reference: token.id,
      since: now.toISOString(),
    })),
  ];
}
