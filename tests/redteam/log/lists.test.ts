import Database from "better-sqlite3";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import type { AuditLog, LogReader } from "../../../main/auditlog/index.ts";
import { Breach } from "../../../main/diagnostics/index.ts";
import type { NewEntry } from "../../../main/formats/log-entry.ts";
import { handClock } from "../../unit/auditlog/log-bench.ts";
import { fastFolder } from "../../support/fast-folder.ts";
import { product, type Product } from "../../support/log-scene.ts";
import { makeMutant, type Mutant } from "../../support/mutants.ts";

const origin = "demo/ws/0001/1";
const hidden = "v-000077";
const size = 601;

/** What somebody with the database in hand does to it while the station runs. */
const attacks: readonly (readonly [string, string])[] = [
  [
    "a view without the viewing",
    `ALTER TABLE entry RENAME TO kept;
     CREATE VIEW entry AS SELECT * FROM kept WHERE instr(leaf, '${hidden}') = 0`,
  ],
  [
    "a view without it, renumbered so that nothing is missing",
    `ALTER TABLE entry RENAME TO kept;
     CREATE VIEW entry AS SELECT row_number() OVER (ORDER BY seq) - 1 AS seq, leaf, nodes, note
       FROM (SELECT * FROM kept WHERE instr(leaf, '${hidden}') = 0
             UNION ALL SELECT seq + 1, leaf, nodes, note FROM kept WHERE seq = ${size - 1})`,
  ],
  [
    "an index that says other than its table",
    `CREATE TABLE bent(seq INTEGER, leaf BLOB, nodes BLOB, note TEXT);
     INSERT INTO bent SELECT seq, leaf, nodes, note FROM entry;
     CREATE INDEX by_seq ON bent(seq, leaf, nodes, note);
     CREATE TABLE other(seq INTEGER, leaf BLOB, nodes BLOB, note TEXT);
     INSERT INTO other SELECT seq, CASE WHEN instr(leaf, '${hidden}') > 0
       THEN CAST(replace(CAST(leaf AS TEXT), '${hidden}', 'v-000001') AS BLOB) ELSE leaf END, nodes, note FROM entry;
     CREATE INDEX by_other ON other(seq, leaf, nodes, note);
     ALTER TABLE entry RENAME TO kept;
     ALTER TABLE bent RENAME TO entry;
     PRAGMA writable_schema = ON;
     UPDATE sqlite_schema SET rootpage = (SELECT rootpage FROM sqlite_schema WHERE name = 'by_other') WHERE name = 'by_seq';
     PRAGMA writable_schema = RESET`,
  ],
  [
    "the leaf itself, with its digest",
    `DROP TRIGGER entry_stays;
     UPDATE entry SET (leaf, nodes) = (SELECT replaced.leaf, CAST(substr(replaced.nodes, 1, 32) || substr(entry.nodes, 33) AS BLOB)
       FROM entry AS replaced WHERE replaced.seq = 298) WHERE seq = 300`,
  ],
  ["one entry taken out", "DROP TRIGGER entry_kept; DELETE FROM entry WHERE seq = 300"],
];

interface Bench {
  readonly log: AuditLog;
  readonly reader: LogReader;
  readonly file: string;
  close(): void;
}

/** A log of 601 entries, one of them a viewing that somebody would rather not have had. */
function openBench(parts: Product): Bench {
  const place = fastFolder("lists");
  const folder = join(place.path, "log");
  const log = parts.auditlog.createLog(folder, { origin, clock: handClock(), keyStore: null });
  const entries = Array.from({ length: size - 1 }, (_, n): NewEntry => {
    const viewing = n === 299 ? hidden : "v-000002";
    return { t: "room.notice", b: { viewing } };
  });
  const [first, ...more] = entries;
  if (first === undefined) {
    throw new Error("no entries");
  }
  log.append(first, ...more);
  return {
    log,
    reader: parts.auditlog.createLogReader(log),
    file: join(folder, "log.sqlite"),
    close: () => {
      log.close();
      place.remove();
    },
  };
}

function bend(file: string, sql: string): void {
  const database = new Database(file);
  database.unsafeMode(true);
  database.exec(sql);
  database.close();
}

/** The list as the screen gets it, page by page; null when the station refuses to show one. */
async function list(reader: LogReader): Promise<string[] | null> {
  const rows: string[] = [];
  try {
    for (let cursor = size; cursor > 0;) {
      // oxlint-disable-next-line no-await-in-loop -- one page after the other
      const page = await reader.page({ cursor, direction: "older", limit: 50 });
      rows.push(...page.rows.map(({ index, facts }) => `${index} ${String(facts["viewing"])}`));
      cursor = page.reached;
    }
    return rows;
  } catch (error) {
    if (error instanceof Error && error.name === "Breach") {
      return null;
    }
    throw error;
  }
}

describe("A16: what people are shown of the log comes from verified leaves only (CVE-2023-31437)", () => {
  let mutant: Mutant;
  let blind: Product;

  beforeAll(async () => {
    mutant = makeMutant({
      file: "main/auditlog/reader.ts",
      from: 'throw new Breach("log", "entries do not give the signed root");',
      to: "",
    });
    blind = await mutant.load();
  });
  afterAll(() => mutant.remove());

  it("the list is the leaves", async () => {
    const bench = openBench(product);
    const rows = (await list(bench.reader)) ?? [];
    const leaves = bench.log.leaves(0, size);
    expect(rows).toHaveLength(leaves.length);
    expect(rows.filter((row) => row.endsWith(hidden))).toEqual([`300 ${hidden}`]);
    bench.close();
  });

  it.each(attacks)("%s: no list is shown, and nothing that the leaves do not say", async (_what, sql) => {
    const bench = openBench(product);
    bend(bench.file, sql);
    expect(await list(bench.reader)).toBeNull();
    expect(() => bench.reader.entry(300)).toThrow(Breach);
    bench.close();
  });

  it.each(attacks)("%s: would be believed by a list that does not hash up to the root", async (_what, sql) => {
    const bench = openBench(blind);
    const whole = await list(bench.reader);
    expect(whole).toContain(`300 ${hidden}`);
    bend(bench.file, sql);
    // Somewhat less than the truth, or nothing where the rows do not even fit one another.
    expect(await list(bench.reader)).not.toEqual(whole);
    bench.close();
  });

  it("the attacks on view and index show the blind list a log that looks whole", async () => {
    const shown: (string[] | null)[] = [];
    for (const [, sql] of attacks.slice(1, 3)) {
      const bench = openBench(blind);
      bend(bench.file, sql);
      // oxlint-disable-next-line no-await-in-loop -- one database at a time
      shown.push(await list(bench.reader));
      bench.close();
    }
    expect(shown.some((rows) => rows?.length === size && !rows.some((row) => row.endsWith(hidden)))).toBe(true);
  });
});
