import { globSync, readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { calmParts, companions, heavySuites, lightParts, suites } from "../suites.ts";

const tests = join(import.meta.dirname, "..");

describe("suites", () => {
  it("runs every folder of tests/ or says what else the folder is for", () => {
    const known = new Set<string>([...suites, ...Object.keys(companions)]);
    const folders = readdirSync(tests, { withFileTypes: true }).filter((entry) => entry.isDirectory());
    expect(folders.map(({ name }) => name).filter((name) => !known.has(name))).toEqual([]);
  });

  it("has no test file outside a suite", () => {
    const files = globSync("**/*.{test,spec}.{ts,tsx}", { cwd: tests }).map((file) => file.replaceAll("\\", "/"));
    expect(files.filter((file) => !suites.some((suite) => file.startsWith(`${suite}/`)))).toEqual([]);
    expect(files.filter((file) => file.includes(".spec."))).toEqual([]);
  });

  it("takes files out of a heavy suite only when they are there and start no browser", () => {
    for (const [suite, patterns] of Object.entries(lightParts)) {
      expect([...heavySuites]).toContain(suite);
      for (const pattern of patterns) {
        const files = globSync(pattern, { cwd: join(tests, "..") });
        expect(files.length).toBeGreaterThan(0);
        const sources = files.map((file) => readFileSync(join(tests, "..", file), "utf8"));
        expect(sources.filter((source) => /playwright|demonstration-station|findChromium/u.test(source))).toEqual([]);
      }
    }
  });

  it("runs files of a heavy suite two at a time only when none of them looks at a moment", () => {
    for (const [suite, files] of Object.entries(calmParts)) {
      expect([...heavySuites]).toContain(suite);
      const sources = files.map((file) => readFileSync(join(tests, "..", file), "utf8"));
      expect(sources.filter((source) => /openPictureLab|shoot\(|picture-probe|exactness/u.test(source))).toEqual([]);
    }
  });
});
