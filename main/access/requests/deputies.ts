import type { Failure } from "../../../shared/failure.ts";
import type { DelegationAct, DelegationEndAct } from "../../../shared/http/acts.ts";
import type { Attachment, Delegation, DelegationForm } from "../../../shared/model/request-steps.ts";
import type { Result } from "../../../shared/result.ts";
import { base64 } from "../../formats/bytes.ts";
import type { HeadquartersClient } from "../headquarters-client.ts";
import type { Signer } from "./requests.ts";
import { freshNonce } from "../nonce.ts";

/** Who stands in for the signed-in person (代), and the scans of an applicant's papers. */
export interface Deputies {
  list(): Promise<Result<Delegation[], Failure>>;
  give(form: DelegationForm, pin: string): Promise<Result<Delegation, Failure>>;
  end(digest: string, pin: string): Promise<Result<Delegation, Failure>>;
  /** Hands in a scan; headquarters keeps it sealed. */
  attach(name: string, bytes: Uint8Array): Promise<Result<Attachment, Failure>>;
  /** A scan to look at; its bytes live in memory only. */
  open(digest: string): Promise<Result<{ attachment: Attachment; content: string }, Failure>>;
}

/** Headquarters keeps both; this side signs, sends and asks. */
export function createDeputies({
  headquarters,
  sign,
  station,
}: {
  readonly headquarters: HeadquartersClient;
  readonly sign: Signer;
  /** Origin of this station's log. */
  readonly station: string;
}): Deputies {
  return {
    list: () => headquarters.call("listDelegations", {}),
    give: async (form, pin) => {
      const cms = await sign(pin, ({ person }, at): DelegationAct => ({
        v: 1,
        t: "delegation.give",
        person,
        station,
        at,
        nonce: freshNonce(),
        form,
      }));
      return cms.ok ? headquarters.call("delegate", { cms: base64(cms.value) }) : cms;
    },
    end: async (delegation, pin) => {
      const cms = await sign(pin, ({ person }, at): DelegationEndAct => ({
        v: 1,
        t: "delegation.end",
        person,
        station,
        at,
        nonce: freshNonce(),
        delegation,
      }));
      return cms.ok ? headquarters.call("endDelegation", { cms: base64(cms.value) }) : cms;
    },
    attach: (name, bytes) => headquarters.call("addAttachment", { name, content: base64(bytes) }),
    open: (digest) => headquarters.call("openAttachment", { digest }),
  };
}
