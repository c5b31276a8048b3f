import { Button } from "antd";
import { useEffect, useState } from "react";
import type { ReactNode } from "react";
import type { Failure } from "../../shared/failure.ts";
import type { PeoplePreview, PeopleRow } from "../../shared/model/people-file.ts";
import { workstation } from "../bridge.ts";
import { useLanguage } from "../i18n/language.tsx";
import { Facts, Panel } from "../ui/parts.tsx";
import { Refusal } from "../ui/Refusal.tsx";
import { Empty } from "../ui/states.tsx";
import { useArrivals } from "./arrivals.ts";
import { useAdministration } from "./store.ts";

/** Persons from a file: looked at first, row by row; imported only when every row is right and somebody signs. */
export function ImportPanel({ onClose }: { readonly onClose: () => void }): ReactNode {
  const { t } = useLanguage();
  const { arrivals, look } = useArrivals();
  const [seen, setSeen] = useState<{ readonly name: string; readonly preview: PeoplePreview } | null>(null);
  const [failure, setFailure] = useState<Failure | null>(null);
  useEffect(() => {
    void look();
  }, [look]);
  const open = async (name: string): Promise<void> => {
    const read = await workstation.administration.previewPeople({ name });
    setFailure(read.ok ? null : read.failure);
    setSeen(read.ok ? { name, preview: read.value } : null);
  };
  return (
    <Panel
      title={t("admin.people.import")}
      acts={
        <div className="acts">
          <Button onClick={() => void look()}>{t("bundle.look")}</Button>
          <Button onClick={onClose}>{t("common.close")}</Button>
        </div>
      }
    >
      <div className="admin-form">
        <p className="hint">{t("admin.import.hint")}</p>
        <p className="hint">{t("admin.import.columns")}</p>
        {arrivals === null ? null : (
          <Facts
            rows={[
              [
                t("admin.import.folder"),
                <span key="folder" className="digest">
                  {arrivals.folder}
                </span>,
              ],
            ]}
          />
        )}
        {arrivals !== null && arrivals.tables.length === 0 ? (
          <Empty what={t("admin.import.none")} hint={t("admin.import.noneHint")} />
        ) : null}
        <div className="acts">
          {(arrivals?.tables ?? []).map((name) => (
            <Button key={name} type={seen?.name === name ? "primary" : "default"} onClick={() => void open(name)}>
              {name}
            </Button>
          ))}
        </div>
        {failure === null ? null : <Refusal failure={failure} />}
        {seen === null ? null : <Preview name={seen.name} preview={seen.preview} />}
      </div>
    </Panel>
  );
}

function Preview({ name, preview }: { readonly name: string; readonly preview: PeoplePreview }): ReactNode {
  const { t, formats } = useLanguage();
  const ask = useAdministration((store) => store.ask);
  if (preview.state === "unusable") {
    return (
      <p className="notice notice-amber" role="alert" data-fault={preview.fault}>
        {t(`admin.file.${preview.fault}`)}
      </p>
    );
  }
  const wrong = preview.rows.filter(({ faults }) => faults.length > 0).length;
  const { digest, rows } = preview;
  return (
    <div className="admin-form" data-preview={wrong}>
      <p className={wrong === 0 ? "notice notice-green" : "notice notice-amber"} role="status">
        {wrong === 0 ? t("admin.import.good", { n: rows.length }) : t("admin.import.wrong", { n: rows.length, wrong })}
      </p>
      {preview.ignored.length === 0 ? null : (
        <p className="hint">{t("admin.import.ignored", { columns: formats.list(preview.ignored) })}</p>
      )}
      <table className="table">
        <thead>
          <tr>
            <th scope="col" className="end">
              {t("admin.import.line")}
            </th>
            <th scope="col">{t("admin.person.name")}</th>
            <th scope="col">{t("admin.import.outcome")}</th>
          </tr>
        </thead>
        <tbody>
          {rows.map((row) => (
            <tr key={row.line} data-line={row.line}>
              <td className="figures end">{row.line}</td>
              <td>{row.name}</td>
              <td>
                <Outcome row={row} />
              </td>
            </tr>
          ))}
        </tbody>
      </table>
      <div className="acts">
        <Button
          type="primary"
          disabled={wrong > 0}
          onClick={() =>
            ask({
              summary: t("admin.sum.import", { n: rows.length, file: name }),
              sign: (pin) => workstation.administration.importPeople({ name, digest, pin }),
            })
          }
        >
          {t("admin.import.act", { n: rows.length })}
        </Button>
      </div>
    </div>
  );
}

function Outcome({ row }: { readonly row: PeopleRow }): ReactNode {
  const { t } = useLanguage();
  return row.faults.length === 0 ? (
    <span className="green">{t("admin.import.adds", { person: row.person })}</span>
  ) : (
    row.faults.map(({ column, fault, cell }) => (
      <span key={`${column} ${fault} ${cell}`} className="line amber">
        {t(`admin.fault.${fault}`, { column: t(`admin.column.${column}`), cell })}
      </span>
    ))
  );
}
