import { readFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { classes, corpus, idsOf, testsOf } from "./corpus.ts";
import { composeTable, numbersIn, tableFile, unproven } from "./table.ts";

const tests = join(import.meta.dirname, "..");

/** Whether a file, or a table that it takes from `support/`, has a title or a row that begins with this id. */
function isTitled(file: string, id: string): boolean {
  const own = readFileSync(join(tests, file), "utf8");
  const tables = [...own.matchAll(/"(?:\.\.\/)+(support\/[\w-]+\.ts)"/gu)].map(([, path = ""]) => join(tests, path));
  return [own, ...tables.map((path) => readFileSync(path, "utf8"))].some((text) =>
    [...text.matchAll(/["'`]((?:[A-G]\d\d )+)|^\s+([A-G]\d\d): \[/gmu)].some(([, ids = "", key = ""]) =>
      `${ids}${key}`.split(" ").includes(id),
    ),
  );
}

describe("the red-team corpus", () => {
  it("has every attempt of every class, once", () => {
    for (const { letter, size, rows } of classes) {
      const wanted = Array.from({ length: size }, (_one, at) => `${letter}${String(at + 1).padStart(2, "0")}`);
      expect(rows.map(([id]) => id)).toEqual(wanted);
    }
    expect(corpus.length).toBe(150);
  });

  it.each(corpus)("$id is shown where it says, and has an outcome", (attempt) => {
    const files = testsOf(attempt);
    expect(files.filter((file) => !isTitled(file, attempt.id))).toEqual([]);
    expect(new Set(files).size).toBe(files.length);
    expect(attempt.attempt.length).toBeGreaterThan(8);
    expect(files.length > 0).toBe(attempt.here.state === "passed" || attempt.here.state === "residual");
    // What cannot be prevented is never called passed.
    expect(attempt.expected === "residual" && attempt.here.state === "passed").toBe(false);
  });

  it("finds no id where there is none: the log's own ids, and forms", () => {
    expect(idsOf("A16: what people are shown")).toEqual([]);
    expect(idsOf("A10, A11: the second net")).toEqual([]);
    expect(idsOf("F20 is printed")).toEqual(["F20"]);
    expect(idsOf("A01 B02 R4: a title")).toEqual(["A01", "B02"]);
    expect(isTitled("redteam/theft.test.ts", "A01")).toBe(true);
    expect(isTitled("redteam/theft.test.ts", "G10")).toBe(false);
  });

  it("is what the committed table says, each number counted in a run", () => {
    const table = readFileSync(tableFile, "utf8");
    const numbers = numbersIn(table);
    expect(composeTable(numbers)).toBe(table);
    expect(unproven(new Map([...numbers].map(([id, passed]) => [id, { passed, failed: 0, skipped: 0 }])))).toEqual([]);
  });
});
