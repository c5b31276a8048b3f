import { Button } from "antd";
import type { ReactNode } from "react";
import type { Failure } from "../../shared/failure.ts";
import { useLanguage } from "../i18n/language.tsx";
import { wordsFor } from "../shell/words.ts";
import type { Words } from "../shell/words.ts";
import { ArticleLink, useArticle } from "./article.tsx";

/** A refusal on screen: the sentence, the article behind it, and what to do next. */
export function Refusal({ failure, onRetry }: { readonly failure: Failure; readonly onRetry?: () => void }): ReactNode {
  const language = useLanguage();
  const { t } = language;
  const broken = failure.code === "internal" || failure.code === "station-sealed" || failure.code === "footage-damaged";
  return (
    <div className={broken ? "notice notice-red" : "notice notice-amber"} role="alert" data-failure={failure.code}>
      <Sentences words={wordsFor(failure, language)} />
      {onRetry === undefined ? null : (
        <Button size="small" onClick={onRetry}>
          {t("state.retry")}
        </Button>
      )}
    </div>
  );
}

/** The sentences of a refusal without its frame, for a row or a card. */
export function Sentences({ words }: { readonly words: Words }): ReactNode {
  const { t } = useLanguage();
  const article = useArticle(words.article);
  return (
    <div className="sentences">
      <p className="sentence-what">{words.what}</p>
      {article === null || words.article === undefined ? null : (
        <p className="sentence-article">
          <ArticleLink id={words.article} label={t("common.articleOf", { cite: article.cite })} />
        </p>
      )}
      <p className="sentence-next">
        <span className="quiet">{t("common.next")}</span>
        {words.next}
      </p>
    </div>
  );
}
