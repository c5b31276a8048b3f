import Database from "better-sqlite3";
import { createHash } from "node:crypto";
import { mkdirSync, mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { createLog, type AuditLog } from "../../main/auditlog/index.ts";
import type { NewEntry } from "../../main/formats/log-entry.ts";
import { figure, quantile, type Figure } from "./figure.ts";

/**
 * What the signed log costs: a durable append beside a bare insert of the same leaf into the same kind of
 * database, and verification beside bare hashing of the same leaves. Both of a pair run in turn.
 *
 * `VITRINE_BENCH_APPENDS` and `VITRINE_BENCH_ENTRIES` set the sizes; `--full` verifies 1 000 000 entries.
 */
const appends = Number(process.env["VITRINE_BENCH_APPENDS"] ?? 400);
const entries = Number(process.env["VITRINE_BENCH_ENTRIES"] ?? (process.argv.includes("--full") ? 1_000_000 : 30_000));
/** By then the bare database's write-ahead log has the length at which it begins again, as the log's had from the start. */
const settled = 1_200;
const rounds = 3;

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

interface Pair {
  readonly ours: number[];
  readonly plain: number[];
}

/** Appends in turn to a signed log as a station opens it and to a bare table; seconds of each. */
function appendInTurn(folder: string, count: number): Pair {
  mkdirSync(folder);
  const log = createLog(join(folder, "log"), { origin: benchOrigin, clock, keyStore: null, reserveBytes });
  const bare = bareDatabase(join(folder, "bare.sqlite"));
  const insert = bare.prepare("INSERT INTO entry(leaf) VALUES (?)");
  const pair: Pair = { ours: [], plain: [] };
  for (let n = 0; n < count; n++) {
    let leaf: Uint8Array = new Uint8Array();
    pair.ours.push(
      secondsOf(() => {
        leaf = log.append(entryOf(n))[0]?.leaf ?? leaf;
      }),
    );
    // In turn, so that both meet the same disk.
    pair.plain.push(secondsOf(() => void insert.run(leaf)));
  }
  bare.close();
  log.close();
  return pair;
}

function appendFigures(folder: string): Figure[] {
  // The first ones only compile the program.
  appendInTurn(join(folder, "warm-up"), 100);
  const { ours, plain } = appendInTurn(join(folder, "appends"), settled + appends);
  const rate = (samples: readonly number[]): number => samples.length / samples.reduce((sum, one) => sum + one, 0);
  const of = (when: string, mine: readonly number[], bare: readonly number[]): Figure[] => [
    figure(`durable append of one entry, ${when}`, rate(mine), "1/s", rate(bare)),
    figure(`durable append, ${when}, median`, quantile(mine, 0.5) * 1000, "ms", quantile(bare, 0.5) * 1000),
    figure(`durable append, ${when}, 95th percentile`, quantile(mine, 0.95) * 1000, "ms", quantile(bare, 0.95) * 1000),
  ];
  return [
    ...of(`the first ${appends} after opening`, ours.slice(0, appends), plain.slice(0, appends)),
    ...of(`after ${settled}`, ours.slice(settled), plain.slice(settled)),
  ];
}

const reserveBytes = 4 * 1024 * 1024;
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
  const ours: number[] = [];
  const plain: number[] = [];
  for (let round = 0; round < rounds; round++) {
    const start = process.hrtime.bigint();
    // oxlint-disable-next-line no-await-in-loop -- one after the other, so that neither disturbs the other
    const { sound, size } = await log.verify();
    ours.push(size / (Number(process.hrtime.bigint() - start) / 1e9));
    if (!sound) {
      throw new Error("the log does not verify");
    }
    plain.push(size / hashingSeconds(log));
  }
  log.close();
  return [
    figure(`verification of a whole log of ${entries} entries`, quantile(ours, 0.5), "entries/s", quantile(plain, 0.5)),
  ];
}

/** Seconds to hash every leaf and nothing else; reading them is not counted. */
function hashingSeconds(log: AuditLog): number {
  let seconds = 0;
  for (let from = 0; from < log.size; from += 4096) {
    const leaves = log.leaves(from, from + 4096);
    seconds += secondsOf(() => {
      for (const leaf of leaves) {
        createHash("sha256").update(leaf).digest();
      }
    });
  }
  return seconds;
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
