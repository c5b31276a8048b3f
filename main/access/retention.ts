import type { Failure } from "../../shared/failure.ts";
import type { RetentionAct } from "../../shared/http/acts.ts";
import type { RetentionOrder, RetentionView } from "../../shared/model/retention.ts";
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

/** Keeping and destroying as the station carries it: it shows, signs and sends, and keeps no decision. */
export interface RetentionDesk {
  show(): Promise<Result<RetentionView, Failure>>;
  order(order: RetentionOrder, pin: string): Promise<Result<RetentionView, Failure>>;
}

/** Makes the desk over the connection to headquarters. */
export function createRetentionDesk({ headquarters, sign, station }: Options): RetentionDesk {
  return {
    show: () => headquarters.call("retention", {}),
    order: async (order, pin) => {
      const cms = await sign(pin, ({ person }, at): RetentionAct => ({
        v: 1,
        t: "retention.order",
        person,
        station,
        at,
        nonce: freshNonce(),
        order,
      }));
      return cms.ok ? headquarters.call("retain", { cms: base64(cms.value) }) : cms;
    },
  };
}
