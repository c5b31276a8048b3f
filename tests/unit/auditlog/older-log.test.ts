import Database from "better-sqlite3";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { logTables } from "../../../main/auditlog/tables.ts";
import { logBench } from "./log-bench.ts";

const beat = { t: "heartbeat", b: {} } as const;

describe("a log from before each row carried its digests and checkpoint", () => {
  it("opens with every entry, digest, checkpoint and receipt it had", async () => {
    const bench = logBench();
    const log = bench.create();
    for (const count of [1, 2, 5, 1]) {
      log.append(beat, ...Array.from({ length: count }, () => beat));
    }
    const size = log.size;
    const held = { leaves: log.leaves(0, size), checkpoint: log.checkpoint(), root: log.root() };
    log.close();
    asBefore(join(bench.folder, "log.sqlite"));

    const again = bench.open();
    expect(again.leaves(0, size)).toEqual(held.leaves);
    expect(again.checkpointAt(size)).toBe(held.checkpoint);
    expect(again.checkpointAt(size - 1)).toBeNull();
    expect(again.root(size)).toEqual(held.root);
    expect(await again.verify({ thorough: true })).toMatchObject({ sound: true });
  });

  it("shows what was wrong with it as wrong", async () => {
    const bench = logBench();
    const log = bench.create();
    log.append(beat, beat, beat);
    log.close();
    const file = join(bench.folder, "log.sqlite");
    asBefore(file);
    const database = new Database(file);
    database.exec("DROP TRIGGER node_kept; DELETE FROM node WHERE level = 1 AND idx = 0");
    database.close();
    expect(() => bench.open()).toThrow("stored-digest");
  });
});

/** Puts a log's database back into the tables of the first migration. */
function asBefore(file: string): void {
  const database = new Database(file);
  const rows = database.prepare<[], { seq: number; leaf: Buffer; nodes: Buffer; note: string | null }>(
    "SELECT * FROM entry ORDER BY seq",
  );
  const kept = rows.all();
  database.exec("DROP TABLE entry; DELETE FROM migration WHERE tables = 'main' AND number = 1");
  const [first] = logTables;
  for (const statement of first?.sql.matchAll(
    /CREATE (?:TABLE|TRIGGER) (?:entry|checkpoint|node)[^;]*(?:;\s*END)?;/gu,
  ) ?? []) {
    database.exec(statement[0]);
  }
  for (const { seq, leaf, nodes, note } of kept) {
    database.prepare("INSERT INTO entry VALUES (?, ?)").run(seq, leaf);
    for (let level = 0; 32 * level < nodes.byteLength; level++) {
      const digest = nodes.subarray(32 * level, 32 * level + 32);
      database.prepare("INSERT INTO node VALUES (?, ?, ?)").run(level, (seq + 1) / 2 ** level - 1, digest);
    }
    if (note !== null) {
      database.prepare("INSERT INTO checkpoint VALUES (?, ?)").run(seq + 1, note);
    }
  }
  database.close();
}
