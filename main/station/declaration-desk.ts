import { createDeclarations, type Declarations } from "../access/index.ts";
import type { Handlers } from "../ipc/index.ts";
import type { Failure } from "../../shared/failure.ts";
import type { Declaration } from "../../shared/model/declaration.ts";
import { fail, ok, type Result } from "../../shared/result.ts";
import type { Desk } from "./handlers.ts";

/** Channels of declarations about times: whoever declares or decides signs. */
export function declarationHandlers(
  desk: Desk,
): Pick<Handlers, "declarations:list" | "declarations:file" | "declarations:decide"> {
  const { look, act } = desk.accountability;
  const declarations = createDeclarations(desk.rooms.signing);
  return {
    "declarations:list": () =>
      look(() => (desk.rooms.identity.current() === null ? fail({ code: "not-signed-in" }) : declarations.list())),
    "declarations:file": ({ form, pin }) => act("declarations:file", form.device, () => declarations.file(form, pin)),
    "declarations:decide": ({ id, form, pin }) =>
      act("declarations:decide", id, async () => {
        const found = await declarationOf(declarations, id);
        return found.ok ? declarations.decide(found.value, form, pin) : found;
      }),
  };
}

/** One declaration that the person may see. */
export async function declarationOf(declarations: Declarations, id: string): Promise<Result<Declaration, Failure>> {
  const listed = await declarations.list();
  if (!listed.ok) {
    return listed;
  }
  const found = listed.value.find((one) => one.id === id);
  return found === undefined ? fail({ code: "not-found", subject: "declaration" }) : ok(found);
}
