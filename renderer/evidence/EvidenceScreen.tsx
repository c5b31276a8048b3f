import { Button } from "antd";
import { useEffect, useState } from "react";
import type { ReactNode } from "react";
import type { ExtractionId, ExtractionView } from "../../shared/model/extraction.ts";
import { useLanguage } from "../i18n/language.tsx";
import { useSession } from "../session/store.ts";
import { useRouter } from "../shell/router.ts";
import { ScreenHead, Tag } from "../ui/parts.tsx";
import { Empty, Loaded } from "../ui/states.tsx";
import { EvidencePage } from "./EvidencePage.tsx";
import { MarkDialog } from "./MarkDialog.tsx";
import { mayMark } from "./range.ts";
import { useEvidence } from "./store.ts";
import { isSettled, nextWords, rangeWords, stateTones } from "./words.ts";

/** Evidence with its states, from mark to check; one piece of it as a page. */
export function EvidenceScreen({ id }: { readonly id?: ExtractionId }): ReactNode {
  const list = useEvidence((store) => store.list);
  const load = useEvidence((store) => store.load);
  const known = list.phase === "ready" ? list.value : undefined;
  const isCutting = known?.some(({ state }) => state === "cutting") === true;
  useEffect(() => {
    void load();
  }, [load]);
  useEffect(() => {
    if (!isCutting) {
      return undefined;
    }
    // A long cut goes on at headquarters; nobody should have to ask again.
    const timer = setInterval(() => void load(), 3000);
    return () => clearInterval(timer);
  }, [isCutting, load]);
  const found = known?.find((one) => one.id === id);
  return found === undefined ? <EvidenceList /> : <EvidencePage key={found.id} record={found} />;
}

function EvidenceList(): ReactNode {
  const { t } = useLanguage();
  const scope = useEvidence((store) => store.scope);
  const list = useEvidence((store) => store.list);
  const load = useEvidence((store) => store.load);
  const show = useEvidence((store) => store.show);
  const roles = useSession(({ current }) => current?.person.roles) ?? [];
  const [marking, setMarking] = useState(false);
  return (
    <div className="screen">
      <ScreenHead title={t("evidence.title")} note={t("evidence.truth")}>
        <fieldset className="switch" aria-label={t("evidence.filter")}>
          {(["open", "all"] as const).map((one) => (
            <button key={one} type="button" aria-pressed={one === scope} onClick={() => show(one)}>
              {t(`evidence.filter.${one}`)}
            </button>
          ))}
        </fieldset>
        <Button onClick={() => void load()}>{t("evidence.refresh")}</Button>
        {mayMark(roles) ? (
          <Button type="primary" onClick={() => setMarking(true)}>
            {t("evidence.new")}
          </Button>
        ) : null}
      </ScreenHead>
      <Loaded of={list} rows={6} onRetry={() => void load()}>
        {(all) => {
          const rows = scope === "all" ? all : all.filter((one) => !isSettled(one));
          if (rows.length > 0) {
            return <EvidenceTable rows={rows} />;
          }
          return all.length === 0 ? (
            <Empty what={t("evidence.empty")} hint={t("evidence.emptyHint")} />
          ) : (
            <Empty what={t("evidence.emptyOpen")} hint={t("evidence.emptyOpenHint", { n: all.length })} />
          );
        }}
      </Loaded>
      {marking ? <MarkDialog onClose={() => setMarking(false)} /> : null}
    </div>
  );
}

function EvidenceTable({ rows }: { readonly rows: readonly ExtractionView[] }): ReactNode {
  const language = useLanguage();
  const { t, formats } = language;
  return (
    <table className="table table-roomy">
      <thead>
        <tr>
          <th scope="col">{t("evidence.name")}</th>
          <th scope="col">{t("evidence.recording")}</th>
          <th scope="col">{t("evidence.exhibit")}</th>
          <th scope="col">{t("evidence.stateHead")}</th>
          <th scope="col">{t("evidence.next")}</th>
        </tr>
      </thead>
      <tbody>
        {rows.map((record) => {
          const { id, number, form, footage, state, steps } = record;
          return (
            <tr key={id} data-evidence={id} data-state={state}>
              <td>
                <button
                  type="button"
                  className="row-act"
                  onClick={() => useRouter.getState().go({ at: "evidence", id })}
                >
                  {form.name}
                </button>
                <span className="row-note figures">{number}</span>
              </td>
              <td>
                {footage.title}
                <span className="row-note figures">
                  {form.order.asset} · {rangeWords(form.order, language)}
                </span>
              </td>
              <td>
                {t(`evidence.exhibit.${form.order.exhibit}`)}
                <span className="row-note">{t(`evidence.manner.${form.order.manner}`)}</span>
              </td>
              <td className="nowrap">
                <Tag tone={stateTones[state]}>{t(`evidence.state.${state}`)}</Tag>
                <span className="row-note figures">{formats.moment(steps.at(-1)?.at ?? footage.recordedFrom)}</span>
              </td>
              <td>{nextWords(record, language)}</td>
            </tr>
          );
        })}
      </tbody>
    </table>
  );
}
