import Database from "better-sqlite3";
import { spawnSync } from "node:child_process";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { z } from "zod";
import type { AuditLog } from "../../main/auditlog/index.ts";
import { figure, type Figure } from "./figure.ts";
import { benchOrigin, filledLog } from "./log.ts";

/**
 * A backlog carried to headquarters' mirror in one process, over HTTP on this machine.
 *
 * `VITRINE_BENCH_BACKLOG` sets the number of entries; `--full` carries 1 000 000, which takes a minute or two.
 * The baseline writes the same leaves into a bare table, 256 to a durable transaction.
 */
const backlog = Number(process.env["VITRINE_BENCH_BACKLOG"] ?? (process.argv.includes("--full") ? 1_000_000 : 40_000));
const wantedMegabytes = 300;
const program = join(import.meta.dirname, "../support/sync-backlog.ts");

const outcomeSchema = z.object({
  status: z.literal("idle"),
  size: z.int(),
  seconds: z.number(),
  peakMegabytes: z.number(),
});

function bareSeconds(file: string, log: AuditLog): number {
  const database = new Database(file);
  database.pragma("journal_mode = WAL");
  database.pragma("synchronous = FULL");
  database.exec("CREATE TABLE entry(seq INTEGER PRIMARY KEY, leaf BLOB NOT NULL) STRICT");
  const insert = database.prepare("INSERT INTO entry(leaf) VALUES (?)");
  const write = database.transaction((leaves: readonly Uint8Array[]) => {
    for (const leaf of leaves) {
      insert.run(leaf);
    }
  });
  const start = process.hrtime.bigint();
  for (let from = 0; from < log.size; from += 256) {
    write(log.leaves(from, from + 256));
  }
  const seconds = Number(process.hrtime.bigint() - start) / 1e9;
  database.close();
  return seconds;
}

/** Fills a log, then lets a program of its own carry it to a fresh mirror. */
export async function run(): Promise<Figure[]> {
  const folder = mkdtempSync(join(tmpdir(), "vitrine-bench-sync-"));
  try {
    const log = filledLog(join(folder, "log"), backlog);
    const plain = log.size / bareSeconds(join(folder, "bare.sqlite"), log);
    log.close();
    const { stdout, stderr } = spawnSync(process.execPath, [program, folder, benchOrigin], { encoding: "utf8" });
    if (stdout === "") {
      throw new Error(stderr);
    }
    const { size, seconds, peakMegabytes } = outcomeSchema.parse(JSON.parse(stdout));
    return [
      figure(`backlog of ${backlog} entries to the mirror`, size / seconds, "entries/s", plain),
      // The baseline here is what it may at most be.
      figure("peak memory of station and mirror together", peakMegabytes, "MB", wantedMegabytes),
    ];
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}
