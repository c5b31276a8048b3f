import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { Breach, newIncident, openTechnicalLog } from "../../../main/diagnostics/index.ts";

describe("the technical log", () => {
  let folder: string;
  beforeEach(() => {
    folder = mkdtempSync(join(tmpdir(), "vitrine-diagnostics-"));
  });
  afterEach(() => rmSync(folder, { recursive: true, force: true }));

  const text = (): string => readFileSync(join(folder, "technical.log"), "utf8");

  it("R3: names no person, no place on disk, no key, no PIN and nothing people wrote", () => {
    const key = "mZ9Qw7rT2yU8iO4pA6sD1fG3hJ5kL0xC";
    const error = new Breach("log", `王芳 p-0003 /home/clerk/tokens/wang.p12 pin 135703 ${key}`, {
      cause: new Error("张国华 at /var/lib/vitrine/log/tiles"),
    });
    openTechnicalLog(folder).report("handler", error, { channel: "viewing:open", who: "王芳" });
    for (const secret of ["王芳", "p-0003", "clerk", "wang.p12", "135703", key, "张国华", "tiles"]) {
      expect(text()).not.toContain(secret);
    }
    expect(text()).toContain("viewing:open");
  });

  it("answers the number that is in its line", () => {
    const incident = openTechnicalLog(folder).report("handler", new Error("x"));
    expect(incident).toMatch(/^[2-9A-HJKMNP-Z]{4}$/u);
    expect(JSON.parse(text())).toMatchObject({ event: "handler", incident });
    expect(newIncident()).toHaveLength(4);
  });

  it("keeps a bounded number of files", () => {
    const log = openTechnicalLog(folder, { maxBytes: 200, keep: 2 });
    for (let count = 0; count < 50; count++) {
      log.note("sync.round", { count });
    }
    expect(readdirSync(folder).toSorted()).toEqual(["technical.log", "technical.log.1", "technical.log.2"]);
  });

  it("never throws, whatever the disk does", () => {
    writeFileSync(join(folder, "file"), "");
    expect(() => openTechnicalLog(join(folder, "file", "below")).note("x")).not.toThrow();
  });
});
