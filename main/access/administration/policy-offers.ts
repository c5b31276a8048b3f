import type { Failure } from "../../../shared/failure.ts";
import type { PolicyOffer } from "../../../shared/model/policy-offer.ts";
import { policyPackSchema, type PolicyPack } from "../../../shared/model/policy.ts";
import { fail, ok, type Result } from "../../../shared/result.ts";
import { base64, fromBase64, fromUtf8, utf8 } from "../../formats/bytes.ts";
import { sha256Hex } from "../../formats/digest.ts";
import { policyBytes, policyDigest } from "../../formats/policy-digest.ts";
import { verifyPolicySignature } from "../../formats/policy-file.ts";
import type { HeadquartersClient } from "../headquarters-client.ts";
import type { Signer } from "../signed-acts.ts";

/** Packs on their way into force, as a station sees them. */
export interface PolicyOfferDesk {
  list(): Promise<Result<PolicyOffer[], Failure>>;
  /** One of them, whose digest and signature hold; headquarters' word alone is not enough to look at it by. */
  show(digest: string): Promise<Result<{ readonly offer: PolicyOffer; readonly pack: PolicyPack }, Failure>>;
  /** Signs that exactly this pack is to be the authority's, and hands it to headquarters. */
  sign(pack: PolicyPack, pin: string): Promise<Result<PolicyOffer, Failure>>;
}

/** Makes the desk over the connection to headquarters. */
export function createPolicyOfferDesk({
  headquarters,
  sign,
  authorities,
}: {
  readonly headquarters: HeadquartersClient;
  readonly sign: Signer;
  /** Certificates whose persons may sign (PEM). */
  readonly authorities: () => readonly string[];
}): PolicyOfferDesk {
  return {
    list: () => headquarters.call("policyOffers", {}),
    async show(digest) {
      const answer = await headquarters.call("showPolicyOffer", { digest });
      if (!answer.ok) {
        return answer;
      }
      const { offer, pack: text, signature } = answer.value;
      const statement = { pack: offer.pack, version: offer.version, digest };
      const signer = verifyPolicySignature(fromBase64(signature), statement, { authorities: authorities() });
      const pack = sha256Hex(utf8(text)) === digest ? policyPackSchema.safeParse(JSON.parse(text)) : null;
      const isWhole = pack?.success === true && pack.data.pack === offer.pack && pack.data.version === offer.version;
      return signer === null || !isWhole
        ? fail({ code: "administration", reason: "policy-unsigned" })
        : ok({ offer, pack: pack.data });
    },
    async sign(pack, pin) {
      const signature = await sign(pin, () => ({
        v: 1,
        t: "policy.sign",
        pack: pack.pack,
        version: pack.version,
        digest: policyDigest(pack),
      }));
      return signature.ok
        ? headquarters.call("offerPolicy", { pack: fromUtf8(policyBytes(pack)), signature: base64(signature.value) })
        : signature;
    },
  };
}
