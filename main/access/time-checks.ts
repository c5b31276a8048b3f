import type { Failure } from "../../shared/failure.ts";
import type { TimeCheckAct } from "../../shared/http/acts.ts";
import type { AssetId } from "../../shared/model/footage.ts";
import type { TimeCheck, TimeCheckForm } from "../../shared/model/time-check.ts";
import type { Result } from "../../shared/result.ts";
import { base64 } from "../formats/bytes.ts";
import type { HeadquartersClient } from "./headquarters-client.ts";
import type { Signer } from "./requests/requests.ts";
import { freshNonce } from "./nonce.ts";

interface Options {
  readonly headquarters: HeadquartersClient;
  readonly sign: Signer;
  /** Origin of this station's log. */
  readonly station: string;
}

/** Verdicts on the times of recordings (O-63). */
export interface TimeChecks {
  list(asset: AssetId): Promise<Result<TimeCheck[], Failure>>;
  sign(form: TimeCheckForm, pin: string): Promise<Result<TimeCheck, Failure>>;
}

/** Headquarters keeps the verdicts; this side only asks and signs. */
export function createTimeChecks({ headquarters, sign, station }: Options): TimeChecks {
  return {
    list: (asset) => headquarters.call("listTimeChecks", { asset }),
    sign: async (form, pin) => {
      const nonce = freshNonce();
      const cms = await sign(pin, ({ person }, at): TimeCheckAct => ({
        v: 1,
        t: "times.sign",
        person,
        station,
        at,
        nonce,
        form,
      }));
      return cms.ok ? headquarters.call("signTimeCheck", { cms: base64(cms.value) }) : cms;
    },
  };
}
