import { describe, expect, it } from "vitest";
import { PolicyUnusable, type PolicyProblem } from "../../../../main/headquarters/policy/problems.ts";
import { genericPolicy } from "../../../../main/headquarters/policy/read.ts";
import { policyDigest } from "../../../../main/formats/policy-digest.ts";
import { resolvePolicy } from "../../../../main/headquarters/policy/resolve.ts";

const base = genericPolicy();
const bases = (name: string): unknown => (name === "generic" ? base : null);
const article = {
  cite: { zh: "《某办法》第一条", en: "Some Measures, Article 1" },
  text: { zh: "暂停不超过五分钟。", en: "A pause is no longer than five minutes." },
};
const own = {
  pack: "own",
  version: 1,
  extends: "generic",
  authority: { code: "OWN", zh: "某局", en: "Some Bureau", timeZone: "Asia/Shanghai" },
  title: { zh: "某办法", en: "Some Measures" },
  articles: { "OWN-1": article },
  pause: { limitMinutes: 5, article: "OWN-1" },
};

function problems(source: unknown, known: (name: string) => unknown = bases): readonly PolicyProblem[] {
  try {
    resolvePolicy(source, known);
  } catch (error) {
    if (error instanceof PolicyUnusable) {
      return error.problems;
    }
    throw error;
  }
  return [];
}

describe("a pack on top of another", () => {
  it("R11 keeps what is its own, takes over the rest and says which sections those are", () => {
    const pack = resolvePolicy(own, bases);
    expect(pack.pause).toEqual({ limitMinutes: 5, article: "OWN-1" });
    expect(pack.approval).toEqual(base.approval);
    expect(pack.base).toMatchObject({ pack: "generic", version: base.version, digest: policyDigest(base) });
    expect(pack.base?.sections).toContain("approval");
    expect(pack.base?.sections).not.toContain("pause");
  });

  it("leaves out articles of the base that no rule names any more", () => {
    const pack = resolvePolicy(own, bases);
    expect(pack.articles).not.toHaveProperty(["H-pause"]);
    expect(pack.articles).toHaveProperty(["S0-4.3.1"]);
  });

  it("may not word an article of the base anew under its old name", () => {
    const reworded = { ...own, articles: { ...own.articles, "S0-4.3.1": article } };
    expect(problems(reworded)).toEqual([{ at: "articles.S0-4.3.1", problem: "article-reworded", detail: "S0-4.3.1" }]);
  });

  it("changes its digest when a section that it took over changes", () => {
    const changed = { ...base, pause: { ...base.pause }, offline: { ...base.offline, longestDays: 7 } };
    expect(policyDigest(resolvePolicy(own, () => changed))).not.toBe(policyDigest(resolvePolicy(own, bases)));
  });

  it("is refused when its base is unknown, leads back to it or lies outside the folder", () => {
    expect(problems({ ...own, extends: "nowhere" })).toMatchObject([{ at: "extends", problem: "base-unknown" }]);
    expect(problems(own, () => own)).toMatchObject([{ problem: "base-circular", detail: "generic" }]);
    const chain = (name: string): unknown => ({ ...own, pack: name, extends: `${name}x` });
    expect(problems(own, chain)).toMatchObject([{ problem: "base-unknown" }]);
    expect(problems({ ...own, extends: "../generic" })).toMatchObject([{ at: "extends", problem: "wrong-form" }]);
  });
});

describe("a pack that is none", () => {
  it.each<[string, unknown, Partial<PolicyProblem>]>([
    ["nothing", null, { at: "", problem: "wrong-type" }],
    ["a list", [], { at: "", problem: "wrong-type" }],
    ["a missing version", { ...own, version: undefined }, { at: "version", problem: "missing" }],
    ["a misspelt section", { ...own, presense: [] }, { at: "", problem: "unknown-field", detail: "presense" }],
    ["an empty list", { ...own, verbs: [] }, { at: "verbs", problem: "out-of-bounds" }],
    ["a number out of bounds", { ...own, pause: { limitMinutes: 0, article: "OWN-1" } }, { at: "pause.limitMinutes" }],
    [
      "a verb that nobody knows",
      { ...own, verbs: [{ verb: "stream", article: "OWN-1" }] },
      { at: "verbs.0.verb", problem: "not-listed" },
    ],
    [
      "a step without its article",
      {
        ...own,
        approval: [
          { id: "one", when: {}, steps: [{ kind: "decide", role: "approver", title: { zh: "局长", en: "Head" } }] },
        ],
      },
      { at: "approval.0.steps.0.article", problem: "missing" },
    ],
    [
      "an unknown zone",
      { ...own, authority: { ...own.authority, timeZone: "Mars/Olympus" } },
      { at: "authority.timeZone", problem: "wrong-form" },
    ],
    ["a text in one language", { ...own, title: { zh: "某办法" } }, { at: "title.en", problem: "missing" }],
    [
      "an article that is not there",
      { ...own, pause: { limitMinutes: 5, article: "OWN-2" } },
      { at: "articles", problem: "article-missing", detail: "OWN-2" },
    ],
    ["no base and few sections", { ...own, extends: undefined }, { at: "languages", problem: "missing" }],
  ])("%s is refused at its place", (_what, source, problem) => {
    expect(problems(JSON.parse(JSON.stringify(source)))).toContainEqual(expect.objectContaining(problem));
  });

  it("is told about every problem at once", () => {
    const wrong = { ...own, version: 0, verbs: [], presense: 1 };
    expect(
      problems(wrong)
        .map(({ at }) => at)
        .toSorted(),
    ).toEqual(["", "verbs", "version"]);
  });
});
