import { Button } from "antd";
import { useEffect } from "react";
import type { ReactNode } from "react";
import type { Finding, FindingId } from "../../shared/model/finding.ts";
import { useLanguage } from "../i18n/language.tsx";
import { valueOf } from "../shell/loadable.ts";
import { useNames } from "../shell/names.ts";
import { useRouter } from "../shell/router.ts";
import { useSession } from "../session/store.ts";
import { ScreenHead } from "../ui/parts.tsx";
import { Empty, Loaded } from "../ui/states.tsx";
import { FindingPage } from "./FindingPage.tsx";
import { Incidents } from "./Incidents.tsx";
import { StateTag } from "./StateTag.tsx";
import { useFindings } from "./store.ts";
import { detailWords } from "./words.ts";

/** What headquarters found in the stations' logs: a sentence, the people, the log lines, the provision, what to do. */
export function FindingsScreen({
  id,
  incidents = false,
}: {
  readonly id?: FindingId;
  readonly incidents?: boolean;
}): ReactNode {
  const roles = useSession(({ current }) => current?.person.roles) ?? [];
  // A room supervisor records incidents and sees their own; the findings are not for them.
  const mayFind = roles.includes("compliance") || roles.includes("administrator");
  if (incidents || !mayFind) {
    return <IncidentScreen mayFind={mayFind} />;
  }
  return id === undefined ? <FindingList /> : <FindingPage id={id} />;
}

function IncidentScreen({ mayFind }: { readonly mayFind: boolean }): ReactNode {
  const { t } = useLanguage();
  return (
    <div className="screen">
      <ScreenHead title={t("incidents.title")} note={t("incidents.truth")}>
        {mayFind ? (
          <Button onClick={() => useRouter.getState().go({ at: "findings" })}>{t("findings.title")}</Button>
        ) : null}
      </ScreenHead>
      <Incidents />
    </div>
  );
}

function FindingList(): ReactNode {
  const { t } = useLanguage();
  const scope = useFindings((store) => store.scope);
  const list = useFindings((store) => store.list);
  const load = useFindings((store) => store.load);
  const count = valueOf(list)?.length;
  useEffect(() => {
    void load(useFindings.getState().scope);
  }, [load]);
  return (
    <div className="screen">
      <ScreenHead title={t("findings.title")} note={t("findings.truth")}>
        {count === undefined ? null : <span className="quiet">{t("findings.count", { n: count })}</span>}
        <Button onClick={() => useRouter.getState().go({ at: "findings", incidents: true })}>
          {t("incidents.title")}
        </Button>
        <fieldset className="switch" aria-label={t("findings.scope")}>
          {(["open", "all"] as const).map((one) => (
            <button key={one} type="button" aria-pressed={one === scope} onClick={() => void load(one)}>
              {t(`findings.scope.${one}`)}
            </button>
          ))}
        </fieldset>
      </ScreenHead>
      <Loaded of={list} rows={8} onRetry={() => void load(scope)}>
        {(rows) =>
          rows.length === 0 ? (
            <Empty what={t(scope === "open" ? "findings.empty" : "findings.emptyAll")} hint={t("findings.emptyHint")} />
          ) : (
            <FindingTable rows={rows} />
          )
        }
      </Loaded>
    </div>
  );
}

function FindingTable({ rows }: { readonly rows: readonly Finding[] }): ReactNode {
  const language = useLanguage();
  const { t, formats } = language;
  const nameIt = useNames();
  return (
    <table className="table table-roomy">
      <thead>
        <tr>
          <th scope="col">{t("findings.kind")}</th>
          <th scope="col">{t("findings.people")}</th>
          <th scope="col">{t("findings.station")}</th>
          <th scope="col">{t("findings.request")}</th>
          <th scope="col">{t("findings.seen")}</th>
          <th scope="col">{t("findings.state")}</th>
        </tr>
      </thead>
      <tbody>
        {rows.map((finding) => (
          <tr key={finding.id}>
            <td>
              <button
                type="button"
                className="row-act"
                onClick={() => useRouter.getState().go({ at: "findings", id: finding.id })}
              >
                {t(`finding.${finding.kind}`)}
              </button>
              <span className="row-note">{detailWords(finding, language)}</span>
            </td>
            <td>
              {finding.people.length === 0 ? (
                <span className="quiet">{t("findings.nobody")}</span>
              ) : (
                formats.list(finding.people.map(nameIt))
              )}
            </td>
            <td className="nowrap">{finding.stationName}</td>
            <td className="figures nowrap">{finding.requestNumber}</td>
            <td className="figures nowrap">{formats.moment(finding.firstSeen)}</td>
            <td>
              <StateTag finding={finding} />
            </td>
          </tr>
        ))}
      </tbody>
    </table>
  );
}
