import type { Failure } from "../../shared/failure.ts";
import { requestIdSchema } from "../../shared/model/request.ts";
import { fail, ok, type Result } from "../../shared/result.ts";
import { base64 } from "../formats/bytes.ts";
import type { Database } from "./database/database.ts";
import type { DirectoryEntry } from "./directory.ts";
import type { RouteHandlers } from "./http/routes.ts";
import type { Incidents } from "./incidents/incidents.ts";
import type { Requests } from "./requests/requests.ts";
import type { Retention } from "./retention/index.ts";
import type { StandingRecords } from "./standing-orders/records.ts";
import type { Declarations } from "./times/declarations.ts";

interface Parts {
  readonly database: Database;
  readonly requests: Requests;
  readonly incidents: Incidents;
  readonly declarations: Pick<Declarations, "list">;
  readonly retention: Pick<Retention, "view">;
  readonly standingRecords: Pick<StandingRecords, "evidenceOf">;
}

/** The signed acts behind a form, as they came, for whoever may see what they are about. */
export function signatureRoutes({
  database,
  requests,
  incidents,
  declarations,
  retention,
  standingRecords,
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
    const ahead = record.standing === undefined ? null : await standingRecords.evidenceOf(record.standing.order);
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
  const ofDeclaration = async (id: string, reader: DirectoryEntry): Promise<Result<Uint8Array[], Failure>> => {
    const listed = await declarations.list(reader);
    if (!listed.ok) {
      return listed;
    }
    if (!listed.value.some((one) => one.id === id)) {
      return fail({ code: "not-found", subject: "declaration" });
    }
    const tables = await Promise.all(
      (["declaration", "declaration_decision"] as const).map((table) =>
        database.selectFrom(table).select("cms").where("declaration", "=", id).execute(),
      ),
    );
    return ok(tables.flat().map(({ cms }) => new Uint8Array(cms)));
  };
  const ofRetention =
    (of: "holds" | "lists", reason: "hold-unknown" | "list-unknown") =>
    async (id: string, reader: DirectoryEntry): Promise<Result<Uint8Array[], Failure>> => {
      const seen = await retention.view(reader);
      if (!seen.ok) {
        return seen;
      }
      const { holds, lists } = seen.value;
      const steps = (of === "holds" ? holds.find(({ hold }) => hold === id) : lists.find(({ list }) => list === id))
        ?.steps;
      if (steps === undefined) {
        return fail({ code: "retention", reason });
      }
      const digests = steps.map(({ digest }) => digest);
      const acts = await database.selectFrom("retention_act").select("cms").where("digest", "in", digests).execute();
      return ok(acts.map(({ cms }) => new Uint8Array(cms)));
    };
  const kinds = {
    request: ofRequest,
    incident: ofIncident,
    declaration: ofDeclaration,
    hold: ofRetention("holds", "hold-unknown"),
    list: ofRetention("lists", "list-unknown"),
  };
  return {
    showSignatures: async ({ of, id }, { reader }) => {
      const found = await kinds[of](id, reader);
      return found.ok ? ok(found.value.map((cms) => base64(cms))) : found;
    },
  };
}
