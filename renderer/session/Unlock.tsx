import { Button, Input } from "antd";
import { useState } from "react";
import type { ReactNode } from "react";
import type { Failure } from "../../shared/failure.ts";
import type { CertificateToken } from "../../shared/model/person.ts";
import { useLanguage } from "../i18n/language.tsx";
import { Dialog } from "../ui/Dialog.tsx";
import { useTokenNames } from "../shell/names.ts";
import { useRefusalFocus } from "../ui/focus.ts";
import { Refusal } from "../ui/Refusal.tsx";
import { useSession } from "./store.ts";
import { TokenList } from "./TokenList.tsx";

/** A room supervisor frees a locked certificate with their own PIN. */
export function Unlock({
  locked,
  tokens,
  onClose,
}: {
  readonly locked: CertificateToken;
  readonly tokens: readonly CertificateToken[];
  readonly onClose: () => void;
}): ReactNode {
  const { t } = useLanguage();
  const nameToken = useTokenNames();
  const [token, setToken] = useState<string | null>(null);
  const [pin, setPin] = useState("");
  const [failure, setFailure] = useState<Failure | null>(null);
  const form = useRefusalFocus(failure);
  const [done, setDone] = useState(false);
  const submit = async (by: string): Promise<void> => {
    const refused = await useSession.getState().unlock(locked.id, by, pin);
    setPin("");
    setFailure(refused);
    setDone(refused === null);
  };
  return (
    <Dialog title={t("signIn.unlockTitle")} onClose={onClose}>
      <p>{t("signIn.unlockOf", { label: nameToken(locked) })}</p>
      {done ? (
        <p className="notice notice-green">{t("signIn.unlocked")}</p>
      ) : (
        <form
          ref={form}
          className="signature"
          onSubmit={(event) => {
            event.preventDefault();
            if (token !== null) {
              void submit(token);
            }
          }}
        >
          <h3>{t("signIn.unlockBy")}</h3>
          <TokenList tokens={tokens} chosen={token} onChoose={setToken} />
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
          {failure === null ? null : <Refusal failure={failure} />}
          <div className="acts">
            <Button type="primary" htmlType="submit" disabled={token === null || pin === ""}>
              {t("signIn.unlockAct")}
            </Button>
          </div>
        </form>
      )}
    </Dialog>
  );
}
