import type { Failure } from "../../shared/failure.ts";
import type { FindingAct } from "../../shared/http/acts.ts";
import type { Finding, FindingDetail, FindingId, Settlement } from "../../shared/model/finding.ts";
import type { Result } from "../../shared/result.ts";
import { base64 } from "../formats/bytes.ts";
import type { HeadquartersClient } from "./headquarters-client.ts";
import type { Signer } from "./signed-acts.ts";

interface Options {
  readonly headquarters: HeadquartersClient;
  readonly sign: Signer;
  /** Origin of this station's log. */
  readonly station: string;
}

/** Findings of headquarters' monitor, as the signed-in person may see them. */
export interface Findings {
  list(scope: "open" | "all"): Promise<Result<Finding[], Failure>>;
  show(id: FindingId): Promise<Result<FindingDetail, Failure>>;
  /** Signs what was decided about a finding, and why. */
  settle(id: FindingId, settlement: Settlement, pin: string): Promise<Result<Finding, Failure>>;
}

/** Headquarters keeps the findings; this side only asks and signs. */
export function createFindings({ headquarters, sign, station }: Options): Findings {
  return {
    list: (scope) => headquarters.call("listFindings", { scope }),
    show: (id) => headquarters.call("showFinding", { id }),
    settle: async (id, settlement, pin) => {
      const cms = await sign(pin, ({ person }, at): FindingAct => ({
        v: 1,
        t: "finding.settle",
        person,
        station,
        at,
        finding: id,
        settlement,
      }));
      return cms.ok ? headquarters.call("settleFinding", { cms: base64(cms.value) }) : cms;
    },
  };
}
