import { Button } from "antd";
import { useState } from "react";
import type { ReactNode } from "react";
import type { Failure } from "../../shared/failure.ts";
import type { FormOrder } from "../../shared/model/form.ts";
import type { Taken } from "../../shared/model/receipt.ts";
import { workstation } from "../bridge.ts";
import { useLanguage } from "../i18n/language.tsx";
import { Refusal } from "../ui/Refusal.tsx";

/** Prints one official form and says where it went. Each printing is an entry in the log. */
export function PrintForm({ order }: { readonly order: FormOrder }): ReactNode {
  const { t } = useLanguage();
  const [busy, setBusy] = useState(false);
  const [taken, setTaken] = useState<Taken | null>(null);
  const [failure, setFailure] = useState<Failure | null>(null);
  const print = async (): Promise<void> => {
    setBusy(true);
    const result = await workstation.forms.print(order);
    setBusy(false);
    setTaken(result.ok ? result.value : null);
    setFailure(result.ok ? null : result.failure);
  };
  return (
    <span className="print-form" data-form={order.form}>
      <Button loading={busy} onClick={() => void print()}>
        {t(`forms.${order.form}`)}
      </Button>
      <span className="print-told" aria-live="polite">
        {failure === null ? null : <Refusal failure={failure} />}
        {taken === null ? null : (
          <span className="green">
            {taken.to === "printer" ? t("receipts.atPrinter") : t("receipts.inFolder")}{" "}
            {taken.to === "folder" ? <span className="figures">{taken.file}</span> : null}
          </span>
        )}
      </span>
    </span>
  );
}
