import { spawn } from "node:child_process";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { describe, expect, it, onTestFinished } from "vitest";
import { openLog } from "../../main/auditlog/index.ts";
import { verifyBundle } from "../../main/formats/log-bundle.ts";
import { readFileSync } from "node:fs";

/** Lets a child append until it has acknowledged `count` times, then kills it without warning. Answers what it acknowledged. */
function killAfter(folder: string, count: number): Promise<ReadonlyMap<number, string>> {
  return new Promise((resolve, reject) => {
    const child = spawn(process.execPath, [join(import.meta.dirname, "appender.ts"), folder], {
      stdio: ["ignore", "pipe", "pipe"],
    });
    let said = "";
    let complaint = "";
    child.stderr.on("data", (piece: Buffer) => {
      complaint += piece.toString();
    });
    child.stdout.on("data", (piece: Buffer) => {
      said += piece.toString();
      if (said.split("\n").length > count) {
        child.kill("SIGKILL");
      }
    });
    child.on("error", reject);
    child.on("close", (_code, signal) => {
      if (signal !== "SIGKILL") {
        reject(new Error(`appender ended by itself: ${complaint}`));
        return;
      }
      const whole = said.slice(0, said.lastIndexOf("\n")).split("\n");
      resolve(new Map(whole.map((line) => [Number(line.split(" ")[0]), line.split(" ")[1] ?? ""])));
    });
  });
}

describe("killed at any moment (R14, A21)", () => {
  it("acknowledged ⊆ recovered, the log verifies, and goes on after each kill", async () => {
    const folder = mkdtempSync(join(tmpdir(), "vitrine-crash-"));
    onTestFinished(() => rmSync(folder, { recursive: true, force: true }));
    const place = join(folder, "log");
    const acknowledged = new Map<number, string>();
    for (const count of [1, 2, 7, 19, 60, 133]) {
      // oxlint-disable-next-line no-await-in-loop -- each life of the log continues the one before
      for (const [index, leaf] of await killAfter(place, count)) {
        acknowledged.set(index, leaf);
      }
    }
    const log = openLog(place, {
      origin: "demo/ws/crash/1",
      clock: { wall: () => new Date(), mono: () => process.hrtime.bigint() },
      keyStore: null,
    });
    onTestFinished(() => log.close());
    expect(acknowledged.size).toBeGreaterThan(200);
    const lost = [...acknowledged].filter(
      ([index, leaf]) => Buffer.from(log.leaf(index) ?? []).toString("base64") !== leaf,
    );
    expect(lost).toEqual([]);
    expect((await log.verify({ thorough: true })).firstWrong).toBeUndefined();
    expect([...log.entries()].filter(({ t }) => t === "recovery")).toHaveLength(6);
    const bundle = join(folder, "bundle");
    await log.exportBundle(bundle);
    expect(verifyBundle(new Uint8Array(readFileSync(bundle))).outcome).toBe("sound");
  });
});
