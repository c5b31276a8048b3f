import { createHash } from "node:crypto";
import type { Database } from "better-sqlite3";

/** One step in the life of a set of tables; runs once, in order, in its own transaction. */
export interface Migration {
  readonly name: string;
  readonly sql: string;
}

/**
 * Brings one set of tables up to date.
 *
 * @throws when a step that already ran has another text now, or the file comes from a newer version.
 */
export function migrate(database: Database, set: string, migrations: readonly Migration[]): void {
  database.exec(
    `CREATE TABLE IF NOT EXISTS migration(tables TEXT NOT NULL, number INTEGER NOT NULL, name TEXT NOT NULL,
       digest TEXT NOT NULL, PRIMARY KEY(tables, number)) STRICT`,
  );
  const done = database
    .prepare<[string], { number: number; digest: string }>(
      "SELECT number, digest FROM migration WHERE tables = ? ORDER BY number",
    )
    .all(set);
  if (done.length > migrations.length) {
    throw new Error("database was written by a newer version");
  }
  for (const [number, migration] of migrations.entries()) {
    const digest = createHash("sha256").update(migration.sql).digest("hex");
    const ran = done[number];
    if (ran === undefined) {
      run(database, { set, number, digest, migration });
    } else if (ran.digest !== digest) {
      throw new Error(`migration ${set}/${migration.name} was changed after it ran`);
    }
  }
}

interface Step {
  readonly set: string;
  readonly number: number;
  readonly digest: string;
  readonly migration: Migration;
}

function run(database: Database, step: Step): void {
  const work = database.transaction(() => {
    database.exec(step.migration.sql);
    database
      .prepare("INSERT INTO migration(tables, number, name, digest) VALUES (?, ?, ?, ?)")
      .run(step.set, step.number, step.migration.name, step.digest);
  });
  work.immediate();
}
