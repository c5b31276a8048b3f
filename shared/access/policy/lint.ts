import type { Secrecy } from "../../model/footage.ts";
import type { PolicyPack } from "../../model/policy.ts";
import type { Term } from "../../model/policy/periods.ts";
import type { Text } from "../../model/policy/text.ts";
import { isWithinCeiling } from "../grades.ts";
import { applies, approvalChain, decidingStep, everyFact, mayOffer, opensRoom, refuses } from "./approval.ts";
import { citedArticles } from "./articles.ts";
import { floorOfClass } from "./floors.ts";
import { findingText, type FindingCode } from "./lint-words.ts";
import { secrecyWords } from "./names.ts";
import { papersBeforehand, papersNeeded, presenceRules } from "./room.ts";

/**
 * `conflict`: two provisions say different things. `gap`: a case that the pack leaves without a rule. `error`: a rule
 * that can never work.
 */
export type Severity = "error" | "conflict" | "gap";

/** One thing that whoever answers for the pack should know. */
export interface Finding {
  readonly code: FindingCode;
  readonly severity: Severity;
  /** Section of the pack it is about. */
  readonly section: keyof PolicyPack;
  readonly text: Text;
  /** Articles concerned. */
  readonly articles: readonly string[];
  /** What the pack does about a conflict until its owner decides, with the house rule that says so. */
  readonly settled?: { readonly text: Text; readonly article: string };
}

/**
 * Reads a pack for contradictions and gaps.
 *
 * A pack with findings works; they are what its owner has to answer. A conflict that the pack settles by a default is
 * still one: a default of ours does not repeal a provision.
 */
export function lintPolicy(pack: PolicyPack, today: string): readonly Finding[] {
  return rules.flatMap((rule) => rule(pack, today));
}

const grades = [1, 2, 3, 4] as const;
const everyClass = Object.keys(secrecyWords) as readonly Secrecy[];

type Rule = (pack: PolicyPack, today: string) => readonly Finding[];

const uncited: Rule = (pack) => {
  const cited = citedArticles(pack);
  // House rules wait in a base pack for those who extend it; a quoted provision that carries no rule was forgotten.
  return Object.entries(pack.articles)
    .filter(([id, { house }]) => house !== true && !cited.has(id))
    .map(([id]) => finding("article-uncited", "gap", "articles", { article: id }, [id]));
};

const chains: Rule = (pack) => {
  const offered = pack.verbs.map(({ verb }) => verb);
  const classes = pack.applicantClasses.map((row) => row.class);
  const lacking = classes.flatMap((applicantClass) =>
    offered
      .filter((verb) =>
        everyFact(pack, applicantClass, verb).some((facts) => !pack.approval.some(({ when }) => applies(when, facts))),
      )
      .map((verb) => ({ applicantClass, verb })),
  );
  const idle = classes.filter((one) => offered.every((verb) => !mayOffer(pack, verb, one).allowed));
  const unused = offered.filter((verb) => classes.every((one) => !mayOffer(pack, verb, one).allowed));
  return [
    ...lacking.map((names) => finding("chain-missing", "gap", "approval", names, [])),
    ...idle.map((applicantClass) => finding("class-idle", "gap", "applicantClasses", { applicantClass }, [])),
    ...unused.map((verb) => finding("verb-idle", "gap", "verbs", { verb }, [])),
  ];
};

const reachable: Rule = (pack) => {
  const every = pack.applicantClasses.flatMap((row) =>
    pack.verbs.flatMap(({ verb }) => everyFact(pack, row.class, verb)),
  );
  return pack.approval
    .filter((rule, index) =>
      every.every(
        (facts) => !applies(rule.when, facts) || pack.approval.slice(0, index).some(({ when }) => applies(when, facts)),
      ),
    )
    .map((rule) =>
      finding(
        "chain-unreachable",
        "error",
        "approval",
        { chain: rule.id },
        refuses(rule) ? [rule.article] : rule.steps.map(({ article }) => article),
      ),
    );
};

const approvers: Rule = (pack) =>
  pack.approval.flatMap((rule) => {
    if (refuses(rule)) {
      return [];
    }
    const articles = rule.steps.map(({ article }) => article);
    const deciders = rule.steps.filter(({ kind }) => kind === "decide");
    const posts = rule.steps.map(({ title }) => title.zh);
    return [
      ...(deciders.length === 0
        ? [finding("approver-missing", "error", "approval", { chain: rule.id }, articles)]
        : []),
      // R8: whoever decides may neither be the one who asks, nor sit in as supervisor, nor carry the decision out.
      ...(new Set(posts).size < posts.length ||
      deciders.some(({ role }) => role === "officer" || role === "roomSupervisor")
        ? [finding("duties-impossible", "error", "approval", { chain: rule.id }, articles)]
        : []),
    ];
  });

const files: Rule = (pack) => {
  const { retention } = pack;
  const byClass = new Map<string, { readonly term: Term; readonly article: string }[]>();
  for (const { caseClass, term, article } of retention.caseFiles) {
    byClass.set(caseClass, [...(byClass.get(caseClass) ?? []), { term, article }]);
  }
  const contradictory = [...byClass].filter(
    ([, terms]) => new Set(terms.map(({ term }) => JSON.stringify(term))).size > 1,
  );
  const open = retention.evidence.term.kind === "asCaseFile" && retention.caseFiles.length === 0;
  return [
    ...contradictory.map(([caseClass, terms]) =>
      conflict(
        pack,
        "retention-conflict",
        "retention",
        { caseClass },
        terms.map(({ article }) => article),
      ),
    ),
    ...(open ? [finding("case-files-missing", "gap", "retention", {}, [retention.evidence.article])] : []),
  ];
};

const triggers: Rule = ({ retention }) =>
  [...new Set(retention.triggers.map(({ trigger }) => trigger))].flatMap((trigger) => {
    const rows = retention.triggers.filter((row) => row.trigger === trigger);
    return new Set(rows.map(({ term }) => JSON.stringify(term))).size > 1
      ? [
          finding(
            "trigger-conflict",
            "conflict",
            "retention",
            { trigger },
            rows.map(({ article }) => article),
          ),
        ]
      : [];
  });

const routes: Rule = (pack) => {
  const named = pack.legalRoutes.filter(({ verbs, classes }) => verbs !== undefined && classes !== undefined);
  const seen = new Set<string>();
  return named.flatMap((one, index) =>
    named.slice(index + 1).flatMap((other) =>
      one.route === other.route
        ? []
        : (one.verbs ?? [])
            .filter((verb) => other.verbs?.includes(verb) === true)
            .flatMap((verb) =>
              (one.classes ?? [])
                .filter((applicantClass) => other.classes?.includes(applicantClass) === true)
                .filter(
                  (applicantClass) =>
                    !seen.has(`${verb} ${applicantClass}`) && seen.add(`${verb} ${applicantClass}`).size > 0,
                )
                .map((applicantClass) =>
                  conflict(pack, "route-conflict", "legalRoutes", { verb, applicantClass }, [
                    one.article,
                    other.article,
                  ]),
                ),
            ),
    ),
  );
};

const calendar: Rule = ({ calendar: { years, missingYear }, handIn, thirdParty }, today) => {
  const counts = thirdParty.counts === "workingDays" || handIn.rules.some(({ limit }) => limit.unit === "workingDays");
  const year = today.slice(0, 4);
  return counts && years[year] === undefined
    ? [finding("calendar-missing", "gap", "calendar", { year, assumes: missingYear === "weekendsOnly" }, [])]
    : [];
};

const periods: Rule = ({ handIn }) =>
  handIn.rules.some(({ stage }) => stage !== "archive")
    ? []
    : [
        finding(
          "hand-in-missing",
          "gap",
          "handIn",
          {},
          handIn.rules.map(({ article }) => article),
        ),
      ];

const room: Rule = (pack) =>
  pack.applicantClasses.flatMap((row) => {
    const rule = presenceRules(pack, row.class);
    const papers = papersNeeded(pack, row.class).map(({ paper }) => paper);
    const lawyers = (["powerOfAttorney", "introductionLetter", "lawyerLicence"] as const).every((paper) =>
      papers.includes(paper),
    );
    return [
      ...(rule.supervisors === 0 && row.class !== "staff"
        ? [finding("supervisor-missing", "gap", "presence", { applicantClass: row.class }, [rule.article])]
        : []),
      ...(papers.length === 0
        ? [finding("papers-missing", "gap", "papers", { applicantClass: row.class }, [row.article])]
        : []),
      ...(row.class === "lawyer" && papers.length > 0 && !lawyers
        ? [finding("lawyer-papers-missing", "gap", "papers", {}, [row.article])]
        : []),
    ];
  });

const limits: Rule = ({ playBudget, validity }) => [
  ...(playBudget.default > playBudget.maximum
    ? [finding("limit-inverted", "error", "playBudget", { section: "playBudget" }, [playBudget.article])]
    : []),
  ...(validity.defaultHours > 24 * validity.maximumDays
    ? [finding("limit-inverted", "error", "validity", { section: "validity" }, [validity.article])]
    : []),
];

/** Standing orders: who approves one is who would decide, and it can be used at all. */
const standing: Rule = (pack) => {
  const { allowed, approver, purposes, limits: most } = pack.urgent;
  if (!allowed) {
    return [];
  }
  const verbs = pack.verbs.map(({ verb }) => verb).filter((verb) => opensRoom(verb));
  const deciders = verbs.flatMap((verb) =>
    everyFact(pack, "staff", verb).flatMap((facts) => decidingStep(approvalChain(pack, facts))?.role ?? []),
  );
  const unlisted = purposes.filter((one) => !pack.purposes.some(({ purpose }) => purpose === one));
  const isInverted = most.perDay > most.total || most.playBudget > pack.playBudget.maximum;
  return [
    ...(deciders.length === 0 || papersBeforehand(pack, "staff").length > 0
      ? [finding("standing-idle", "error", "urgent", {}, [pack.urgent.article])]
      : []),
    ...(deciders.length > 0 && !deciders.includes(approver.role)
      ? [finding("standing-approver", "error", "urgent", {}, [approver.article])]
      : []),
    ...unlisted.map((purpose) => finding("standing-purpose", "error", "urgent", { section: purpose }, [])),
    ...(isInverted ? [finding("limit-inverted", "error", "urgent", { section: "urgent" }, [most.article])] : []),
  ];
};

/** The ladder of grades: every class has its rank, every grade its ceiling, and none reaches above the one before it. */
const ladder: Rule = (pack) => {
  if (pack.grades === undefined) {
    return [];
  }
  const { ranks, reach } = pack.grades;
  const placed = ranks.flatMap((rank) => rank.classes);
  const basis = [...ranks, ...reach].map(({ article }) => article);
  const inverted = grades.filter((grade) => {
    const [row, ...more] = reach.filter((one) => one.grade === grade);
    const before = reach.find((one) => one.grade === grade - 1);
    const isAbove = row !== undefined && before !== undefined && !isWithinCeiling(pack, row.ceiling, before.ceiling);
    return more.length > 0 || isAbove;
  });
  return [
    ...everyClass
      .filter((secrecy) => !placed.includes(secrecy))
      .map((secrecy) => finding("class-unranked", "gap", "grades", { secrecy }, basis)),
    ...everyClass
      .filter((secrecy) => placed.filter((one) => one === secrecy).length > 1)
      .map((secrecy) => finding("class-ranked-twice", "error", "grades", { secrecy }, basis)),
    ...grades
      .filter((grade) => !reach.some((row) => row.grade === grade))
      .map((grade) => finding("grade-unreached", "gap", "grades", { grade }, basis)),
    ...inverted.map((grade) =>
      finding(
        "grades-inverted",
        "error",
        "grades",
        { grade },
        reach.filter((row) => row.grade === grade).map(({ article }) => article),
      ),
    ),
  ];
};

/** Every class that somebody may see has its floor, and none that is confidential does with less than one that is not. */
const floors: Rule = (pack) => {
  const rows = pack.floors ?? [];
  const needs = (secrecy: Secrecy): readonly string[] => floorOfClass(pack, secrecy).needs;
  const basis = rows.map(({ article }) => article);
  const classes = pack.floors === undefined ? [] : pack.secrecy.levels.map(({ level }) => level);
  const { confidential } = pack.secrecy;
  // What is not classed yet is kept as if it were of the highest class, whatever a pack calls it.
  const asked = classes.filter((secrecy) => secrecy !== "pending" && !confidential.includes(secrecy)).flatMap(needs);
  return [
    ...classes
      .filter((secrecy) => !rows.some((row) => row.classes.includes(secrecy)))
      .map((secrecy) => finding("floor-missing", "gap", "floors", { secrecy }, basis)),
    ...classes
      .filter((secrecy) => confidential.includes(secrecy) && asked.some((id) => !needs(secrecy).includes(id)))
      .map((secrecy) => finding("floor-inverted", "error", "floors", { secrecy }, basis)),
  ];
};

const grounds: Rule = (pack) =>
  pack.approval
    .filter(refuses)
    .filter(({ refuse }) => !pack.refusalGrounds.some(({ ground }) => ground === refuse))
    .map((rule) => finding("ground-unlisted", "error", "refusalGrounds", { chain: rule.id }, [rule.article]));

const rules: readonly Rule[] = [
  files,
  triggers,
  routes,
  chains,
  reachable,
  approvers,
  grounds,
  room,
  periods,
  calendar,
  limits,
  standing,
  ladder,
  floors,
  uncited,
];

function finding(
  code: FindingCode,
  severity: Severity,
  section: keyof PolicyPack,
  facts: Parameters<typeof findingText>[1],
  articles: readonly string[],
): Finding {
  return { code, severity, section, text: findingText(code, facts), articles: [...new Set(articles)] };
}

function conflict(
  pack: PolicyPack,
  code: FindingCode,
  section: keyof PolicyPack,
  facts: Parameters<typeof findingText>[1],
  articles: readonly string[],
): Finding {
  const found = finding(code, "conflict", section, facts, articles);
  const settled = pack.conflicts.find((one) => found.articles.every((article) => one.articles.includes(article)));
  return settled === undefined ? found : { ...found, settled: { text: settled.default, article: settled.article } };
}
