import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, describe, expect, it } from "vitest";
import { genericPolicy, readPolicy } from "../../../../main/headquarters/policy/read.ts";
import { policyDigest } from "../../../../main/formats/policy-digest.ts";
import { dutyArticle } from "../../../../shared/access/policy/articles.ts";
import { dutyRuleSchema } from "../../../../shared/failure.ts";
import { refusalGroundSchema } from "../../../../shared/model/request.ts";

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

  it("has a digest that changes with every word", () => {
    expect(policyDigest({ ...pack, version: pack.version + 1 })).not.toBe(policyDigest(pack));
  });

  it("R11 a pack that cites an article it does not contain is not taken", () => {
    const file = join(folder, "broken.json");
    writeFileSync(file, JSON.stringify({ ...pack, pause: { limitMinutes: 5, article: "S9-9" } }));
    expect(() => readPolicy(file)).toThrow("S9-9");
    writeFileSync(file, JSON.stringify(pack));
    expect(readPolicy(file)).toEqual(pack);
  });
});
