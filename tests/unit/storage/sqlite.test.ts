import { mkdtempSync, rmSync, statSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { describe, expect, it, onTestFinished } from "vitest";
import { openSqlite, type Migration, type Sqlite } from "../../../main/storage/index.ts";

const one: Migration = { name: "one", sql: "CREATE TABLE one(n INTEGER PRIMARY KEY) STRICT" };
const two: Migration = { name: "two", sql: "CREATE TABLE two(n INTEGER PRIMARY KEY) STRICT" };

function newFile(): string {
  const folder = mkdtempSync(join(tmpdir(), "vitrine-storage-"));
  onTestFinished(() => rmSync(folder, { recursive: true, force: true }));
  return join(folder, "some.sqlite");
}

function open(file: string, migrations: readonly Migration[]): Sqlite {
  const sqlite = openSqlite(file, { migrations });
  onTestFinished(() => sqlite.close());
  return sqlite;
}

describe("migrations", () => {
  it("run once each, in order, also when more are added later", () => {
    const file = newFile();
    open(file, [one]).run("INSERT INTO one(n) VALUES (1)");
    const again = open(file, [one, two]);
    expect(again.first("SELECT n FROM one")).toEqual({ n: 1 });
    expect(again.all("SELECT n FROM two")).toEqual([]);
  });

  it("that were changed after they ran, or come from a newer version, are refused", () => {
    const file = newFile();
    open(file, [one, two]);
    expect(() => openSqlite(file, { migrations: [{ ...one, sql: `${one.sql};` }, two] })).toThrow(
      "changed after it ran",
    );
    expect(() => openSqlite(file, { migrations: [one] })).toThrow("newer version");
  });

  it("of two rooms in one file do not meet", () => {
    const sqlite = open(newFile(), [one]);
    sqlite.migrate("mirror", [two]);
    sqlite.migrate("mirror", [two]);
    expect(sqlite.all("SELECT tables, number, name FROM migration ORDER BY tables")).toEqual([
      { tables: "main", number: 0, name: "one" },
      { tables: "mirror", number: 0, name: "two" },
    ]);
  });

  it("that fail leave nothing behind", () => {
    const file = newFile();
    const broken = { name: "broken", sql: "CREATE TABLE half(n INTEGER) STRICT; CREATE TABLE half(n INTEGER) STRICT" };
    expect(() => openSqlite(file, { migrations: [broken] })).toThrow("already exists");
    expect(open(file, []).all("SELECT name FROM sqlite_master WHERE name = 'half'")).toEqual([]);
  });
});

describe("a reserved write-ahead log", () => {
  it("is as long as asked, leaves no trace in the database, and is not made longer by what is committed", () => {
    const file = newFile();
    const sqlite = open(file, [one]);
    sqlite.checkpoint();
    expect(statSync(`${file}-wal`).size).toBe(0);
    sqlite.reserve(256 * 1024);
    const { size } = statSync(`${file}-wal`);
    expect(size).toBeGreaterThan(190 * 1024);
    for (let n = 0; n < 20; n++) {
      sqlite.run("INSERT INTO one(n) VALUES (?)", n);
    }
    expect(statSync(`${file}-wal`).size).toBe(size);
    expect(sqlite.all("SELECT name FROM sqlite_master WHERE name = 'growth'")).toEqual([]);
    expect(sqlite.first("PRAGMA integrity_check")).toEqual({ integrity_check: "ok" });
    sqlite.assertDurable();
  });

  it("takes nothing of a disk that is nearly full", () => {
    const file = newFile();
    const sqlite = open(file, [one]);
    sqlite.checkpoint();
    sqlite.reserve(2 ** 52);
    expect(statSync(`${file}-wal`).size).toBe(0);
  });
});

describe("transactions", () => {
  it("happen wholly or not at all", () => {
    const sqlite = open(newFile(), [one]);
    const failing = (): void =>
      sqlite.transaction(() => {
        sqlite.run("INSERT INTO one(n) VALUES (1)");
        throw new Error("no");
      });
    expect(failing).toThrow("no");
    expect(sqlite.all("SELECT n FROM one")).toEqual([]);
    expect(sqlite.transaction(() => 7)).toBe(7);
  });
});
