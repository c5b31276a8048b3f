import type { PolicyPack } from "../../../shared/model/policy.ts";
import type { AuditLog } from "../../auditlog/index.ts";
import type { Sqlite } from "../../storage/index.ts";
import type { ActReader } from "../acts.ts";
import type { Catalogue } from "../catalogue.ts";
import type { Custody } from "../custody.ts";
import type { Database } from "../database/database.ts";
import type { Directory } from "../directory.ts";
import type { Journal } from "../journal.ts";
import type { Mirror } from "../mirror/index.ts";
import type { HeadquartersClock } from "../port.ts";
import type { Stations } from "../stations.ts";

/** What keeping and destroying works with. */
export interface RetentionParts {
  readonly policy: PolicyPack;
  readonly clock: HeadquartersClock;
  readonly database: Database;
  /** The file behind `database`: its write-ahead log is emptied after keys were erased. */
  readonly sqlite: Pick<Sqlite, "checkpoint">;
  readonly log: AuditLog;
  /** Adds the cosignature that stations know headquarters by. */
  readonly cosigned: (checkpoint: string) => string;
  readonly acts: ActReader;
  readonly directory: Directory;
  readonly catalogue: Catalogue;
  readonly custody: Custody;
  readonly stations: Stations;
  readonly mirror: Mirror;
  readonly journal: Journal;
  /** Folder of packages and sealed originals. */
  readonly objects: string;
  readonly onIncident: (incident: string, error: unknown) => void;
}
