import { useState } from "react";
import type { ReactNode } from "react";
import { useLanguage } from "../i18n/language.tsx";
import { valueOf } from "../shell/loadable.ts";
import { useStation } from "../station/store.ts";
import { Dialog } from "./Dialog.tsx";

/** The small mark beside a fact that comes from the log; pressing it shows the proof. */
export function Seal({
  entries,
  received,
}: {
  readonly entries: readonly number[];
  readonly received: boolean;
}): ReactNode {
  const { t, formats } = useLanguage();
  const [open, setOpen] = useState(false);
  const log = useStation(({ status }) => valueOf(status)?.log);
  const names = entries.map(String).join(", ");
  return (
    <>
      <button
        type="button"
        className={received ? "seal seal-received" : "seal"}
        aria-label={t("seal.label", { entries: names })}
        title={t("seal.label", { entries: names })}
        onClick={() => {
          setOpen(true);
        }}
      >
        {t("seal.word")}
      </button>
      {open ? (
        <Dialog title={t("seal.title")} onClose={() => setOpen(false)}>
          <p>{t("seal.explain")}</p>
          <dl className="facts">
            <dt>{t("seal.entries")}</dt>
            <dd className="figures">{names}</dd>
            <dt>{t("seal.receipt")}</dt>
            <dd className={received ? "green" : "amber"}>{t(received ? "seal.received" : "seal.notReceived")}</dd>
            <dt>{t("seal.logSize")}</dt>
            <dd className="figures">{log === undefined ? "" : formats.number(log.size)}</dd>
            <dt>{t("seal.logRoot")}</dt>
            <dd className="digest">{log?.root}</dd>
          </dl>
        </Dialog>
      ) : null}
    </>
  );
}
