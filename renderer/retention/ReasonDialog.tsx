import { Button, Input } from "antd";
import { useState } from "react";
import type { ReactNode } from "react";
import { useLanguage } from "../i18n/language.tsx";
import { Dialog } from "../ui/Dialog.tsx";
import { Field } from "../ui/parts.tsx";

/** Asks for the reason, or another short text, before something is signed. */
export function ReasonDialog({
  title,
  label,
  onReason,
  onClose,
}: {
  readonly title: string;
  readonly label?: string;
  readonly onReason: (reason: string) => void;
  readonly onClose: () => void;
}): ReactNode {
  const { t } = useLanguage();
  const [reason, setReason] = useState("");
  const isReady = reason.trim().length >= 2;
  return (
    <Dialog title={title} onClose={onClose}>
      <form
        className="admin-form"
        onSubmit={(event) => {
          event.preventDefault();
          onReason(reason.trim());
        }}
      >
        <Field label={label ?? t("retention.reason")} wide>
          {(id) => <Input id={id} value={reason} maxLength={300} onChange={(event) => setReason(event.target.value)} />}
        </Field>
        <div className="acts">
          <Button onClick={onClose}>{t("common.cancel")}</Button>
          <Button type="primary" htmlType="submit" disabled={!isReady}>
            {t("retention.toSign")}
          </Button>
        </div>
      </form>
    </Dialog>
  );
}
