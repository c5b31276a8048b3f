import { createHash } from "node:crypto";
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, describe, expect, it } from "vitest";
import { verifierPage, verifyReceiptCommand } from "../../../main/commands/verify-receipt.ts";
import { receiptCodes } from "../../../main/formats/receipt-code.ts";
import { makeReceipts } from "../../support/receipts.ts";

const made = makeReceipts();
const folder = mkdtempSync(join(tmpdir(), "vitrine-receipt-"));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

function run(
  receipt: string,
  options: { cosigner?: string[]; language?: "zh" | "en"; json?: boolean } = {},
): { readonly code: number; readonly said: string } {
  const said: string[] = [];
  const { cosigner = [made.cosigner], language = "en", json = false } = options;
  const code = verifyReceiptCommand({ receipt, cosigner, language, json, line: (text) => void said.push(text) });
  return { code, said: said.join("\n") };
}

function fileOf(name: string, content: string): string {
  const file = join(folder, name);
  writeFileSync(file, content);
  return file;
}

describe("vitrine verify-receipt", () => {
  it("takes a file, the text itself, or the texts of the codes, and says what was proved and by whom", () => {
    const codes = receiptCodes(made.countersigned).join("\n");
    for (const given of [
      fileOf("a.json", made.countersigned),
      made.countersigned,
      codes,
      fileOf("a.txt", `${codes}\n`),
    ]) {
      expect(run(given)).toMatchObject({ code: 0, said: expect.stringMatching(/^VERIFIED/u) as string });
    }
    const { said } = run(made.countersigned);
    for (const fact of [made.slip.no, "王芳", "SCWH-F1-2026-0031", "300–898 1200–1412", "SCWH/mirror", "2026-11-22"]) {
      expect(said).toContain(fact);
    }
    expect(said.match(/✓/gu)?.length).toBe(3);
    expect(run(made.countersigned, { language: "zh" }).said).toMatch(/^核验通过[\s\S]*回执编号：SCWH-F2/u);
  });

  it("prints the list of what was not shown and the objections, and says that the list is the slip's", () => {
    const hidden = makeReceipts({ hidden: true });
    const { code, said } = run(hidden.countersigned, { cosigner: [hidden.cosigner] });
    expect(code).toBe(0);
    expect(said).toContain(`WH-20261109-A017-01 899-1199: ${"3f".repeat(32)} privacy - S0-4.2.2`);
    expect(said).toContain(`objection: WH-20261109-A017-01 512: ${"c4".repeat(32)}`);
    expect(said.match(/✓/gu)?.length).toBe(4);
    const other = run(hidden.countersigned.replace("899-1199", "899-1198"), {
      cosigner: [hidden.cosigner],
      language: "zh",
    });
    expect(other).toMatchObject({
      code: 1,
      said: expect.stringContaining("不予展示清单与回执内容登记的摘要不符") as string,
    });
  });

  it("never calls a promise verified, and says what it would take", () => {
    expect(run(made.promised)).toMatchObject({
      code: 1,
      said: expect.stringMatching(/^NOT YET COUNTERSIGNED/u) as string,
    });
    expect(run(made.promised, { language: "zh" }).said).toMatch(/^待总部联署/u);
  });

  it("without a key it names the extra that is missing", () => {
    const { code, said } = run(made.countersigned, { cosigner: [] });
    expect(code).toBe(1);
    expect(said).toMatch(/^NOT CONFIRMED[\s\S]*--cosigner/u);
    expect(said.match(/✓/gu)?.length).toBe(2);
    expect(run(made.countersigned, { cosigner: [made.otherCosigner] }).code).toBe(1);
  });

  it("a changed receipt is refused with the reason; what is none at all has another exit code", () => {
    const changed = run(made.countersigned.replace("王芳", "王方"));
    expect(changed).toMatchObject({ code: 1, said: expect.stringMatching(/^REJECTED[\s\S]*digest/u) as string });
    expect(changed.said).not.toContain("王方");
    expect(run(made.countersigned.slice(0, -9))).toMatchObject({ code: 1 });
    expect(run(receiptCodes(made.countersigned)[0] ?? "")).toMatchObject({ code: 1 });
    for (const none of [
      "",
      "hello",
      join(folder, "missing"),
      folder,
      fileOf("b.txt", ""),
      fileOf("big", "x".repeat(2_000_000)),
    ]) {
      expect(run(none)).toMatchObject({
        code: 2,
        said: expect.stringMatching(/^This is no viewing receipt/u) as string,
      });
    }
    expect(() => run(made.countersigned, { cosigner: [made.stationKey] })).toThrow(/cosigner/u);
  });

  it("answers as JSON for other programs", () => {
    const { said } = run(made.countersigned, { json: true });
    expect(JSON.parse(said)).toMatchObject({ outcome: "verified", by: "SCWH/mirror", slip: { no: made.slip.no } });
  });
});

describe("the stand-alone verifier page", () => {
  const page = verifierPage([made.cosigner, made.otherCosigner]);

  it("holds the authority's keys, and is otherwise the page that ships", () => {
    const shipped = readFileSync(join(import.meta.dirname, "../../../resources/verifier/receipt.html"), "utf8");
    expect(page).toContain(`content="${made.cosigner} ${made.otherCosigner}"`);
    expect(page.replace(`${made.cosigner} ${made.otherCosigner}`, "")).toBe(shipped);
    expect(verifierPage([])).toBe(shipped);
    expect(() => verifierPage([made.stationKey])).toThrow(/cosigner/u);
  });

  it("R4: its policy lets exactly its own script and style run, and nothing reach any network", () => {
    const policy = /Content-Security-Policy"\s+content="([^"]+)"/u.exec(page)?.[1] ?? "";
    const digestOf = (tag: string): string => {
      const [, body = "", ...others] = page.split(new RegExp(`<${tag}>([\\s\\S]*?)</${tag}>`, "u"));
      expect(others.length).toBe(1);
      return createHash("sha256").update(body).digest("base64");
    };
    expect(policy.split("; ")).toEqual([
      "default-src 'none'",
      `script-src 'sha256-${digestOf("script")}'`,
      `style-src 'sha256-${digestOf("style")}'`,
      "base-uri 'none'",
      "form-action 'none'",
    ]);
    expect(page).not.toMatch(/https?:\/\/|\ssrc=|\shref=|\son[a-z]+=|\sstyle=/u);
  });
});
