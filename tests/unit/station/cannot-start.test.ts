import { mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { Breach } from "../../../main/diagnostics/index.ts";
import { DemonstrationRefused } from "../../../main/headquarters/demonstration/index.ts";
import { startLines, startWords } from "../../../main/start-words.ts";
import { cannotStart } from "../../../main/station/index.ts";
import { FolderInUse } from "../../../main/storage/index.ts";

const coded = (code: string): Error => Object.assign(new Error("x"), { code });

describe("R12: why a station does not start", () => {
  let folder: string;
  beforeEach(() => {
    folder = mkdtempSync(join(tmpdir(), "vitrine-start-"));
  });
  afterEach(() => rmSync(folder, { recursive: true, force: true }));

  it.each([
    ["a breach", new Breach("log", "x"), "sealed-log"],
    ["keys that do not open", new Breach("keys", "x"), "sealed-keys"],
    ["a database that is none", coded("SQLITE_NOTADB"), "sealed-log"],
    ["a damaged database", coded("SQLITE_CORRUPT_VTAB"), "sealed-log"],
    ["a full disk", coded("ENOSPC"), "disk-full"],
    ["a commit that failed on a full disk", new Breach("log", "x", { cause: coded("SQLITE_FULL") }), "disk-full"],
    ["a folder in use", new FolderInUse(), "in-use"],
    ["a folder that may not be written", coded("EACCES"), "folder-closed"],
    ["a refused recording", new DemonstrationRefused("WH-1", "damaged"), "demonstration-refused"],
    ["a recording for which there was no room", new DemonstrationRefused("WH-1", "disk-full"), "disk-full"],
    ["anything else", new TypeError("x is not a function"), "unknown"],
  ] as const)("names %s", (_what, error, trouble) => {
    expect(cannotStart(error, folder).trouble).toBe(trouble);
  });

  it.each(Object.keys(startWords) as (keyof typeof startWords)[])("says %s in both languages", (trouble) => {
    const lines = startLines(trouble, { incident: "7F3K", technicalLog: "technical.log" });
    expect(lines).toHaveLength(4);
    const [zh = "", zhIncident = "", en = "", enIncident = ""] = lines;
    expect(zh).toMatch(/\p{Script=Han}/u);
    expect(en).not.toMatch(/\p{Script=Han}/u);
    for (const line of [zhIncident, enIncident]) {
      expect(line).toContain("7F3K");
      expect(line).toContain("technical.log");
    }
  });

  it("shows no stack and nothing the error said; the technical log has it under the same number", () => {
    const refusal = cannotStart(new Error("secret detail"), folder);
    const text = startLines(refusal.trouble, refusal).join("\n");
    expect(text).not.toContain("secret detail");
    expect(text).not.toMatch(/\n\s+at /u);
    expect(text).toContain(refusal.technicalLog);
    const noted = readFileSync(refusal.technicalLog, "utf8");
    expect(noted).toContain(`"incident":"${refusal.incident ?? ""}"`);
    expect(noted).toContain("secret detail");
  });
});
