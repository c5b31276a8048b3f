import { spawnSync } from "node:child_process";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { holdFolder } from "../../main/storage/index.ts";

const program = join(import.meta.dirname, "../../main/chromium.ts");

/** Starts the program as `npm start` does and waits for its end. */
function start(folder: string): { readonly code: number | null; readonly said: string } {
  const { status, stderr } = spawnSync(process.execPath, [program], {
    encoding: "utf8",
    env: { ...process.env, VITRINE_FOLDER: folder },
    timeout: 60_000,
  });
  return { code: status, said: stderr };
}

describe("R12: the program ends a start that cannot go on with a sentence", () => {
  let folder: string;
  beforeEach(() => {
    folder = mkdtempSync(join(tmpdir(), "vitrine-ending-"));
  });
  afterEach(() => rmSync(folder, { recursive: true, force: true }));

  it("while another program works in the folder", () => {
    const hold = holdFolder(folder);
    const { code, said } = start(folder);
    hold.release();
    expect(code).toBe(1);
    expect(said).toContain("本工作站已在运行");
    expect(said).toContain("This station is running already");
    expect(said).not.toMatch(/\n\s+at |Error/u);
  });

  it("when its folder cannot be used, with an incident number and the place of the technical log", () => {
    const file = join(folder, "file");
    writeFileSync(file, "");
    const { code, said } = start(join(file, "station"));
    expect(code).toBe(1);
    expect(said).toMatch(/编号 [0-9A-Z]{4}，技术日志：.*technical\.log/u);
    expect(said).toMatch(/Incident [0-9A-Z]{4}; technical log: .*technical\.log/u);
    expect(said).not.toMatch(/\n\s+at |Error/u);
  });
});
