import { Button, Input, Select } from "antd";
import { useEffect, useState } from "react";
import type { ReactNode } from "react";
import type { Failure } from "../../shared/failure.ts";
import type { Result } from "../../shared/result.ts";
import { workstation } from "../bridge.ts";
import { useLanguage } from "../i18n/language.tsx";
import { useSession } from "../session/store.ts";
import { valueOf } from "../shell/loadable.ts";
import { useTokenNames } from "../shell/names.ts";
import { useRefusalFocus } from "../ui/focus.ts";
import { Field, Panel } from "../ui/parts.tsx";
import { Refusal } from "../ui/Refusal.tsx";
import { useArrivals } from "./arrivals.ts";
import { useAdministration } from "./store.ts";

type Count = { readonly brought: number; readonly threshold: number };

/** Custodians bring their shares one after the other; the key is put together in memory, tried, and forgotten. */
export function Rehearsal(): ReactNode {
  const { t } = useLanguage();
  const load = useAdministration((store) => store.load);
  const [count, setCount] = useState<Count | null>(null);
  const [failure, setFailure] = useState<Failure | null>(null);
  const [proved, setProved] = useState<number | null>(null);
  useEffect(() => {
    void workstation.administration.dropShares();
  }, []);
  const take = (answer: Result<Count, Failure>): void => {
    setFailure(answer.ok ? null : answer.failure);
    setProved(null);
    if (answer.ok) {
      setCount(answer.value);
    }
  };
  const rehearse = async (): Promise<void> => {
    const answer = await workstation.administration.rehearse();
    setCount(null);
    setFailure(answer.ok ? null : answer.failure);
    setProved(answer.ok ? answer.value.secrets : null);
    await load();
  };
  return (
    <Panel title={t("admin.rehearse.title")}>
      <div className="admin-form">
        <p className="hint">{t("admin.rehearse.hint")}</p>
        <SealedShare onShare={take} />
        <TypedShare onShare={take} />
        <div aria-live="polite">
          {count === null ? null : (
            <p className="notice" data-brought={count.brought}>
              {t("admin.rehearse.brought", { n: count.brought, k: count.threshold })}
            </p>
          )}
          {proved === null ? null : (
            <p className="notice notice-green" data-proved={proved}>
              {t("admin.rehearse.proved", { n: proved })}
            </p>
          )}
        </div>
        {failure === null ? null : <Refusal failure={failure} />}
        <div className="acts">
          <Button
            disabled={count === null}
            onClick={() => {
              setCount(null);
              setFailure(null);
              void workstation.administration.dropShares();
            }}
          >
            {t("admin.rehearse.drop")}
          </Button>
          <Button
            type="primary"
            disabled={count === null || count.brought < count.threshold}
            onClick={() => void rehearse()}
          >
            {t("admin.rehearse.act")}
          </Button>
        </div>
      </div>
    </Panel>
  );
}

/** A share that was sealed to a custodian: their token opens it here. */
function SealedShare({ onShare }: { readonly onShare: (answer: Result<Count, Failure>) => void }): ReactNode {
  const { t } = useLanguage();
  const { arrivals, look } = useArrivals();
  const tokens = useSession((store) => valueOf(store.tokens)) ?? [];
  const nameToken = useTokenNames();
  const [name, setName] = useState<string | null>(null);
  const [token, setToken] = useState<string | null>(null);
  const [pin, setPin] = useState("");
  const [failure, setFailure] = useState<Failure | null>(null);
  const form = useRefusalFocus(failure);
  useEffect(() => {
    void look();
    void useSession.getState().loadTokens();
  }, [look]);
  const open = async (file: string, of: string): Promise<void> => {
    const answer = await workstation.administration.openShare({ name: file, token: of, pin });
    setPin("");
    setFailure(answer.ok ? null : answer.failure);
    onShare(answer);
  };
  if (arrivals === null || arrivals.shares.length === 0) {
    return <p className="quiet">{t("admin.rehearse.noFiles")}</p>;
  }
  return (
    <form
      ref={form}
      className="admin-form"
      onSubmit={(event) => {
        event.preventDefault();
        if (name !== null && token !== null) {
          void open(name, token);
        }
      }}
    >
      <Field label={t("admin.rehearse.file")} wide>
        {(id) => (
          <Select
            id={id}
            value={name}
            options={arrivals.shares.map((file) => ({ value: file, label: file }))}
            onChange={setName}
          />
        )}
      </Field>
      <Field label={t("admin.rehearse.token")} wide>
        {(id) => (
          <Select
            id={id}
            value={token}
            options={tokens.map((one) => ({ value: one.id, label: nameToken(one) }))}
            onChange={setToken}
          />
        )}
      </Field>
      <Field label={t("pin.label")} wide>
        {(id) => (
          <Input.Password
            id={id}
            value={pin}
            autoComplete="off"
            inputMode="numeric"
            visibilityToggle={false}
            onChange={(event) => setPin(event.target.value)}
          />
        )}
      </Field>
      <div className="acts">
        <Button htmlType="submit" disabled={name === null || token === null || pin === ""}>
          {t("admin.rehearse.open")}
        </Button>
      </div>
    </form>
  );
}

/** A share that was printed: typed as it stands there. */
function TypedShare({ onShare }: { readonly onShare: (answer: Result<Count, Failure>) => void }): ReactNode {
  const { t } = useLanguage();
  const [text, setText] = useState("");
  const add = async (): Promise<void> => {
    const answer = await workstation.administration.addShare({ text });
    if (answer.ok) {
      setText("");
    }
    onShare(answer);
  };
  return (
    <>
      <Field label={t("admin.rehearse.typed")} wide hint={t("admin.rehearse.typedHint")}>
        {(id) => (
          <Input.TextArea
            id={id}
            rows={3}
            maxLength={1024}
            value={text}
            autoComplete="off"
            spellCheck={false}
            onChange={(event) => setText(event.target.value)}
          />
        )}
      </Field>
      <div className="acts">
        <Button disabled={text.trim() === ""} onClick={() => void add()}>
          {t("admin.rehearse.add")}
        </Button>
      </div>
    </>
  );
}
