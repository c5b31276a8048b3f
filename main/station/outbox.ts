import { z } from "zod";
import type { Grants } from "../access/index.ts";
import type { AuditLog } from "../auditlog/index.ts";
import type { OfflineLimits, Outbox } from "../sync/index.ts";
import { grantIdSchema } from "../../shared/model/grant.ts";
import type { StationDatabase } from "./database.ts";

const revocationSchema = z.looseObject({ grant: grantIdSchema });

/** Hands what headquarters issued to the grants, and remembers how far we have read. */
export function startOutbox(options: {
  readonly database: StationDatabase;
  readonly grants: Grants;
  readonly limits: OfflineLimits;
  readonly log: Pick<AuditLog, "append">;
}): Outbox {
  const { database, grants, limits, log } = options;
  const after = (): number => Number(database.setting("outbox") ?? "0");
  return {
    get after() {
      return after();
    },
    // Line and stick may both bring items; whichever has come further counts.
    keep: (cursor) => database.keepSetting("outbox", String(Math.max(after(), cursor))),
    onItem: ({ kind, file }) => {
      switch (kind) {
        case "grant":
          grants.take(file);
          return;
        case "limit":
          limits.take(file);
          return;
        case "revocation": {
          const revocation = revocationSchema.safeParse(readJson(file));
          grants.revoke(revocation.success ? revocation.data.grant : null);
          return;
        }
        default:
          // Something that a later version of headquarters issues; what follows it must not wait for it.
          log.append({ t: "config", b: { change: "outbox.unknown", kind } });
      }
    },
  };
}

function readJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return null;
  }
}
