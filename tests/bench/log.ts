import Database from "better-sqlite3";
import { createHash } from "node:crypto";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { createLog, type AuditLog } from "../../main/auditlog/index.ts";
import type { NewEntry } from "../../main/formats/log-entry.ts";
import { figure, quantile, type Figure } from "./figure.ts";

/**
 * What the signed log costs: a durable append beside a bare insert of the same bytes into the same kind of
 * database, and verification beside bare hashing of the same leaves.
 *
 * `VITRINE_BENCH_APPENDS` and `VITRINE_BENCH_ENTRIES` set the sizes.
 */
const appends = Number(process.env["VITRINE_BENCH_APPENDS"] ?? 400);
const entries = Number(process.env["VITRINE_BENCH_ENTRIES"] ?? 30_000);

const clock = { wall: () => new Date(), mono: () => process.hrtime.bigint() };

function entryOf(n: number): NewEntry {
  return {
    t: "view.lease",
    b: {
      viewing: "v-000001",
      asset: "A-1",
      segments: { from: n, to: n + 1 },
      frames: { from: 25 * n, to: 25 * n + 25 },
    },
    person: "p-0001",
  };
}

function secondsOf(work: () => void): number {
  const start = process.hrtime.bigint();
  work();
  return Number(process.hrtime.bigint() - start) / 1e9;
}

/** A database as somebody would open it who wants inserts to survive loss of power, and nothing else. */
function bareDatabase(file: string): Database.Database {
  const database = new Database(file);
  database.pragma("journal_mode = WAL");
  database.pragma("synchronous = FULL");
  database.exec("CREATE TABLE entry(seq INTEGER PRIMARY KEY, leaf BLOB NOT NULL) STRICT");
  return database;
}

function appendFigures(folder: string): Figure[] {
  const log = createLog(join(folder, "log"), { origin: benchOrigin, clock, keyStore: null });
  const bare = bareDatabase(join(folder, "bare.sqlite"));
  const insert = bare.prepare("INSERT INTO entry(leaf) VALUES (?)");
  const ours: number[] = [];
  const plain: number[] = [];
  for (let n = 0; n < appends; n++) {
    let leaf: Uint8Array = new Uint8Array();
    ours.push(
      secondsOf(() => {
        leaf = log.append(entryOf(n))[0]?.leaf ?? leaf;
      }),
    );
    // In turn, so that both meet the same disk.
    plain.push(secondsOf(() => void insert.run(leaf)));
  }
  bare.close();
  log.close();
  const rate = (samples: readonly number[]): number => samples.length / samples.reduce((sum, one) => sum + one, 0);
  return [
    figure("durable append of one entry", rate(ours), "1/s", rate(plain)),
    figure("durable append, median", quantile(ours, 0.5) * 1000, "ms", quantile(plain, 0.5) * 1000),
    figure("durable append, 95th percentile", quantile(ours, 0.95) * 1000, "ms", quantile(plain, 0.95) * 1000),
  ];
}

export const benchOrigin = "demo/ws/bench/1";

/** A log of `count` entries, several hundred to a transaction so that filling it is quick. */
export function filledLog(folder: string, count: number): AuditLog {
  const log = createLog(folder, { origin: benchOrigin, clock, keyStore: null });
  for (let n = log.size; n < count; n = log.size) {
    const [first, ...rest] = Array.from({ length: Math.min(512, count - n) }, (_, offset) => entryOf(n + offset));
    if (first !== undefined) {
      log.append(first, ...rest);
    }
  }
  return log;
}

async function verifyFigures(folder: string): Promise<Figure[]> {
  const log = filledLog(join(folder, "filled"), entries);
  const start = process.hrtime.bigint();
  const { sound, size } = await log.verify();
  const seconds = Number(process.hrtime.bigint() - start) / 1e9;
  if (!sound) {
    throw new Error("the log does not verify");
  }
  const leaves = log.leaves(0, size);
  const hashing = secondsOf(() => {
    for (const leaf of leaves) {
      createHash("sha256").update(leaf).digest();
    }
  });
  log.close();
  return [figure("verification of the whole log", size / seconds, "entries/s", size / hashing)];
}

/** Runs both comparisons in a temporary folder on the disk. */
export async function run(): Promise<Figure[]> {
  const folder = mkdtempSync(join(tmpdir(), "vitrine-bench-log-"));
  try {
    return [...appendFigures(folder), ...(await verifyFigures(folder))];
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}
