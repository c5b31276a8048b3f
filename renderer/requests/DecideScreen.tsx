import { useEffect, useState } from "react";
import type { ReactNode } from "react";
import type { DecisionForm, RequestId, RequestRecord } from "../../shared/model/request.ts";
import { useLanguage } from "../i18n/language.tsx";
import { useSession } from "../session/store.ts";
import { Article } from "../ui/article.tsx";
import { Panel } from "../ui/parts.tsx";
import { Signature } from "../ui/Signature.tsx";
import { DecisionEditor, useDecisionSummary } from "./DecisionEditor.tsx";
import { Decisions } from "./Decisions.tsx";
import { StateTag } from "./Paper.tsx";
import { Progress, Transitions } from "./Progress.tsx";
import { RequestPage } from "./RequestPage.tsx";
import { Steps } from "./Steps.tsx";
import { historyOf, useRequests } from "./store.ts";
import { WithholdingPanel } from "./WithholdingPanel.tsx";

/** Everything needed to decide, on one page: the request, the checks, the person's history, the decision. */
export function DecideScreen({ id }: { readonly id: RequestId }): ReactNode {
  const { t } = useLanguage();
  return (
    <RequestPage id={id} title={t("decide.title")}>
      {(record) => (
        <>
          <Progress record={record} />
          <Checks record={record} />
          <WithholdingPanel record={record} />
          <History record={record} />
          <Deciding record={record} />
          <Steps record={record} />
          <Transitions record={record} />
        </>
      )}
    </RequestPage>
  );
}

function Deciding({ record }: { readonly record: RequestRecord }): ReactNode {
  const { t } = useLanguage();
  const me = useSession(({ current }) => current?.person.person);
  const [signing, setSigning] = useState<DecisionForm | null>(null);
  const summary = useDecisionSummary(record, signing);
  const mayDecide = record.state === "pending" && record.approvers.some(({ person }) => person === me);
  const hasDecided = record.decisions.some(({ by }) => by.person === me);
  return (
    <>
      {hasDecided ? (
        <div className="notice notice-green" aria-live="polite">
          <p>{t("decide.done")}</p>
          <p>{t(doneOf(record))}</p>
        </div>
      ) : null}
      {record.decisions.length === 0 ? null : <Decisions record={record} />}
      {mayDecide ? <DecisionEditor record={record} onSign={setSigning} /> : null}
      {mayDecide || hasDecided ? null : <p className="notice notice-amber">{t(mayNotOf(record))}</p>}
      {signing === null ? null : (
        <Signature
          summary={summary}
          onClose={() => setSigning(null)}
          sign={async (pin) => {
            const failure = await useRequests.getState().decide(record.id, signing, pin);
            if (failure === null) {
              setSigning(null);
            }
            return failure;
          }}
        />
      )}
    </>
  );
}

function doneOf({ state, grant }: RequestRecord) {
  if (state === "pending") {
    return "decide.doneStep";
  }
  if (state === "approved") {
    return grant === undefined ? "decide.doneOrder" : "decide.doneApprove";
  }
  return "decide.doneRefuse";
}

function mayNotOf({ state }: RequestRecord) {
  return state === "papers" || state === "consultation" || state === "returned"
    ? (`words.request-waits.${state}` as const)
    : "decide.mayNot";
}

function Checks({ record }: { readonly record: RequestRecord }): ReactNode {
  const { t } = useLanguage();
  return (
    <Panel title={t("decide.checks")}>
      <ul className="check-list">
        {record.checks.map(({ check, passed, article }) => (
          <li key={check}>
            <span className={passed ? "green" : "amber"}>{t(passed ? "decide.passed" : "decide.notPassed")}</span>
            <div>
              {t(`check.${check}`)}
              {passed ? null : <Article id={article} />}
            </div>
          </li>
        ))}
      </ul>
    </Panel>
  );
}

function History({ record }: { readonly record: RequestRecord }): ReactNode {
  const { t, formats } = useLanguage();
  const [history, setHistory] = useState<readonly RequestRecord[]>([]);
  useEffect(() => {
    let isCurrent = true;
    const load = async (): Promise<void> => {
      const found = await historyOf(record);
      if (isCurrent) {
        setHistory(found);
      }
    };
    void load();
    return () => {
      isCurrent = false;
    };
  }, [record]);
  return (
    <Panel title={t("requests.history")}>
      {history.length === 0 ? <p className="quiet">{t("requests.historyNone")}</p> : null}
      <ul className="history">
        {history.map((one) => (
          <li key={one.id}>
            <span className="figures">{formats.date(one.appliedAt)}</span>
            <span className="figures">{one.number}</span>
            <span>{t(`purpose.${one.form.purpose}`)}</span>
            <StateTag state={one.state} />
          </li>
        ))}
      </ul>
    </Panel>
  );
}
