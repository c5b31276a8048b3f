import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, describe, expect, it } from "vitest";
import { dutyArticle, genericPolicy, policyDigest, readPolicy } from "../../../main/headquarters/policy.ts";
import { dutyRuleSchema } from "../../../shared/failure.ts";
import { refusalGroundSchema } from "../../../shared/model/request.ts";

const folder = mkdtempSync(join(tmpdir(), "vitrine-policy-"));
afterAll(() => rmSync(folder, { recursive: true }));

describe("the generic policy pack", () => {
  const pack = genericPolicy();

  it.each(dutyRuleSchema.options)("R8 R11 names the article behind %s", (rule) => {
    expect(pack.articles).toHaveProperty([dutyArticle(pack, rule) ?? "none"]);
  });

  it("R11 names the article behind each ground of refusal", () => {
    expect(pack.refusalGrounds.map(({ ground }) => ground).toSorted()).toEqual(refusalGroundSchema.options.toSorted());
  });

  it("says each article and each item of the notice in both languages, without a traditional character or pinyin", () => {
    const texts = [...Object.values(pack.articles).flatMap(({ cite, text }) => [cite, text]), ...pack.notice.items];
    for (const { zh, en } of texts) {
      expect(zh).toMatch(/^[\p{Script=Han}\p{P}\d\s/]+$/u);
      expect(zh).not.toMatch(/[執錄記資員設備應進審銷毀監閱讀條據對]/u);
      expect(en).toMatch(/^[\x20-\x7e]+$/u);
    }
  });

  it("has a digest that changes with every word", () => {
    expect(policyDigest({ ...pack, version: 2 })).not.toBe(policyDigest(pack));
  });

  it("R11 a pack that cites an article it does not contain is not taken", () => {
    const file = join(folder, "broken.json");
    writeFileSync(file, JSON.stringify({ ...pack, presence: { supervisors: 1, article: "S9-9" } }));
    expect(() => readPolicy(file)).toThrow("article");
    writeFileSync(file, JSON.stringify(pack));
    expect(readPolicy(file)).toEqual(pack);
  });
});
