import { Button, Input } from "antd";
import { useEffect, useState } from "react";
import type { ReactNode } from "react";
import type { Failure } from "../../shared/failure.ts";
import type { CertificateToken } from "../../shared/model/person.ts";
import { useLanguage } from "../i18n/language.tsx";
import { Bands } from "../shell/Frame.tsx";
import { valueOf } from "../shell/loadable.ts";
import { useRouter } from "../shell/router.ts";
import { LanguageSwitch, ThemeSwitch } from "../shell/TopBar.tsx";
import { ShieldSummary } from "../station/ShieldMeter.tsx";
import { useStation } from "../station/store.ts";
import { useRefusalFocus } from "../ui/focus.ts";
import { Refusal } from "../ui/Refusal.tsx";
import { Loaded } from "../ui/states.tsx";
import { DemonstrationPeople } from "./DemonstrationPeople.tsx";
import { useSession } from "./store.ts";
import { TokenList } from "./TokenList.tsx";
import { Unlock } from "./Unlock.tsx";

/** Authority, room, tokens, PIN, language, and the shield meter in full words. */
export function SignIn(): ReactNode {
  const { t, pick } = useLanguage();
  const status = useStation((store) => valueOf(store.status));
  const tokens = useSession((store) => store.tokens);
  const isLocked = useSession((store) => store.isLocked);
  const [chosen, setChosen] = useState<string | null>(null);
  const [pin, setPin] = useState("");
  const [unlocking, setUnlocking] = useState<CertificateToken | null>(null);
  useEffect(() => {
    void useSession.getState().loadTokens();
    // Tokens are plugged in and out while this page is open.
    const timer = setInterval(() => void useSession.getState().loadTokens(), 5000);
    return () => {
      clearInterval(timer);
    };
  }, []);
  const list = valueOf(tokens) ?? [];
  return (
    <div className="signin">
      <header className="signin-head">
        <div className="signin-brand">
          <span className="signin-name">{t("app.name")}</span>
          <span className="quiet">{t("app.kind")}</span>
        </div>
        <div className="bar-choices">
          <ThemeSwitch />
          <LanguageSwitch />
        </div>
      </header>
      <Bands />
      <main className="signin-body">
        <section className="signin-work">
          {status === undefined ? null : (
            <div className="signin-place">
              <h1>{pick(status.authority)}</h1>
              <p>
                {pick(status.room)}
                <span className="quiet figures signin-station">
                  {t("signIn.station")} {status.station}
                </span>
              </p>
            </div>
          )}
          {isLocked ? <p role="status">{t("signIn.locked")}</p> : null}
          <p className="quiet">{t("signIn.who")}</p>
          <h2 className="signin-choose">{t("signIn.choose")}</h2>
          <Loaded of={tokens} rows={3} onRetry={() => void useSession.getState().loadTokens()}>
            {(found) => <TokenList tokens={found} chosen={chosen} onChoose={setChosen} onUnlock={setUnlocking} />}
          </Loaded>
          <PinEntry token={list.find(({ id }) => id === chosen)} pin={pin} onPin={setPin} />
        </section>
        <section className="signin-side">
          {list.some(({ demonstration }) => demonstration !== undefined) ? (
            <DemonstrationPeople
              tokens={list}
              chosen={chosen}
              onChoose={(token, itsPin) => {
                setChosen(token);
                setPin(itsPin);
              }}
            />
          ) : null}
          {status === undefined ? null : (
            <section className="panel" aria-label={t("signIn.shieldTitle")}>
              <header className="panel-head">
                <h2>{t("signIn.shieldTitle")}</h2>
              </header>
              <div className="panel-body">
                <ShieldSummary status={status} />
              </div>
            </section>
          )}
        </section>
      </main>
      {unlocking === null ? null : (
        <Unlock
          locked={unlocking}
          tokens={list.filter(({ id, state }) => id !== unlocking.id && state !== "locked")}
          onClose={() => setUnlocking(null)}
        />
      )}
    </div>
  );
}

function PinEntry({
  token,
  pin,
  onPin,
}: {
  readonly token: CertificateToken | undefined;
  readonly pin: string;
  readonly onPin: (pin: string) => void;
}): ReactNode {
  const { t } = useLanguage();
  const [busy, setBusy] = useState(false);
  const [failure, setFailure] = useState<{ readonly of: string; readonly failure: Failure } | null>(null);
  const form = useRefusalFocus(failure?.failure ?? null);
  const submit = async (id: string): Promise<void> => {
    setBusy(true);
    useRouter.getState().go({ at: "tasks" });
    const refused = await useSession.getState().signIn(id, pin);
    setBusy(false);
    onPin("");
    setFailure(refused === null ? null : { of: id, failure: refused });
  };
  return (
    <form
      ref={form}
      className="signin-pin"
      onSubmit={(event) => {
        event.preventDefault();
        if (token !== undefined) {
          void submit(token.id);
        }
      }}
    >
      <label>
        <span>{t("pin.label")}</span>
        <Input.Password
          size="large"
          value={pin}
          disabled={token === undefined}
          autoComplete="off"
          inputMode="numeric"
          visibilityToggle={false}
          onChange={(event) => {
            onPin(event.target.value);
          }}
        />
      </label>
      <Button
        type="primary"
        size="large"
        htmlType="submit"
        disabled={token === undefined || token.state === "locked" || pin === "" || busy}
      >
        {t(busy ? "signIn.acting" : "signIn.act")}
      </Button>
      {failure === null || failure.of !== token?.id ? null : <Refusal failure={failure.failure} />}
    </form>
  );
}
