import { Button, Input } from "antd";
import { useState } from "react";
import type { ReactNode } from "react";
import type { Failure } from "../../shared/failure.ts";
import type { AdministrationView, OrderRecord } from "../../shared/model/administration.ts";
import { workstation } from "../bridge.ts";
import { useLanguage } from "../i18n/language.tsx";
import { useSession } from "../session/store.ts";
import { usePersonName } from "../shell/names.ts";
import { Dialog } from "../ui/Dialog.tsx";
import { useRefusalFocus } from "../ui/focus.ts";
import { Tag } from "../ui/parts.tsx";
import type { Tone } from "../ui/parts.tsx";
import { Refusal } from "../ui/Refusal.tsx";
import { Empty } from "../ui/states.tsx";
import { useOrderWords } from "./order-words.ts";
import { useAdministration } from "./store.ts";

const tones: Readonly<Record<OrderRecord["state"], Tone>> = {
  waiting: "amber",
  applied: "green",
  declined: "quiet",
  lapsed: "quiet",
};

/** What waits for a second signature, and everything that was ordered before. */
export function OrdersPart({ view }: { readonly view: AdministrationView }): ReactNode {
  const { t, formats } = useLanguage();
  const nameIt = usePersonName();
  const say = useOrderWords(view);
  const me = useSession(({ current }) => current?.person.person);
  const ask = useAdministration((store) => store.ask);
  const [collecting, setCollecting] = useState<OrderRecord | null>(null);
  if (view.orders.length === 0) {
    return <Empty what={t("admin.orders.none")} hint={t("admin.orders.noneHint")} />;
  }
  const word = (record: OrderRecord, agree: boolean): void =>
    ask({
      summary: t(agree ? "admin.sum.agree" : "admin.sum.decline", { order: say(record), name: nameIt(record.by) }),
      sign: (pin) => workstation.administration.countersign({ digest: record.digest, agree, pin }),
    });
  return (
    <>
      <p className="hint">{t("admin.orders.hint")}</p>
      <table className="table table-roomy">
        <thead>
          <tr>
            <th scope="col">{t("admin.orders.order")}</th>
            <th scope="col">{t("admin.orders.by")}</th>
            <th scope="col">{t("admin.orders.second")}</th>
            <th scope="col">{t("admin.orders.state")}</th>
            <th scope="col">{t("admin.orders.acts")}</th>
          </tr>
        </thead>
        <tbody>
          {view.orders.map((record) => (
            <tr key={record.digest} data-order={record.order.order} data-state={record.state}>
              <td>
                {say(record)}
                <span className="row-note figures">{formats.moment(record.at)}</span>
              </td>
              <td className="nowrap">{nameIt(record.by)}</td>
              <td className="nowrap">
                {record.second === undefined ? (
                  <span className="quiet">{t("common.none")}</span>
                ) : (
                  nameIt(record.second)
                )}
              </td>
              <td className="nowrap">
                <Tag tone={tones[record.state]}>{t(`admin.state.${record.state}`)}</Tag>
              </td>
              <td className="nowrap">
                {record.state === "waiting" && record.by !== me ? (
                  <div className="acts">
                    <Button size="small" type="primary" onClick={() => word(record, true)}>
                      {t("admin.orders.countersign")}
                    </Button>
                    <Button size="small" onClick={() => word(record, false)}>
                      {t("admin.orders.decline")}
                    </Button>
                  </div>
                ) : null}
                {record.state === "waiting" && record.by === me ? (
                  <span className="quiet">{t("admin.orders.another")}</span>
                ) : null}
                {record.collectable ? (
                  <Button size="small" onClick={() => setCollecting(record)}>
                    {t(record.order.order === "keys.backup" ? "admin.orders.takeShares" : "admin.orders.handOver")}
                  </Button>
                ) : null}
              </td>
            </tr>
          ))}
        </tbody>
      </table>
      {collecting === null ? null : <Collect record={collecting} onClose={() => setCollecting(null)} />}
    </>
  );
}

/** The holder chooses the PIN of the token here; it is used once and kept nowhere. */
function Collect({ record, onClose }: { readonly record: OrderRecord; readonly onClose: () => void }): ReactNode {
  const { t } = useLanguage();
  const collect = useAdministration((store) => store.collect);
  const isToken = record.order.order === "certificate.issue";
  const [pin, setPin] = useState("");
  const [again, setAgain] = useState("");
  const [failure, setFailure] = useState<Failure | null>(null);
  const form = useRefusalFocus(failure);
  const isReady = !isToken || (/^\d{6,12}$/u.test(pin) && pin === again);
  const submit = async (): Promise<void> => {
    const refused = await collect(record.digest, isToken ? pin : undefined);
    setPin("");
    setAgain("");
    setFailure(refused);
    if (refused === null) {
      onClose();
    }
  };
  return (
    <Dialog title={t(isToken ? "admin.collect.token" : "admin.collect.shares")} onClose={onClose}>
      <form
        ref={form}
        className="signature"
        onSubmit={(event) => {
          event.preventDefault();
          void submit();
        }}
      >
        <p>{t(isToken ? "admin.collect.tokenHint" : "admin.collect.sharesHint")}</p>
        {isToken ? (
          <>
            <PinField label={t("admin.collect.pin")} value={pin} onChange={setPin} />
            <PinField label={t("admin.collect.again")} value={again} onChange={setAgain} />
            {again !== "" && again !== pin ? <p className="amber">{t("admin.collect.differ")}</p> : null}
          </>
        ) : null}
        {failure === null ? null : <Refusal failure={failure} />}
        <div className="acts">
          <Button onClick={onClose}>{t("common.cancel")}</Button>
          <Button type="primary" htmlType="submit" disabled={!isReady}>
            {t("admin.collect.act")}
          </Button>
        </div>
      </form>
    </Dialog>
  );
}

function PinField({
  label,
  value,
  onChange,
}: {
  readonly label: string;
  readonly value: string;
  readonly onChange: (value: string) => void;
}): ReactNode {
  return (
    <label className="signature-pin">
      <span>{label}</span>
      <Input.Password
        value={value}
        autoComplete="off"
        inputMode="numeric"
        visibilityToggle={false}
        onChange={(event) => onChange(event.target.value)}
      />
    </label>
  );
}
