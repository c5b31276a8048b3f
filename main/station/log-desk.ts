import { join } from "node:path";
import { detailsOf, proveEntry } from "../auditlog/index.ts";
import type { Handlers } from "../ipc/index.ts";
import type { Failure } from "../../shared/failure.ts";
import { logReaderRoles } from "../../shared/log-entries.ts";
import type { Role } from "../../shared/model/person.ts";
import { fail, ok } from "../../shared/result.ts";
import type { Desk } from "./handlers.ts";

/** Channels of the signed log: reading it line by line, proving a line, verifying the whole, taking a bundle away. */
export function logHandlers(desk: Desk): Pick<Handlers, Extract<keyof Handlers, `log:${string}`>> {
  const { rooms, log, reader, verifier, cosigner } = desk;
  const { look, act } = desk.accountability;
  const me = (): string | undefined => rooms.identity.current()?.person.person;
  return {
    "log:details": () =>
      look(() => {
        const refusal = mayRead(desk);
        return refusal === null ? ok(detailsOf(log, reader)) : fail(refusal);
      }),
    "log:entries": (query) =>
      look(async () => {
        const refusal = mayRead(desk);
        return refusal === null ? ok(await reader.page(query)) : fail(refusal);
      }),
    "log:find": ({ at }) =>
      look(() => {
        const refusal = mayRead(desk);
        return refusal === null ? ok(reader.find(new Date(at))) : fail(refusal);
      }),
    "log:entry": ({ index }) =>
      look(() => {
        if (me() === undefined) {
          return fail({ code: "not-signed-in" });
        }
        const proof = proveEntry(log, reader, index, cosigner);
        return proof === null ? fail({ code: "not-found", subject: "entry" }) : ok(proof);
      }),
    "log:verify": (options) =>
      look(async () => {
        const by = me();
        return ok(await verifier.verify({ thorough: options?.thorough === true, ...(by === undefined ? {} : { by }) }));
      }),
    "log:cancelVerify": () =>
      look(() => {
        verifier.cancel();
        return ok(undefined);
      }),
    "log:export": () =>
      act("log:export", undefined, async () => {
        const file = join(desk.folders.exports, `log-${log.now().toISOString().replaceAll(/[:.]/gu, "-")}.vlog`);
        const { size } = await log.exportBundle(file);
        return ok({ file, size });
      }),
  };
}

function mayRead({ rooms }: Desk): Failure | null {
  const person = rooms.identity.current()?.person;
  if (person === undefined) {
    return { code: "not-signed-in" };
  }
  const readers: readonly Role[] = logReaderRoles;
  return person.roles.some((role) => readers.includes(role)) ? null : { code: "not-permitted", action: "log" };
}
