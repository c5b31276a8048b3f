import { Button } from "antd";
import { useEffect } from "react";
import type { ReactNode } from "react";
import type { Finding, FindingDetail, FindingId } from "../../shared/model/finding.ts";
import { useLanguage } from "../i18n/language.tsx";
import { useNames } from "../shell/names.ts";
import { useSession } from "../session/store.ts";
import { useRouter } from "../shell/router.ts";
import { Article } from "../ui/article.tsx";
import { Facts, Panel, ScreenHead } from "../ui/parts.tsx";
import { Loaded } from "../ui/states.tsx";
import { LogLines } from "./LogLines.tsx";
import { MakeIncident } from "./MakeIncident.tsx";
import { Settle } from "./Settle.tsx";
import { useFindings } from "./store.ts";
import { detailWords } from "./words.ts";

/** One finding with everything a person needs to judge it. */
export function FindingPage({ id }: { readonly id: FindingId }): ReactNode {
  const { t } = useLanguage();
  const shown = useFindings((store) => store.shown);
  const show = useFindings((store) => store.show);
  useEffect(() => {
    void show(id);
  }, [show, id]);
  return (
    <div className="screen">
      <ScreenHead title={t("findings.title")}>
        <Button onClick={() => useRouter.getState().go({ at: "findings" })}>{t("findings.back")}</Button>
      </ScreenHead>
      <Loaded of={shown} rows={12} onRetry={() => void show(id)}>
        {(detail) => <Whole detail={detail} />}
      </Loaded>
    </div>
  );
}

function Whole({ detail: { finding, lines } }: { readonly detail: FindingDetail }): ReactNode {
  const isCompliance = useSession(({ current }) => current?.person.roles.includes("compliance") === true);
  const { t } = useLanguage();
  return (
    <div className="finding">
      <div className="finding-main">
        <Panel title={t(`finding.${finding.kind}`)}>
          <About finding={finding} />
        </Panel>
        <Panel title={t("findings.lines")}>
          <LogLines lines={lines} count={finding.count} />
        </Panel>
      </div>
      <div className="finding-side">
        <Panel title={t("findings.do")}>
          <p>{t(`finding.${finding.kind}.do`)}</p>
          <Article id={finding.article} />
        </Panel>
        <Panel title={t("findings.settle")}>
          <Settle finding={finding} />
        </Panel>
        {isCompliance ? (
          <Panel title={t("incidents.make")}>
            <MakeIncident finding={finding} />
          </Panel>
        ) : null}
      </div>
    </div>
  );
}

function About({ finding }: { readonly finding: Finding }): ReactNode {
  const language = useLanguage();
  const { t, formats } = language;
  const nameIt = useNames();
  const { people } = finding;
  return (
    <Facts
      rows={[
        [
          t("findings.number"),
          <span key="v" className="figures">
            {finding.id}
          </span>,
        ],
        [t("findings.detail"), detailWords(finding, language)],
        [t("findings.people"), people.length === 0 ? t("findings.nobody") : formats.list(people.map(nameIt))],
        [t("findings.request"), finding.requestNumber],
        [t("findings.station"), finding.stationName],
        [
          t("findings.origin"),
          <span key="v" className="digest">
            {finding.origin}
          </span>,
        ],
        [
          t("findings.first"),
          <span key="v" className="figures">
            {formats.moment(finding.firstSeen)}
          </span>,
        ],
        [
          t("findings.last"),
          <span key="v" className="figures">
            {formats.moment(finding.lastSeen)}
          </span>,
        ],
      ]}
    />
  );
}
