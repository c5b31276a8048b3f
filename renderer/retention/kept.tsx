import type { ReactNode } from "react";
import { triggerWords } from "../../shared/access/policy/names.ts";
import type { Due } from "../../shared/model/due.ts";
import { useLanguage } from "../i18n/language.tsx";
import type { Language } from "../i18n/language.tsx";
import { ArticleLink } from "../ui/article.tsx";
import { Tag } from "../ui/parts.tsx";

/** How long one rule keeps a recording, in a word or a date. */
export function keptWords(kept: Due["kept"], { t, formats }: Language): string {
  switch (kept.kind) {
    case "permanent":
    case "longTerm":
      return t(`retention.kept.${kept.kind}`);
    case "open":
      return t(`retention.kept.${kept.missing}`);
    case "until":
      return formats.date(kept.date);
  }
  return "";
}

function becauseWords(because: Due["reasons"][number]["because"], { t, pick }: Language): string {
  return because === "base" || because === "litigation" || because === "caseFile" || because === "entered"
    ? t(`retention.because.${because}`)
    : pick(triggerWords[because]);
}

/** The period that counts with the provisions behind it; two that contradict each other are both named (O-95). */
export function KeptCell({ due }: { readonly due: Due }): ReactNode {
  const language = useLanguage();
  const { t } = language;
  return (
    <>
      <span className="figures nowrap">{keptWords(due.kept, language)}</span>
      {due.conflict.length === 0 ? null : (
        <span className="badges">
          <Tag tone="amber">{t("retention.conflict")}</Tag>
        </span>
      )}
    </>
  );
}

/** Everything that keeps a recording, longest first, each with its provision (O-94). */
export function Reasons({ due }: { readonly due: Due }): ReactNode {
  const language = useLanguage();
  return (
    <ul className="lines">
      {due.reasons.map(({ because, kept, article }) => (
        <li key={`${because} ${article}`}>
          {becauseWords(because, language)} <span className="figures">{keptWords(kept, language)}</span>{" "}
          {because === "entered" ? null : <ArticleLink id={article} />}
        </li>
      ))}
    </ul>
  );
}
