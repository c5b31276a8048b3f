import { describe, expect, it } from "vitest";
import { createPinGuard, type PinGuard, type PinRecord, type PinRecords } from "../../../main/identity/index.ts";

interface Bench {
  readonly guard: PinGuard;
  readonly rows: Map<string, PinRecord>;
  readonly at: (ms: number) => void;
}

function bench(rows = new Map<string, PinRecord>()): Bench {
  let now = 1_000_000;
  const records: PinRecords = {
    get: (subject) => rows.get(subject) ?? null,
    put: (subject, record) => void rows.set(subject, record),
    remove: (subject) => void rows.delete(subject),
  };
  const rules = () => ({ attempts: 5, firstDelaySeconds: 2 });
  return {
    rows,
    guard: createPinGuard({ records, rules, now: () => new Date(now) }),
    at: (ms) => {
      now = 1_000_000 + ms;
    },
  };
}

const token = ["token:a", "bytes:1"];

describe("wrong PINs", () => {
  it("make the next attempt wait twice as long each time", () => {
    const { guard } = bench();
    expect([1, 2, 3, 4].map(() => guard.failed(token).retryAfterSeconds)).toEqual([2, 4, 8, 16]);
    expect(guard.state(token)).toEqual({ state: "delayed", retryAfterSeconds: 16 });
  });

  it("lock the certificate at the number the policy names, and waiting does not help", () => {
    const { guard, at } = bench();
    const left = [1, 2, 3, 4, 5].map(() => guard.failed(token).attemptsLeft);
    expect(left).toEqual([4, 3, 2, 1, 0]);
    at(365 * 86_400_000);
    expect(guard.state(token)).toEqual({ state: "locked" });
  });

  it("are remembered by whoever starts again on the same records", () => {
    const first = bench();
    first.guard.failed(token);
    expect(bench(first.rows).guard.state(token)).toEqual({ state: "delayed", retryAfterSeconds: 2 });
  });

  it("count for a copy of the token under another name, and for another token under the same name", () => {
    const { guard } = bench();
    guard.failed(token);
    expect(guard.state(["token:b", "bytes:1"]).state).toBe("delayed");
    expect(guard.state(["token:a", "bytes:2"]).state).toBe("delayed");
    expect(guard.state(["token:b", "bytes:2"]).state).toBe("ready");
  });

  it("are forgotten after a right one", () => {
    const { guard } = bench();
    guard.failed(token);
    guard.clear(token);
    expect(guard.state(token)).toEqual({ state: "ready" });
  });

  it("stop delaying when the time is over", () => {
    const { guard, at } = bench();
    guard.failed(token);
    at(1999);
    expect(guard.state(token).state).toBe("delayed");
    at(2000);
    expect(guard.state(token).state).toBe("ready");
  });
});
