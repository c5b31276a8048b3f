import Database from "better-sqlite3";
import { copyFileSync, mkdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { openLog } from "../../../main/auditlog/index.ts";
import { verifyBundle } from "../../../main/formats/log-bundle.ts";
import { openStore } from "../../../main/auditlog/store.ts";
import { logTables } from "../../../main/auditlog/tables.ts";
import { verifyStore } from "../../../main/auditlog/verify.ts";
import { openSqlite } from "../../../main/storage/index.ts";
import { cosignerVerifier, openScene, sceneOrigin, type Scene } from "../../support/log-scene.ts";

/**
 * Single-bit flips over every column of every table of the log's database.
 *
 * One bit in every fifth byte of every value; `VITRINE_FLIPS=all` flips every bit of every byte.
 */
const everyBit = process.env["VITRINE_FLIPS"] === "all";

/** Columns in which a flip changes nothing that anybody is told or that decides anything, and why. */
const harmless: Readonly<Record<string, string>> = {
  "ending.clean": "decides only whether a boot is followed by a recovery entry, which says nothing a boot does not",
  "ending.id": "as for its other column: the next boot is followed by a recovery entry",
  "migration.name": "a name for people; the text that ran is bound by its digest",
  "migration.number": "the place of a step among the others of its set, which has one",
  "opening.id": "see the other column",
  "opening.times": "counts openings so that there is a first write to look at; nobody reads it",
  "receipt.time": "only where it still reads as the same moment, a small z for a large one",
  "receipt.id": "the order among receipts, which follows from their sizes",
  "signing_key.store": "how a private key is wrapped, in rows whose private key has been erased",
};

/** A value as SQLite gave it, with one bit of it turned. */
function flipped(value: unknown, at: number, bit: number): Uint8Array | bigint | string {
  if (typeof value === "bigint") {
    return value ^ (1n << BigInt(8 * at + bit));
  }
  const bytes = Buffer.from(typeof value === "string" ? Buffer.from(value) : (value as Uint8Array));
  bytes[at] = (bytes[at] ?? 0) ^ (1 << bit);
  return typeof value === "string" ? bytes.toString("latin1") : new Uint8Array(bytes);
}

function lengthOf(value: unknown): number {
  if (value === null) {
    return 0;
  }
  return typeof value === "bigint" ? 2 : Buffer.byteLength(value as string | Uint8Array);
}

interface Flip {
  readonly table: string;
  readonly column: string;
  /** Puts the turned bit into this database; false when SQLite itself refuses the value. */
  apply(database: Database.Database): boolean;
}

const skipped = new Set(["sqlite_sequence"]);

function tablesOf(database: Database.Database): { table: string; columns: string[]; keys: string[] }[] {
  const names = database.prepare<[], { name: string }>("SELECT name FROM sqlite_master WHERE type = 'table'").all();
  return names
    .filter(({ name }) => !skipped.has(name))
    .map(({ name }) => {
      const columns = database.prepare<[], { name: string; pk: bigint }>(`PRAGMA table_info(${name})`).all();
      const keys = columns.filter(({ pk }) => pk > 0n).map((column) => column.name);
      return { table: name, columns: columns.map((column) => column.name), keys };
    });
}

function* flips(database: Database.Database): Generator<Flip> {
  for (const { table, columns, keys } of tablesOf(database)) {
    const rows = database.prepare<[], Record<string, unknown>>(`SELECT * FROM ${table}`).all();
    for (const [row, values] of rows.entries()) {
      const where = keys.map((key) => `${key} = ?`).join(" AND ");
      const chosen = keys.map((key) => values[key]);
      for (const column of columns) {
        const sql = `UPDATE OR REPLACE ${table} SET ${column} = ? WHERE ${where}`;
        yield* valueFlips(values[column], row).map((turned) => ({
          table,
          column,
          apply: (into: Database.Database) => changes(into, sql, [turned, ...chosen]),
        }));
      }
    }
  }
}

function valueFlips(value: unknown, row: number): (Uint8Array | bigint | string)[] {
  const isNumber = typeof value === "bigint";
  const places = Array.from({ length: lengthOf(value) }, (_, at) => at);
  const chosen = everyBit || isNumber ? places : places.filter((at) => at % 5 === row % 5);
  return chosen.flatMap((at) => {
    const bits = everyBit || isNumber ? [0, 1, 2, 3, 4, 5, 6, 7] : [(at * 5 + row) % 8];
    return bits.map((bit) => flipped(value, at, bit));
  });
}

function changes(database: Database.Database, sql: string, values: readonly unknown[]): boolean {
  try {
    return database.prepare(sql).run(...values).changes === 1;
  } catch (error) {
    if (error instanceof Database.SqliteError) {
      return false;
    }
    throw error;
  }
}

/** Takes away what stops bugs but no attacker. */
function undress(database: Database.Database): void {
  database.pragma("ignore_check_constraints = ON");
  const triggers = database
    .prepare<[], { name: string }>("SELECT name FROM sqlite_master WHERE type = 'trigger'")
    .all();
  for (const { name } of triggers) {
    database.exec(`DROP TRIGGER ${name}`);
  }
}

let scene: Scene;

beforeAll(async () => {
  scene = await openScene();
});
afterAll(() => scene.remove());

/** Who finds the flip when the running log's own verification does not: the next opening, or an auditor with keys. */
async function foundLater(flip: Flip): Promise<"station" | "seal" | null> {
  const folder = scene.place("flip");
  mkdirSync(folder);
  const file = join(folder, "log.sqlite");
  copyFileSync(scene.files.early, file);
  const database = new Database(file);
  undress(database);
  flip.apply(database);
  database.close();
  try {
    const log = openLog(folder, { origin: sceneOrigin, clock: scene.clock, keyStore: null });
    const { sound } = await log.verify({ thorough: true });
    const bundle = join(folder, "bundle");
    // With the entries of this boot under the seal: a turned seal key shows in what comes after.
    await log.exportBundle(bundle);
    log.close();
    if (!sound) {
      return "station";
    }
    const { outcome } = verifyBundle(new Uint8Array(readFileSync(bundle)), {
      genesisKey: scene.early.genesisKey,
      sealKey: scene.sealKey,
      cosigners: [cosignerVerifier],
    });
    return outcome === "sound" ? null : "seal";
  } catch {
    return "station";
  }
}

describe("C09 one bit turned anywhere in the log's database (A1)", () => {
  it("is found, or it is in a column where it provably does no harm", async () => {
    const file = scene.place("flips.sqlite");
    copyFileSync(scene.files.early, file);
    const sqlite = openSqlite(file, { migrations: logTables });
    const store = openStore(sqlite);
    undress(sqlite.driver);
    const source = new Database(scene.files.early, { readonly: true });
    source.defaultSafeIntegers(true);
    const scope = {
      origin: sceneOrigin,
      genesisKey: scene.early.genesisKey,
      size: scene.early.leaves.length,
      thorough: true,
    };
    const count = { flips: 0, refused: 0, verified: 0, station: 0, seal: 0 };
    const missed = new Map<string, number>();
    const seen = new Set<string>();
    for (const flip of flips(source)) {
      const column = `${flip.table}.${flip.column}`;
      count.flips += 1;
      sqlite.run("BEGIN");
      const applied = flip.apply(sqlite.driver);
      // oxlint-disable-next-line no-await-in-loop -- one bit at a time
      const isSound = applied && (await verifyStore(store, scope)).sound;
      sqlite.run("ROLLBACK");
      if (!applied) {
        count.refused += 1;
        continue;
      }
      seen.add(column);
      // oxlint-disable-next-line no-await-in-loop -- one bit at a time
      const found = isSound ? await foundLater(flip) : "verified";
      if (found === null) {
        missed.set(column, (missed.get(column) ?? 0) + 1);
      } else {
        count[found] += 1;
      }
    }
    sqlite.close();
    source.close();
    expect(count.flips).toBeGreaterThan(1_000);
    expect([...missed].filter(([column]) => harmless[column] === undefined)).toEqual([]);
    expect([...seen].toSorted()).toEqual(
      expect.arrayContaining(["entry.leaf", "entry.nodes", "entry.note", "receipt.note", "seal.aggregate"]),
    );
    expect(count.verified).toBeGreaterThan(count.station);
    // Only the holder of the seal key sees a turned bit of the seal.
    expect(count.seal).toBeGreaterThan(0);
  }, 3_600_000);
});
