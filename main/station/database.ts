import type { PinRecord, PinRecords } from "../identity/index.ts";
import type { ShelfRows } from "../access/index.ts";
import { openSqlite, type Migration, type Sqlite } from "../storage/index.ts";

const migrations: readonly Migration[] = [
  {
    name: "station",
    sql: `CREATE TABLE shelf(kind TEXT NOT NULL, id TEXT NOT NULL, sealed BLOB NOT NULL, PRIMARY KEY(kind, id)) STRICT;
          CREATE TABLE pin(subject TEXT PRIMARY KEY, failures INTEGER NOT NULL, last_failure_ms INTEGER NOT NULL,
            locked INTEGER NOT NULL) STRICT;
          CREATE TABLE setting(name TEXT PRIMARY KEY, value TEXT NOT NULL) STRICT;`,
  },
];

/** `limit`: the latest word of headquarters on how long this station may work alone. */
type Setting = "locale" | "outbox" | "verified" | "limit";

/** What the station keeps beside its log: sealed rows, wrong PINs, settings. Nothing in clear names a person. */
export interface StationDatabase {
  readonly shelf: ShelfRows;
  readonly pins: PinRecords;
  setting(name: Setting): string | null;
  keepSetting(name: Setting, value: string): void;
  close(): void;
}

/** Opens the station's own database file. */
export function openStationDatabase(file: string): StationDatabase {
  const database = openSqlite(file, { migrations });
  return {
    shelf: shelfRows(database),
    pins: pinRecords(database),
    setting: (name) =>
      database.first<{ value: string }>("SELECT value FROM setting WHERE name = ?", name)?.value ?? null,
    keepSetting: (name, value) =>
      database.run(
        "INSERT INTO setting(name, value) VALUES (?, ?) ON CONFLICT(name) DO UPDATE SET value = excluded.value",
        name,
        value,
      ),
    close: () => database.close(),
  };
}

function shelfRows(database: Sqlite): ShelfRows {
  return {
    get: (kind, id) =>
      database.first<{ sealed: Uint8Array }>("SELECT sealed FROM shelf WHERE kind = ? AND id = ?", kind, id)?.sealed ??
      null,
    put: (kind, id, sealed) =>
      database.run(
        "INSERT INTO shelf(kind, id, sealed) VALUES (?, ?, ?) ON CONFLICT(kind, id) DO UPDATE SET sealed = excluded.sealed",
        kind,
        id,
        sealed,
      ),
    remove: (kind, id) => database.run("DELETE FROM shelf WHERE kind = ? AND id = ?", kind, id),
    ids: (kind) =>
      database.all<{ id: string }>("SELECT id FROM shelf WHERE kind = ? ORDER BY id", kind).map(({ id }) => id),
  };
}

function pinRecords(database: Sqlite): PinRecords {
  return {
    get: (subject): PinRecord | null => {
      const row = database.first<{ failures: number; last: number; locked: number }>(
        "SELECT failures, last_failure_ms AS last, locked FROM pin WHERE subject = ?",
        subject,
      );
      return row === null ? null : { failures: row.failures, lastFailureMs: row.last, locked: row.locked === 1 };
    },
    put: (subject, { failures, lastFailureMs, locked }) =>
      database.run(
        `INSERT INTO pin(subject, failures, last_failure_ms, locked) VALUES (?, ?, ?, ?)
         ON CONFLICT(subject) DO UPDATE SET failures = excluded.failures,
           last_failure_ms = excluded.last_failure_ms, locked = excluded.locked`,
        subject,
        failures,
        lastFailureMs,
        locked ? 1 : 0,
      ),
    remove: (subject) => database.run("DELETE FROM pin WHERE subject = ?", subject),
  };
}
