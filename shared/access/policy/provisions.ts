import type { PolicyPack } from "../../model/policy.ts";
import type { ChainCondition } from "../../model/policy/chains.ts";
import type { Term } from "../../model/policy/periods.ts";
import type { Text } from "../../model/policy/text.ts";
import { applies, everyFact, refuses } from "./approval.ts";
import { floorOfClass } from "./floors.ts";
import { caseWords, classWords, verbWords } from "./lint-words.ts";
import {
  gradeWords,
  groundWords,
  paperWords,
  protectionWords,
  purposeWords,
  routeWords,
  secrecyWords,
  triggerWords,
} from "./names.ts";
import { conditionWords, handInWords, limitWords, say, stepWords, termWords, titles } from "./provision-words.ts";
import { papersNeeded, presenceRules } from "./room.ts";

/**
 * One thing that a pack lays down, as a sentence that a person can hold against the same one of another pack: who decides,
 * how long, how many, and the articles behind it.
 */
export interface Provision {
  readonly section: keyof PolicyPack;
  /** What it is about; the same in every pack. */
  readonly name: Text;
  readonly words: Text;
  readonly articles: readonly string[];
}

/** Everything of a pack that has a sentence of its own. What has none is compared as a whole (`differences.ts`). */
export function provisionsOf(pack: PolicyPack): readonly Provision[] {
  return [
    ...chains(pack),
    ...listed("purposes", pack.purposes, ({ purpose }) => purposeWords[purpose]),
    ...listed("applicantClasses", pack.applicantClasses, (row) => classWords[row.class]),
    ...listed("verbs", pack.verbs, ({ verb }) => verbWords[verb]),
    ...listed("refusalGrounds", pack.refusalGrounds, ({ ground }) => groundWords[ground]),
    ...room(pack),
    ...gradeProvisions(pack),
    ...floorProvisions(pack),
    ...limits(pack),
    ...periods(pack),
    ...pack.notice.items.map((item, index) => ({
      section: "notice" as const,
      name: say.noticeItem(index + 1),
      words: item,
      articles: [pack.notice.article],
    })),
  ];
}

const listed = <Row extends { readonly article: string }>(
  section: keyof PolicyPack,
  rows: readonly Row[],
  nameOf: (row: Row) => Text,
): Provision[] => rows.map((row) => ({ section, name: nameOf(row), words: say.listed, articles: [row.article] }));

/** Who decides for each class and verb, in the order in which the rules are tried. */
function chains(pack: PolicyPack): Provision[] {
  return pack.applicantClasses.flatMap((row) =>
    pack.verbs.flatMap(({ verb }): Provision[] => {
      const every = everyFact(pack, row.class, verb);
      const reached = new Set(every.map((facts) => pack.approval.find(({ when }) => applies(when, facts))));
      const rules = pack.approval.filter((rule) => reached.has(rule));
      return every.length === 0
        ? []
        : [
            {
              section: "approval",
              name: titles([classWords[row.class], verbWords[verb]]),
              words: say.lines([
                ...rules.map((rule) =>
                  say.when(
                    conditions(rule.when),
                    refuses(rule)
                      ? say.refused(groundWords[rule.refuse])
                      : say.steps(rule.steps.map(({ kind, title }) => say.step(stepWords[kind], title))),
                  ),
                ),
                ...(reached.has(undefined) ? [say.noChain] : []),
              ]),
              articles: [
                ...new Set(
                  rules.flatMap((rule) => (refuses(rule) ? [rule.article] : rule.steps.map(({ article }) => article))),
                ),
              ],
            },
          ];
    }),
  );
}

const flags = ["archived", "confidential", "ownUnit", "longRange"] as const;

function conditions(when: ChainCondition): Text[] {
  return [
    ...(when.routes ?? []).map((route) => routeWords[route]),
    ...flags.flatMap((flag) => {
      const asked = when[flag];
      return asked === undefined ? [] : [conditionWords[flag][asked ? "yes" : "no"]];
    }),
  ];
}

function room(pack: PolicyPack): Provision[] {
  return pack.applicantClasses.flatMap((row): Provision[] => {
    const who = classWords[row.class];
    const { article, ...presence } = presenceRules(pack, row.class);
    const papers = papersNeeded(pack, row.class);
    return [
      { section: "presence", name: say.presenceOf(who), words: say.presence(presence), articles: [article] },
      ...papers.map(({ paper, article: basis }): Provision => ({
        section: "papers",
        name: say.paperOf(who, paperWords[paper]),
        words: say.listed,
        articles: [basis],
      })),
    ];
  });
}

/** How high each grade reaches and where each class ranks; nothing where the pack leaves the usual ladder. */
export function gradeProvisions({ grades: ladder }: PolicyPack): Provision[] {
  const { ranks, reach } = ladder ?? { ranks: [], reach: [] };
  return [
    ...reach.map(({ grade, ceiling, article }): Provision => ({
      section: "grades",
      name: say.reachOf(gradeWords(grade)),
      words: secrecyWords[ceiling],
      articles: [article],
    })),
    ...ranks.flatMap(({ rank, classes, article }) =>
      classes.map((secrecy): Provision => ({
        section: "grades",
        name: say.rankOf(secrecyWords[secrecy]),
        words: say.rank(rank),
        articles: [article],
      })),
    ),
  ];
}

/** Which protections a machine needs for each class; nothing where the pack leaves the usual floor. */
export function floorProvisions(pack: PolicyPack): Provision[] {
  const named = new Set((pack.floors ?? []).flatMap(({ classes }) => classes));
  return [...named].map((secrecy): Provision => {
    const rows = (pack.floors ?? []).filter(({ classes }) => classes.includes(secrecy));
    return {
      section: "floors",
      name: say.floorOf(secrecyWords[secrecy]),
      words: say.needs(floorOfClass(pack, secrecy).needs.map((id) => protectionWords[id])),
      articles: [...new Set(rows.map(({ article }) => article))],
    };
  });
}

const limit = (section: keyof PolicyPack, words: Text, { article }: { readonly article: string }): Provision => ({
  section,
  name: say.limit(section),
  words,
  articles: [article],
});

function limits(pack: PolicyPack): Provision[] {
  const { playBudget, validity, pause, presenceConfirmation, offline, longRange, pin, excerpt, thirdParty, timeMatch } =
    pack;
  return [
    limit("playBudget", say.atMost(playBudget.default, playBudget.maximum, "times"), playBudget),
    limit("validity", say.validity(validity.defaultHours, validity.maximumDays), validity),
    limit("pause", say.count(pause.limitMinutes, "minutes"), pause),
    ...(pack.idle === undefined ? [] : [limit("idle", say.count(pack.idle.lockMinutes, "minutes"), pack.idle)]),
    limit("presenceConfirmation", say.count(presenceConfirmation.everyMinutes, "minutes"), presenceConfirmation),
    limit("offline", say.offline(offline.longestDays, offline.mostEntries), offline),
    limit("longRange", say.count(longRange.minutes, "minutes"), longRange),
    limit("pin", say.pin(pin.attempts, pin.firstDelaySeconds), pin),
    limit("excerpt", say.excerpt(excerpt.staff, excerpt.outside), excerpt),
    limit("thirdParty", say.count(thirdParty.days, thirdParty.counts), thirdParty),
    limit("timeMatch", say.count(timeMatch.toleranceSeconds, "seconds"), timeMatch),
    ...(timeMatch.suspension === undefined
      ? []
      : [
          {
            section: "timeMatch" as const,
            name: say.suspension,
            words: timeMatch.suspension.title,
            articles: [timeMatch.suspension.article],
          },
        ]),
    limit("custodian", pack.custodian.title, pack.custodian),
    limit("urgent", say.allowed(pack.urgent.allowed), pack.urgent),
    ...(pack.withheld === undefined
      ? []
      : [limit("withheld", say.lifting(pack.withheld.lifting), pack.withheld.lifting)]),
    ...(pack.cameras?.rules ?? []).map(({ when, needs, article }): Provision => ({
      section: "cameras",
      name: say.camerasOf(when),
      words: say.cameras(needs),
      articles: [article],
    })),
  ];
}

const kept = (name: Text, { term, article }: { readonly term: Term; readonly article: string }): Provision => ({
  section: "retention",
  name,
  words: termWords(term),
  articles: [article],
});

function periods({ retention, handIn }: PolicyPack): Provision[] {
  return [
    kept(say.kept("base"), retention.base),
    kept(say.kept("evidence"), retention.evidence),
    ...retention.caseFiles.map((row) => kept(say.file(caseWords[row.caseClass]), row)),
    ...retention.triggers.map((row) => kept(say.trigger(triggerWords[row.trigger]), row)),
    ...(retention.holdApproval === undefined
      ? []
      : [
          {
            section: "retention" as const,
            name: say.holdApproval,
            words: retention.holdApproval.title,
            articles: [retention.holdApproval.article],
          },
        ]),
    ...handIn.rules.map(({ stage, when, article, ...rule }): Provision => ({
      section: "handIn",
      name: handInWords(stage, when),
      words: limitWords(rule.limit),
      articles: [article],
    })),
  ];
}
