import { describe, expect, it } from "vitest";
import { shippedPolicies, shippedPolicy } from "../../../../main/headquarters/policy/read.ts";
import { policyDigest } from "../../../../main/formats/policy-digest.ts";
import { approvalChain, decidingStep, mayOffer, refuses } from "../../../../shared/access/policy/approval.ts";
import { handInDue } from "../../../../shared/access/policy/hand-in.ts";
import { lintPolicy } from "../../../../shared/access/policy/lint.ts";
import { papersNeeded, presenceRules } from "../../../../shared/access/policy/room.ts";
import type { ApplicantClass, LegalRoute, Verb } from "../../../../shared/model/request.ts";

const today = "2026-11-25";
const names = shippedPolicies();

function chain(
  name: string,
  applicantClass: ApplicantClass,
  verb: Verb,
  route: LegalRoute,
  facts: { readonly archived?: boolean; readonly confidential?: boolean } = {},
) {
  return approvalChain(shippedPolicy(name), {
    applicantClass,
    verb,
    route,
    archived: false,
    confidential: false,
    ownUnit: true,
    longRange: false,
    ...facts,
  });
}

function posts(...asked: Parameters<typeof chain>): string {
  const found = chain(...asked);
  return found.kind === "steps"
    ? found.steps.map(({ title, article }) => `${title.zh} ${article}`).join(" → ")
    : `${found.kind} ${found.articles.join()}`;
}

describe("the packs that ship", () => {
  it("are one for each instrument at hand, the generic one and one from elsewhere", () => {
    expect(names).toEqual([
      "environment",
      "generic",
      "health-supervision",
      "jiangsu-culture",
      "longjiang-urban",
      "market-company",
      "north-carolina",
      "traffic-police",
      "xiamen",
      "zibo-tobacco",
    ]);
  });

  describe.each(names)("%s", (name) => {
    const pack = shippedPolicy(name);
    const { articles } = pack;

    it("says every text in both languages, in simplified characters and without the damage of the copies", () => {
      const texts: { readonly zh: string; readonly en: string }[] = [];
      JSON.stringify(pack, (_key, value: unknown) => {
        if (typeof value === "object" && value !== null && "zh" in value && "en" in value) {
          texts.push({ zh: String(value.zh), en: String(value.en) });
        }
        return value;
      });
      expect(texts.length).toBeGreaterThan(90);
      for (const { zh, en } of texts) {
        expect(zh).toMatch(/\p{Script=Han}/u);
        expect(zh).not.toMatch(/[執錄記資員設備應進審銷毀監閱讀條據對]/u);
        expect(zh).not.toMatch(/[āáǎàēéěèīíǐìōóǒòūúǔùǖǘǚǜ]/u);
        expect(en).toMatch(/^[\x20-\x7e\u2013\u201c\u201d]+$/u);
      }
    });

    it("R11 says of every house rule that it is no law", () => {
      const houseRules = Object.entries(articles).filter(([, { house }]) => house === true);
      for (const [id, { cite }] of houseRules) {
        expect(id).toMatch(/^H-/u);
        expect(cite.zh).toContain("非法规条文");
        expect(cite.en).toContain("not law");
      }
      expect(Object.keys(articles).filter((id) => id.startsWith("H-"))).toHaveLength(houseRules.length);
    });

    it("has no finding but the two contradictions inside Xiamen's own rules", () => {
      expect(lintPolicy(pack, today).map(({ code, articles: between }) => [code, ...between])).toEqual(
        name === "xiamen"
          ? [
              ["retention-conflict", "CF-10.3", "CF-11.1"],
              ["route-conflict", "CF-18", "FP-23"],
            ]
          : [],
      );
    });

    it("R7 R11 names an article for whatever it offers or refuses to anybody it lists", () => {
      for (const { class: applicantClass } of pack.applicantClasses) {
        for (const { verb } of pack.verbs) {
          expect(articles).toHaveProperty([mayOffer(pack, verb, applicantClass).article ?? "none"]);
        }
        expect(articles).toHaveProperty([presenceRules(pack, applicantClass).article]);
        expect(papersNeeded(pack, applicantClass).length).toBeGreaterThan(0);
      }
    });

    it("names the sections it took over, and what they were", () => {
      expect(pack.base?.digest).toBe(name === "generic" ? undefined : policyDigest(shippedPolicy("generic")));
      expect(pack.base?.sections ?? []).not.toContain("approval");
    });
  });
});

describe("what the instruments say differently (domain table 1.12)", () => {
  it.each([
    ["generic", "规定程序的审批人 S0-4.3.1"],
    ["jiangsu-culture", "执法机构负责人 JS-16.1"],
    ["market-company", "市场管理部 MC-4.7"],
    ["environment", "主管领导 HB-15.1"],
    ["zibo-tobacco", "烟草专卖行政主管部门负责人 ZB-17.1"],
    ["traffic-police", "有相应授权的审批领导 JJ-16"],
    ["health-supervision", "本机构负责人 WS-3.4.3-1"],
    ["longjiang-urban", "法制股 LJ-20"],
    ["xiamen", "本单位主管领导 CF-19.1"],
    ["north-carolina", "保管机关负责人 NC-h"],
  ])("O-5 O-9 O-10 in %s somebody of the unit is approved by %s", (name, post) => {
    expect(posts(name, "staff", "view", "internal")).toBe(post);
  });

  it.each<[string, ApplicantClass, Verb, LegalRoute, string]>([
    ["generic", "otherAgency", "view", "fileAccess", "单位负责人 S0-4.3.4"],
    ["jiangsu-culture", "court", "transfer", "transfer", "执法机构负责人 JS-16.1 → 执法机构统一提供 JS-16.2"],
    ["environment", "party", "copy", "fileAccess", "主管领导 HB-15.2 → 档案管理员 HB-15.2"],
    ["zibo-tobacco", "party", "view", "fileAccess", "烟草专卖行政主管部门负责人 ZB-17.1"],
    ["health-supervision", "court", "copy", "proceedings", "行政机关负责人 WS-3.4.2 → 归档管理专人 WS-3.3.1"],
    ["longjiang-urban", "otherAgency", "view", "fileAccess", "法制股 LJ-21.1"],
    ["xiamen", "party", "view", "fileAccess", "同意查阅的负责人 CF-19.2"],
    ["xiamen", "lawyer", "excerpt", "fileAccess", "执法案卷管理部门主要领导 CF-19.4"],
    ["north-carolina", "party", "view", "disclosure", "保管机关负责人 NC-d"],
  ])("O-7 O-8 in %s a %s who asks to %s is approved by the named post", (name, applicantClass, verb, route, post) => {
    expect(posts(name, applicantClass, verb, route)).toBe(post);
  });

  it("O-14 the two routes of a party's copy in Xiamen lead to two chains", () => {
    expect(posts("xiamen", "party", "copy", "fileAccess")).toContain("CF-18");
    expect(posts("xiamen", "party", "copy", "disclosure")).toContain("FP-23");
  });

  it("O-8 what is archived or confidential takes another way in Zibo", () => {
    expect(posts("zibo-tobacco", "party", "view", "fileAccess", { archived: true })).toContain("ZB-17.2");
    expect(chain("zibo-tobacco", "party", "view", "fileAccess", { confidential: true })).toMatchObject({
      kind: "refused",
      articles: ["ZB-17.1"],
    });
  });

  it("in North Carolina disclosure is viewing at a place the agency chooses, and a copy needs a court order", () => {
    const pack = shippedPolicy("north-carolina");
    expect(presenceRules(pack, "party")).toMatchObject({ place: "agencyChosen", article: "NC-a4" });
    expect(mayOffer(pack, "copy", "party")).toEqual({ allowed: false, ground: "noAuthority", article: "NC-g" });
    expect(pack.languages[0]).toBe("en");
    expect(pack.authority.timeZone).toBe("America/New_York");
  });

  it.each([
    ["jiangsu-culture", { kind: "months", count: 6 }, "H-base-retention", "permanent"],
    ["market-company", { kind: "months", count: 3 }, "MC-4.6", "longTerm"],
    ["environment", { kind: "months", count: 6 }, "HB-11.1", "longTerm"],
    ["zibo-tobacco", { kind: "years", count: 1 }, "ZB-14.1", "longTerm"],
    ["traffic-police", { kind: "months", count: 3 }, "JJ-13.1", "longTerm"],
    ["health-supervision", { kind: "months", count: 6 }, "WS-3.3.4-2", "longTerm"],
    ["longjiang-urban", { kind: "months", count: 6 }, "LJ-19", "longTerm"],
    ["xiamen", { kind: "months", count: 6 }, "H-base-retention", "longTerm"],
  ])("O-92 O-97 the base period and the long-term word of %s", (name, term, article, word) => {
    const { retention } = shippedPolicy(name);
    expect(retention.base).toMatchObject({ term, article });
    expect([...new Set(retention.triggers.map((row) => row.term.kind))]).toEqual([word]);
  });

  it.each([
    ["market-company", "storage", { unit: "sameDay" }, "MC-4.6"],
    ["environment", "archive", { unit: "days", count: 2 }, "HB-10"],
    ["zibo-tobacco", "storage", { unit: "sameDay" }, "ZB-13.1"],
    ["traffic-police", "storage", { unit: "sameDay" }, "JJ-11"],
    ["health-supervision", "storage", { unit: "workingDays", count: 2 }, "WS-3.3.2"],
    ["longjiang-urban", "storage", { unit: "promptly" }, "LJ-5"],
    ["xiamen", "storage", { unit: "hours", count: 24 }, "CF-14"],
  ] as const)("O-54 to O-59 the hand-in of %s", (name, stage, limit, article) => {
    expect(handInDue(shippedPolicy(name), { stage, endedAt: 0 })).toMatchObject({ limit, article });
  });

  it("O-55 those who were away hand in within 24 hours of their return in Zibo and Xiamen", () => {
    for (const [name, article] of [
      ["zibo-tobacco", "ZB-13.1"],
      ["xiamen", "EQ-12.1"],
    ] as const) {
      expect(handInDue(shippedPolicy(name), { stage: "storage", endedAt: 0, returnedAt: 1000 })).toMatchObject({
        due: 86_401_000,
        article,
      });
    }
  });

  it.each([
    ["market-company", "IT部", "总务部"],
    ["environment", "档案室", "本单位"],
    ["traffic-police", "交警支队、大队", "法制员"],
    ["longjiang-urban", "大队办公室专人", "法制股"],
    ["xiamen", "综合处、档案室", "负责法制工作的部门"],
  ])("O-116 custodian and spot-checker of %s", (name, custodian, checker) => {
    const pack = shippedPolicy(name);
    expect(pack.custodian.title.zh).toBe(custodian);
    expect(pack.spotChecks.rules.map(({ by }) => by.zh)).toContain(checker);
  });

  it("O-12 a lawyer in Xiamen brings the three papers of Article 19", () => {
    const papers = papersNeeded(shippedPolicy("xiamen"), "lawyer");
    expect(papers.filter(({ article }) => article === "CF-19.3").map(({ paper }) => paper)).toEqual([
      "powerOfAttorney",
      "introductionLetter",
      "lawyerLicence",
    ]);
  });

  it("R8 every chain of every pack has one who decides", () => {
    const chains = names.flatMap((name) =>
      shippedPolicy(name).approval.flatMap((rule) => (refuses(rule) ? [] : [rule])),
    );
    expect(chains.length).toBeGreaterThan(names.length);
    for (const { id, steps } of chains) {
      expect(decidingStep({ kind: "steps", id, steps, articles: [] })).toBeDefined();
    }
  });
});
