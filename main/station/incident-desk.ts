import { createIncidents, type Incidents, type Signer } from "../access/index.ts";
import { signAct } from "../identity/index.ts";
import type { Handlers } from "../ipc/index.ts";
import type { Failure } from "../../shared/failure.ts";
import type { IncidentRecord } from "../../shared/model/incident.ts";
import { fail, ok, type Result } from "../../shared/result.ts";
import type { Desk } from "./handlers.ts";
import { recordInRoom } from "./incident-room.ts";
import type { Rooms } from "./rooms.ts";

/** Channels of incidents: whoever records, handles or closes one signs it. */
export function incidentHandlers(desk: Desk): Pick<Handlers, "incidents:list" | "incidents:record" | "incidents:step"> {
  const { look, act } = desk.accountability;
  const { origin } = desk.log.state();
  const incidents = incidentsAt(desk.rooms, origin);
  const signedWith = (token: string): Incidents => incidentsAt(desk.rooms, origin, tokenSigner(desk, token));
  const find = async (id: string): Promise<Result<IncidentRecord, Failure>> => incidentOf(incidents, id);
  return {
    "incidents:list": () =>
      look(() => (desk.rooms.identity.current() === null ? fail({ code: "not-signed-in" }) : incidents.list())),
    "incidents:record": ({ form, pin, room }) =>
      act("incidents:record", form.category, () =>
        room === undefined ? incidents.record(form, pin) : recordInRoom(desk, signedWith, { form, pin, room }),
      ),
    "incidents:step": ({ id, form, pin }) =>
      act("incidents:step", id, async () => {
        const found = await find(id);
        return found.ok ? incidents.step(found.value, form, pin) : found;
      }),
  };
}

/** The incidents at headquarters, for whoever is signed in at this station. */
export function incidentsAt(
  { headquarters, identity }: Rooms,
  station: string,
  sign: Signer = (pin, act) => identity.sign(pin, act),
): Incidents {
  return createIncidents({ headquarters, station, sign });
}

/** Signs with a token that is opened for this one act, whoever is signed in at the station. */
function tokenSigner({ rooms, log }: Desk, token: string): Signer {
  return async (pin, act) =>
    rooms.identity.present(token, pin, (opened) => {
      const at = log.now();
      return ok(signAct(opened, act(opened.person, at.toISOString()), at));
    });
}

/** One incident that the person may see. */
export async function incidentOf(incidents: Incidents, id: string): Promise<Result<IncidentRecord, Failure>> {
  const listed = await incidents.list();
  if (!listed.ok) {
    return listed;
  }
  const found = listed.value.find((one) => one.id === id);
  return found === undefined ? fail({ code: "not-found", subject: "incident" }) : ok(found);
}
