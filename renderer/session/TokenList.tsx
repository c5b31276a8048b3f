import { Button } from "antd";
import type { ReactNode } from "react";
import type { CertificateToken } from "../../shared/model/person.ts";
import { useTokenNames } from "../shell/names.ts";
import { unreachable } from "../shell/unreachable.ts";
import { useLanguage } from "../i18n/language.tsx";

/** The certificate tokens the station can see, each with its state. */
export function TokenList({
  tokens,
  chosen,
  onChoose,
  onUnlock,
}: {
  readonly tokens: readonly CertificateToken[];
  readonly chosen: string | null;
  readonly onChoose: (token: string) => void;
  readonly onUnlock?: (token: CertificateToken) => void;
}): ReactNode {
  const { t } = useLanguage();
  const nameToken = useTokenNames();
  if (tokens.length === 0) {
    return <p className="empty">{t("signIn.noTokens")}</p>;
  }
  return (
    <ul className="tokens" aria-label={t("signIn.choose")}>
      {tokens.map((token) => (
        <li key={token.id} data-id={token.id} className={token.id === chosen ? "token token-chosen" : "token"}>
          <button
            type="button"
            aria-pressed={token.id === chosen}
            onClick={() => {
              onChoose(token.id);
            }}
          >
            <span className="token-label">{nameToken(token)}</span>
            <TokenState token={token} />
          </button>
          {token.state === "locked" && onUnlock !== undefined ? (
            <Button
              size="small"
              onClick={() => {
                onUnlock(token);
              }}
            >
              {t("signIn.unlock")}
            </Button>
          ) : null}
        </li>
      ))}
    </ul>
  );
}

function TokenState({ token }: { readonly token: CertificateToken }): ReactNode {
  const { t } = useLanguage();
  switch (token.state) {
    case "ready":
      return <span className="quiet">{t("signIn.stateReady")}</span>;
    case "delayed":
      return (
        <span className="amber figures">{t("signIn.stateDelayed", { seconds: token.retryAfterSeconds ?? 0 })}</span>
      );
    case "locked":
      return <span className="red">{t("signIn.stateLocked")}</span>;
  }
  return unreachable(token.state);
}
