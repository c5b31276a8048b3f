import type { Failure } from "../../shared/failure.ts";
import type { DeclarationAct, DeclarationDecisionAct } from "../../shared/http/acts.ts";
import type { Declaration, DeclarationDecision, DeclarationForm } from "../../shared/model/declaration.ts";
import type { Result } from "../../shared/result.ts";
import { sendAct, type Signing } from "./signed-acts.ts";

/** Declarations about times (forms F15 and F19), as the signed-in person may see them. */
export interface Declarations {
  list(): Promise<Result<Declaration[], Failure>>;
  file(form: DeclarationForm, pin: string): Promise<Result<Declaration, Failure>>;
  decide(declaration: Declaration, form: DeclarationDecision, pin: string): Promise<Result<Declaration, Failure>>;
}

/** Headquarters keeps the declarations; this side only asks and signs. */
export function createDeclarations(signing: Signing): Declarations {
  const { headquarters, person } = signing;
  return {
    list: () => headquarters.call("listDeclarations", {}),
    file: (form, pin) =>
      sendAct(
        signing,
        pin,
        { person: person(), act: "declaration.file", content: form },
        (head, nonce): DeclarationAct => ({ ...head, t: "declaration.file", nonce, form }),
        (cms) => headquarters.call("fileDeclaration", { cms }),
      ),
    decide: ({ id, digest }, form, pin) =>
      sendAct(
        signing,
        pin,
        { person: person(), act: "declaration.decide", content: [id, digest, form] },
        (head): DeclarationDecisionAct => ({
          ...head,
          t: "declaration.decide",
          declaration: id,
          declarationDigest: digest,
          form,
        }),
        (cms) => headquarters.call("decideDeclaration", { cms }),
      ),
  };
}
