import { describe, expect, it } from "vitest";
import { shippedPolicies, shippedPolicy } from "../../../../main/headquarters/index.ts";
import { differencesOf } from "../../../../shared/access/policy/differences.ts";
import { policyPackSchema, type PolicyPack } from "../../../../shared/model/policy.ts";

const pack = shippedPolicy("generic");

const told = (after: PolicyPack) =>
  differencesOf(pack, after).map(({ section, name, was, becomes }) => [
    section,
    name?.zh ?? "",
    was?.words.zh ?? "",
    becomes?.words.zh ?? "",
  ]);

/** Every place of a pack, as a path; the first row of a list stands for the others. */
function places(value: unknown, path: readonly (string | number)[] = []): (string | number)[][] {
  if (typeof value !== "object" || value === null) {
    return [[...path]];
  }
  return Array.isArray(value)
    ? value.slice(0, 1).flatMap((one, index) => places(one, [...path, index]))
    : Object.entries(value).flatMap(([key, one]) => places(one, [...path, key]));
}

function changedAt(path: readonly (string | number)[]): PolicyPack {
  const copy: unknown = structuredClone(pack);
  let place = copy as Record<string | number, unknown>;
  for (const step of path.slice(0, -1)) {
    place = place[step] as Record<string | number, unknown>;
  }
  const last = path.at(-1) ?? "";
  const value = place[last];
  place[last] = typeof value === "number" ? value + 1 : typeof value === "boolean" ? !value : `${String(value)}x`;
  return copy as PolicyPack;
}

describe("what changes with another pack, in words", () => {
  it("R11 two packs that lay down the same differ in nothing", () => {
    expect(differencesOf(pack, { ...structuredClone(pack), version: pack.version + 1 })).toEqual([]);
  });

  it("R11 names who decides, how often, how long, who must be there and what for", () => {
    const after: PolicyPack = {
      ...pack,
      playBudget: { ...pack.playBudget, default: 1, maximum: 2 },
      retention: { ...pack.retention, base: { ...pack.retention.base, term: { kind: "years", count: 3 } } },
      presence: pack.presence.map((rule) => ({ ...rule, supervisors: 2 })),
      purposes: pack.purposes.filter(({ purpose }) => purpose !== "training"),
      approval: pack.approval.map((rule) =>
        "steps" in rule
          ? { ...rule, steps: rule.steps.map((step) => ({ ...step, title: { zh: "局长", en: "director" } })) }
          : rule,
      ),
    };
    const rows = told(after);
    expect(rows).toContainEqual(["playBudget", "播放次数", expect.any(String), "缺省 1 次，至多 2 次"]);
    expect(rows).toContainEqual(["retention", "一般记录", "6 个月", "3 年"]);
    expect(rows).toContainEqual(["purposes", "教育培训", "列入", ""]);
    expect(rows).toContainEqual(["presence", "本单位人员", expect.any(String), expect.stringContaining("监督人 2 名")]);
    expect(rows).toContainEqual([
      "approval",
      "本单位人员 · 查阅",
      expect.stringContaining("审批"),
      expect.stringContaining("局长审批"),
    ]);
  });

  it("R11 leaves nothing out: whatever place of a pack is altered, some line says so", () => {
    const silent = new Set(["pack", "version", "base"]);
    const [article] = Object.keys(pack.articles);
    const unsaid = places(pack)
      .filter(([section, row]) => !silent.has(String(section)) && (section !== "articles" || row === article))
      .map((path) => ({ path: path.join("."), after: policyPackSchema.safeParse(changedAt(path)) }))
      .filter(({ after }) => after.success && differencesOf(pack, after.data).length === 0)
      .map(({ path }) => path);
    expect(unsaid).toEqual([]);
  });

  it("R11 speaks of every shipped pack, with words in both languages", () => {
    for (const name of shippedPolicies()) {
      for (const { name: about, was, becomes } of differencesOf(pack, shippedPolicy(name))) {
        for (const text of [about, was?.words, becomes?.words]) {
          expect(text === undefined || (text.zh.length > 0 && text.en.length > 0 && !/[一-鿿]/u.test(text.en))).toBe(
            true,
          );
        }
      }
    }
  });
});
