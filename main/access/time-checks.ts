import type { Failure } from "../../shared/failure.ts";
import type { TimeCheckAct } from "../../shared/http/acts.ts";
import type { AssetId } from "../../shared/model/footage.ts";
import type { TimeCheck, TimeCheckForm } from "../../shared/model/time-check.ts";
import type { Result } from "../../shared/result.ts";
import type { HeadquartersClient } from "./headquarters-client.ts";
import type { Signer } from "./requests/requests.ts";
import type { Unanswered } from "./requests/unanswered.ts";

interface Options {
  readonly headquarters: HeadquartersClient;
  readonly sign: Signer;
  /** Origin of this station's log. */
  readonly station: string;
  /** What was sent and not answered goes again as the same bytes. */
  readonly unanswered: Unanswered;
  /** Who signs. */
  readonly person: () => string | null;
}

/** Verdicts on the times of recordings (O-63). */
export interface TimeChecks {
  list(asset: AssetId): Promise<Result<TimeCheck[], Failure>>;
  sign(form: TimeCheckForm, pin: string): Promise<Result<TimeCheck, Failure>>;
}

/** Headquarters keeps the verdicts; this side only asks and signs. */
export function createTimeChecks({ headquarters, sign, station, unanswered, person: signer }: Options): TimeChecks {
  return {
    list: (asset) => headquarters.call("listTimeChecks", { asset }),
    sign: (form, pin) =>
      unanswered.send(
        { person: signer(), act: "times.sign", content: form },
        (nonce) =>
          sign(pin, ({ person }, at): TimeCheckAct => ({ v: 1, t: "times.sign", person, station, at, nonce, form })),
        (cms) => headquarters.call("signTimeCheck", { cms }),
      ),
  };
}
