import type { AuditLog } from "../auditlog/index.ts";
import { isSealed, shieldMeter } from "../seal/index.ts";
import type { ProtectionState, Shell } from "../shell/port.ts";
import type { Sync } from "../sync/index.ts";
import { usualTimeZone } from "../../shared/time-zone.ts";
import type { LastVerification, SyncState } from "../../shared/model/evidence.ts";
import {
  localeSchema,
  type Locale,
  type OfflineState,
  type Protection,
  type StationStatus,
} from "../../shared/model/station.ts";
import type { StationDatabase } from "./database.ts";
import type { Enrolment } from "./enrolment.ts";
import type { Received } from "../access/index.ts";
import type { Recovery } from "./recovery.ts";
import type { SealState } from "./seal-state.ts";
import { isDiskFull } from "./standing-log.ts";

interface Options {
  readonly shell: Shell;
  readonly enrolment: Enrolment;
  readonly demonstration: boolean;
  readonly log: AuditLog;
  readonly sync: () => Sync;
  readonly offline: () => OfflineState;
  readonly received: Received;
  readonly database: StationDatabase;
  readonly seal: SealState;
  readonly recovery: Recovery;
  readonly verified: () => LastVerification | null;
  /** What the room guard found beyond what a shell can look at. */
  readonly guarded: () => Readonly<Record<string, ProtectionState>>;
}

/** What the station says about itself. */
export interface StatusBoard {
  current(): StationStatus;
  setLocale(locale: Locale): void;
  /** What the last look found. */
  protections(): readonly Protection[];
  /** Asks the shell which protections are live and answers them. */
  lookAtProtections(): Promise<Protection[]>;
}

/** A board that knows nothing about protections until it has looked. */
export function createStatusBoard(options: Options): StatusBoard {
  const { shell, enrolment, log, seal, database } = options;
  let protections = shieldMeter({});

  const syncState = lastKnown((): SyncState => options.sync().state());
  const offlineState = lastKnown(() => options.offline());

  return {
    lookAtProtections: async () => {
      protections = shieldMeter({ ...(await shell.protections()), ...options.guarded() });
      return protections;
    },
    protections: () => protections,
    setLocale: (locale) => database.keepSetting("locale", locale),
    current: () => {
      const verified = options.verified();
      const recovery = options.recovery.state();
      const authority = options.received.policy()?.authority;
      const locale = localeSchema.safeParse(database.setting("locale"));
      return {
        authority: { zh: authority?.zh ?? enrolment.name, en: authority?.en ?? enrolment.name },
        station: enrolment.name,
        room: enrolment.room,
        demonstration: options.demonstration,
        shell: { kind: shell.kind, sealed: isSealed(shell.kind, protections), version: shell.version },
        protections,
        log: { ...log.state(), ...(verified === null ? {} : { verified }) },
        sync: syncState(),
        offline: offlineState(),
        ...(seal.mark === null ? {} : { sealedBy: seal.mark.subject, incident: seal.mark.incident }),
        ...(recovery === null ? {} : { recovery }),
        locale: locale.success ? locale.data : "zh-CN",
        timeZone: authority?.timeZone ?? usualTimeZone,
        now: log.now().toISOString(),
      };
    },
  };
}

/** Counting what waits reads the log; on a full disk the last answer has to do. */
function lastKnown<T extends object>(ask: () => T): () => T {
  let last: T | null = null;
  return () => {
    try {
      last = ask();
    } catch (error) {
      if (last === null || !isDiskFull(error)) {
        throw error;
      }
    }
    return last;
  };
}
