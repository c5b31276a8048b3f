import type { ReactNode } from "react";
import type { PolicyPack } from "../../shared/model/policy.ts";
import { useLanguage } from "../i18n/language.tsx";
import { Tag } from "../ui/parts.tsx";
import { articleAnchor } from "./anchor.ts";

/** Every article that a rule of the pack rests on, in full; what is a default of ours says so. */
export function Articles({ pack }: { readonly pack: PolicyPack }): ReactNode {
  const { t, pick } = useLanguage();
  return (
    <ol className="policy-articles">
      {Object.entries(pack.articles)
        .toSorted(([a], [b]) => a.localeCompare(b, "en", { numeric: true }))
        .map(([id, { cite, text, house, mended }]) => (
          // An article is where a link from elsewhere puts the reader.
          <li key={id} id={articleAnchor(id)} tabIndex={-1} className="article">
            <p className="article-cite">
              {pick(cite)} {house === true ? <Tag>{t("policy.house")}</Tag> : null}
              {mended === undefined ? null : <Tag tone="amber">{t("policy.mended")}</Tag>}
            </p>
            <p className="article-text">{pick(text)}</p>
            {mended === undefined ? null : <p className="article-text quiet">{pick(mended)}</p>}
          </li>
        ))}
    </ol>
  );
}
