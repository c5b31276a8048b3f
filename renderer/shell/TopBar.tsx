import { useState } from "react";
import type { ReactNode } from "react";
import type { SignedIn } from "../../shared/model/person.ts";
import type { StationStatus } from "../../shared/model/station.ts";
import { useLanguage } from "../i18n/language.tsx";
import { useSession } from "../session/store.ts";
import { useStation } from "../station/store.ts";
import { ShieldMeter } from "../station/ShieldMeter.tsx";
import { Dialog } from "../ui/Dialog.tsx";
import { Notices } from "../tasks/Notices.tsx";
import { nameOf } from "./names.ts";
import { syncTones } from "./sync-tones.ts";

/** Authority and room, person and role, shield meter, sync state, language: always in sight. */
export function TopBar({
  signedIn,
  status,
}: {
  readonly signedIn: SignedIn;
  readonly status: StationStatus;
}): ReactNode {
  const { t, pick, formats, locale } = useLanguage();
  const [shield, setShield] = useState(false);
  const live = status.protections.filter(({ state }) => state === "live").length;
  const { person } = signedIn;
  const roles = formats.list(person.roles.map((role) => t(`role.${role}`)));
  return (
    <header className="bar" aria-label={t("bar.label")}>
      <div className="bar-place">
        <span className="bar-authority" title={pick(status.authority)}>
          {pick(status.authority)}
        </span>
        <span className="bar-room" title={pick(status.room)}>
          {pick(status.room)}
        </span>
      </div>
      <div className="bar-state">
        <button
          type="button"
          className="bar-button"
          title={t("bar.shieldOpen", { live, total: status.protections.length })}
          onClick={() => {
            setShield(true);
          }}
        >
          <span className={`dot ${status.shell.sealed ? "dot-green" : "dot-amber"}`} aria-hidden="true" />
          {t("bar.shield", { live, total: status.protections.length })}
        </button>
        <SyncState status={status} />
        <Notices />
      </div>
      <div className="bar-person">
        <span className="bar-name">{nameOf(person, locale)}</span>
        <span className="quiet bar-roles" title={roles}>
          {roles}
        </span>
      </div>
      <div className="bar-choices">
        <ThemeSwitch />
        <LanguageSwitch />
        <button type="button" className="bar-button" onClick={() => void useSession.getState().signOut()}>
          {t("bar.signOut")}
        </button>
      </div>
      {shield ? (
        <Dialog title={t("signIn.shieldTitle")} onClose={() => setShield(false)}>
          <ShieldMeter status={status} />
        </Dialog>
      ) : null}
    </header>
  );
}

function SyncState({ status }: { readonly status: StationStatus }): ReactNode {
  const { t } = useLanguage();
  const { sync } = status;
  return (
    <span className="bar-sync" aria-live="polite" title={t(`bar.sync.${sync.status}`)}>
      <span className={`dot dot-${syncTones[sync.status]}`} aria-hidden="true" />
      <span className="bar-sync-words">{t(`bar.sync.${sync.status}`)}</span>
      {sync.unsynced > 0 ? <span className="quiet figures">{t("bar.unsynced", { n: sync.unsynced })}</span> : null}
    </span>
  );
}

/** Two words, the one in use marked; works before anybody has signed in. */
export function LanguageSwitch(): ReactNode {
  const { t, locale } = useLanguage();
  const locales = ["zh-CN", "en"] as const;
  return (
    <fieldset className="switch" aria-label={t("bar.language")}>
      {locales.map((one) => (
        <button
          key={one}
          type="button"
          lang={one}
          aria-pressed={one === locale}
          onClick={() => void useStation.getState().setLocale(one)}
        >
          {t(`lang.${one}`)}
        </button>
      ))}
    </fieldset>
  );
}

export function ThemeSwitch(): ReactNode {
  const { t } = useLanguage();
  const theme = useStation((store) => store.theme);
  const other = theme === "light" ? "dark" : "light";
  return (
    <button
      type="button"
      className="bar-button"
      title={t("bar.theme")}
      onClick={() => {
        useStation.getState().setTheme(other);
      }}
    >
      {t(other === "dark" ? "bar.themeDark" : "bar.themeLight")}
    </button>
  );
}
