import type { ReactNode } from "react";
import { caseWords } from "../../shared/access/policy/lint-words.ts";
import { paperWords, triggerWords } from "../../shared/access/policy/names.ts";
import { floorProvisions, gradeProvisions } from "../../shared/access/policy/provisions.ts";
import { papersNeeded } from "../../shared/access/policy/room.ts";
import type { PolicyPack } from "../../shared/model/policy.ts";
import type { Term } from "../../shared/model/policy/periods.ts";
import { useLanguage } from "../i18n/language.tsx";
import type { Language } from "../i18n/language.tsx";
import { limitWords } from "./limit.ts";
import { ArticleLink } from "../ui/article.tsx";
import { Panel } from "../ui/parts.tsx";

/** What is laid down, and the article that lays it down. */
type Row = readonly [name: string, words: string, article: string];

function Rows({ rows }: { readonly rows: readonly Row[] }): ReactNode {
  return (
    <table className="table">
      <tbody>
        {rows.map(([name, words, article]) => (
          <tr key={`${name} ${words} ${article}`}>
            <th scope="row">{name}</th>
            <td>{words}</td>
            <td>
              <ArticleLink id={article} />
            </td>
          </tr>
        ))}
      </tbody>
    </table>
  );
}

function termWords(term: Term, { t }: Language): string {
  return term.kind === "months" || term.kind === "years"
    ? t(`policy.term.${term.kind}`, { n: term.count })
    : t(`policy.term.${term.kind}`);
}

/** How long recordings are kept and by when they are handed in. */
export function PeriodsPanel({ pack: { retention, handIn, timeMatch } }: { readonly pack: PolicyPack }): ReactNode {
  const language = useLanguage();
  const { t, pick } = language;
  const { base, evidence, litigation, caseFiles, triggers, holdApproval } = retention;
  const rows: readonly Row[] = [
    [t("policy.base"), termWords(base.term, language), base.article],
    [t("policy.evidence"), termWords(evidence.term, language), evidence.article],
    ...(litigation === undefined
      ? []
      : [[t("policy.litigation"), t("policy.litigationEnd"), litigation.article] as const]),
    ...caseFiles.map(({ caseClass, term, article }): Row => [
      t("policy.caseFile", { name: pick(caseWords[caseClass]) }),
      termWords(term, language),
      article,
    ]),
    ...(holdApproval === undefined
      ? []
      : [[t("policy.holdApproval"), pick(holdApproval.title), holdApproval.article] as const]),
    ...triggers.map(({ trigger, term, article }): Row => [
      t("policy.trigger", { name: pick(triggerWords[trigger]) }),
      termWords(term, language),
      article,
    ]),
    ...handIn.rules.map(({ stage, when, limit, article }): Row => [
      t(`policy.handIn.${stage}`),
      `${t(`policy.handInWhen.${when}`)} · ${limitWords(limit, language)}`,
      article,
    ]),
    ...(handIn.extension === undefined
      ? []
      : [[t("policy.extension"), pick(handIn.extension.title), handIn.extension.article] as const]),
    ...(timeMatch.suspension === undefined
      ? []
      : [[t("policy.suspension"), pick(timeMatch.suspension.title), timeMatch.suspension.article] as const]),
  ];
  return (
    <Panel title={t("policy.periods")}>
      <Rows rows={rows} />
    </Panel>
  );
}

/** Who is in the room, what they show, and the limits of an approval. */
export function RoomPanel({ pack }: { readonly pack: PolicyPack }): ReactNode {
  const { t, pick, formats } = useLanguage();
  const { playBudget, validity, offline } = pack;
  const rows: readonly Row[] = [
    ...pack.presence.map(({ classes, supervisors, article }): Row => {
      const who = classes === "*" ? t("policy.rest") : formats.list(classes.map((one) => t(`applicant.${one}`)));
      return [t("policy.supervisors"), `${who} · ${formats.number(supervisors)}`, article];
    }),
    ...pack.applicantClasses.flatMap(({ class: one }) =>
      papersNeeded(pack, one).map(({ paper, article }): Row => [
        t("policy.papers"),
        `${t(`applicant.${one}`)} · ${pick(paperWords[paper])}`,
        article,
      ]),
    ),
    [t("policy.budget"), t("policy.budgetOf", { n: playBudget.default, max: playBudget.maximum }), playBudget.article],
    [
      t("policy.validity"),
      t("policy.validityOf", { n: validity.defaultHours, max: validity.maximumDays }),
      validity.article,
    ],
    ...[...gradeProvisions(pack), ...floorProvisions(pack)].map(({ name, words, articles }): Row => [
      pick(name),
      pick(words),
      articles[0] ?? "",
    ]),
    ...(pack.withheld === undefined
      ? []
      : [
          [
            t("policy.lifting"),
            t("policy.liftingOf", {
              asks: formats.list(pack.withheld.lifting.asks.map((role) => t(`role.${role}`))),
              agrees: formats.list(pack.withheld.lifting.agrees.map((role) => t(`role.${role}`))),
            }),
            pack.withheld.lifting.article,
          ] as const,
        ]),
    [t("policy.offline"), t("policy.daysOf", { n: offline.longestDays }), offline.article],
  ];
  return (
    <Panel title={t("policy.room")}>
      <Rows rows={rows} />
    </Panel>
  );
}
