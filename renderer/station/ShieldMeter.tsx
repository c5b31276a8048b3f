import type { ReactNode } from "react";
import type { Protection, StationStatus } from "../../shared/model/station.ts";
import { useLanguage } from "../i18n/language.tsx";

const tone = { live: "green", unavailable: "amber", failed: "red", unknown: "quiet" } as const satisfies Record<
  Protection["state"],
  string
>;

/** Which protections are live on this machine, line by line; it claims nothing more (rule R13). */
export function ShieldMeter({ status }: { readonly status: StationStatus }): ReactNode {
  const { t } = useLanguage();
  return (
    <div className="shield">
      <Verdict status={status} />
      <ul className="shield-list">
        {status.protections.map(({ id, state }) => (
          <li key={id}>
            <span>{t(`protection.${id}`)}</span>
            <span className={tone[state]}>{t(`protectionState.${state}`)}</span>
            <dl className="shield-reasons">
              <dt>{t("shield.why")}</dt>
              <dd>{t(`protectionWhy.${id}`)}</dd>
              {state === "live" ? null : (
                <>
                  <dt>{t("shield.todo")}</dt>
                  <dd>{t(`protectionTodo.${id}`)}</dd>
                </>
              )}
            </dl>
          </li>
        ))}
      </ul>
      <p className="hint">{t("signIn.shieldExplain")}</p>
    </div>
  );
}

/** The same gathered by state, where there is room for a few lines only. */
export function ShieldSummary({ status }: { readonly status: StationStatus }): ReactNode {
  const { t, formats } = useLanguage();
  const states = ["failed", "live", "unavailable", "unknown"] as const;
  return (
    <div className="shield">
      <Verdict status={status} />
      <dl className="shield-states">
        {states.map((state) => {
          const found = status.protections.filter((protection) => protection.state === state);
          return found.length === 0 ? null : (
            <div key={state}>
              <dt className={tone[state]}>
                {t(`protectionState.${state}`)} <span className="figures">{found.length}</span>
              </dt>
              <dd>{formats.list(found.map(({ id }) => t(`protection.${id}`)))}</dd>
            </div>
          );
        })}
      </dl>
      <p className="hint">{t("signIn.shieldExplain")}</p>
    </div>
  );
}

function Verdict({ status }: { readonly status: StationStatus }): ReactNode {
  const { t } = useLanguage();
  return (
    <p className={status.shell.sealed ? "shield-verdict green" : "shield-verdict amber"}>
      {t(status.shell.sealed ? "bar.sealed" : "bar.unsealed")}
    </p>
  );
}
