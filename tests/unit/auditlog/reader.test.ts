import { describe, expect, it } from "vitest";
import { createLogReader, type AuditLog, type LogReader } from "../../../main/auditlog/index.ts";
import type { NewEntry } from "../../../main/formats/log-entry.ts";
import type { LogFilter, LogRow } from "../../../shared/model/log.ts";
import { leaseBody, logBench, type LogBench } from "./log-bench.ts";

/** Appends `count` entries, a second apart in blocks of a hundred; every seventh is a lease of its own viewing. */
function fill(log: AuditLog, bench: LogBench, count: number): void {
  for (let first = 0; first < count; first += 100) {
    const entries = Array.from({ length: Math.min(100, count - first) }, (_, offset): NewEntry => {
      const n = first + offset;
      return n % 7 === 0
        ? { t: "view.lease", b: { ...leaseBody, viewing: `v-${n}` }, person: `p-${n % 3}` }
        : { t: "session.close", b: { person: `p-${n % 3}` }, person: `p-${n % 3}` };
    });
    const [one, ...more] = entries;
    if (one !== undefined) {
      bench.clock.pass(1000);
      log.append(one, ...more);
    }
  }
}

async function walk(
  reader: LogReader,
  direction: "older" | "newer",
  cursor: number,
  limit: number,
  filter?: LogFilter,
): Promise<LogRow[]> {
  const found: LogRow[] = [];
  let at = cursor;
  for (let more = true; more;) {
    // oxlint-disable-next-line no-await-in-loop -- one page after the other, as a person turns them
    const page = await reader.page({ cursor: at, direction, limit, ...(filter === undefined ? {} : { filter }) });
    found.push(...(direction === "older" ? page.rows : page.rows.toReversed()));
    at = page.reached;
    ({ more } = page);
  }
  return found;
}

describe("the log as people read it (R10)", () => {
  it("lists every entry once, newest first, whatever the page size, while the log goes on growing", async () => {
    const bench = logBench();
    const log = bench.create();
    fill(log, bench, 600);
    const reader = createLogReader(log);
    for (const limit of [9, 50, 100]) {
      // oxlint-disable-next-line no-await-in-loop -- the same log for each
      const rows = await walk(reader, "older", log.size, limit);
      expect(rows.map(({ index }) => index)).toEqual(Array.from({ length: log.size }, (_, n) => log.size - 1 - n));
    }
    fill(log, bench, 300);
    const all = await walk(reader, "newer", 0, 100);
    expect(all.map(({ index }) => index)).toEqual(Array.from({ length: log.size }, (_, n) => n));
    expect(all[8]).toMatchObject(
      log.entry(8)?.t === undefined ? {} : { type: log.entry(8)?.t, facts: log.entry(8)?.b },
    );
  });

  it("finds by type, person and subject what a plain walk finds, the second time from what it remembers", async () => {
    const bench = logBench();
    const log = bench.create();
    fill(log, bench, 2000);
    const reader = createLogReader(log);
    const filters: LogFilter[] = [
      { types: ["view.lease"] },
      { person: "p-2" },
      { subjects: ["v-700", "v-1400"] },
      { types: ["view.lease"], person: "p-1" },
      { types: ["session.close"], subjects: ["v-700"] },
      { person: "nobody" },
    ];
    const expected = (filter: LogFilter): number[] =>
      [...log.entries()]
        .filter(
          ({ t, person, b }) =>
            (filter.types === undefined || filter.types.some((type) => type === t)) &&
            (filter.person === undefined || person === filter.person) &&
            (filter.subjects === undefined ||
              filter.subjects.some((subject) => "viewing" in b && b["viewing"] === subject)),
        )
        .map(({ seq }) => seq);
    for (const filter of [...filters, ...filters]) {
      // oxlint-disable-next-line no-await-in-loop -- the second round reads what the first remembered
      const rows = await walk(reader, "newer", 0, 50, filter);
      expect(rows.map(({ index }) => index)).toEqual(expected(filter));
    }
  });

  it("stops a long search after a while and says where to go on", async () => {
    const bench = logBench();
    const log = bench.create();
    for (let n = 0; n < 20; n++) {
      fill(log, bench, 1000);
    }
    const reader = createLogReader(log);
    const page = await reader.page({ cursor: log.size, direction: "older", limit: 10, filter: { types: ["genesis"] } });
    expect(page).toMatchObject({ rows: [], more: true });
    expect(page.reached).toBeLessThan(log.size);
    expect((await walk(reader, "older", page.reached, 10, { types: ["genesis"] })).map(({ index }) => index)).toEqual([
      0,
    ]);
  });

  it("finds the first entry at or after a moment", () => {
    const bench = logBench();
    const log = bench.create();
    fill(log, bench, 1000);
    const reader = createLogReader(log);
    const third = reader.entry(250);
    const first = [...log.entries()].find(({ wall }) => wall === third.wall)?.seq;
    expect(reader.find(new Date(third.wall))).toBe(first);
    expect(reader.find(new Date(0))).toBe(0);
    expect(reader.find(new Date("2099-01-01T00:00:00Z"))).toBeNull();
  });

  it("answers an empty page past either end", async () => {
    const log = logBench().create();
    const reader = createLogReader(log);
    expect(await reader.page({ cursor: 0, direction: "older", limit: 5 })).toMatchObject({ rows: [], more: false });
    expect(await reader.page({ cursor: 9, direction: "newer", limit: 5 })).toMatchObject({ rows: [], more: false });
    expect((await reader.page({ cursor: 9e15, direction: "older", limit: 5 })).rows).toHaveLength(1);
  });
});
