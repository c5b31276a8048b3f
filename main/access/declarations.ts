import type { Failure } from "../../shared/failure.ts";
import type { DeclarationAct, DeclarationDecisionAct } from "../../shared/http/acts.ts";
import type { Declaration, DeclarationDecision, DeclarationForm } from "../../shared/model/declaration.ts";
import type { Result } from "../../shared/result.ts";
import { base64 } from "../formats/bytes.ts";
import type { HeadquartersClient } from "./headquarters-client.ts";
import { freshNonce } from "./nonce.ts";
import type { Signer } from "./requests/requests.ts";

interface Options {
  readonly headquarters: HeadquartersClient;
  readonly sign: Signer;
  /** Origin of this station's log. */
  readonly station: string;
}

/** Declarations about times (forms F15 and F19), as the signed-in person may see them. */
export interface Declarations {
  list(): Promise<Result<Declaration[], Failure>>;
  file(form: DeclarationForm, pin: string): Promise<Result<Declaration, Failure>>;
  decide(declaration: Declaration, form: DeclarationDecision, pin: string): Promise<Result<Declaration, Failure>>;
}

/** Headquarters keeps the declarations; this side only asks and signs. */
export function createDeclarations({ headquarters, sign, station }: Options): Declarations {
  return {
    list: () => headquarters.call("listDeclarations", {}),
    file: async (form, pin) => {
      const nonce = freshNonce();
      const cms = await sign(pin, ({ person }, at): DeclarationAct => ({
        v: 1,
        t: "declaration.file",
        person,
        station,
        at,
        nonce,
        form,
      }));
      return cms.ok ? headquarters.call("fileDeclaration", { cms: base64(cms.value) }) : cms;
    },
    decide: async ({ id, digest }, form, pin) => {
      const cms = await sign(pin, ({ person }, at): DeclarationDecisionAct => ({
        v: 1,
        t: "declaration.decide",
        person,
        station,
        at,
        declaration: id,
        declarationDigest: digest,
        form,
      }));
      return cms.ok ? headquarters.call("decideDeclaration", { cms: base64(cms.value) }) : cms;
    },
  };
}
