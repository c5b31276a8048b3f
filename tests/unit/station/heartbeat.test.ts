import { describe, expect, it } from "vitest";
import type { AuditLog } from "../../../main/auditlog/index.ts";
import { createHeartbeat } from "../../../main/station/heartbeat.ts";
import { logBench } from "../auditlog/log-bench.ts";

const hour = 3_600_000;

function types(log: AuditLog): string[] {
  return [...log.entries()].map(({ t }) => t);
}

describe("heartbeat", () => {
  it("comes after an hour of silence and once a day beside other entries (I7)", () => {
    const bench = logBench();
    const { clock } = bench;
    const log = bench.create();
    const heart = createHeartbeat(log);
    heart.beat();
    expect(types(log)).toEqual(["genesis"]);
    clock.pass(hour);
    heart.beat();
    heart.beat();
    expect(types(log)).toEqual(["genesis", "heartbeat"]);
    for (let half = 0; half < 47; half++) {
      clock.pass(hour / 2);
      log.append({ t: "config", b: {} });
      heart.beat();
    }
    expect(types(log).filter((t) => t === "heartbeat")).toHaveLength(1);
    clock.pass(hour / 2);
    log.append({ t: "config", b: {} });
    heart.beat();
    expect(types(log).filter((t) => t === "heartbeat")).toHaveLength(2);
  });

  it("is one entry however far a clock was turned", () => {
    const bench = logBench();
    const { clock } = bench;
    const log = bench.create();
    const heart = createHeartbeat(log);
    for (const turn of [1000 * 24 * hour, -2000 * 24 * hour]) {
      clock.turn(turn);
      heart.beat();
      heart.beat();
    }
    expect(types(log).filter((t) => t === "heartbeat")).toHaveLength(1);
  });

  it("lets a closed station remember how late it was, so that a clock turned back revives nothing (B.4)", () => {
    const bench = logBench();
    const { clock } = bench;
    const log = bench.create();
    const heart = createHeartbeat(log);
    heart.last();
    expect(types(log)).toEqual(["genesis"]);
    clock.pass(30 * 24 * hour);
    const late = log.now();
    heart.last();
    log.close();
    clock.turn(-30 * 24 * hour);
    expect(bench.open().now().getTime()).toBeGreaterThanOrEqual(late.getTime());
  });
});
