import { createTimeChecks } from "../access/index.ts";
import type { Handlers } from "../ipc/index.ts";
import { fail } from "../../shared/result.ts";
import type { Desk } from "./handlers.ts";

/** Channels of verdicts on times: whoever states one signs it. */
export function timeHandlers({
  rooms: { identity, signing },
  accountability,
}: Desk): Pick<Handlers, "times:list" | "times:sign"> {
  const times = createTimeChecks(signing);
  return {
    "times:list": ({ asset }) =>
      accountability.look(() => (identity.current() === null ? fail({ code: "not-signed-in" }) : times.list(asset))),
    "times:sign": ({ form, pin }) => accountability.act("times:sign", form.asset, () => times.sign(form, pin)),
  };
}
