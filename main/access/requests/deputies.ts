import type { Failure } from "../../../shared/failure.ts";
import type { DelegationAct, DelegationEndAct } from "../../../shared/http/acts.ts";
import type { Attachment, Delegation, DelegationForm } from "../../../shared/model/request-steps.ts";
import type { Result } from "../../../shared/result.ts";
import { base64 } from "../../formats/bytes.ts";
import type { HeadquartersClient } from "../headquarters-client.ts";
import type { Signer } from "./requests.ts";
import type { Unanswered } from "./unanswered.ts";

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
  unanswered,
  person: signer,
}: {
  readonly headquarters: HeadquartersClient;
  readonly sign: Signer;
  /** Origin of this station's log. */
  readonly station: string;
  /** What was sent and not answered goes again as the same bytes. */
  readonly unanswered: Unanswered;
  /** Who signs. */
  readonly person: () => string | null;
}): Deputies {
  return {
    list: () => headquarters.call("listDelegations", {}),
    give: (form, pin) =>
      unanswered.send(
        { person: signer(), act: "delegation.give", content: form },
        (nonce) =>
          sign(pin, ({ person }, at): DelegationAct => ({
            v: 1,
            t: "delegation.give",
            person,
            station,
            at,
            nonce,
            form,
          })),
        (cms) => headquarters.call("delegate", { cms }),
      ),
    end: (delegation, pin) =>
      unanswered.send(
        { person: signer(), act: "delegation.end", content: delegation },
        (nonce) =>
          sign(pin, ({ person }, at): DelegationEndAct => ({
            v: 1,
            t: "delegation.end",
            person,
            station,
            at,
            nonce,
            delegation,
          })),
        (cms) => headquarters.call("endDelegation", { cms }),
      ),
    attach: (name, bytes) => headquarters.call("addAttachment", { name, content: base64(bytes) }),
    open: (digest) => headquarters.call("openAttachment", { digest }),
  };
}
