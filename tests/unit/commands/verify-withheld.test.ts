import { writeFileSync } from "node:fs";
import { readFile } from "node:fs/promises";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { verifyWithheldCommand } from "../../../main/commands/verify-withheld.ts";
import { frameLeaves } from "../../../main/formats/footage-package.ts";
import { hex } from "../../../main/formats/bytes.ts";
import { hashReaderOver, treeRoot } from "../../../main/formats/merkle.ts";
import { canMakeClips, clip } from "../../support/clips.ts";
import { scratch, takeIn, type TakenIn } from "../../support/picture.ts";
import { makeReceipts } from "../../support/receipts.ts";

describe.skipIf(!canMakeClips())("vitrine verify-withheld", () => {
  const { folder, remove } = scratch("verify-withheld");
  let taken: TakenIn;
  let digest = "";
  beforeAll(async () => {
    taken = await takeIn(clip("cfr30"), folder);
    const source = await taken.source();
    const leaves = await frameLeaves(taken.header, (from, to) => source.read(from, to));
    digest = hex(treeRoot(hashReaderOver(leaves.slice(40, 60)), 20));
  });
  afterAll(remove);

  const run = async (footage: string, ...lines: string[]): Promise<{ code: number; said: string }> => {
    const said: string[] = [];
    const line = (text: string): void => void said.push(text);
    const code = await verifyWithheldCommand({ footage, lines, key: [], language: "en", line });
    return { code, said: said.join("\n") };
  };

  it("agrees with the list for exactly those frames, typed or in a file, without a key", async () => {
    const typed = await run(taken.packagePath, `40-59:${digest}`);
    expect(typed).toMatchObject({ code: 0 });
    expect(typed.said).toContain("Frames 40–59: they agree");
    expect(typed.said).toContain(taken.header.manifestDigest);
    const form = join(folder, "form.txt");
    writeFileSync(form, `不予展示清单\n第 40—59 帧\n40—59：${digest.toUpperCase()}\n`);
    expect(await run(taken.packagePath, form)).toMatchObject({ code: 0 });
  });

  it("takes a list with other recordings' lines, and says when there is none about this one", async () => {
    const own = `${taken.header.manifest.asset} 40-59: ${digest} privacy - S0-4.2.2\n`;
    const other = `SC-OTHER-01 1-2: ${"0".repeat(64)} minor 0,0,100,100 S0-4.2.2\n`;
    expect(await run(taken.packagePath, other + own)).toMatchObject({ code: 0 });
    expect(await run(taken.packagePath, own.replace("40-59", "40-60"))).toMatchObject({ code: 1 });
    const none = await run(taken.packagePath, other);
    expect(none.code).toBe(2);
    expect(none.said).toContain("only about SC-OTHER-01");
    const hidden = makeReceipts({ hidden: true }).countersigned;
    expect((await run(taken.packagePath, hidden)).said).toContain("only about WH-20261109-A017-01");
  });

  it("finds every list that speaks of other frames", async () => {
    for (const line of [`40-60:${digest}`, `39-58:${digest}`, `40-59:${"0".repeat(64)}`, `440-459:${digest}`]) {
      // oxlint-disable-next-line no-await-in-loop -- one list after the other
      expect({ line, ...(await run(taken.packagePath, line)) }).toMatchObject({ line, code: 1 });
    }
  });

  it("says when there is nothing to check, and when a package was altered", async () => {
    expect(await run(taken.packagePath, "nothing")).toMatchObject({ code: 2 });
    expect(await run(join(folder, "missing"), `40-59:${digest}`)).toMatchObject({ code: 2 });
    const altered = new Uint8Array(await readFile(taken.packagePath));
    altered[altered.length - 100] = (altered.at(-100) ?? 0) ^ 1;
    writeFileSync(join(folder, "altered"), altered);
    const { code, said } = await run(join(folder, "altered"), `40-59:${digest}`);
    expect(code).toBe(2);
    expect(said).toContain("do not lead to its signed root");
  });
});
