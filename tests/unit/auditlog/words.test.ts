import { describe, expect, it } from "vitest";
import { bundleExitCode, bundleWords, ruleWords } from "../../../main/auditlog/index.ts";
import { utf8 } from "../../../main/formats/bytes.ts";
import { verifyBundle, type BundleReport } from "../../../main/formats/log-bundle.ts";
import { logRules } from "../../../shared/log-rules.ts";

const wrong: BundleReport = {
  outcome: "wrong",
  origin: "demo/ws/0001/1",
  verifierKey: null,
  size: 4,
  root: "",
  receipts: { count: 0, size: 0, time: null },
  passed: [],
  unchecked: ["seal"],
  firstWrong: { index: 4, rule: "checkpoint-root", record: "checkpoint" },
};

describe("what a person reads about a bundle (R12)", () => {
  it("names the first wrong entry and why, in both languages", () => {
    expect(bundleWords(wrong, "en").join("\n")).toContain("first wrong entry is number 4: the signed checkpoint says");
    expect(bundleWords(wrong, "zh-CN").join("\n")).toContain("第 4 号：签名检查点表明");
  });

  it("has a sentence of its own for every rule, in both languages", () => {
    for (const locale of ["en", "zh-CN"] as const) {
      const sentences = logRules.map((rule) => ruleWords(rule, locale));
      expect(new Set(sentences).size).toBe(logRules.length);
      expect(sentences.every((sentence) => sentence.length > 5)).toBe(true);
    }
  });

  it("says what could not be checked and with which extra it could", () => {
    expect(bundleWords(wrong, "en").at(-1)).toBe(
      "Not checked: the forward-secure seal (needs the first seal key (--seal-key))",
    );
  });

  it("ends with 0, 1 or 2", () => {
    expect(bundleExitCode({ ...wrong, outcome: "sound" })).toBe(0);
    expect(bundleExitCode(wrong)).toBe(1);
    const nothing = verifyBundle(utf8("nothing"));
    expect(bundleExitCode(nothing)).toBe(2);
    expect(bundleWords(nothing, "zh-CN")).toEqual(["无法读取：该文件不是日志包。"]);
  });
});
