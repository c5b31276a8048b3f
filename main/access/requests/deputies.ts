import type { Failure } from "../../../shared/failure.ts";
import type { DelegationAct, DelegationEndAct } from "../../../shared/http/acts.ts";
import type { Attachment, Delegation, DelegationForm } from "../../../shared/model/request-steps.ts";
import type { Result } from "../../../shared/result.ts";
import { base64 } from "../../formats/bytes.ts";
import { sendAct, type Signing } from "../signed-acts.ts";

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
export function createDeputies(signing: Signing): Deputies {
  const { headquarters, person } = signing;
  return {
    list: () => headquarters.call("listDelegations", {}),
    give: (form, pin) =>
      sendAct(
        signing,
        pin,
        { person: person(), act: "delegation.give", content: form },
        (head, nonce): DelegationAct => ({ ...head, t: "delegation.give", nonce, form }),
        (cms) => headquarters.call("delegate", { cms }),
      ),
    end: (delegation, pin) =>
      sendAct(
        signing,
        pin,
        { person: person(), act: "delegation.end", content: delegation },
        (head, nonce): DelegationEndAct => ({ ...head, t: "delegation.end", nonce, delegation }),
        (cms) => headquarters.call("endDelegation", { cms }),
      ),
    attach: (name, bytes) => headquarters.call("addAttachment", { name, content: base64(bytes) }),
    open: (digest) => headquarters.call("openAttachment", { digest }),
  };
}
