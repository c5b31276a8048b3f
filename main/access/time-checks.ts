import type { Failure } from "../../shared/failure.ts";
import type { TimeCheckAct } from "../../shared/http/acts.ts";
import type { AssetId } from "../../shared/model/footage.ts";
import type { TimeCheck, TimeCheckForm } from "../../shared/model/time-check.ts";
import type { Result } from "../../shared/result.ts";
import { sendAct, type Signing } from "./signed-acts.ts";

/** Verdicts on the times of recordings (O-63). */
export interface TimeChecks {
  list(asset: AssetId): Promise<Result<TimeCheck[], Failure>>;
  sign(form: TimeCheckForm, pin: string): Promise<Result<TimeCheck, Failure>>;
}

/** Headquarters keeps the verdicts; this side only asks and signs. */
export function createTimeChecks(signing: Signing): TimeChecks {
  const { headquarters, person } = signing;
  return {
    list: (asset) => headquarters.call("listTimeChecks", { asset }),
    sign: (form, pin) =>
      sendAct(
        signing,
        pin,
        { person: person(), act: "times.sign", content: form },
        (head, nonce): TimeCheckAct => ({ ...head, t: "times.sign", nonce, form }),
        (cms) => headquarters.call("signTimeCheck", { cms }),
      ),
  };
}
