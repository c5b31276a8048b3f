import { Button, Input } from "antd";
import { useEffect, useState } from "react";
import type { ReactNode } from "react";
import type { Joining } from "../../shared/model/joining.ts";
import { useLanguage } from "../i18n/language.tsx";
import { LanguageSwitch, ThemeSwitch } from "../shell/TopBar.tsx";
import { Facts, Field, Panel } from "../ui/parts.tsx";
import { useJoining } from "./store.ts";

const pollMs = 1500;

/** A machine that is not enrolled yet: where headquarters is, then the fingerprint to compare, then nothing but waiting. */
export function JoinScreen({ state }: { readonly state: Joining }): ReactNode {
  const { t } = useLanguage();
  const refresh = useJoining((store) => store.refresh);
  useEffect(() => {
    const timer = setInterval(() => void refresh(), pollMs);
    return () => {
      clearInterval(timer);
    };
  }, [refresh]);
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
      <main className="join" data-joining={state.at}>
        <h1>{t("join.title")}</h1>
        <p>{t("join.intro")}</p>
        {state.at === "waiting" ? <Waiting state={state} /> : <Ask state={state} />}
      </main>
    </div>
  );
}

function Ask({ state }: { readonly state: Joining }): ReactNode {
  const { t } = useLanguage();
  const { join, refresh } = useJoining();
  const [address, setAddress] = useState("");
  const [name, setName] = useState("");
  const [asked, setAsked] = useState(false);
  const submit = async (): Promise<void> => {
    setAsked(true);
    await join(address, name);
    await refresh();
  };
  return (
    <Panel title={t("join.where")}>
      <form
        className="admin-form"
        onSubmit={(event) => {
          event.preventDefault();
          void submit();
        }}
      >
        <Field label={t("join.address")} wide hint={t("join.addressHint")}>
          {(id) => (
            <Input
              id={id}
              value={address}
              maxLength={300}
              autoComplete="off"
              onChange={(event) => setAddress(event.target.value)}
            />
          )}
        </Field>
        <Field label={t("join.name")} wide hint={t("join.nameHint")}>
          {(id) => <Input id={id} value={name} maxLength={64} onChange={(event) => setName(event.target.value)} />}
        </Field>
        {state.at === "refused" ? (
          <p className="notice notice-amber" role="alert" data-refused={state.reason}>
            {t(`join.refused.${state.reason}`)}
          </p>
        ) : null}
        {asked && state.at === "address" ? <p role="status">{t("join.asking")}</p> : null}
        <div className="acts">
          <Button type="primary" size="large" htmlType="submit" disabled={address.trim() === "" || name.trim() === ""}>
            {t("join.act")}
          </Button>
        </div>
      </form>
    </Panel>
  );
}

function Waiting({ state }: { readonly state: Extract<Joining, { at: "waiting" }> }): ReactNode {
  const { t, pick } = useLanguage();
  return (
    <Panel title={t("join.waiting")}>
      <div className="admin-form" aria-live="polite">
        <p>{t("join.compare")}</p>
        <p className="admin-fingerprint admin-fingerprint-large figures" data-fingerprint={state.fingerprint}>
          {state.fingerprint}
        </p>
        <Facts
          rows={[
            [t("station.authority"), pick(state.authority)],
            [t("join.address"), state.address],
          ]}
        />
        <p className="hint">{t(state.busy ? "join.busy" : "join.stay")}</p>
      </div>
    </Panel>
  );
}
