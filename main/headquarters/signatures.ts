import type { Failure } from "../../shared/failure.ts";
import { requestIdSchema } from "../../shared/model/request.ts";
import { fail, ok, type Result } from "../../shared/result.ts";
import { base64 } from "../formats/bytes.ts";
import type { Database } from "./database/database.ts";
import type { DirectoryEntry } from "./directory.ts";
import type { RouteHandlers } from "./http/routes.ts";
import type { Incidents } from "./incidents/incidents.ts";
import type { Requests } from "./requests/requests.ts";
import type { StandingRecords } from "./standing-orders/records.ts";

interface Parts {
  readonly database: Database;
  readonly requests: Requests;
  readonly incidents: Incidents;
  readonly standing: Pick<StandingRecords, "evidenceOf">;
}

/** The signed acts behind a form, as they came, for whoever may see what they are about. */
export function signatureRoutes({
  database,
  requests,
  incidents,
  standing,
}: Parts): Pick<RouteHandlers, "showSignatures"> {
  const ofRequest = async (id: string, { person }: DirectoryEntry): Promise<Result<Uint8Array[], Failure>> => {
    const request = requestIdSchema.safeParse(id);
    const record = request.success ? await requests.show(request.data, person) : null;
    if (record === null) {
      return fail({ code: "not-found", subject: "request" });
    }
    const tables = await Promise.all(
      (["request", "decision", "request_step"] as const).map((table) =>
        database.selectFrom(table).select("cms").where("request", "=", record.id).execute(),
      ),
    );
    const ahead = record.standing === undefined ? null : await standing.evidenceOf(record.standing.order);
    return ok([
      ...tables.flat().flatMap(({ cms }) => (cms === null ? [] : [new Uint8Array(cms)])),
      ...(ahead === null ? [] : [ahead.proposal, ahead.approval]),
    ]);
  };
  const ofIncident = async (id: string, { person }: DirectoryEntry): Promise<Result<Uint8Array[], Failure>> => {
    const listed = await incidents.list(person);
    if (!listed.ok) {
      return listed;
    }
    if (!listed.value.some((one) => one.id === id)) {
      return fail({ code: "not-found", subject: "incident" });
    }
    const tables = await Promise.all(
      (["incident", "incident_step"] as const).map((table) =>
        database.selectFrom(table).select("cms").where("incident", "=", id).execute(),
      ),
    );
    return ok(tables.flat().map(({ cms }) => new Uint8Array(cms)));
  };
  return {
    showSignatures: async ({ of, id }, { reader }) => {
      const found = await (of === "request" ? ofRequest : ofIncident)(id, reader);
      return found.ok ? ok(found.value.map((cms) => base64(cms))) : found;
    },
  };
}
