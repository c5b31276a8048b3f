import type { Failure } from "../../shared/failure.ts";
import type { IncidentAct, IncidentStepAct } from "../../shared/http/acts.ts";
import type { IncidentForm, IncidentRecord, IncidentStep } from "../../shared/model/incident.ts";
import type { Result } from "../../shared/result.ts";
import { base64 } from "../formats/bytes.ts";
import type { HeadquartersClient } from "./headquarters-client.ts";
import type { Signer } from "./signed-acts.ts";
import { freshNonce } from "./nonce.ts";

interface Options {
  readonly headquarters: HeadquartersClient;
  readonly sign: Signer;
  /** Origin of this station's log. */
  readonly station: string;
}

/** Incidents (form F20), as the signed-in person may see them. */
export interface Incidents {
  list(): Promise<Result<IncidentRecord[], Failure>>;
  record(form: IncidentForm, pin: string): Promise<Result<IncidentRecord, Failure>>;
  step(incident: IncidentRecord, form: IncidentStep, pin: string): Promise<Result<IncidentRecord, Failure>>;
}

/** Headquarters keeps the incidents; this side only asks and signs. */
export function createIncidents({ headquarters, sign, station }: Options): Incidents {
  return {
    list: () => headquarters.call("listIncidents", {}),
    record: async (form, pin) => {
      const nonce = freshNonce();
      const cms = await sign(pin, ({ person }, at): IncidentAct => ({
        v: 1,
        t: "incident.record",
        person,
        station,
        at,
        nonce,
        form,
      }));
      return cms.ok ? headquarters.call("recordIncident", { cms: base64(cms.value) }) : cms;
    },
    step: async ({ id, digest }, form, pin) => {
      const cms = await sign(pin, ({ person }, at): IncidentStepAct => ({
        v: 1,
        t: "incident.step",
        person,
        station,
        at,
        incident: id,
        incidentDigest: digest,
        form,
      }));
      return cms.ok ? headquarters.call("stepIncident", { cms: base64(cms.value) }) : cms;
    },
  };
}
