import Database from "better-sqlite3";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { performance } from "node:perf_hooks";
import { setTimeout } from "node:timers/promises";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { openLog } from "../../main/auditlog/index.ts";
import type { NewEntry } from "../../main/formats/log-entry.ts";
import { checkProof, verdictOf } from "../../renderer/log/check.ts";
import type { Verifying } from "../../shared/model/evidence.ts";
import type { LogQuery, LogRow } from "../../shared/model/log.ts";
import { storedEntries } from "../support/station-log.ts";
import { announced, openHouse, people, type House } from "./house.ts";

const compliance = { token: "p-0007", pin: "135707" };
const entries = 100_000;
const needle = "v-0000000000000needle";

let house: House;
const stationFolder = (): string => join(house.folder, "station");

/** What two years leave behind: viewings of eight entries each, among them one that somebody will look for. */
function fill(): void {
  const { logOrigin } = JSON.parse(readFileSync(join(stationFolder(), "enrolment.json"), "utf8")) as {
    logOrigin: string;
  };
  const log = openLog(join(stationFolder(), "log"), { origin: logOrigin, clock: house.clock, keyStore: null });
  for (let first = 0; first < entries; first += 1000) {
    const made = Array.from({ length: 1000 }, (_, offset): NewEntry => {
      const n = first + offset;
      const viewing = n === 41_337 ? needle : `v-${String(Math.floor(n / 8)).padStart(20, "0")}`;
      return n % 8 === 0
        ? { t: "room.prepare", b: { viewing, grant: `g-${Math.floor(n / 40)}` }, person: `p-${1000 + (n % 97)}` }
        : {
            t: "view.lease",
            b: { viewing, asset: "A-1", segments: { from: 0, to: 1 }, frames: { from: n, to: n + 50 } },
          };
    });
    const [one, ...more] = made;
    if (one !== undefined) {
      log.append(one, ...more);
    }
  }
  log.close();
}

beforeAll(async () => {
  house = await openHouse();
  await house.get("identity:signIn", people.requester);
  await house.get("identity:signOut");
  await house.get("sync:now");
  await house.stopStation();
  // The log is what this is about; without headquarters nothing is sent while it is read.
  await house.stopHeadquarters();
  fill();
  await house.restart();
});
afterAll(async () => {
  await house.startHeadquarters();
  await house.close();
});

async function found(query: Omit<LogQuery, "limit">): Promise<LogRow[]> {
  const rows: LogRow[] = [];
  let { cursor } = query;
  for (let more = true; more;) {
    // oxlint-disable-next-line no-await-in-loop -- each answer says where the next begins
    const page = await house.get("log:entries", { ...query, cursor, limit: 100 });
    rows.push(...page.rows);
    cursor = page.reached;
    ({ more } = page);
  }
  return rows;
}

describe("R7: who may read the log line by line", () => {
  const query: LogQuery = { cursor: 0, direction: "newer", limit: 10 };

  it("nobody before signing in, and nobody whose role has no use for it", async () => {
    await house.refused("not-signed-in", "log:entries", query);
    await house.refused("not-signed-in", "log:entry", { index: 0 });
    await house.refused("not-signed-in", "registers:viewings");
    await house.refused("not-signed-in", "registers:page", { filter: {}, from: 0, count: 10 });
    await house.get("identity:signIn", people.requester);
    await house.refused("not-permitted", "log:entries", query);
    await house.refused("not-permitted", "log:find", { at: new Date().toISOString() });
    await house.refused("not-permitted", "log:details");
    // The proof of a line in a register is for whoever sees the register.
    expect((await house.get("log:entry", { index: 0 })).row.type).toBe("genesis");
    await house.get("identity:signOut");
    // Whoever only wears a camera sees what they did themselves, and no register.
    await house.get("identity:signIn", people.wearer);
    await house.refused("not-permitted", "log:entry", { index: 0 });
    await house.refused("not-permitted", "registers:viewings");
    await house.refused("not-permitted", "registers:page", { filter: {}, from: 0, count: 10 });
    await house.get("identity:signOut");
  });

  it("compliance and room supervisors", async () => {
    await house.get("identity:signIn", people.supervisor);
    expect((await house.get("log:entries", query)).rows).toHaveLength(10);
    await house.get("identity:signOut");
    await house.get("identity:signIn", compliance);
    expect((await house.get("log:entries", query)).rows.map(({ index }) => index)).toEqual([
      9, 8, 7, 6, 5, 4, 3, 2, 1, 0,
    ]);
  });

  it("and every question has its limits", async () => {
    const bad: readonly Partial<Record<keyof LogQuery, unknown>>[] = [
      { limit: 0 },
      { limit: 101 },
      { limit: 1.5 },
      { cursor: -1 },
      { cursor: Number.NaN },
      { direction: "sideways" },
      { filter: { types: ["no.such.type"] } },
      { filter: { person: "" } },
      { filter: { person: "x".repeat(129) } },
      { filter: { subjects: Array.from({ length: 257 }, String) } },
    ];
    for (const change of bad) {
      // oxlint-disable-next-line no-await-in-loop -- one question after the other
      await house.refused("bad-request", "log:entries", { ...query, ...change } as LogQuery);
    }
    await house.refused("bad-request", "log:entry", { index: -1 });
    await house.refused("bad-request", "log:find", { at: "yesterday" });
    expect(await house.refused("not-found", "log:entry", { index: 9e15 })).toMatchObject({ subject: "entry" });
  });
});

describe("a log of 100 000 entries", () => {
  it("R10: shows any page of it as the leaves have it", async () => {
    const stored = storedEntries(stationFolder());
    expect(stored.length).toBeGreaterThan(entries);
    for (const cursor of [stored.length, 70_001, 256, 1]) {
      // oxlint-disable-next-line no-await-in-loop -- one page after the other
      const { rows } = await house.get("log:entries", { cursor, direction: "older", limit: 50 });
      expect(rows.map(({ type, facts }) => ({ t: type, b: facts }))).toEqual(
        stored
          .slice(Math.max(0, cursor - 50), cursor)
          .toReversed()
          .map(({ t, b }) => ({ t, b })),
      );
    }
  });

  it("finds the one sitting among them, the second time at once", async () => {
    const filter = { subjects: [needle] };
    const { log } = await house.get("station:status");
    const search = async (): Promise<readonly [LogRow[], number]> => {
      const started = performance.now();
      const rows = await found({ cursor: log.size, direction: "older", filter });
      return [rows, performance.now() - started];
    };
    const [first, slow] = await search();
    const [second, quick] = await search();
    expect(first).toHaveLength(1);
    expect(first[0]?.facts["viewing"]).toBe(needle);
    expect(second).toEqual(first);
    expect(quick).toBeLessThan(slow / 5);
  });

  it("finds the entries of a moment", async () => {
    const { row } = await house.get("log:entry", { index: 60_000 });
    const index = (await house.get("log:find", { at: row.at })) ?? -1;
    expect(index).toBeLessThanOrEqual(60_000);
    expect((await house.get("log:entry", { index })).row.at).toBe(row.at);
    expect((await house.get("log:entry", { index: index - 1 })).row.at < row.at).toBe(true);
  });

  it("proves the first, the last and any entry to whoever hashes for themselves", async () => {
    const { log } = await house.get("station:status");
    for (const index of [0, 1, 41_337, 65_535, 65_536, log.size - 1]) {
      // oxlint-disable-next-line no-await-in-loop -- one entry after the other
      const proof = await house.get("log:entry", { index });
      // oxlint-disable-next-line no-await-in-loop -- likewise
      const checked = await checkProof(proof, () => Promise.resolve());
      expect([index, verdictOf(checked)]).toEqual([index, "holds"]);
    }
  });

  it("says which key signs, since when, and who can check the seal", async () => {
    const details = await house.get("log:details");
    const { log } = await house.get("station:status");
    expect(details.epoch.number).toBe(log.epoch);
    expect(details.sealedTo).toHaveLength(1);
    expect(details.receipt?.size).toBeGreaterThan(0);
    expect((await house.get("log:entry", { index: details.epoch.entry })).row.type).toBe("key.rotate");
  });
});

describe("verification of the whole log", () => {
  const progress = (): Verifying[] => announced(house, "log:verifying").filter((one) => one !== null) as Verifying[];

  it("can be cancelled, and then nothing is recorded", async () => {
    const { log } = await house.get("station:status");
    const answer = house.get("log:verify", { thorough: false });
    await setTimeout(50);
    await house.get("log:cancelVerify");
    expect(await answer).toBeNull();
    const after = await house.get("station:status");
    expect(after.log).toMatchObject({ size: log.size });
    expect(after.log.verified).toBeUndefined();
    expect(announced(house, "log:verifying").at(-1)).toBeNull();
  });

  it("says how far it is, lets others be served meanwhile, and is recorded", async () => {
    house.shell.sent.length = 0;
    const { log } = await house.get("station:status");
    const started = performance.now();
    const state = { isOver: false };
    const waits: number[] = [];
    const answer = house.get("log:verify", { thorough: false }).finally(() => {
      state.isOver = true;
    });
    while (!state.isOver) {
      const asked = performance.now();
      // oxlint-disable-next-line no-await-in-loop -- one person asks, looks, and asks again
      await house.get("log:entries", { cursor: log.size, direction: "older", limit: 50 });
      waits.push(performance.now() - asked);
      // oxlint-disable-next-line no-await-in-loop -- likewise
      await setTimeout(20);
    }
    expect(await answer).toMatchObject({ sound: true, size: log.size });
    const took = performance.now() - started;
    // A picture under way asks for bytes the same way; it has seconds in hand.
    expect(Math.max(...waits)).toBeLessThan(1000);
    expect(waits.length).toBeGreaterThan(took / 500);
    const told = progress();
    expect(told.length).toBeGreaterThan(1);
    expect(told.map(({ done }) => done)).toEqual(told.map(({ done }) => done).toSorted((a, b) => a - b));
    expect(told.every(({ done, size }) => done <= size && size === log.size)).toBe(true);
    expect(storedEntries(stationFolder(), log.size)[0]).toMatchObject({
      t: "verify.pass",
      b: { size: log.size, thorough: false },
    });
  });

  it("two who ask at once get one outcome", async () => {
    const { log } = await house.get("station:status");
    const [one, other] = await Promise.all([
      house.get("log:verify", { thorough: false }),
      house.get("log:verify", { thorough: true }),
    ]);
    expect(one).toEqual(other);
    expect((await house.get("station:status")).log.size).toBe(log.size + 1);
  });

  it("is still known after a restart, read back from its entry", async () => {
    const before = (await house.get("station:status")).log.verified;
    expect(before).toMatchObject({ sound: true, thorough: false, by: compliance.token });
    await house.restart();
    expect((await house.get("station:status")).log.verified).toEqual(before);
  });

  it("a pointer bent to another entry makes no verification of it", async () => {
    await house.stopStation();
    const database = new Database(join(stationFolder(), "station.sqlite"));
    database.prepare("UPDATE setting SET value = '5' WHERE name = 'verified'").run();
    database.close();
    await house.restart();
    expect((await house.get("station:status")).log.verified).toBeUndefined();
  });

  it("R12: that fails names the first wrong entry, is recorded, and seals the station", async () => {
    await house.get("identity:signIn", compliance);
    const wrong = 5000;
    const database = new Database(join(stationFolder(), "log", "log.sqlite"));
    database.exec(
      `DROP TRIGGER entry_stays; UPDATE entry SET leaf = (SELECT leaf FROM entry WHERE seq = 5008) WHERE seq = ${wrong}`,
    );
    database.close();
    const { log } = await house.get("station:status");
    const outcome = await house.get("log:verify", { thorough: false });
    expect(outcome).toMatchObject({ sound: false, firstWrong: { index: wrong } });
    const status = await house.get("station:status");
    expect(status.sealedBy).toBe("log");
    expect(status.log.verified).toMatchObject({ sound: false, firstWrong: { index: wrong }, by: compliance.token });
    expect(storedEntries(stationFolder(), log.size)[0]).toMatchObject({
      t: "verify.fail",
      b: { subject: "log", index: wrong },
    });
    // Elsewhere the log can still be read; where it is wrong, nothing is shown.
    expect((await house.get("log:entries", { cursor: log.size, direction: "older", limit: 50 })).rows).toHaveLength(50);
    await house.refused("station-sealed", "log:entries", { cursor: wrong + 20, direction: "older", limit: 50 });
    // A supervisor cannot lift the seal over a log that does not verify.
    await house.get("identity:signIn", people.supervisor);
    expect((await house.get("station:status")).sealedBy).toBe("log");
  });
});
