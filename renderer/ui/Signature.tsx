import { Button, Input } from "antd";
import { useState } from "react";
import type { ReactNode } from "react";
import type { Failure } from "../../shared/failure.ts";
import { useLanguage } from "../i18n/language.tsx";
import { useSession } from "../session/store.ts";
import { nameOf } from "../shell/names.ts";
import { Dialog } from "./Dialog.tsx";
import { useRefusalFocus } from "./focus.ts";
import { Refusal } from "./Refusal.tsx";

/**
 * The signature moment: what is about to be signed in one sentence, the PIN, done.
 *
 * `sign` answers null when it worked. The PIN lives only in this component and is dropped after each try.
 */
export function Signature({
  summary,
  sign,
  onClose,
}: {
  readonly summary: string;
  readonly sign: (pin: string) => Promise<Failure | null>;
  readonly onClose: () => void;
}): ReactNode {
  const { t, locale } = useLanguage();
  const person = useSession(({ current }) => current?.person);
  const [pin, setPin] = useState("");
  const [busy, setBusy] = useState(false);
  const [failure, setFailure] = useState<Failure | null>(null);
  const form = useRefusalFocus(failure);
  const submit = async (): Promise<void> => {
    setBusy(true);
    const refused = await sign(pin);
    setPin("");
    setBusy(false);
    setFailure(refused);
  };
  return (
    <Dialog title={t("sign.title")} onClose={onClose}>
      <form
        ref={form}
        className="signature"
        onSubmit={(event) => {
          event.preventDefault();
          void submit();
        }}
      >
        <p className="signature-summary">{summary}</p>
        <p className="quiet">{t("sign.asPerson", { name: person === undefined ? "" : nameOf(person, locale) })}</p>
        <label className="signature-pin">
          <span>{t("pin.label")}</span>
          <Input.Password
            size="large"
            value={pin}
            autoComplete="off"
            inputMode="numeric"
            visibilityToggle={false}
            onChange={(event) => {
              setPin(event.target.value);
            }}
          />
        </label>
        <p className="hint">{t("sign.warning")}</p>
        {failure === null ? null : <Refusal failure={failure} />}
        <div className="acts">
          <Button onClick={onClose}>{t("common.cancel")}</Button>
          <Button type="primary" htmlType="submit" disabled={pin === "" || busy}>
            {t(busy ? "sign.acting" : "sign.act")}
          </Button>
        </div>
      </form>
    </Dialog>
  );
}
