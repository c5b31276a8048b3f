import type { ReactNode } from "react";
import { useLanguage } from "../i18n/language.tsx";
import { valueOf } from "../shell/loadable.ts";
import { useStation } from "../station/store.ts";

/** An article of the policy pack in the language of the screen; null when the pack does not have it. */
export function useArticle(id: string | undefined): { readonly cite: string; readonly text: string } | null {
  const { pick } = useLanguage();
  const policy = useStation(({ policy: pack }) => valueOf(pack));
  const article = id === undefined ? undefined : policy?.articles[id];
  return article === undefined ? null : { cite: pick(article.cite), text: pick(article.text) };
}

/** The provision behind a demand, beside the demand (rule R11). */
export function Article({ id }: { readonly id: string | undefined }): ReactNode {
  const article = useArticle(id);
  return article === null ? null : (
    <aside className="article">
      <p className="article-cite">{article.cite}</p>
      <p className="article-text">{article.text}</p>
    </aside>
  );
}
