import { Button } from "antd";
import { useEffect } from "react";
import type { ReactNode } from "react";
import { outsidersOf } from "../../shared/access/outside.ts";
import { decidingRoles } from "../../shared/access/policy/approval.ts";
import type { RequestId, RequestRecord, RequestScope } from "../../shared/model/request.ts";
import { countFrames } from "../footage/timing.ts";
import { PrintForm } from "../forms/PrintForm.tsx";
import { useLanguage } from "../i18n/language.tsx";
import { useSession } from "../session/store.ts";
import { useStation } from "../station/store.ts";
import { valueOf } from "../shell/loadable.ts";
import { nameOf } from "../shell/names.ts";
import { useRouter } from "../shell/router.ts";
import { ScreenHead } from "../ui/parts.tsx";
import { Empty, Loaded } from "../ui/states.tsx";
import { Decisions } from "./Decisions.tsx";
import { Deputies } from "./Deputies.tsx";
import { keepDraft } from "./form/autosave.ts";
import { draftOf } from "./form/draft.ts";
import { StateTag } from "./Paper.tsx";
import { Progress, Transitions } from "./Progress.tsx";
import { RequestPage } from "./RequestPage.tsx";
import { Steps } from "./Steps.tsx";
import { useRequests } from "./store.ts";
import { WithholdingPanel } from "./WithholdingPanel.tsx";

/** Requests filed, waiting and decided; one opens as the page it is on paper. */
export function RequestsScreen({ id }: { readonly id?: RequestId }): ReactNode {
  return id === undefined ? <RequestList /> : <RequestDetail id={id} />;
}

function RequestList(): ReactNode {
  const { t } = useLanguage();
  const scope = useRequests((store) => store.scope);
  const list = useRequests((store) => store.list);
  const load = useRequests((store) => store.load);
  const policy = useStation((store) => valueOf(store.policy));
  const roles = useSession(({ current }) => current?.person.roles);
  const isApprover = policy !== undefined && (roles ?? []).some((role) => decidingRoles(policy).has(role));
  useEffect(() => {
    void load(isApprover ? "toDecide" : "mine");
  }, [load, isApprover]);
  const scopes: readonly RequestScope[] = isApprover ? ["toDecide", "mine", "all"] : ["mine", "all"];
  return (
    <div className="screen">
      <ScreenHead title={t("requests.title")}>
        <fieldset className="switch" aria-label={t("requests.title")}>
          {scopes.map((one) => (
            <button key={one} type="button" aria-pressed={one === scope} onClick={() => void load(one)}>
              {t(`requests.scope.${one}`)}
            </button>
          ))}
        </fieldset>
        {policy?.urgent.allowed === true ? (
          <Button onClick={() => useRouter.getState().go({ at: "standingOrders" })}>{t("standing.title")}</Button>
        ) : null}
        <Button type="primary" onClick={() => useRouter.getState().go({ at: "requestForm" })}>
          {t("requests.new")}
        </Button>
      </ScreenHead>
      {isApprover ? <Deputies /> : null}
      <Loaded of={list} onRetry={() => void load(scope)}>
        {(records) =>
          records.length === 0 ? (
            <Empty what={t(`requests.empty.${scope}`)} hint={t("requests.emptyHint")} />
          ) : (
            <RequestTable records={records} />
          )
        }
      </Loaded>
    </div>
  );
}

/** For whom a clerk asks, as lists may name them (O-22). */
function shownViewer({ form, digest }: RequestRecord): string | undefined {
  return outsidersOf(form, digest)[0]?.shownName;
}

export function RequestTable({ records }: { readonly records: readonly RequestRecord[] }): ReactNode {
  const { t, formats, locale } = useLanguage();
  const me = useSession(({ current }) => current?.person.person);
  return (
    <table className="table">
      <thead>
        <tr>
          <th scope="col">{t("requests.number")}</th>
          <th scope="col">{t("requests.applicant")}</th>
          <th scope="col">{t("requests.applied")}</th>
          <th scope="col">{t("requests.case")}</th>
          <th scope="col">{t("requests.purpose")}</th>
          <th scope="col">{t("requests.asked")}</th>
          <th scope="col">{t("requests.state")}</th>
        </tr>
      </thead>
      <tbody>
        {records.map((record) => {
          const decides = record.state === "pending" && record.approvers.some(({ person }) => person === me);
          return (
            <tr key={record.id} data-request={record.id}>
              <td>
                <button
                  type="button"
                  className="row-act figures"
                  onClick={() => useRouter.getState().go({ at: decides ? "decide" : "requests", id: record.id })}
                >
                  {record.number}
                </button>
              </td>
              <td>
                {nameOf(record.applicant, locale)}
                <span className="row-note">{shownViewer(record) ?? record.applicant.unit}</span>
              </td>
              <td className="figures nowrap">{formats.moment(record.appliedAt)}</td>
              <td className="figures">
                {record.form.caseNo}
                <span className="row-note">{record.form.caseCause}</span>
              </td>
              <td>{t(`purpose.${record.form.purpose}`)}</td>
              <td className="figures">
                {t("requests.recordings", {
                  n: record.form.assets.length,
                  frames: formats.number(countFrames(record.form.assets.flatMap(({ ranges }) => ranges))),
                })}
              </td>
              <td>
                <StateTag state={record.state} />
                {decides ? <span className="row-note amber">{t("requests.decide")}</span> : null}
              </td>
            </tr>
          );
        })}
      </tbody>
    </table>
  );
}

function RequestDetail({ id }: { readonly id: RequestId }): ReactNode {
  const { t } = useLanguage();
  const me = useSession(({ current }) => current?.person.person);
  return (
    <RequestPage id={id} title={t("requests.title")}>
      {(record) => (
        <>
          {record.standing === undefined ? <Progress record={record} /> : null}
          <Decisions record={record} />
          <WithholdingPanel record={record} />
          <PrintForm order={{ form: "F1", request: record.id }} />
          {record.form.applicantClass === "lawyer" ? <PrintForm order={{ form: "F4", request: record.id }} /> : null}
          {record.form.verb === "excerpt" || record.form.verb === "copy" ? (
            <PrintForm order={{ form: "F5", request: record.id }} />
          ) : null}
          {record.state === "pending" && record.approvers.some(({ person }) => person === me) ? (
            <Button type="primary" onClick={() => useRouter.getState().go({ at: "decide", id: record.id })}>
              {t("requests.decide")}
            </Button>
          ) : null}
          {record.state === "returned" && record.applicant.person === me ? (
            <Button type="primary" onClick={() => void completeRequest(record)}>
              {t("way.complete")}
            </Button>
          ) : null}
          <Steps record={record} />
          <Transitions record={record} />
        </>
      )}
    </RequestPage>
  );
}

/** Puts the returned form back on the desk, as a draft that completes it. */
async function completeRequest({ id, form }: RequestRecord): Promise<void> {
  await keepDraft(draftOf(form, id));
  useRouter.getState().go({ at: "requestForm" });
}
