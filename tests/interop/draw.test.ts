import { spawnSync } from "node:child_process";
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, describe, expect, it } from "vitest";
import { drawCommand } from "../../main/commands/draw.ts";
import { formatDraw, type DrawFile } from "../../main/formats/draw-file.ts";
import { commitmentTo, drawItems, drawKeys, makeDraw } from "../support/draws.ts";

const folder = mkdtempSync(join(tmpdir(), "vitrine-draw-"));
const script = join(import.meta.dirname, "draw.py");
const file = join(folder, "draw.json");
afterAll(() => rmSync(folder, { recursive: true, force: true }));

/** What the command and the script say to a file, as exit codes, and the command's words. */
async function both(draw: DrawFile): Promise<{ readonly codes: readonly (number | null)[]; readonly said: string }> {
  writeFileSync(file, formatDraw(draw));
  const lines: string[] = [];
  const ours = await drawCommand({ file, key: drawKeys, language: "zh", line: (text) => lines.push(text) });
  const theirs = spawnSync("python3", [script, file, ...drawKeys], { encoding: "utf8" });
  return { codes: [ours, theirs.status], said: lines.join("\n") };
}

const hasPython = spawnSync("python3", ["--version"]).error === undefined;
if (!hasPython) {
  process.stderr.write("skipped: the second verifier of draws needs python3\n");
}

describe.skipIf(!hasPython)("O-79: a third party runs the draw again", () => {
  const items = drawItems(41);
  const draw = makeDraw(items, commitmentTo(items));

  it("with the command and with a short script that shares no code with ours, and gets the same sample", async () => {
    const { codes, said } = await both(draw);
    expect(codes).toEqual([0, 0]);
    expect(said).toContain("成立");
    expect(readFileSync(script, "utf8").trim().split("\n").length).toBeLessThanOrEqual(65);
  });

  it("and both refuse one whose sample, frame, seed or time was changed", async () => {
    const changed = [
      { ...draw, sample: draw.sample.slice(1) },
      { ...draw, items: items.slice(1) },
      makeDraw(items, commitmentTo(items), { size: 2 }),
      makeDraw(items, commitmentTo(items), { statement: { round: 2 } }),
      makeDraw(items, commitmentTo(items), { digest: "e".repeat(64) }),
    ];
    for (const one of changed) {
      // oxlint-disable-next-line no-await-in-loop -- one file after the other
      expect((await both(one)).codes).toEqual([1, 1]);
    }
  });

  it("and the command says what to do when it has no key or no draw", async () => {
    const lines: string[] = [];
    const ask = (key: readonly string[], path = file) =>
      drawCommand({ file: path, key, language: "en", line: (text) => lines.push(text) });
    expect([await ask([]), await ask(["x"]), await ask(drawKeys, join(folder, "none"))]).toEqual([2, 2, 2]);
    expect(lines.every((line) => line.length > 30)).toBe(true);
  });
});
