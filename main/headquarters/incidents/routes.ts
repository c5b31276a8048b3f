import { incidentActSchema, incidentStepActSchema } from "../../../shared/http/acts.ts";
import type { Failure } from "../../../shared/failure.ts";
import type { IncidentRecord } from "../../../shared/model/incident.ts";
import { fail, type Result } from "../../../shared/result.ts";
import type { ActReader, SignedAct } from "../acts.ts";
import type { PersonCaller, RouteHandlers } from "../http/routes.ts";
import { withBytes } from "../http/with-bytes.ts";
import type { Journal } from "../journal.ts";
import type { Incidents } from "./incidents.ts";

interface Parts {
  readonly acts: ActReader;
  readonly incidents: Incidents;
  readonly journal: Journal;
}

type IncidentRoutes = Pick<RouteHandlers, "listIncidents" | "recordIncident" | "stepIncident">;

/** The routes of incidents; each refusal is in the log (rule R12). */
export function incidentRoutes({ acts, incidents, journal }: Parts): IncidentRoutes {
  const refusing = async (
    attempt: string,
    { session, station }: PersonCaller,
    answer: Promise<Result<IncidentRecord, Failure>>,
  ): Promise<Result<IncidentRecord, Failure>> => {
    const result = await answer;
    if (!result.ok) {
      journal.refuse({ attempt, person: session.person, station: station.station }, result.failure);
    }
    return result;
  };
  return {
    listIncidents: async (_input, { reader }) => incidents.list(reader.person),
    recordIncident: ({ cms }, caller) =>
      refusing(
        "incident.record",
        caller,
        withBytes(cms, async (bytes) => {
          const act = await acts.open(bytes, incidentActSchema, caller.station);
          // During a viewing the supervisor signs while somebody else is signed in; the signature says who records.
          return act.ok ? incidents.record(act.value) : act;
        }),
      ),
    stepIncident: ({ cms }, caller) =>
      refusing(
        "incident.step",
        caller,
        withBytes(cms, async (bytes) => {
          const act = await acts.open(bytes, incidentStepActSchema, caller.station);
          if (!act.ok) {
            return act;
          }
          const isInRoom = act.value.act.form.step === "attest";
          return isInRoom ? incidents.step(act.value) : own(act.value, caller, (signed) => incidents.step(signed));
        }),
      ),
  };
}

/** Only the person who is signed in handles and closes. */
async function own<A>(
  signed: SignedAct<A>,
  { session }: PersonCaller,
  use: (signed: SignedAct<A>) => Promise<Result<IncidentRecord, Failure>>,
): Promise<Result<IncidentRecord, Failure>> {
  return signed.signer.person.person === session.person ? use(signed) : fail({ code: "not-signed-in" });
}
