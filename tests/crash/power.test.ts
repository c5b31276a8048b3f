import Database from "better-sqlite3";
import { mkdirSync, mkdtempSync, realpathSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { createLog, logExists, openLog } from "../../main/auditlog/index.ts";
import { fastFolder } from "../support/fast-folder.ts";
import { makeMutant } from "../support/mutants.ts";
import { SimulatedDisk, type Loss } from "../support/power-loss.ts";
import { inject, record, whyNoStrace, type Call } from "../support/strace.ts";

const program = join(import.meta.dirname, "lives.ts");
const lacking = whyNoStrace();
if (lacking !== null) {
  process.stderr.write(`skipped: power loss and failing disks: ${lacking}\n`);
}
const states = Number(process.env["VITRINE_POWER_STATES"] ?? 300);
const everyCall = process.env["VITRINE_KILLS"] === "all";
const losses: readonly Loss[] = ["none", "some", "torn", "all"];

const options = {
  origin: "demo/ws/crash/1",
  clock: { wall: () => new Date(), mono: () => process.hrtime.bigint() },
  keyStore: null,
};

/** What was acknowledged, by index. */
function acknowledged(said: string): Map<number, string> {
  const whole = said
    .slice(0, said.lastIndexOf("\n") + 1)
    .split("\n")
    .slice(0, -1);
  return new Map(whole.map((line) => [Number(line.split(" ")[0]), line.split(" ")[1] ?? ""]));
}

/** Opens what is left as the station would, or begins anew where nothing was acknowledged; says what is wrong with it. */
async function complaint(place: string, said: string): Promise<string | null> {
  const wanted = acknowledged(said);
  const log = logExists(place) || wanted.size > 0 ? openLog(place, options) : createLog(place, options);
  try {
    const lost = [...wanted].filter(([index, leaf]) => Buffer.from(log.leaf(index) ?? []).toString("base64") !== leaf);
    const { firstWrong } = await log.verify({ thorough: true });
    if (lost.length > 0) {
      return `${lost.length} acknowledged entries are lost`;
    }
    return firstWrong === undefined ? null : `entry ${firstWrong.index}: ${firstWrong.why}`;
  } finally {
    log.close();
    const database = new Database(join(place, "log.sqlite"), { readonly: true });
    expect(database.pragma("integrity_check", { simple: true })).toBe("ok");
    database.close();
  }
}

async function complaintOrError(place: string, said: string): Promise<string | null> {
  try {
    return await complaint(place, said);
  } catch (error) {
    return error instanceof Error ? error.message : "failed";
  }
}

interface Recorded {
  readonly root: string;
  readonly calls: readonly Call[];
}

function recordLives(folder: string, appends: number, room?: string): Recorded {
  const root = join(folder, "disk");
  mkdirSync(root);
  const place = join(root, "log");
  const { status, stderr, calls } = record([
    process.execPath,
    program,
    place,
    String(appends),
    ...(room === undefined ? [] : [room]),
  ]);
  expect({ status, stderr }).toEqual({ status: 0, stderr: "" });
  return { root, calls };
}

/** Cuts the power `count` times, spread over the recording; answers what went wrong, with how often. */
async function cutPower(
  { root, calls }: Recorded,
  count: number,
): Promise<{ readonly failed: string[]; readonly tried: number }> {
  const memory = fastFolder("power");
  const disk = new SimulatedDisk(root);
  const failed: string[] = [];
  const from = calls.findIndex((call) => call.name === "open" && call.path.startsWith(root));
  let done = from;
  try {
    for (let n = 0; n < count; n++) {
      const until = from + Math.floor(((n + 1) * (calls.length - from)) / count);
      for (const call of calls.slice(done, until)) {
        disk.take(call);
      }
      done = until;
      const loss = losses[n % losses.length] ?? "none";
      const folder = join(memory.path, String(n));
      mkdirSync(join(folder, "disk", "log"), { recursive: true });
      disk.settle(folder, loss, String(n));
      // oxlint-disable-next-line no-await-in-loop -- one state after the other
      const wrong = await complaintOrError(join(folder, "disk", "log"), disk.said);
      if (wrong !== null) {
        failed.push(`state ${n} (${loss}): ${wrong}`);
      }
      rmSync(folder, { recursive: true });
    }
  } finally {
    memory.remove();
  }
  return { failed, tried: count };
}

let folder = "";
beforeAll(() => {
  folder = realpathSync(mkdtempSync(join(tmpdir(), "vitrine-power-")));
});
afterAll(() => rmSync(folder, { recursive: true, force: true }));

const place = (name: string): string => {
  const path = join(folder, name);
  mkdirSync(path);
  return path;
};

describe.skipIf(lacking !== null)("power is lost at any moment (R14, A21)", () => {
  it(`acknowledged ⊆ recovered and the log verifies, in ${states} states of the disk`, async () => {
    const recorded = recordLives(place("true"), 14);
    const acks = recorded.calls.filter((call) => call.name === "write" && call.fd === 1);
    expect(acks.length).toBeGreaterThan(30);
    expect(recorded.calls.filter(({ name }) => name === "sync").length).toBeGreaterThan(acks.length / 2);
    expect((await cutPower(recorded, states)).failed).toEqual([]);
  }, 3_600_000);

  it("a mutant without synchronous=FULL loses acknowledged entries", async () => {
    const mutant = makeMutant(
      {
        file: "main/storage/sqlite.ts",
        from: 'database.pragma("synchronous = FULL");',
        to: 'database.pragma("synchronous = NORMAL");',
      },
      { file: "main/storage/sqlite.ts", from: "synchronous !== 2 || ", to: "" },
    );
    try {
      const recorded = recordLives(place("mutant"), 6, join(mutant.folder, "main/auditlog/index.ts"));
      const { failed } = await cutPower(recorded, 60);
      expect(failed.filter((why) => /lost|shorter|no log|contradicts/u.test(why)).length).toBeGreaterThan(5);
    } finally {
      mutant.remove();
    }
  });
});

/** Which calls to strike: all of them, or about `count`, spread over the life. */
function strikes(total: number, count: number): number[] {
  const step = everyCall ? 1 : Math.max(1, Math.floor(total / count));
  return Array.from({ length: Math.ceil(total / step) }, (_, n) => n * step + 1);
}

describe.skipIf(lacking !== null)("C10 killed or failed at the k-th system call (R12, R14, A21, A22)", () => {
  const appends = "4";
  let totals: Readonly<Record<string, number>> = {};

  beforeAll(() => {
    const root = join(place("count"), "log");
    const { calls } = record([process.execPath, program, root, appends]);
    const inside = calls.filter((call) => call.name === "write" && call.at !== null).length;
    totals = { pwrite64: inside, fsync: calls.filter(({ name }) => name === "sync").length };
  });

  let runs = 0;

  async function strike(
    fault: string,
  ): Promise<{ readonly status: number | null; readonly wrong: string | null; readonly stderr: string }> {
    const root = place(`strike-${(runs += 1)}`);
    const target = join(root, "log");
    const { status, stdout, stderr } = inject(fault, [process.execPath, program, target, appends]);
    const wrong = await complaintOrError(target, stdout);
    rmSync(root, { recursive: true });
    return { status, wrong, stderr };
  }

  it.each([
    ["pwrite64", 7],
    ["fsync", 5],
  ])(
    "killed at a %s: acknowledged ⊆ recovered",
    async (call, count) => {
      expect(totals[call]).toBeGreaterThan(20);
      for (const k of strikes(totals[call] ?? 0, count)) {
        // oxlint-disable-next-line no-await-in-loop -- one life after the other
        const { wrong, status } = await strike(`${call}:signal=KILL:when=${k}`);
        expect({ k, wrong, finished: status === 0 }).toEqual({ k, wrong: null, finished: false });
      }
    },
    3_600_000,
  );

  it.each([
    ["pwrite64", "EIO", 5],
    ["pwrite64", "ENOSPC", 5],
    ["fsync", "EIO", 5],
  ])(
    "a %s that fails with %s: nothing more is acknowledged, and what was is there",
    async (call, error, count) => {
      const ended: number[] = [];
      for (const k of strikes(totals[call] ?? 0, count)) {
        // oxlint-disable-next-line no-await-in-loop -- one life after the other
        const { wrong, status, stderr } = await strike(`${call}:error=${error}:when=${k}`);
        // SQLite itself may pass over a failure while it tidies up at closing; then the life went on rightly.
        const isClosed = status === 0 || /Breach|SqliteError|EIO|ENOSPC/u.test(stderr);
        expect({ k, wrong, isClosed }).toEqual({ k, wrong: null, isClosed: true });
        ended.push(status === 0 ? 0 : 1);
      }
      expect(ended.filter((one) => one === 1).length).toBeGreaterThan(ended.length / 2);
    },
    3_600_000,
  );
});
