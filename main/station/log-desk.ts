import { join } from "node:path";
import { detailsOf, proveEntry, rowOf } from "../auditlog/index.ts";
import type { Handlers } from "../ipc/index.ts";
import type { Failure } from "../../shared/failure.ts";
import { logReaderRoles } from "../../shared/log-entries.ts";
import type { LogRow } from "../../shared/model/log.ts";
import { mayReadRegisters } from "../../shared/registers.ts";
import type { Role } from "../../shared/model/person.ts";
import { fail, ok } from "../../shared/result.ts";
import type { Desk } from "./handlers.ts";
import { isOfficeEntry, isOutsideWatching } from "./notes.ts";

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
        if (refusal !== null) {
          return fail(refusal);
        }
        const page = await reader.page(query);
        const hidesOffice = isOutsideWatching(rooms);
        return ok({ ...page, rows: page.rows.map((row) => (hidesOffice && isOfficeEntry(row) ? wordless(row) : row)) });
      }),
    "log:find": ({ at }) =>
      look(() => {
        const refusal = mayRead(desk);
        return refusal === null ? ok(reader.find(new Date(at))) : fail(refusal);
      }),
    "log:entry": ({ index }) =>
      look(() => {
        const refusal = mayProve(desk, index);
        if (refusal !== null) {
          return fail(refusal);
        }
        if (index < log.size && isOutsideWatching(rooms) && isOfficeEntry(rowOf(reader.entry(index)))) {
          return fail({ code: "not-permitted", action: "log" });
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

/** That there was an entry may be seen by anybody; what it says may not. */
function wordless(row: LogRow): LogRow {
  const { asset } = row.facts;
  return { ...row, facts: asset === undefined ? {} : { asset } };
}

/** One entry with its proof: for readers of the log and of the registers, and for whoever did what it says. */
function mayProve({ rooms, log }: Desk, index: number): Failure | null {
  const person = rooms.identity.current()?.person;
  if (person === undefined) {
    return { code: "not-signed-in" };
  }
  const readers: readonly Role[] = logReaderRoles;
  const isReader = mayReadRegisters(person) || person.roles.some((role) => readers.includes(role));
  const isOwn = (): boolean => index < log.size && log.entry(index)?.person === person.person;
  return isReader || isOwn() ? null : { code: "not-permitted", action: "log" };
}

function mayRead({ rooms }: Desk): Failure | null {
  const person = rooms.identity.current()?.person;
  if (person === undefined) {
    return { code: "not-signed-in" };
  }
  const readers: readonly Role[] = logReaderRoles;
  return person.roles.some((role) => readers.includes(role)) ? null : { code: "not-permitted", action: "log" };
}
