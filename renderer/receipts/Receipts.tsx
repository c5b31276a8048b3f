import { Button } from "antd";
import { useEffect, useRef, useState } from "react";
import type { ReactNode } from "react";
import type { Failure } from "../../shared/failure.ts";
import type { Receipt, ReceiptForm, Taken } from "../../shared/model/receipt.ts";
import type { ViewingId } from "../../shared/model/viewing.ts";
import { workstation } from "../bridge.ts";
import { useLanguage } from "../i18n/language.tsx";
import { idle, valueOf } from "../shell/loadable.ts";
import { useNames } from "../shell/names.ts";
import { useStation } from "../station/store.ts";
import { Tag } from "../ui/parts.tsx";
import { Refusal } from "../ui/Refusal.tsx";
import { Empty, Loaded } from "../ui/states.tsx";
import { useReceipts } from "./store.ts";

/** Everybody's receipt of a viewing that has ended, to be taken now or on any later day under the same number. */
export function Receipts({ viewing }: { readonly viewing: ViewingId }): ReactNode {
  const { t } = useLanguage();
  const receipts = useReceipts((store) => (store.viewing === viewing ? store.receipts : idle));
  const received = useStation(({ status }) => valueOf(status)?.sync.receivedSize);
  const load = useReceipts((store) => store.load);
  useEffect(() => {
    void load(viewing);
  }, [load, viewing]);
  const known = useRef(received);
  useEffect(() => {
    // A promise becomes a countersigned receipt as soon as headquarters has received the end of the viewing.
    if (known.current !== received) {
      known.current = received;
      void load(viewing);
    }
  }, [load, viewing, received]);
  return (
    <Loaded of={receipts} rows={2} onRetry={() => void load(viewing)}>
      {(list) =>
        list.length === 0 ? (
          <Empty what={t("receipts.empty")} hint={t("receipts.emptyHint")} />
        ) : (
          <>
            <ul className="receipts">
              {list.map((receipt) => (
                <Slip key={receipt.no} viewing={viewing} receipt={receipt} />
              ))}
            </ul>
            {list.some(({ state }) => state === "promised") ? (
              <p className="notice notice-amber">{t("receipts.promisedNote")}</p>
            ) : null}
          </>
        )
      }
    </Loaded>
  );
}

function Slip({ viewing, receipt }: { readonly viewing: ViewingId; readonly receipt: Receipt }): ReactNode {
  const { t, formats } = useLanguage();
  const nameIt = useNames();
  const [taking, setTaking] = useState<ReceiptForm | null>(null);
  const [taken, setTaken] = useState<Taken | null>(null);
  const [failure, setFailure] = useState<Failure | null>(null);
  const { person, no, state, seen, countersignedAt } = receipt;
  const name = nameIt(receipt);
  const besides = [
    ...(receipt.withheld === undefined ? [] : [t("receipts.withheld", { n: receipt.withheld })]),
    ...(receipt.objections === undefined ? [] : [t("receipts.objections", { n: receipt.objections })]),
  ];
  const frames = seen.reduce((sum, one) => sum + one.frames, 0);
  const take = async (form: ReceiptForm): Promise<void> => {
    setTaking(form);
    const result = await workstation.receipts.take({ viewing, person, form });
    setTaking(null);
    setTaken(result.ok ? result.value : null);
    setFailure(result.ok ? null : result.failure);
  };
  return (
    <li className="receipt" data-receipt={no} data-state={state}>
      <div className="receipt-what">
        <strong>{name}</strong> <span className="quiet">{t(`capacity.${receipt.capacity}`)}</span>
        <span className="row-note figures">{no}</span>
        <span className="row-note figures">
          {formats.exact(receipt.from)}–{formats.time(receipt.to)} · {t("common.frames", { n: frames })}
        </span>
        {besides.length === 0 ? null : <span className="row-note">{besides.join(" · ")}</span>}
      </div>
      <div className="receipt-state">
        <Tag tone={state === "promised" ? "amber" : "green"}>{t(`receipts.${state}`)}</Tag>
        {countersignedAt === undefined ? null : (
          <span className="row-note figures">{formats.exact(countersignedAt)}</span>
        )}
      </div>
      <div className="acts">
        <Button
          type="primary"
          loading={taking === "paper"}
          aria-label={t("receipts.printOf", { name })}
          onClick={() => void take("paper")}
        >
          {t("receipts.print")}
        </Button>
        <Button
          loading={taking === "file"}
          aria-label={t("receipts.fileOf", { name })}
          onClick={() => void take("file")}
        >
          {t("receipts.file")}
        </Button>
      </div>
      <div className="receipt-told" aria-live="polite">
        {failure === null ? null : <Refusal failure={failure} />}
        {taken === null ? null : <Where taken={taken} />}
      </div>
    </li>
  );
}

function Where({ taken }: { readonly taken: Taken }): ReactNode {
  const { t } = useLanguage();
  return taken.to === "printer" ? (
    <p className="green">{t("receipts.atPrinter")}</p>
  ) : (
    <p className="green" data-taken={taken.file}>
      {t("receipts.inFolder")} <span className="figures">{taken.file}</span>
    </p>
  );
}
