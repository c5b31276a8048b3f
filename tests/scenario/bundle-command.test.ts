import { spawnSync } from "node:child_process";
import { cpSync, existsSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { openOfflineStation } from "../../main/station/index.ts";
import { storedEntries } from "../support/station-log.ts";
import { openHouse, people, type House } from "./house.ts";

const program = join(import.meta.dirname, "../../main/cli.ts");

let house: House;

beforeEach(async () => {
  house = await openHouse();
});
afterEach(() => house.close());

function vitrine(...args: string[]): { code: number | null; said: string; wrong: string } {
  const { status, stdout, stderr } = spawnSync(process.execPath, [program, ...args], { encoding: "utf8" });
  return { code: status, said: stdout, wrong: stderr };
}

const path = (name: string): string => join(house.folder, name);
const station = (): string => path("station");
const headquarters = (): string => join(house.folder, "hq", "headquarters");

describe("R14: `vitrine bundle` carries a log to headquarters and its answer back", () => {
  it("in both languages, with exit codes a script can use, and never a stack trace", async () => {
    const running = vitrine("--lang", "en", "bundle", "export", "--folder", station(), path("out.wsb"));
    expect(running).toMatchObject({ code: 1, wrong: "" });
    expect(running.said).toContain("The station is running");
    await house.get("identity:signIn", people.requester);
    const here = vitrine("bundle", "import", "--headquarters", headquarters(), path("x"), "--answer", path("y"));
    expect(here).toMatchObject({ code: 1, wrong: "", said: expect.stringContaining("--bundles") });
    await house.stopHeadquarters();
    await house.stopStation();

    const out = vitrine("--lang", "en", "bundle", "export", "--folder", station(), path("out.wsb"));
    expect(out).toMatchObject({ code: 0, wrong: "" });
    expect(out.said).toMatch(/^Wrote entries \d+ to \d+ \(\d+ in all\): /u);

    const order = ["--lang", "zh", "bundle", "import", "--headquarters", headquarters(), "--answer", path("back.wsr")];
    const taken = vitrine(...order, path("out.wsb"));
    expect(taken).toMatchObject({ code: 0, wrong: "" });
    expect(taken.said).toContain("已接收：日志已镜像并由总部联署。");
    expect(vitrine(...order, path("out.wsb")).said).toContain("总部此前已持有该文件的全部内容");

    const back = vitrine("--lang", "en", "bundle", "import", "--folder", station(), path("back.wsr"));
    expect(back).toMatchObject({ code: 0, wrong: "" });
    expect(back.said).toMatch(/^Headquarters has countersigned the first \d+ entries\./u);

    writeFileSync(path("cut.wsr"), readFileSync(path("back.wsr")).subarray(0, -1));
    const cut = vitrine("--lang", "zh", "bundle", "import", "--folder", station(), path("cut.wsr"));
    expect(cut).toMatchObject({ code: 1, wrong: "" });
    expect(cut.said).toBe("文件已损坏、被截断或被改动，未接收任何内容。\n请从来源处重新拷贝；若仍如此，请重新导出。\n");
    const nowhere = vitrine("--lang", "en", "bundle", "export", "--folder", station(), path("no/such/folder/out.wsb"));
    expect(nowhere).toMatchObject({ code: 1, wrong: "" });
    expect(nowhere.said).toContain("The file could not be written");
    const foreign = vitrine("--lang", "en", "bundle", "export", "--folder", path("nobody"), path("out.wsb"));
    expect(foreign).toMatchObject({ code: 1, said: expect.stringContaining("no enrolled station") });
    const typo = vitrine(
      "--lang",
      "en",
      "bundle",
      "import",
      "--headquarters",
      path("typo"),
      "--answer",
      path("y"),
      path("x"),
    );
    expect(typo).toMatchObject({ code: 1, said: expect.stringContaining("no headquarters in this folder") });
    expect(vitrine(...order, path("back.wsr"))).toMatchObject({ code: 2, wrong: "" });
    expect(vitrine("bundle", "import", path("out.wsb"))).toMatchObject({ code: 2, wrong: "" });

    await house.restart();
    expect(await house.get("log:verify")).toMatchObject({ sound: true });
    const refusals = house.refusals();
    expect(refusals.map(({ failure }) => failure)).toEqual(
      expect.arrayContaining(["bundle-refused:damaged", "bundle-refused:not-written"]),
    );
  });
});

describe("a reader who stops reading", () => {
  it("does not make `vitrine verify` fail otherwise than the bundle does", async () => {
    await house.get("identity:signIn", people.requester);
    const { file } = await house.get("log:export");
    const wrong = readFileSync(file);
    wrong[wrong.length - 10] = (wrong.at(-10) ?? 0) ^ 1;
    writeFileSync(path("wrong.vlog"), wrong);
    for (const [bundle, code] of [
      [file, 0],
      [path("wrong.vlog"), 1],
    ] as const) {
      // `head` is gone before the second line comes.
      const command = `"${process.execPath}" "${program}" --lang en verify "${bundle}" | head -0; exit "\${PIPESTATUS[0]}"`;
      const { status, stderr } = spawnSync("bash", ["-c", command], { encoding: "utf8" });
      expect({ status, stderr }).toEqual({ status: code, stderr: "" });
    }
  });
});

describe("R14: `vitrine bundle` over a log that was set back", () => {
  it("refuses with a sentence and signs nothing, whether headquarters answers or not", async () => {
    await house.get("identity:signIn", people.requester);
    await house.get("sync:now");
    cpSync(path("station"), path("copy"), { recursive: true });
    await house.get("identity:signOut");
    await house.get("sync:now");
    await house.stopStation();
    const receipts = readFileSync(path("station/log.receipts"));
    rmSync(path("station/log"), { recursive: true });
    cpSync(path("copy/log"), path("station/log"), { recursive: true });
    const before = storedEntries(station());
    const refused = (): void => {
      const out = vitrine("--lang", "en", "bundle", "export", "--folder", station(), path("out.wsb"));
      expect(out).toMatchObject({ code: 1, wrong: "", said: expect.stringContaining("was set back") });
      expect(storedEntries(station())).toEqual(before);
      expect(existsSync(path("out.wsb"))).toBe(false);
    };
    await house.stopHeadquarters();
    refused();
    await house.startHeadquarters();
    // The second place for receipts was put back as well: only headquarters knows.
    cpSync(path("copy/log.receipts"), path("station/log.receipts"));
    expect(receipts.equals(readFileSync(path("station/log.receipts")))).toBe(false);
    await expect(openOfflineStation(station())).rejects.toMatchObject({ reason: "set-back" });
    expect(storedEntries(station())).toEqual(before);
  });
});
