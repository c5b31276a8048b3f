import { Button, Input, Select } from "antd";
import { useState } from "react";
import type { ReactNode } from "react";
import { addDays } from "../../shared/time/local-day.ts";
import type { Failure } from "../../shared/failure.ts";
import type { PolicyPack } from "../../shared/model/policy.ts";
import type { AheadRow, StandingOrder } from "../../shared/model/standing-order.ts";
import { workstation } from "../bridge.ts";
import { useLanguage } from "../i18n/language.tsx";
import { wordsFor } from "../shell/words.ts";
import { useRoomName } from "../station/room-name.ts";
import { Article } from "../ui/article.tsx";
import { DayPicker } from "../ui/DayPicker.tsx";
import { Field, Panel } from "../ui/parts.tsx";
import { Signature } from "../ui/Signature.tsx";
import { useStanding } from "./store.ts";

/** Has grants issued for days ahead, for a room without a line; they travel with the log on a stick. */
export function Ahead({ order, policy }: { readonly order: StandingOrder; readonly policy: PolicyPack }): ReactNode {
  const { t, formats } = useLanguage();
  const roomName = useRoomName();
  const load = useStanding((store) => store.load);
  const [isOpen, setOpen] = useState(false);
  const [room, setRoom] = useState(order.form.rooms[0] ?? "");
  const [from, setFrom] = useState(() => addDays(order.today, 1));
  const [codes, setCodes] = useState(() => (order.form.frame.sample ?? []).join("\n"));
  const [isSigning, setSigning] = useState(false);
  const [done, setDone] = useState<readonly AheadRow[] | null>(null);
  const assets = [...new Set(codes.split(/\s+/u).filter((code) => code !== ""))];
  const sign = async (pin: string): Promise<Failure | null> => {
    const reason = t("standing.useReason", { number: order.number });
    const answer = await workstation.standingOrders.ahead({
      order: order.id,
      room,
      from,
      // The station checks the shape of each code.
      assets,
      reason,
      pin,
    });
    if (!answer.ok) {
      return answer.failure;
    }
    setSigning(false);
    setDone(answer.value);
    await load();
    return null;
  };
  return (
    <Panel
      title={t("standing.ahead")}
      acts={
        <button type="button" className="plain" aria-expanded={isOpen} onClick={() => setOpen(!isOpen)}>
          {t(isOpen ? "form.fold" : "standing.aheadOpen")}
        </button>
      }
    >
      <p className="quiet">{t("standing.aheadNote")}</p>
      {isOpen ? (
        <>
          <Field label={t("standing.aheadRoom")}>
            {(id) => (
              <Select
                id={id}
                value={room}
                options={order.form.rooms.map((value) => ({ value, label: roomName(value) }))}
                onChange={setRoom}
              />
            )}
          </Field>
          <Field label={t("standing.aheadFrom")}>{(id) => <DayPicker id={id} value={from} onChange={setFrom} />}</Field>
          <Field label={t("standing.aheadAssets")} hint={t("standing.aheadAssetsHint")} wide>
            {(id) => (
              <Input.TextArea
                id={id}
                rows={4}
                value={codes}
                onChange={(event) => {
                  setCodes(event.target.value);
                }}
              />
            )}
          </Field>
          <div className="acts">
            <Button
              type="primary"
              disabled={assets.length === 0 || assets.length > 64 || from === ""}
              onClick={() => setSigning(true)}
            >
              {t("standing.aheadAct")}
            </Button>
          </div>
          <Article id={policy.urgent.ahead.article} />
        </>
      ) : null}
      {done === null ? null : <AheadResult rows={done} />}
      {isSigning ? (
        <Signature
          summary={t("standing.aheadSummary", {
            number: order.number,
            room: roomName(room),
            n: assets.length,
            from: formats.date(from),
          })}
          onClose={() => setSigning(false)}
          sign={sign}
        />
      ) : null}
    </Panel>
  );
}

function AheadResult({ rows }: { readonly rows: readonly AheadRow[] }): ReactNode {
  const language = useLanguage();
  const { t, formats } = language;
  return (
    <div role="status">
      <p>{t("standing.aheadDone", { n: rows.filter(({ number }) => number !== undefined).length })}</p>
      <table className="table table-plain">
        <tbody>
          {rows.map(({ asset, day, number, failure }) => (
            <tr key={asset}>
              <td className="figures">{asset}</td>
              <td className="figures nowrap">{formats.date(day)}</td>
              <td className={failure === undefined ? "figures" : "amber"}>
                {failure === undefined ? number : wordsFor(failure, language).what}
              </td>
            </tr>
          ))}
        </tbody>
      </table>
    </div>
  );
}
