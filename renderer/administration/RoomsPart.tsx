import { Button, Input } from "antd";
import { useState } from "react";
import type { ReactNode } from "react";
import type { AdministrationView, ViewingRoomRecord } from "../../shared/model/administration.ts";
import { useLanguage } from "../i18n/language.tsx";
import { Field, Panel } from "../ui/parts.tsx";
import { Empty } from "../ui/states.tsx";
import { useAdministration } from "./store.ts";

const noRoom: ViewingRoomRecord = { room: "", zh: "", en: "", place: "" };

/** The designated places (指定场所), each with its stations. */
export function RoomsPart({ view }: { readonly view: AdministrationView }): ReactNode {
  const { t } = useLanguage();
  const [room, setRoom] = useState<ViewingRoomRecord>(noRoom);
  return (
    <div className="admin-body">
      {view.rooms.length === 0 ? (
        <Empty what={t("admin.room.none")} hint={t("admin.room.noneHint")} />
      ) : (
        <table className="table">
          <thead>
            <tr>
              <th scope="col">{t("admin.room.zh")}</th>
              <th scope="col">{t("admin.room.en")}</th>
              <th scope="col">{t("admin.room.place")}</th>
              <th scope="col">{t("admin.room.stations")}</th>
            </tr>
          </thead>
          <tbody>
            {view.rooms.map((one) => (
              <tr key={one.room} data-room={one.room} className={one.room === room.room ? "row-chosen" : undefined}>
                <td>
                  <button type="button" className="row-act" onClick={() => setRoom(one)}>
                    {one.zh}
                  </button>
                  <span className="row-note">{one.room}</span>
                </td>
                <td>{one.en}</td>
                <td>{one.place}</td>
                <td>
                  {view.stations
                    .filter((station) => station.room === one.room && !station.revoked)
                    .map((station) => station.name)
                    .join(" ") || t("common.none")}
                </td>
              </tr>
            ))}
          </tbody>
        </table>
      )}
      <RoomEditor
        room={room}
        isKnown={view.rooms.some((one) => one.room === room.room)}
        onChange={setRoom}
        onNew={() => setRoom(noRoom)}
      />
    </div>
  );
}

function RoomEditor({
  room,
  isKnown,
  onChange,
  onNew,
}: {
  readonly room: ViewingRoomRecord;
  readonly isKnown: boolean;
  readonly onChange: (room: ViewingRoomRecord) => void;
  readonly onNew: () => void;
}): ReactNode {
  const { t } = useLanguage();
  const askOrder = useAdministration((store) => store.askOrder);
  const isComplete = /^[a-z0-9][a-z0-9-]{0,63}$/u.test(room.room) && room.zh.trim() !== "" && room.en.trim() !== "";
  const line = (key: keyof ViewingRoomRecord, longest: number): ReactNode => (
    <Field label={t(`admin.room.${key}`)} wide hint={key === "room" ? t("admin.room.idHint") : undefined}>
      {(id) => (
        <Input
          id={id}
          value={room[key]}
          maxLength={longest}
          onChange={(event) => onChange({ ...room, [key]: event.target.value })}
        />
      )}
    </Field>
  );
  return (
    <Panel
      title={t(isKnown ? "admin.room.edit" : "admin.room.add")}
      acts={isKnown ? <Button onClick={onNew}>{t("admin.room.add")}</Button> : null}
    >
      <div className="admin-form">
        {line("room", 64)}
        {line("zh", 64)}
        {line("en", 96)}
        {line("place", 128)}
        <div className="acts">
          <Button
            type="primary"
            disabled={!isComplete}
            onClick={() => askOrder(t("admin.sum.room", { name: room.zh }), { order: "room.keep", room })}
          >
            {t("admin.toSign")}
          </Button>
        </div>
      </div>
    </Panel>
  );
}
