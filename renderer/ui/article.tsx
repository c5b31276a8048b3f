import type { ReactNode } from "react";
import { useLanguage } from "../i18n/language.tsx";
import { valueOf } from "../shell/loadable.ts";
import { useRouter } from "../shell/router.ts";
import { useStation } from "../station/store.ts";

/** An article of the policy pack in the language of the screen; null when the pack does not have it. */
export function useArticle(id: string | undefined): { readonly cite: string; readonly text: string } | null {
  const { pick } = useLanguage();
  const policy = useStation(({ policy: pack }) => valueOf(pack));
  const article = id === undefined ? undefined : policy?.articles[id];
  return article === undefined ? null : { cite: pick(article.cite), text: pick(article.text) };
}

/** The name of an article; pressing it opens the pack at that article (rule R11). */
export function ArticleLink({ id, label }: { readonly id: string; readonly label?: string }): ReactNode {
  const article = useArticle(id);
  return article === null ? null : (
    <button
      type="button"
      className="article-link"
      title={article.text}
      onClick={() => useRouter.getState().go({ at: "policy", article: id })}
    >
      {label ?? article.cite}
    </button>
  );
}

/** The provision behind a demand, beside the demand (rule R11). */
export function Article({ id }: { readonly id: string | undefined }): ReactNode {
  const article = useArticle(id);
  return article === null ? null : (
    <aside className="article">
      {id === undefined ? null : <ArticleLink id={id} />}
      <p className="article-text">{article.text}</p>
    </aside>
  );
}
