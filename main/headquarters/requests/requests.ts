import type { Failure } from "../../../shared/failure.ts";
import type { Person } from "../../../shared/model/person.ts";
import type { RequestRecord, RequestScope } from "../../../shared/model/request.ts";
import type { Result } from "../../../shared/result.ts";
import type { GrantIssuer } from "../grants/issuer.ts";
import type { Revocations } from "../grants/revocations.ts";
import type { Session } from "../sessions.ts";
import type { Turns } from "../turns.ts";
import { decideRequest } from "./deciding.ts";
import { fileRequest, type RequestParts } from "./filing.ts";
import { expireRequests, stepRequest } from "./steps.ts";
import { fileUnderOrder } from "./under-order.ts";

/** Requests for footage: filed, listed, decided. */
export interface Requests {
  file(cms: Uint8Array, session: Session): Promise<Result<RequestRecord, Failure>>;
  decide(cms: Uint8Array, session: Session): Promise<Result<RequestRecord, Failure>>;
  /** Everything else that a person may do to a request. */
  step(cms: Uint8Array, session: Session): Promise<Result<RequestRecord, Failure>>;
  list(scope: RequestScope, reader: Person): Promise<readonly RequestRecord[]>;
  /** @returns `null` alike when there is no such request and when it does not concern the reader. */
  show(request: string, reader: Person): Promise<RequestRecord | null>;
}

/** Opens the requests. Acts are taken one at a time (`inTurn`); each refusal is an entry in the log (rule R12). */
export function openRequests(
  parts: RequestParts,
  issuer: GrantIssuer,
  revocations: Revocations,
  inTurn: Turns["inTurn"],
): Requests {
  const logged = async (
    attempt: "request.file" | "request.decide" | "request.step",
    session: Session,
    act: () => Promise<Result<RequestRecord, Failure>>,
  ): Promise<Result<RequestRecord, Failure>> => {
    await expireRequests(parts);
    const result = await act();
    if (!result.ok) {
      parts.journal.refuse({ attempt, person: session.person, station: session.station }, result.failure);
    }
    return result;
  };

  return {
    file: (cms, session) =>
      inTurn(() =>
        logged("request.file", session, () =>
          fileRequest(parts, (...of) => fileUnderOrder(parts, issuer, ...of), cms, session),
        ),
      ),
    decide: (cms, session) =>
      inTurn(() => logged("request.decide", session, () => decideRequest(parts, issuer, cms, session))),
    step: (cms, session) =>
      inTurn(() => logged("request.step", session, () => stepRequest(parts, { issuer, revocations }, cms, session))),
    async list(scope, reader) {
      await inTurn(() => expireRequests(parts));
      const all = await parts.records.list();
      return all.filter((record) => scopes[scope](record, reader));
    },
    async show(request, reader) {
      await inTurn(() => expireRequests(parts));
      const record = await parts.records.find(request);
      return record !== null && concerns(record, reader) ? record : null;
    },
  };
}

/** Roles that see every request: they decide, keep, inspect or review. */
const readersOfAll = new Set<Person["roles"][number]>([
  "approver",
  "legalOfficer",
  "archivist",
  "compliance",
  "inspector",
  "administrator",
]);

const scopes: Readonly<Record<RequestScope, (record: RequestRecord, reader: Person) => boolean>> = {
  mine: (record, reader) => record.applicant.person === reader.person,
  toDecide: (record, reader) =>
    record.state === "pending" && record.approvers.some(({ person }) => person === reader.person),
  all: concerns,
};

function concerns(record: RequestRecord, reader: Person): boolean {
  const named = [
    record.applicant.person,
    record.form.supervisor,
    ...record.approvers.map(({ person }) => person),
    ...record.decisions.flatMap(({ form }) => (form.outcome === "approve" ? form.supervisors : [])),
  ];
  return named.includes(reader.person) || reader.roles.some((role) => readersOfAll.has(role));
}
