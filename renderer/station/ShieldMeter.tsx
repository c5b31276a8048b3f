import type { ReactNode } from "react";
import type { Protection, StationStatus } from "../../shared/model/station.ts";
import { useLanguage } from "../i18n/language.tsx";

const tone = { live: "green", unavailable: "amber", failed: "red", unknown: "quiet" } as const satisfies Record<
  Protection["state"],
  string
>;

/** Which protections are live on this machine, in full words; it claims nothing more (rule R13). */
export function ShieldMeter({ status }: { readonly status: StationStatus }): ReactNode {
  const { t } = useLanguage();
  return (
    <div className="shield">
      <p className={status.shell.sealed ? "shield-verdict green" : "shield-verdict amber"}>
        {t(status.shell.sealed ? "bar.sealed" : "bar.unsealed")}
      </p>
      <ul className="shield-list">
        {status.protections.map(({ id, state }) => (
          <li key={id}>
            <span>{t(`protection.${id}`)}</span>
            <span className={tone[state]}>{t(`protectionState.${state}`)}</span>
          </li>
        ))}
      </ul>
      <p className="hint">{t("signIn.shieldExplain")}</p>
    </div>
  );
}
