import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { onTestFinished } from "vitest";
import { createLog, openLog, type AuditLog, type LogClock, type LogOptions } from "../../../main/auditlog/index.ts";

/** A clock whose two hands are set by the test. */
export interface HandClock extends LogClock {
  /** Both hands go on by this many ms. */
  pass(ms: number): void;
  /** Only the wall clock is moved. */
  turn(ms: number): void;
}

export function handClock(start = Date.UTC(2026, 10, 9, 8, 0, 0)): HandClock {
  let wall = start;
  let mono = 1_000_000_000n;
  return {
    wall: () => new Date(wall),
    mono: () => mono,
    pass: (ms) => {
      wall += ms;
      mono += BigInt(ms) * 1_000_000n;
    },
    turn: (ms) => {
      wall += ms;
    },
  };
}

export const origin = "demo/ws/0001/1";

export function temporaryFolder(): string {
  const folder = mkdtempSync(join(tmpdir(), "vitrine-log-"));
  onTestFinished(() => rmSync(folder, { recursive: true, force: true }));
  return folder;
}

/** A log in a folder of its own, with everything needed to open it again. */
export interface LogBench {
  readonly folder: string;
  readonly clock: HandClock;
  readonly options: LogOptions;
  create(): AuditLog;
  open(): AuditLog;
}

export function logBench(more: Partial<LogOptions> = {}): LogBench {
  const folder = join(temporaryFolder(), "log");
  const clock = handClock();
  const options: LogOptions = { origin, clock, keyStore: null, ...more };
  const opened: AuditLog[] = [];
  onTestFinished(() => {
    for (const log of opened) {
      log.close();
    }
  });
  const keep = (log: AuditLog): AuditLog => {
    opened.push(log);
    return log;
  };
  return {
    folder,
    clock,
    options,
    create: () => keep(createLog(folder, options)),
    open: () => keep(openLog(folder, options)),
  };
}

export const leaseBody = {
  viewing: "v-000001",
  asset: "A-1",
  segments: { from: 0, to: 2 },
  frames: { from: 0, to: 50 },
};
