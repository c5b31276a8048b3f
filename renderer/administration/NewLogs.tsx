import { Button, Input } from "antd";
import { useState } from "react";
import type { ReactNode } from "react";
import type { WaitingLog } from "../../shared/model/new-log.ts";
import { useLanguage } from "../i18n/language.tsx";
import { usePersonName } from "../shell/names.ts";
import { Facts, Field, Panel } from "../ui/parts.tsx";
import { useAdministration } from "./store.ts";

/** Stations whose log has ended; each waits for administrators to take its new one. */
export function WaitingLogs({
  rows,
  onChoose,
}: {
  readonly rows: readonly WaitingLog[];
  readonly onChoose: (origin: string) => void;
}): ReactNode {
  const { t, formats } = useLanguage();
  return (
    <table className="table table-plain">
      <thead>
        <tr>
          <th scope="col">{t("admin.station.name")}</th>
          <th scope="col">{t("admin.newLog.why")}</th>
          <th scope="col">{t("admin.enrol.askedAt")}</th>
        </tr>
      </thead>
      <tbody>
        {rows.map((one) => (
          <tr key={one.origin} data-new-log={one.origin}>
            <td className="nowrap">
              <button type="button" className="row-act" onClick={() => onChoose(one.origin)}>
                {one.name}
              </button>
              <span className="row-note">{t("admin.newLog.waits")}</span>
            </td>
            <td>{t(`newLog.ending.${one.ending}`)}</td>
            <td className="figures nowrap">{formats.moment(one.askedAt)}</td>
          </tr>
        ))}
      </tbody>
    </table>
  );
}

/** Why, both ends of the old log, and the fingerprint that a person compares; only then is there something to sign. */
export function NewLogPanel({ one }: { readonly one: WaitingLog }): ReactNode {
  const { t, formats } = useLanguage();
  const nameIt = usePersonName();
  const askOrder = useAdministration((store) => store.askOrder);
  const [note, setNote] = useState("");
  const { station, name, origin, fingerprint, continues, held } = one;
  const headOf = ({ size, root }: { readonly size: number; readonly root: string }): ReactNode => (
    <span className="digest">{t("admin.newLog.head", { n: formats.number(size), root })}</span>
  );
  return (
    <Panel title={t("admin.newLog.of", { name })}>
      <div className="admin-form">
        <p>{t("admin.newLog.what")}</p>
        <Facts
          rows={[
            [t("admin.newLog.why"), t(`newLog.ending.${one.ending}`)],
            [t("admin.newLog.asked"), `${nameIt(one.by)} ${formats.moment(one.askedAt)}`],
            [
              t("newLog.former"),
              <span key="former" className="digest">
                {continues.origin}
              </span>,
            ],
            [t("admin.newLog.claimed"), headOf(continues)],
            [t("admin.newLog.held"), headOf(held)],
            [
              t("admin.newLog.grants"),
              <span key="grants" className="figures">
                {formats.number(one.grants)}
              </span>,
            ],
          ]}
        />
        {continues.size > held.size ? (
          <p className="notice notice-amber">{t("admin.newLog.lost", { n: continues.size - held.size })}</p>
        ) : null}
        <p>{t("admin.newLog.compare")}</p>
        <p className="admin-fingerprint admin-fingerprint-large figures">{fingerprint}</p>
        <Field label={t("admin.newLog.reason")} wide>
          {(id) => <Input id={id} value={note} maxLength={500} onChange={(event) => setNote(event.target.value)} />}
        </Field>
        <div className="acts">
          <Button
            danger
            disabled={note.trim() === ""}
            onClick={() =>
              askOrder(t("admin.sum.refuseLog", { name }), { order: "station.refuseLog", station, origin, note })
            }
          >
            {t("admin.newLog.refuse")}
          </Button>
          <Button
            type="primary"
            onClick={() =>
              askOrder(t("admin.sum.newLog", { name, fingerprint }), {
                order: "station.newLog",
                station,
                origin,
                fingerprint,
              })
            }
          >
            {t("admin.newLog.accept")}
          </Button>
        </div>
      </div>
    </Panel>
  );
}
