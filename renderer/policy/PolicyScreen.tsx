import { useEffect } from "react";
import type { ReactNode } from "react";
import { lintPolicy } from "../../shared/access/policy/lint.ts";
import type { Finding } from "../../shared/access/policy/lint.ts";
import type { PolicyPack } from "../../shared/model/policy.ts";
import { useLanguage } from "../i18n/language.tsx";
import { useStation } from "../station/store.ts";
import { ArticleLink } from "../ui/article.tsx";
import { Panel, ScreenHead, Tag } from "../ui/parts.tsx";
import { Loaded } from "../ui/states.tsx";
import { articleAnchor } from "./anchor.ts";
import { Articles } from "./Articles.tsx";
import { Chains } from "./Chains.tsx";
import { PeriodsPanel, RoomPanel } from "./Terms.tsx";

/** The authority's law as a page: who decides what, periods, what is still open, and every article behind it. */
export function PolicyScreen({ article }: { readonly article?: string | undefined }): ReactNode {
  const { t } = useLanguage();
  const policy = useStation((store) => store.policy);
  const ready = policy.phase === "ready";
  useEffect(() => {
    if (article === undefined) {
      // The screen before may have been read far down.
      document.querySelector(".work")?.scrollTo(0, 0);
    } else if (ready) {
      document.getElementById(articleAnchor(article))?.focus();
    }
  }, [article, ready]);
  return (
    <Loaded of={policy} rows={12} onRetry={() => void useStation.getState().loadPolicy()}>
      {(pack) => (
        <div className="screen">
          <PolicyHead pack={pack} />
          <FindingsPanel pack={pack} />
          <Panel title={t("policy.decides")}>
            <Chains pack={pack} />
          </Panel>
          <PeriodsPanel pack={pack} />
          <RoomPanel pack={pack} />
          <Panel title={t("policy.articles")}>
            <Articles pack={pack} />
          </Panel>
        </div>
      )}
    </Loaded>
  );
}

function PolicyHead({ pack }: { readonly pack: PolicyPack }): ReactNode {
  const { t, pick } = useLanguage();
  const { base } = pack;
  return (
    <>
      <ScreenHead
        title={t("policy.title")}
        note={t("policy.version", { title: pick(pack.title), version: pack.version })}
      />
      {base === undefined ? null : (
        <p className="notice notice-quiet">
          {t("policy.inherited", { pack: base.pack, version: base.version, sections: base.sections.join(" · ") })}
        </p>
      )}
    </>
  );
}

function FindingsPanel({ pack }: { readonly pack: PolicyPack }): ReactNode {
  const { t } = useLanguage();
  const now = useStation(({ status }) => (status.phase === "ready" ? status.value.now : undefined));
  const findings = lintPolicy(pack, (now ?? "").slice(0, 10));
  return (
    <Panel title={t("policy.findings")}>
      {findings.length === 0 ? (
        <p className="quiet">{t("policy.noFindings")}</p>
      ) : (
        <div className="grants">
          {findings.map((finding) => (
            <FindingText key={`${finding.code} ${finding.text.en}`} finding={finding} />
          ))}
        </div>
      )}
    </Panel>
  );
}

function FindingText({ finding: { text, articles, settled, severity } }: { readonly finding: Finding }): ReactNode {
  const { t, pick } = useLanguage();
  return (
    <div data-finding={severity}>
      <p>
        <Tag tone="amber">{t(`policy.severity.${severity}`)}</Tag> {pick(text)}
      </p>
      {articles.map((article) => (
        <ArticleLink key={article} id={article} />
      ))}
      {settled === undefined ? null : (
        <p className="quiet">
          {t("policy.settled")}
          {pick(settled.text)} <ArticleLink id={settled.article} />
        </p>
      )}
    </div>
  );
}
