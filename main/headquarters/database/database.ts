import { Kysely, SqliteDialect } from "kysely";
import { openSqlite, type Migration, type Sqlite } from "../../storage/index.ts";
import { start } from "./migrations/0001-start.ts";
import { findings } from "./migrations/0002-findings.ts";
import { offlineLimit } from "./migrations/0003-offline-limit.ts";
import { administration } from "./migrations/0004-administration.ts";
import { policy } from "./migrations/0005-policy.ts";
import { requests } from "./migrations/0006-requests.ts";
import { newLogs } from "./migrations/0007-new-logs.ts";
import { retention } from "./migrations/0008-retention.ts";
import { standingFiles } from "./migrations/0009-standing-files.ts";
import { incidents } from "./migrations/0010-incidents.ts";
import { policyOffers } from "./migrations/0011-policy-offers.ts";
import { notes } from "./migrations/0012-notes.ts";
import { extractions } from "./migrations/0013-extractions.ts";
import { timeChecks } from "./migrations/0014-time-checks.ts";
import { replacedGrants } from "./migrations/0015-replaced-grants.ts";
import { standingOrders } from "./migrations/0016-standing-orders.ts";
import { declarations } from "./migrations/0017-declarations.ts";
import type { Tables } from "./tables.ts";

/** The tables of headquarters through one query layer, so that another engine can take SQLite's place. */
export type Database = Kysely<Tables>;

const migrations: readonly Migration[] = [
  { name: "0001-start", sql: start },
  { name: "0002-findings", sql: findings },
  { name: "0003-offline-limit", sql: offlineLimit },
  { name: "0004-administration", sql: administration },
  { name: "0005-policy", sql: policy },
  { name: "0006-requests", sql: requests },
  { name: "0007-new-logs", sql: newLogs },
  { name: "0008-retention", sql: retention },
  { name: "0009-standing-files", sql: standingFiles },
  { name: "0010-incidents", sql: incidents },
  { name: "0011-policy-offers", sql: policyOffers },
  { name: "0012-notes", sql: notes },
  { name: "0013-extractions", sql: extractions },
  { name: "0014-time-checks", sql: timeChecks },
  { name: "0015-replaced-grants", sql: replacedGrants },
  { name: "0016-standing-orders", sql: standingOrders },
  { name: "0017-declarations", sql: declarations },
];

/**
 * Opens the embedded database and brings its tables up to date.
 *
 * Closing the returned `database` closes the file; `sqlite` is the same connection for rooms that
 * bring tables of their own.
 */
export function openDatabase(file: string): { readonly database: Database; readonly sqlite: Sqlite } {
  const sqlite = openSqlite(file, { migrations });
  return { sqlite, database: new Kysely<Tables>({ dialect: new SqliteDialect({ database: sqlite.driver }) }) };
}
