import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { createLog, openLog, type AuditLog } from "../../../main/auditlog/index.ts";
import { Breach } from "../../../main/diagnostics/index.ts";
import { DiskFull, isDiskFull, keepStanding } from "../../../main/station/standing-log.ts";

const clock = { wall: () => new Date(), mono: () => process.hrtime.bigint() };
const options = { origin: "test/ws/1/0", clock, keyStore: null };
const full = (): Error => Object.assign(new Error("no space"), { code: "SQLITE_FULL" });

describe("the standing log", () => {
  let folder: string;
  let real: AuditLog;

  beforeEach(() => {
    folder = mkdtempSync(join(tmpdir(), "vitrine-standing-"));
    real = createLog(join(folder, "log"), options);
  });
  afterEach(() => rmSync(folder, { recursive: true, force: true }));

  /** The real log with a disk that is full for as long as the test says. */
  function onDisk(disk: { full: boolean }, log: AuditLog): AuditLog {
    const fuller: Partial<AuditLog> = {
      append: (...entries) => {
        if (disk.full) {
          throw new Breach("log", "commit failed", { cause: full() });
        }
        return log.append(...entries);
      },
    };
    return new Proxy(log, {
      get: (target, name) => {
        const value: unknown = name === "append" ? fuller.append : Reflect.get(target, name);
        return typeof value === "function" ? (value.bind(target) as unknown) : value;
      },
    });
  }

  it("R14: goes on where it was once there is room again, and tells its listeners as before", () => {
    const disk = { full: false };
    const heard: number[] = [];
    const log = keepStanding(onDisk(disk, real), () => {
      if (disk.full) {
        throw full();
      }
      return openLog(join(folder, "log"), options);
    });
    log.onAppend((entries) => heard.push(...entries.map(({ index }) => index)));
    log.append({ t: "heartbeat", b: {} });
    const { size } = log;
    disk.full = true;
    expect(() => log.append({ t: "heartbeat", b: {} })).toThrow(DiskFull);
    expect(() => log.append({ t: "heartbeat", b: {} })).toThrow(DiskFull);
    // Whoever only asks how things stand is answered, also now.
    expect(log.state().size).toBe(size);
    expect(log.size).toBe(size);
    expect(log.lastReceipt()).toBeNull();
    disk.full = false;
    // Size and leaves are of one log: whoever asks first opens it again for both.
    expect(log.size).toBe(log.leaves(0, log.size + 100).length);
    const [entry] = log.append({ t: "heartbeat", b: {} });
    expect(entry?.index).toBeGreaterThanOrEqual(size);
    expect(heard).toContain(entry?.index);
    log.close();
  });

  it("passes every other failure on as it is", () => {
    const broken = new Breach("log", "checkpoint does not extend the log");
    const log = keepStanding(
      new Proxy(real, {
        get: (target, name) => {
          if (name === "append") {
            return () => {
              throw broken;
            };
          }
          const value: unknown = Reflect.get(target, name);
          return typeof value === "function" ? (value.bind(target) as unknown) : value;
        },
      }),
      () => real,
    );
    expect(() => log.append({ t: "heartbeat", b: {} })).toThrow(broken);
    real.close();
  });
});

describe("a full disk", () => {
  it("is recognised at whatever depth it was wrapped", () => {
    expect(isDiskFull(new Error("a", { cause: new Breach("log", "b", { cause: full() }) }))).toBe(true);
    expect(isDiskFull(Object.assign(new Error("x"), { code: "ENOSPC" }))).toBe(true);
    expect(isDiskFull(new Breach("log", "b"))).toBe(false);
    expect(isDiskFull("ENOSPC")).toBe(false);
  });
});
