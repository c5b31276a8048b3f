import { spawnSync } from "node:child_process";
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join, resolve } from "node:path";
import { pathToFileURL } from "node:url";
import { describe, expect, it, onTestFinished } from "vitest";
import { openSqlite } from "../../main/storage/index.ts";

const storage = resolve(import.meta.dirname, "../../main/storage");

/** Opens a fresh database with the storage room as it would be with `from` replaced; answers what it complained about. */
function openWithout(from: string): string {
  const folder = mkdtempSync(join(tmpdir(), "vitrine-mutant-"));
  onTestFinished(() => rmSync(folder, { recursive: true, force: true }));
  const source = readFileSync(join(storage, "sqlite.ts"), "utf8");
  expect(source).toContain(from);
  const near = (name: string): string => pathToFileURL(resolve(storage, name)).href;
  const mutant = source
    .replace(from, "")
    .replaceAll("../diagnostics/index.ts", near("../diagnostics/index.ts"))
    .replaceAll("./migrations.ts", near("migrations.ts"))
    .replace(
      '"better-sqlite3"',
      JSON.stringify(pathToFileURL(resolve(storage, "../../node_modules/better-sqlite3/lib/index.js")).href),
    );
  const file = join(folder, "sqlite.ts");
  writeFileSync(file, mutant);
  const open = `import { openSqlite } from ${JSON.stringify(pathToFileURL(file).href)};
    openSqlite(${JSON.stringify(join(folder, "log.sqlite"))}, { migrations: [] }).close();`;
  return spawnSync(process.execPath, ["--input-type=module", "-e", open], { encoding: "utf8" }).stderr;
}

describe("a database that would lose confirmed commits", () => {
  it("is refused when synchronous=FULL is not set after WAL", () => {
    expect(openWithout('database.pragma("synchronous = FULL");')).toContain("would lose confirmed commits");
  });

  it("is refused when it is not in WAL mode", () => {
    expect(openWithout('database.pragma("journal_mode = WAL");')).toContain("would lose confirmed commits");
  });

  it("is refused when erased keys would stay on disk", () => {
    expect(openWithout('database.pragma("secure_delete = ON");')).toContain("would lose confirmed commits");
  });

  it("is none as the storage room is", () => {
    expect(openWithout("")).toBe("");
    const folder = mkdtempSync(join(tmpdir(), "vitrine-durable-"));
    onTestFinished(() => rmSync(folder, { recursive: true, force: true }));
    const sqlite = openSqlite(join(folder, "log.sqlite"), {
      migrations: [{ name: "one", sql: "CREATE TABLE one(n INTEGER) STRICT" }],
    });
    sqlite.run("INSERT INTO one(n) VALUES (1)");
    expect(() => sqlite.assertDurable()).not.toThrow();
    sqlite.driver.pragma("synchronous = NORMAL");
    expect(() => sqlite.assertDurable()).toThrow("would lose confirmed commits");
    sqlite.close();
  });
});
