import { Button, Select } from "antd";
import { useState } from "react";
import type { ReactNode } from "react";
import type { AdministeredStation, AdministrationView, PendingEnrolment } from "../../shared/model/administration.ts";
import type { Protection } from "../../shared/model/station.ts";
import { useLanguage } from "../i18n/language.tsx";
import { Facts, Field, Panel, Tag } from "../ui/parts.tsx";
import { Empty } from "../ui/states.tsx";
import { Choices } from "./Choices.tsx";
import { allProtections } from "./lists.ts";
import { NewLogPanel, WaitingLogs } from "./NewLogs.tsx";
import { useAdministration } from "./store.ts";

/** Machines that ask to become stations, and the stations there are. */
export function StationsPart({ view }: { readonly view: AdministrationView }): ReactNode {
  const { t } = useLanguage();
  const [chosen, setChosen] = useState<string | null>(null);
  const station = view.stations.find((one) => one.station === chosen);
  const pending = view.enrolments.find((one) => one.enrolment === chosen);
  const newLog = view.newLogs.find((one) => one.origin === chosen);
  return (
    <div className="admin-body">
      <div className="admin-side">
        {view.newLogs.length === 0 ? null : (
          <Panel title={t("admin.newLog.title")}>
            <WaitingLogs rows={view.newLogs} onChoose={setChosen} />
          </Panel>
        )}
        <Panel title={t("admin.enrol.title")}>
          {view.enrolments.length === 0 ? (
            <Empty what={t("admin.enrol.none")} hint={t("admin.enrol.noneHint")} />
          ) : (
            <Pending rows={view.enrolments} onChoose={setChosen} />
          )}
        </Panel>
        <StationTable rows={view.stations} view={view} chosen={chosen} onChoose={setChosen} />
      </div>
      {pending === undefined ? null : <Approve key={pending.enrolment} one={pending} view={view} />}
      {station === undefined ? null : <StationPanel key={station.station} one={station} />}
      {newLog === undefined ? null : <NewLogPanel key={newLog.fingerprint} one={newLog} />}
      {pending === undefined && station === undefined && newLog === undefined ? (
        <Empty what={t("admin.station.choose")} hint={t("admin.station.chooseHint")} />
      ) : null}
    </div>
  );
}

function Pending({
  rows,
  onChoose,
}: {
  readonly rows: readonly PendingEnrolment[];
  readonly onChoose: (enrolment: string) => void;
}): ReactNode {
  const { t, formats } = useLanguage();
  return (
    <table className="table table-plain">
      <thead>
        <tr>
          <th scope="col">{t("admin.station.name")}</th>
          <th scope="col">{t("admin.enrol.fingerprint")}</th>
          <th scope="col">{t("admin.enrol.askedAt")}</th>
        </tr>
      </thead>
      <tbody>
        {rows.map((one) => (
          <tr key={one.enrolment} data-enrolment={one.enrolment}>
            <td>
              <button type="button" className="row-act" onClick={() => onChoose(one.enrolment)}>
                {one.name}
              </button>
              <span className="row-note figures">{one.address}</span>
            </td>
            <td className="figures admin-fingerprint">{one.fingerprint}</td>
            <td className="figures nowrap">{formats.moment(one.askedAt)}</td>
          </tr>
        ))}
      </tbody>
    </table>
  );
}

/** The fingerprint of both screens is compared by a person; only then is there something to sign. */
function Approve({ one, view }: { readonly one: PendingEnrolment; readonly view: AdministrationView }): ReactNode {
  const { t, pick } = useLanguage();
  const askOrder = useAdministration((store) => store.askOrder);
  const live = one.protections.filter(({ state }) => state === "live").map(({ id }) => id);
  const [room, setRoom] = useState<string | null>(null);
  const [floor, setFloor] = useState<Protection["id"][]>(live);
  const chosen = view.rooms.find((known) => known.room === room);
  const { enrolment, fingerprint, name } = one;
  return (
    <Panel title={t("admin.enrol.of", { name })}>
      <div className="admin-form">
        <p>{t("admin.enrol.compare")}</p>
        <p className="admin-fingerprint admin-fingerprint-large figures">{fingerprint}</p>
        <Facts rows={[[t("station.shell"), one.shell]]} />
        <Field label={t("admin.station.room")} wide>
          {(id) => (
            <Select
              id={id}
              value={room}
              options={view.rooms.map((known) => ({ value: known.room, label: pick(known) }))}
              onChange={setRoom}
            />
          )}
        </Field>
        <Choices
          label={t("admin.station.floor")}
          hint={t("admin.station.floorHint")}
          all={allProtections}
          chosen={floor}
          word={(id) => t(`protection.${id}`)}
          onChange={setFloor}
        />
        <div className="acts">
          <Button
            danger
            onClick={() =>
              askOrder(t("admin.sum.declineStation", { name }), { order: "station.decline", enrolment, note: "" })
            }
          >
            {t("admin.enrol.decline")}
          </Button>
          <Button
            type="primary"
            disabled={chosen === undefined}
            onClick={() => {
              if (chosen !== undefined) {
                askOrder(t("admin.sum.enrol", { name, fingerprint, room: pick(chosen) }), {
                  order: "station.enrol",
                  enrolment,
                  fingerprint,
                  room: chosen.room,
                  floor,
                });
              }
            }}
          >
            {t("admin.enrol.same")}
          </Button>
        </div>
      </div>
    </Panel>
  );
}

function StationTable({
  rows,
  view,
  chosen,
  onChoose,
}: {
  readonly rows: readonly AdministeredStation[];
  readonly view: AdministrationView;
  readonly chosen: string | null;
  readonly onChoose: (station: string) => void;
}): ReactNode {
  const { t, formats, pick } = useLanguage();
  const roomOf = (id: string): string => {
    const room = view.rooms.find((one) => one.room === id);
    return room === undefined ? id : pick(room);
  };
  return rows.length === 0 ? (
    <Empty what={t("admin.station.none")} hint={t("admin.station.noneHint")} />
  ) : (
    <table className="table">
      <thead>
        <tr>
          <th scope="col">{t("admin.station.name")}</th>
          <th scope="col">{t("admin.station.room")}</th>
          <th scope="col">{t("admin.station.lastSeen")}</th>
          <th scope="col" className="end">
            {t("admin.station.logSize")}
          </th>
          <th scope="col">{t("admin.person.state")}</th>
        </tr>
      </thead>
      <tbody>
        {rows.map((one) => (
          <tr
            key={one.station}
            data-station={one.station}
            className={one.station === chosen ? "row-chosen" : undefined}
          >
            <td className="nowrap">
              <button type="button" className="row-act" onClick={() => onChoose(one.station)}>
                {one.name}
              </button>
            </td>
            <td>{roomOf(one.room)}</td>
            <td className="figures nowrap">
              {one.lastSeen === undefined ? t("station.never") : formats.moment(one.lastSeen)}
            </td>
            <td className="figures end">{formats.number(one.logSize)}</td>
            <td className="nowrap">
              <StationState one={one} waits={view.newLogs.some(({ station }) => station === one.station)} />
            </td>
          </tr>
        ))}
      </tbody>
    </table>
  );
}

function StationState({ one, waits }: { readonly one: AdministeredStation; readonly waits: boolean }): ReactNode {
  const { t } = useLanguage();
  if (one.revoked) {
    return <Tag tone="red">{t("admin.station.revoked")}</Tag>;
  }
  if (waits) {
    return <Tag tone="amber">{t("admin.newLog.waits")}</Tag>;
  }
  return one.below.length > 0 ? (
    <Tag tone="amber">{t("admin.station.below", { n: one.below.length })}</Tag>
  ) : (
    <Tag tone="green">{t("admin.station.good")}</Tag>
  );
}

function StationPanel({ one }: { readonly one: AdministeredStation }): ReactNode {
  const { t, formats } = useLanguage();
  const askOrder = useAdministration((store) => store.askOrder);
  const [floor, setFloor] = useState<Protection["id"][]>(one.floor);
  const { station, name } = one;
  const isChanged = floor.length !== one.floor.length || floor.some((id) => !one.floor.includes(id));
  return (
    <Panel title={name}>
      <div className="admin-form">
        <Facts
          rows={[
            [t("admin.station.number"), station],
            [
              t("station.origin"),
              <span key="origin" className="digest">
                {one.logOrigin}
              </span>,
            ],
            [t("admin.station.enrolledAt"), formats.moment(one.enrolledAt)],
            [t("station.shell"), one.shell],
            [t("admin.station.belowList"), formats.list(one.below.map((id) => t(`protection.${id}`)))],
          ]}
        />
        {one.revoked ? (
          <p className="notice notice-red">{t("admin.station.revokedNote")}</p>
        ) : (
          <>
            <Choices
              label={t("admin.station.floor")}
              hint={t("admin.station.floorHint")}
              all={allProtections}
              chosen={floor}
              word={(id) => t(`protection.${id}`)}
              onChange={setFloor}
            />
            <div className="acts">
              <Button
                danger
                onClick={() =>
                  askOrder(t("admin.sum.revokeStation", { name }), {
                    order: "station.revoke",
                    station,
                    note: t("admin.station.revoke"),
                  })
                }
              >
                {t("admin.station.revoke")}
              </Button>
              <Button
                type="primary"
                disabled={!isChanged}
                onClick={() => askOrder(t("admin.sum.floor", { name }), { order: "station.floor", station, floor })}
              >
                {t("admin.station.keepFloor")}
              </Button>
            </div>
          </>
        )}
      </div>
    </Panel>
  );
}
