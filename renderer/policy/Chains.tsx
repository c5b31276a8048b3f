import type { ReactNode } from "react";
import { refuses } from "../../shared/access/policy/approval.ts";
import type { PolicyPack } from "../../shared/model/policy.ts";
import type { ApprovalRule, ChainCondition } from "../../shared/model/policy/chains.ts";
import { useLanguage } from "../i18n/language.tsx";
import type { Language } from "../i18n/language.tsx";
import { ArticleLink } from "../ui/article.tsx";

/** Who decides what: the chains in the order in which they are tried. */
export function Chains({ pack }: { readonly pack: PolicyPack }): ReactNode {
  const language = useLanguage();
  const { t } = language;
  return (
    <table className="table">
      <thead>
        <tr>
          <th scope="col">{t("policy.when")}</th>
          <th scope="col">{t("policy.steps")}</th>
          <th scope="col">{t("policy.basis")}</th>
        </tr>
      </thead>
      <tbody>
        {pack.approval.map((rule) => (
          <tr key={rule.id}>
            <td>{whenWords(rule.when, language)}</td>
            <td>{stepWords(rule, language)}</td>
            <td>
              {[...new Set(refuses(rule) ? [rule.article] : rule.steps.map(({ article }) => article))].map(
                (article) => (
                  <ArticleLink key={article} id={article} />
                ),
              )}
            </td>
          </tr>
        ))}
      </tbody>
    </table>
  );
}

const flags = ["archived", "confidential", "ownUnit", "longRange"] as const;

function whenWords(when: ChainCondition, { t, formats }: Language): string {
  const words = [
    ...(when.classes === undefined ? [] : [formats.list(when.classes.map((one) => t(`applicant.${one}`)))]),
    ...(when.verbs === undefined ? [] : [formats.list(when.verbs.map((verb) => t(`verb.${verb}`)))]),
    ...(when.routes === undefined ? [] : [formats.list(when.routes.map((route) => t(`route.${route}`)))]),
    ...flags.flatMap((flag) =>
      when[flag] === undefined ? [] : [t(`policy.${flag}.${when[flag] ? "true" : "false"}`)],
    ),
  ];
  return words.length === 0 ? t("policy.anyone") : words.join(" · ");
}

function stepWords(rule: ApprovalRule, { t, pick }: Language): string {
  return refuses(rule)
    ? `${t("form.chainRefused")} · ${t(`ground.${rule.refuse}`)}`
    : rule.steps.map(({ kind, title }) => `${t(`form.chainStep.${kind}`)} · ${pick(title)}`).join(" → ");
}
