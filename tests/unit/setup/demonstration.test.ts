import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, describe, expect, it } from "vitest";
import { demonstrationFolder, demonstrationPolicy } from "../../../main/setup/index.ts";

const folder = mkdtempSync(join(tmpdir(), "vitrine-setup-"));
writeFileSync(join(folder, "own pack.json"), "{}");
afterAll(() => rmSync(folder, { recursive: true }));

describe("npm start -- --policy", () => {
  it.each([
    [[], undefined],
    [["--policy", "xiamen"], "xiamen"],
    [["--policy=north-carolina"], "north-carolina"],
    [["--policy", "own pack.json"], join(folder, "own pack.json")],
  ])("%j is taken", (words, policy) => {
    expect(demonstrationPolicy(words, folder)).toEqual({ ok: true, policy });
  });

  it.each([[["--policy"]], [["--policy", "nowhere"]], [["--policy="]]])(
    "%j is refused, naming what there is",
    (words) => {
      const answer = demonstrationPolicy(words, folder);
      expect(answer).toMatchObject({ ok: false });
      expect(answer.ok ? [] : answer.known).toContain("xiamen");
    },
  );

  it("each authority has a folder of its own, inside the one for demonstrations", () => {
    expect(demonstrationFolder(undefined)).toBe("demonstration");
    expect(demonstrationFolder("xiamen")).toBe("demonstration-xiamen");
    expect(demonstrationFolder("/somewhere/own pack.json")).toBe("demonstration-own-pack");
  });
});
