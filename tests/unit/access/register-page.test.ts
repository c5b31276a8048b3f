import { describe, expect, it } from "vitest";
import { createProjection, createSavedFilters } from "../../../main/access/index.ts";
import type { LogEntry } from "../../../main/formats/log-entry.ts";

const context = { open: null, received: 0 };

/** `count` sittings, one a minute, of two persons in turn. */
function filled(count: number): ReturnType<typeof createProjection> {
  const projection = createProjection();
  let seq = 0;
  const entry = (t: string, wall: string, b: object): void => {
    seq += 1;
    // As far as the projection reads an entry.
    projection.take({ t, wall, seq, b } as unknown as LogEntry);
  };
  const begin = Date.parse("2026-01-01T00:00:00Z");
  entry("grant.import", new Date(begin).toISOString(), {
    grant: "g-000001",
    digest: "0".repeat(64),
    requestNumber: "SL-F1-2026-0001",
    caseNo: "31",
    room: "room-301",
    purpose: "caseReview",
    approvers: [],
  });
  for (let index = 0; index < count; index += 1) {
    const wall = new Date(begin + index * 60_000).toISOString();
    const viewing = `v-${String(index).padStart(8, "0")}`;
    const [person, name] = index % 2 === 0 ? ["p-0001", "王芳"] : ["p-0002", "刘洋"];
    entry("room.prepare", wall, { viewing, grant: "g-000001" });
    entry("room.checkIn", wall, { viewing, person, name, capacity: "viewer" });
    entry("view.end", wall, { viewing });
  }
  return projection;
}

describe("the register a page at a time", () => {
  it("shows the newest first, and exactly the rows that are asked for", () => {
    const { total, rows } = filled(120).page({ filter: {}, from: 50, count: 50 }, context);
    expect(total).toBe(120);
    expect(rows.length).toBe(50);
    expect(rows[0]?.viewing).toBe("v-00000069");
    expect(filled(3).page({ filter: {}, from: 50, count: 50 }, context)).toEqual({ total: 3, rows: [] });
  });

  it("is narrowed by person, order, case, day and outcome, alone and together", () => {
    const projection = filled(100);
    const total = (filter: object): number => projection.page({ filter, from: 0, count: 1 }, context).total;
    expect(total({ person: "王" })).toBe(50);
    expect(total({ request: "f1-2026" })).toBe(100);
    expect(total({ caseNo: "32" })).toBe(0);
    expect(total({ text: "刘洋" })).toBe(50);
    expect(total({ outcome: "ended" })).toBe(100);
    expect(total({ outcome: "stopped" })).toBe(0);
    expect(total({ from: "2026-01-01T00:10:00Z", to: "2026-01-01T08:20:00+08:00" })).toBe(10);
    expect(total({ from: "2026-01-01T00:10:00Z", to: "2026-01-01T00:20:00Z", person: "王芳" })).toBe(5);
  });

  it("answers from 20 000 sittings as from 100: a page makes no rows but its own", () => {
    let asked = 0;
    const counting = {
      open: null,
      // Every row that is made asks how far headquarters has confirmed the log.
      get received() {
        asked += 1;
        return context.received;
      },
    };
    const made = (sittings: number, from: number): number => {
      const projection = filled(sittings);
      asked = 0;
      expect(projection.page({ filter: { person: "王芳" }, from, count: 50 }, counting).rows.length).toBe(30);
      return asked;
    };
    const few = made(100, 20);
    expect(few).toBeGreaterThan(0);
    expect(made(20_000, 9970)).toBe(few);
  });

  it("R3: keeps a person's filters sealed under their own name only", () => {
    const rows = new Map<string, Uint8Array>();
    const shelf = {
      get: (kind: string, id: string) => rows.get(`${kind}/${id}`) ?? null,
      put: (kind: string, id: string, plain: Uint8Array) => void rows.set(`${kind}/${id}`, plain),
      remove: () => undefined,
      ids: () => [],
    };
    const filters = createSavedFilters(shelf);
    filters.keep("p-0001", [{ name: "王芳", filter: { person: "王芳" } }]);
    expect(createSavedFilters(shelf).of("p-0001")).toEqual([{ name: "王芳", filter: { person: "王芳" } }]);
    expect(filters.of("p-0002")).toEqual([]);
  });
});
