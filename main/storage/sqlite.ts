import Database from "better-sqlite3";
import { statfsSync } from "node:fs";
import { dirname } from "node:path";
import { Breach } from "../diagnostics/index.ts";
import { migrate, type Migration } from "./migrations.ts";

export type { Migration } from "./migrations.ts";

/** What SQLite keeps. Integers above 2^53−1 are not used anywhere. */
export type SqliteValue = string | number | bigint | Uint8Array | null;

/** One row as the database gives it; whoever asked says what shape it has. */
export type Row = Record<string, SqliteValue>;

/**
 * One open database file whose committed transactions survive loss of power.
 *
 * Every call is synchronous: when it returns, it has happened.
 */
export interface Sqlite {
  readonly file: string;
  /** The shape Kysely's `SqliteDialect` takes as its `database`. */
  readonly driver: Database.Database;
  run(sql: string, ...values: readonly SqliteValue[]): void;
  /** The first row, or null when there is none. */
  // oxlint-disable-next-line typescript/no-unnecessary-type-parameters -- a row has the shape its SQL gives it
  first<T = Row>(sql: string, ...values: readonly SqliteValue[]): T | null;
  all<T = Row>(sql: string, ...values: readonly SqliteValue[]): T[];
  each<T = Row>(sql: string, ...values: readonly SqliteValue[]): IterableIterator<T>;
  /** Runs `work` in one `BEGIN IMMEDIATE` transaction: all of it is durable on return, or none of it when it throws. */
  transaction<T>(work: () => T): T;
  /** Adds the tables of another room. Idempotent; refuses migrations that were changed after they ran. */
  migrate(set: string, migrations: readonly Migration[]): void;
  /** Moves everything from the write-ahead log into the main file and empties it, so overwritten pages are gone. */
  checkpoint(): void;
  /**
   * Makes the empty write-ahead log about so many bytes long, so that the commits to come need not: one that makes the file
   * longer waits for the file system's journal too, and takes about twice as long. Does nothing on a disk that is
   * nearly full.
   */
  reserve(bytes: number): void;
  /** @throws {Breach} when commits on this connection would not survive loss of power. */
  assertDurable(): void;
  close(): void;
}

/**
 * Opens or creates a database and proves that it keeps what it confirms.
 *
 * better-sqlite3 is compiled with `SQLITE_DEFAULT_WAL_SYNCHRONOUS=1`: without the explicit setting
 * below, `synchronous` reads FULL until the first statement and then drops to NORMAL, which loses
 * confirmed commits when power fails. Hence the second look after a first write.
 *
 * @throws {Breach} when the settings do not hold; nothing may be recorded on such a connection.
 */
export function openSqlite(file: string, options: { readonly migrations: readonly Migration[] }): Sqlite {
  const database = new Database(file);
  try {
    configure(database);
    assertDurable(database);
    migrate(database, "main", options.migrations);
    noteOpening(database);
    assertDurable(database);
  } catch (error) {
    database.close();
    throw error;
  }
  return wrap(file, database);
}

function configure(database: Database.Database): void {
  database.pragma("journal_mode = WAL");
  database.pragma("synchronous = FULL");
  // Only macOS looks at these two: there fsync alone leaves data in the drive's cache.
  database.pragma("fullfsync = ON");
  database.pragma("checkpoint_fullfsync = ON");
  database.pragma("secure_delete = ON");
  database.pragma("trusted_schema = OFF");
  database.pragma("cell_size_check = ON");
  database.pragma("foreign_keys = ON");
  database.pragma("busy_timeout = 5000");
  // SQLite's own 2 MB; better-sqlite3 would take 16 MB for each database, and a station may hold headquarters' too.
  database.pragma("cache_size = -2000");
}

function assertDurable(database: Database.Database): void {
  const mode = database.pragma("journal_mode", { simple: true });
  const synchronous = database.pragma("synchronous", { simple: true });
  const secureDelete = database.pragma("secure_delete", { simple: true });
  if (mode !== "wal" || synchronous !== 2 || secureDelete !== 1) {
    throw new Breach("log", "database would lose confirmed commits");
  }
}

/** A disk is nearly full when less than this many times what is to be reserved is free. */
const scarce = 64;

/** Pages of a transaction that outgrows its cache lie in the write-ahead log and stay there, unread, when it is rolled back. */
function reserve(database: Database.Database, bytes: number): void {
  const usual = Number(database.pragma("cache_size", { simple: true }));
  database.pragma("cache_size = 16");
  try {
    database.exec("BEGIN IMMEDIATE; CREATE TABLE growth(bytes BLOB NOT NULL) STRICT");
    database.prepare("INSERT INTO growth(bytes) VALUES (zeroblob(?))").run(bytes);
  } finally {
    if (database.inTransaction) {
      database.exec("ROLLBACK");
    }
    database.pragma(`cache_size = ${usual}`);
  }
}

function noteOpening(database: Database.Database): void {
  database.exec(
    `CREATE TABLE IF NOT EXISTS opening(id INTEGER PRIMARY KEY CHECK(id = 1), times INTEGER NOT NULL) STRICT;
     INSERT INTO opening(id, times) VALUES (1, 1) ON CONFLICT(id) DO UPDATE SET times = times + 1;`,
  );
}

function wrap(file: string, database: Database.Database): Sqlite {
  // Made once: better-sqlite3 builds four functions for each.
  const inTransaction = database.transaction((work: () => unknown) => work());
  const statements = new Map<string, Database.Statement>();
  const prepared = (sql: string): Database.Statement => {
    const known = statements.get(sql);
    if (known !== undefined) {
      return known;
    }
    const statement = database.prepare(sql);
    statements.set(sql, statement);
    return statement;
  };

  return {
    file,
    driver: database,
    run: (sql, ...values) => void prepared(sql).run(...values),
    // Rows are typed by whoever wrote the SQL; the tables are STRICT.
    first: <T>(sql: string, ...values: readonly SqliteValue[]) =>
      (prepared(sql).get(...values) as T | undefined) ?? null,
    all: <T>(sql: string, ...values: readonly SqliteValue[]) => prepared(sql).all(...values) as T[],
    // A cached statement cannot be iterated twice at once, so each walk has its own.
    each: <T>(sql: string, ...values: readonly SqliteValue[]) =>
      database.prepare(sql).iterate(...values) as IterableIterator<T>,
    transaction: <T>(work: () => T) => inTransaction.immediate(work) as T,
    migrate: (set, migrations) => migrate(database, set, migrations),
    checkpoint: () => void database.pragma("wal_checkpoint(TRUNCATE)"),
    reserve: (bytes) => {
      const { bavail, bsize } = statfsSync(dirname(file));
      if (bytes > 0 && bavail * bsize > bytes * scarce) {
        reserve(database, bytes);
      }
    },
    assertDurable: () => assertDurable(database),
    close: () => void database.close(),
  };
}
