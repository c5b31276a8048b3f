import type { AuditLog } from "../auditlog/index.ts";
import { createOfflineLimits, type OfflineLimits } from "../sync/index.ts";
import type { Failure } from "../../shared/failure.ts";
import type { OfflineState } from "../../shared/model/station.ts";
import type { StationDatabase } from "./database.ts";
import type { Enrolment } from "./enrolment.ts";
import type { Rooms } from "./rooms.ts";

/** The limits of working alone, with what this station has to judge them by. */
export function openLimits(parts: {
  readonly log: AuditLog;
  readonly database: StationDatabase;
  readonly enrolment: Enrolment;
  readonly rooms: Pick<Rooms, "projection" | "catchUp">;
  readonly unsynced: () => number;
  readonly onChange: () => void;
}): OfflineLimits {
  const { log, database, enrolment, rooms, unsynced, onChange } = parts;
  return createOfflineLimits({
    log,
    unsynced,
    onChange,
    kept: { get: () => database.setting("limit"), put: (file) => database.keepSetting("limit", file) },
    trust: {
      origin: enrolment.headquarters.origin,
      verifierKeys: [enrolment.headquarters.verifierKey, enrolment.cosignerVerifierKey],
    },
    loggedVersion: () => {
      rooms.catchUp();
      return rooms.projection.offlineVersion();
    },
  });
}

/** Why no new viewing may begin; null when one may. */
export function standStill({ level, since, article }: OfflineState): Failure | null {
  return level === "spent" ? { code: "offline-too-long", since, ...(article === undefined ? {} : { article }) } : null;
}
