import { join } from "node:path";
import type { PolicyPack } from "../../shared/model/policy.ts";
import { createLog, logExists, openLog, type AuditLog, type LogOptions } from "../auditlog/index.ts";
import type { HeadquartersClock } from "./port.ts";

/** Opens the log of headquarters, or begins it; its origin is the authority's code. @throws {Breach} */
export function openOwnLog(folder: string, policy: PolicyPack, clock: HeadquartersClock): AuditLog {
  const place = join(folder, "log");
  const options: LogOptions = {
    origin: `${policy.authority.code.toLowerCase()}/headquarters`,
    clock: { wall: () => new Date(clock.now()), mono: () => process.hrtime.bigint() },
    keyStore: null,
    kind: "headquarters",
    software: "vitrine headquarters",
    reserveBytes: 4 * 1024 * 1024,
  };
  return logExists(place) ? openLog(place, options) : createLog(place, options);
}
