import type { ReactNode } from "react";
import type { Footage } from "../../shared/model/footage.ts";
import type { TimeCheck } from "../../shared/model/time-check.ts";
import { useLanguage } from "../i18n/language.tsx";
import { useNames } from "../shell/names.ts";
import { ArticleLink } from "../ui/article.tsx";
import { Panel, Tag } from "../ui/parts.tsx";
import { Empty } from "../ui/states.tsx";
import { verdictTones } from "./MakeCheck.tsx";
import { differenceWords } from "./words.ts";

/** The signed verdicts, newest first; an earlier one stays. */
export function Checks({
  footage,
  checks,
}: {
  readonly footage: Footage;
  readonly checks: readonly TimeCheck[];
}): ReactNode {
  const { t } = useLanguage();
  return (
    <Panel title={t("times.checks")}>
      {checks.length === 0 ? (
        <Empty what={t("times.empty")} hint={t("times.emptyHint")} />
      ) : (
        <ul className="notices">
          {checks.map((check) => (
            <Check key={check.digest} check={check} isOther={check.form.manifestDigest !== footage.manifestDigest} />
          ))}
        </ul>
      )}
    </Panel>
  );
}

function Check({ check, isOther }: { readonly check: TimeCheck; readonly isOther: boolean }): ReactNode {
  const language = useLanguage();
  const { t, formats } = language;
  const nameIt = useNames();
  const { form, by, at } = check;
  return (
    <li>
      <Tag tone={verdictTones[form.verdict]}>{t(`times.verdict.${form.verdict}`)}</Tag>{" "}
      {form.verdict === form.facts.proposal ? null : (
        <span className="amber">
          {t("times.otherThanProposed", { proposal: t(`times.verdict.${form.facts.proposal}`) })}
        </span>
      )}{" "}
      {form.note} <ArticleLink id={form.facts.article} />
      <span className="row-note figures">
        {nameIt(by)} {formats.exact(at)}
      </span>
      {form.facts.forms === undefined ? null : (
        <span className="row-note figures">
          {t("times.forms")} {formats.list(form.facts.forms)}
        </span>
      )}
      {isOther ? <span className="row-note amber">{t("times.otherManifest")}</span> : null}
      <ul className="lines">
        {form.documents.map((document, index) => {
          const fact = form.facts.documents[index];
          return (
            <li key={`${document.name} ${document.number} ${document.from}`}>
              {document.name} {document.number}{" "}
              <span className="figures quiet">
                {formats.exact(document.from)} – {formats.exact(document.to)}
              </span>{" "}
              {fact === undefined
                ? null
                : t("times.differences", {
                    start: differenceWords(fact.startSeconds, language),
                    end: differenceWords(fact.endSeconds, language),
                  })}
            </li>
          );
        })}
      </ul>
    </li>
  );
}
