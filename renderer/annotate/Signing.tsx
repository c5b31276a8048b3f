import { Button, Input } from "antd";
import { useEffect, useRef, useState } from "react";
import type { InputRef } from "antd";
import type { ReactNode } from "react";
import type { Failure } from "../../shared/failure.ts";
import { useLanguage } from "../i18n/language.tsx";
import { useRefusalFocus } from "../ui/focus.ts";
import { Refusal } from "../ui/Refusal.tsx";

/** The moment of signing: what it does in words, the PIN, done. */
export function Signing({
  act,
  explain,
  onSign,
  onCancel,
}: {
  readonly act: string;
  readonly explain: string;
  readonly onSign: (pin: string) => Promise<Failure | null>;
  readonly onCancel: () => void;
}): ReactNode {
  const { t } = useLanguage();
  const [pin, setPin] = useState("");
  const [busy, setBusy] = useState(false);
  const [failure, setFailure] = useState<Failure | null>(null);
  const form = useRefusalFocus(failure);
  const field = useRef<InputRef>(null);
  useEffect(() => field.current?.focus(), []);
  const sign = async (): Promise<void> => {
    setBusy(true);
    const refused = await onSign(pin);
    setBusy(false);
    setPin("");
    setFailure(refused);
  };
  return (
    <form
      ref={form}
      className="signing"
      aria-label={act}
      onSubmit={(event) => {
        event.preventDefault();
        if (pin !== "" && !busy) {
          void sign();
        }
      }}
    >
      <p className="hint">{explain}</p>
      <Input.Password
        aria-label={t("annotate.pin")}
        placeholder={t("annotate.pin")}
        autoComplete="off"
        inputMode="numeric"
        visibilityToggle={false}
        ref={field}
        value={pin}
        onChange={(event) => setPin(event.target.value)}
      />
      {failure === null ? null : <Refusal failure={failure} />}
      <div className="acts">
        <Button onClick={onCancel}>{t("common.cancel")}</Button>
        <Button type="primary" htmlType="submit" disabled={pin === ""} loading={busy}>
          {act}
        </Button>
      </div>
    </form>
  );
}
