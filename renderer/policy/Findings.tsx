import type { ReactNode } from "react";
import { lintPolicy } from "../../shared/access/policy/lint.ts";
import type { Finding } from "../../shared/access/policy/lint.ts";
import type { PolicyPack } from "../../shared/model/policy.ts";
import { useLanguage } from "../i18n/language.tsx";
import { useStation } from "../station/store.ts";
import { Tag } from "../ui/parts.tsx";
import { ArticleName } from "./ArticleName.tsx";

/** What whoever answers for a pack should know, and whether any of it keeps the pack from coming into force. */
export function Findings({ pack }: { readonly pack: PolicyPack }): ReactNode {
  const { t } = useLanguage();
  const findings = useFindings(pack);
  return findings.length === 0 ? (
    <p className="quiet">{t("policy.noFindings")}</p>
  ) : (
    <div className="grants">
      {findings.map((finding) => (
        <FindingText key={`${finding.code} ${finding.text.en}`} pack={pack} finding={finding} />
      ))}
    </div>
  );
}

/** The linter's findings of today. */
export function useFindings(pack: PolicyPack): readonly Finding[] {
  const now = useStation(({ status }) => (status.phase === "ready" ? status.value.now : undefined));
  return lintPolicy(pack, (now ?? "").slice(0, 10));
}

function FindingText({
  pack,
  finding: { text, articles, settled, severity },
}: {
  readonly pack: PolicyPack;
  readonly finding: Finding;
}): ReactNode {
  const { t, pick } = useLanguage();
  return (
    <div data-finding={severity}>
      <p>
        <Tag tone={severity === "error" ? "red" : "amber"}>{t(`policy.severity.${severity}`)}</Tag> {pick(text)}
      </p>
      {articles.map((article) => (
        <ArticleName key={article} id={article} pack={pack} />
      ))}
      {settled === undefined ? null : (
        <p className="quiet">
          {t("policy.settled")}
          {pick(settled.text)} <ArticleName id={settled.article} pack={pack} />
        </p>
      )}
    </div>
  );
}
