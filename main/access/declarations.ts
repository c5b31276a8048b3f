import type { Failure } from "../../shared/failure.ts";
import type { DeclarationAct, DeclarationDecisionAct } from "../../shared/http/acts.ts";
import type { Declaration, DeclarationDecision, DeclarationForm } from "../../shared/model/declaration.ts";
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

/** Declarations about times (forms F15 and F19), as the signed-in person may see them. */
export interface Declarations {
  list(): Promise<Result<Declaration[], Failure>>;
  file(form: DeclarationForm, pin: string): Promise<Result<Declaration, Failure>>;
  decide(declaration: Declaration, form: DeclarationDecision, pin: string): Promise<Result<Declaration, Failure>>;
}

/** Headquarters keeps the declarations; this side only asks and signs. */
export function createDeclarations({ headquarters, sign, station, unanswered, person: signer }: Options): Declarations {
  return {
    list: () => headquarters.call("listDeclarations", {}),
    file: (form, pin) =>
      unanswered.send(
        { person: signer(), act: "declaration.file", content: form },
        (nonce) =>
          sign(pin, ({ person }, at): DeclarationAct => ({
            v: 1,
            t: "declaration.file",
            person,
            station,
            at,
            nonce,
            form,
          })),
        (cms) => headquarters.call("fileDeclaration", { cms }),
      ),
    decide: ({ id, digest }, form, pin) =>
      unanswered.send(
        { person: signer(), act: "declaration.decide", content: [id, digest, form] },
        () =>
          sign(pin, ({ person }, at): DeclarationDecisionAct => ({
            v: 1,
            t: "declaration.decide",
            person,
            station,
            at,
            declaration: id,
            declarationDigest: digest,
            form,
          })),
        (cms) => headquarters.call("decideDeclaration", { cms }),
      ),
  };
}
