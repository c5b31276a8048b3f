import type { ReactNode } from "react";
import type { PolicyPack } from "../../shared/model/policy.ts";
import { useLanguage } from "../i18n/language.tsx";
import { ArticleLink, useArticle } from "../ui/article.tsx";

/** An article of a pack by its name: a link where the pack in force has it, its words on hovering where it comes with another one. */
export function ArticleName({ id, pack }: { readonly id: string; readonly pack: PolicyPack }): ReactNode {
  const { pick } = useLanguage();
  const inForce = useArticle(id);
  const article = pack.articles[id];
  if (inForce !== null || article === undefined) {
    return <ArticleLink id={id} />;
  }
  return <span title={pick(article.text)}>{pick(article.cite)}</span>;
}
