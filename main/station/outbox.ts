import type { Destroyed, Grants, Received, Register } from "../access/index.ts";
import type { AuditLog } from "../auditlog/index.ts";
import type { OfflineLimits, Outbox } from "../sync/index.ts";
import type { StationDatabase } from "./database.ts";

/** Hands what headquarters issued to the grants, and remembers how far we have read. */
export function startOutbox(options: {
  readonly database: StationDatabase;
  readonly grants: Grants;
  readonly destroyed: Destroyed;
  readonly limits: OfflineLimits;
  readonly received: Pick<Received, "take">;
  readonly register: Pick<Register, "take">;
  readonly log: Pick<AuditLog, "append">;
  /** Asks headquarters for what it tells every station. */
  readonly refresh: () => Promise<void>;
}): Outbox {
  const { database, grants, destroyed, limits, received, register, log, refresh } = options;
  const after = (): number => Number(database.setting("outbox") ?? "0");
  return {
    get after() {
      return after();
    },
    // Line and stick may both bring items; whichever has come further counts.
    keep: (cursor) => database.keepSetting("outbox", String(Math.max(after(), cursor))),
    onItem: async ({ kind, file }) => {
      switch (kind) {
        case "grant":
          // The pack may have changed and the directory grown since somebody signed in last.
          if (!grants.isPrepared(file)) {
            await refresh();
          }
          grants.take(file);
          return;
        case "destroy":
          await destroyed.carryOut(file);
          return;
        case "policy":
          received.take(file);
          grants.takeWaiting();
          return;
        case "authorisations":
          register.take(file);
          return;
        case "limit":
          limits.take(file);
          return;
        case "revocation":
          grants.revoke(file);
          return;
        default:
          // Something that a later version of headquarters issues; what follows it must not wait for it.
          log.append({ t: "config", b: { change: "outbox.unknown", kind } });
      }
    },
  };
}
