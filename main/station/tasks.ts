import type { GrantSummary } from "../../shared/model/grant.ts";
import type { CertificateToken, Person } from "../../shared/model/person.ts";
import type { RequestRecord } from "../../shared/model/request.ts";
import type { Task } from "../../shared/model/station.ts";

interface Waiting {
  readonly person: Person;
  readonly mine: readonly RequestRecord[];
  readonly toDecide: readonly RequestRecord[];
  readonly grants: readonly GrantSummary[];
  readonly tokens: readonly CertificateToken[];
  readonly now: string;
}

/** What waits for this person, oldest first. */
export function tasksOf({ person, mine, toDecide, grants, tokens, now }: Waiting): Task[] {
  const open = grants.filter(({ refusal }) => refusal === undefined);
  const names = (people: GrantSummary["viewers"]): boolean => people.some((named) => named.person === person.person);
  const tasks: Task[] = [
    ...toDecide.map((request) => requestTask("decideRequest", request)),
    ...mine.filter(({ state }) => state === "pending").map((request) => requestTask("requestPending", request)),
    ...mine.filter(({ state }) => state === "refused").map((request) => requestTask("requestRefused", request)),
    ...open.filter(({ viewers }) => names(viewers)).map((grant) => grantTask("startViewing", grant)),
    ...open.filter(({ supervisors }) => names(supervisors)).map((grant) => grantTask("superviseViewing", grant)),
    ...(person.roles.includes("roomSupervisor") ? tokens.filter(({ state }) => state === "locked") : []).map(
      (token): Task => ({
        id: `unlockCertificate:${token.id}`,
        kind: "unlockCertificate",
        subject: token.label,
        reference: token.id,
        since: now,
      }),
    ),
  ];
  return tasks.toSorted((a, b) => Date.parse(a.since) - Date.parse(b.since));
}

function requestTask(kind: "decideRequest" | "requestPending" | "requestRefused", request: RequestRecord): Task {
  const decided = request.decisions.at(-1)?.at;
  return {
    id: `${kind}:${request.id}`,
    kind,
    subject: request.number,
    reference: request.id,
    since: kind === "requestRefused" ? (decided ?? request.appliedAt) : request.appliedAt,
    due: request.form.validTo,
  };
}

function grantTask(kind: "startViewing" | "superviseViewing", grant: GrantSummary): Task {
  return {
    id: `${kind}:${grant.id}`,
    kind,
    subject: grant.requestNumber,
    reference: grant.id,
    since: grant.importedAt,
    due: grant.notAfter,
  };
}
