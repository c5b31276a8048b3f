import { useEffect } from "react";
import type { ReactNode } from "react";
import type { PolicyPack } from "../../shared/model/policy.ts";
import { useLanguage } from "../i18n/language.tsx";
import { useSession } from "../session/store.ts";
import { useStation } from "../station/store.ts";
import { Panel, ScreenHead } from "../ui/parts.tsx";
import { Loaded } from "../ui/states.tsx";
import { articleAnchor } from "./anchor.ts";
import { Articles } from "./Articles.tsx";
import { ChangePanel } from "./ChangePanel.tsx";
import { Chains } from "./Chains.tsx";
import { Findings } from "./Findings.tsx";
import { PeriodsPanel, RoomPanel } from "./Terms.tsx";

/** The authority's law as a page: who decides what, periods, what is still open, and every article behind it. */
export function PolicyScreen({ article }: { readonly article?: string | undefined }): ReactNode {
  const { t } = useLanguage();
  const policy = useStation((store) => store.policy);
  const ready = policy.phase === "ready";
  const mayChange = useSession(
    ({ current }) => current?.person.roles.some((role) => role === "legalOfficer" || role === "administrator") === true,
  );
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
          {mayChange ? <ChangePanel inForce={pack} /> : null}
          <Panel title={t("policy.findings")}>
            <Findings pack={pack} />
          </Panel>
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
