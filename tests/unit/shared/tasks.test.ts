import { describe, expect, it } from "vitest";
import { byDeadline } from "../../../shared/tasks.ts";

describe("what waits for a person", () => {
  it("stands in the order of the law's deadlines, whatever the zone they are written in; then by how long it waits", () => {
    const rows = [
      { id: "none-new", since: "2026-11-22T09:00:00Z" },
      { id: "late", since: "2026-11-21T09:00:00Z", due: "2026-11-23T09:00:00Z" },
      { id: "none-old", since: "2026-11-01T09:00:00Z" },
      { id: "first", since: "2026-11-22T09:00:00Z", due: "2026-11-23T10:00:00+08:00" },
      { id: "same-older", since: "2026-11-20T09:00:00Z", due: "2026-11-23T09:00:00Z" },
    ];
    expect(rows.toSorted(byDeadline).map(({ id }) => id)).toEqual([
      "first",
      "same-older",
      "late",
      "none-old",
      "none-new",
    ]);
  });
});
