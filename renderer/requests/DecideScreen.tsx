import { Button } from "antd";
import { useEffect, useState } from "react";
import type { ReactNode } from "react";
import type { DecisionForm, RequestId, RequestRecord } from "../../shared/model/request.ts";
import { useLanguage } from "../i18n/language.tsx";
import { useSession } from "../session/store.ts";
import { useRouter } from "../shell/router.ts";
import { Article } from "../ui/article.tsx";
import { Panel, ScreenHead } from "../ui/parts.tsx";
import { Signature } from "../ui/Signature.tsx";
import { Loaded } from "../ui/states.tsx";
import { DecisionEditor, useDecisionSummary } from "./DecisionEditor.tsx";
import { Decisions } from "./Decisions.tsx";
import { Paper, StateTag } from "./Paper.tsx";
import { historyOf, useRequests } from "./store.ts";

/** Everything needed to decide, on one page: the request, the checks, the person's history, the decision. */
export function DecideScreen({ id }: { readonly id: RequestId }): ReactNode {
  const { t } = useLanguage();
  const shown = useRequests((store) => store.shown);
  const show = useRequests((store) => store.show);
  useEffect(() => {
    void show(id);
  }, [show, id]);
  return (
    <div className="screen">
      <ScreenHead title={t("decide.title")}>
        <Button onClick={() => useRouter.getState().go({ at: "requests" })}>{t("common.back")}</Button>
      </ScreenHead>
      <Loaded of={shown} rows={12} onRetry={() => void show(id)}>
        {(record) => (
          <div className="decide-body">
            <Paper record={record} />
            <div className="decide-side">
              <Checks record={record} />
              <History record={record} />
              <Deciding record={record} />
            </div>
          </div>
        )}
      </Loaded>
    </div>
  );
}

function Deciding({ record }: { readonly record: RequestRecord }): ReactNode {
  const { t } = useLanguage();
  const me = useSession(({ current }) => current?.person.person);
  const [signing, setSigning] = useState<DecisionForm | null>(null);
  const summary = useDecisionSummary(record, signing);
  if (record.decisions.length > 0) {
    return (
      <>
        {record.decisions.some(({ by }) => by.person === me) ? (
          <div className="notice notice-green" aria-live="polite">
            <p>{t("decide.done")}</p>
            <p>{t(record.state === "approved" ? "decide.doneApprove" : "decide.doneRefuse")}</p>
          </div>
        ) : null}
        <Decisions record={record} />
      </>
    );
  }
  if (!record.approvers.some(({ person }) => person === me)) {
    return <p className="notice notice-amber">{t("decide.mayNot")}</p>;
  }
  return (
    <>
      <DecisionEditor record={record} onSign={setSigning} />
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
