import { describe, expect, it } from "vitest";
import { genericPolicy } from "../../../../main/headquarters/policy/read.ts";
import { lintPolicy } from "../../../../shared/access/policy/lint.ts";
import { caseWords, classWords, verbWords, type FindingCode } from "../../../../shared/access/policy/lint-words.ts";
import { secrecySchema } from "../../../../shared/model/footage.ts";
import type { PolicyPack } from "../../../../shared/model/policy.ts";
import { zhCN } from "../../../../renderer/i18n/zh-CN.ts";

const pack = genericPolicy();
const article = "S0-4.3.1";
const other = "S0-4.3.2";
const title = { zh: "负责人", en: "Head" };
const decide = { kind: "decide", role: "approver", title, article } as const;
const permanent = { kind: "permanent" } as const;
const today = "2026-11-25";

const ladder = {
  ranks: secrecySchema.options.map((secrecy, rank) => ({ rank, classes: [secrecy], article })),
  reach: [1, 2, 3, 4].map((grade) => ({ grade, ceiling: "privacy" as const, article })),
};

// One pack for each rule, and the articles that the finding has to name.
const triggers: Record<FindingCode, { readonly change: Partial<PolicyPack>; readonly names?: readonly string[] }> = {
  "retention-conflict": {
    change: {
      retention: {
        ...pack.retention,
        caseFiles: [
          { caseClass: "licence", term: permanent, article },
          { caseClass: "licence", term: { kind: "years", count: 30 }, article: other },
        ],
      },
    },
    names: [article, other],
  },
  "trigger-conflict": {
    change: {
      retention: {
        ...pack.retention,
        triggers: [
          { trigger: "objection", term: permanent, article },
          { trigger: "objection", term: { kind: "longTerm" }, article: other },
        ],
      },
    },
    names: [article, other],
  },
  "route-conflict": {
    change: {
      legalRoutes: [
        ...pack.legalRoutes,
        { route: "disclosure", verbs: ["view"], classes: ["staff"], article },
        { route: "transfer", verbs: ["view"], classes: ["staff"], article: other },
      ],
    },
    names: [article, other],
  },
  "chain-missing": {
    change: { approval: [{ id: "archived", when: { archived: true }, steps: [decide] }] },
  },
  "class-idle": {
    change: {
      approval: [
        { id: "closed", when: { classes: ["superior"] }, refuse: "noAuthority", article },
        { id: "open", when: {}, steps: [decide] },
      ],
    },
  },
  "verb-idle": {
    change: {
      verbs: [...pack.verbs, { verb: "destroy", article }],
      approval: [
        { id: "closed", when: { verbs: ["destroy"] }, refuse: "noAuthority", article },
        { id: "open", when: {}, steps: [decide] },
      ],
    },
  },
  "chain-unreachable": {
    change: {
      approval: [
        { id: "open", when: {}, steps: [decide] },
        { id: "late", when: { archived: true }, steps: [{ ...decide, article: other }] },
      ],
    },
    names: [other],
  },
  "approver-missing": {
    change: { approval: [{ id: "opinions", when: {}, steps: [{ ...decide, kind: "opinion" }] }] },
    names: [article],
  },
  "duties-impossible": {
    change: {
      approval: [
        { id: "alone", when: {}, steps: [decide, { kind: "provide", role: "archivist", title, article: other }] },
      ],
    },
    names: [article, other],
  },
  "ground-unlisted": {
    change: {
      refusalGrounds: pack.refusalGrounds.filter(({ ground }) => ground !== "ongoingCase"),
      approval: [
        { id: "closed", when: { archived: true }, refuse: "ongoingCase", article: other },
        { id: "open", when: {}, steps: [decide] },
      ],
    },
    names: [other],
  },
  "supervisor-missing": {
    change: { presence: pack.presence.map((rule) => ({ ...rule, supervisors: 0 })) },
    names: ["S0-4.3.2"],
  },
  "papers-missing": { change: { papers: [] } },
  "lawyer-papers-missing": {
    change: {
      applicantClasses: [...pack.applicantClasses, { class: "lawyer", article }],
      papers: [...pack.papers, { classes: ["lawyer"], papers: [{ paper: "powerOfAttorney", article }] }],
    },
    names: [article],
  },
  "hand-in-missing": {
    change: { handIn: { rules: [{ stage: "archive", when: "ordinary", limit: { unit: "promptly" }, article }] } },
    names: [article],
  },
  "case-files-missing": {
    change: { retention: { ...pack.retention, caseFiles: [] } },
    names: [pack.retention.evidence.article],
  },
  "calendar-missing": { change: { calendar: { ...pack.calendar, years: {} } } },
  "limit-inverted": {
    change: { playBudget: { default: 9, maximum: 3, article } },
    names: [article],
  },
  "standing-idle": {
    change: { papers: [{ classes: ["staff"], papers: [{ paper: "writtenRequest", article }] }] },
    names: [pack.urgent.article],
  },
  "standing-approver": {
    change: { urgent: { ...pack.urgent, approver: { role: "archivist", title, article: other } } },
    names: [other],
  },
  "standing-purpose": { change: { urgent: { ...pack.urgent, purposes: ["litigation"] } } },
  "class-unranked": {
    change: { grades: { ...ladder, ranks: ladder.ranks.filter(({ classes }) => !classes.includes("pending")) } },
    names: [article],
  },
  "class-ranked-twice": {
    change: { grades: { ...ladder, ranks: [...ladder.ranks, { rank: 9, classes: ["secret"], article: other }] } },
    names: [article, other],
  },
  "grade-unreached": {
    change: { grades: { ...ladder, reach: ladder.reach.filter(({ grade }) => grade !== 3) } },
    names: [article],
  },
  "grades-inverted": {
    change: {
      grades: {
        ...ladder,
        reach: ladder.reach.map((row) => (row.grade === 4 ? { ...row, ceiling: "topSecret", article: other } : row)),
      },
    },
    names: [other],
  },
  "floor-missing": {
    change: { floors: [{ classes: ["secret"], needs: ["kiosk"], article }] },
    names: [article],
  },
  "floor-inverted": {
    change: {
      floors: [
        { classes: pack.secrecy.confidential, needs: ["sandbox"], article: other },
        { classes: ["none"], needs: ["sandbox", "kiosk"], article },
      ],
    },
    names: [article, other],
  },
  "article-uncited": {
    change: {
      articles: { ...pack.articles, "S0-9.9.9": { cite: title, text: title } },
    },
    names: ["S0-9.9.9"],
  },
};

describe("the linter", () => {
  it.each(Object.entries(triggers))("finds %s and names what it rests on", (code, { change, names }) => {
    const found = lintPolicy({ ...pack, ...change }, today).filter((finding) => finding.code === code);
    expect(found.length).toBeGreaterThan(0);
    const [first] = found;
    expect(first?.articles).toEqual(expect.arrayContaining([...(names ?? [])]));
    expect(first?.text.zh).toMatch(/^[^{}]*。$/u);
    expect(first?.text.en).toMatch(/^[A-Z“][^{}]*\.$/u);
  });

  it("finds nothing in the pack that these were made from", () => {
    expect(lintPolicy(pack, today)).toEqual([]);
  });

  it("R8 finds a chain in which a wearer or the supervisor decides", () => {
    for (const role of ["officer", "roomSupervisor"] as const) {
      const approval = [{ id: "wrong", when: {}, steps: [{ ...decide, role }] }];
      expect(lintPolicy({ ...pack, approval }, today).map(({ code }) => code)).toContain("duties-impossible");
    }
  });

  it("reports a conflict also when the pack settles it, and says how", () => {
    const settled = { articles: [article, other], default: title, article: "H-pause" };
    const change = { ...triggers["retention-conflict"].change, conflicts: [settled] };
    expect(lintPolicy({ ...pack, ...change }, today)).toMatchObject([
      { code: "retention-conflict", severity: "conflict", settled: { text: title, article: "H-pause" } },
    ]);
  });

  it("R11 finds nothing in a ladder of grades that ranks every class and gives every grade its ceiling", () => {
    expect(lintPolicy({ ...pack, grades: ladder }, today)).toEqual([]);
  });

  it("asks for the holidays of the year it is", () => {
    expect(lintPolicy(pack, "2027-01-04").map(({ code }) => code)).toEqual(["calendar-missing"]);
  });
});

describe("the names in its sentences", () => {
  it("are those that the screens use", () => {
    const shown: Readonly<Record<string, string>> = zhCN;
    for (const [name, { zh }] of Object.entries(classWords)) {
      expect(shown[`applicant.${name}`]).toBe(zh);
    }
    for (const [name, { zh }] of Object.entries(verbWords)) {
      expect(shown[`verb.${name}`]).toBe(zh);
    }
    expect(Object.values(caseWords).every(({ zh, en }) => zh !== "" && en !== "")).toBe(true);
  });
});
