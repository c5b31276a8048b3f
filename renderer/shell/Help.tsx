import type { ReactNode } from "react";
import type { Role } from "../../shared/model/person.ts";
import { useLanguage } from "../i18n/language.tsx";
import { placesFor } from "./router.ts";

function Keys({ rows }: { readonly rows: readonly (readonly [keys: readonly string[], what: string])[] }): ReactNode {
  return (
    <dl className="keys">
      {rows.map(([keys, what]) => (
        <div key={what}>
          <dt>
            {keys.map((key) => (
              <kbd key={key}>{key}</kbd>
            ))}
          </dt>
          <dd>{what}</dd>
        </div>
      ))}
    </dl>
  );
}

/** Keys that work on every page, and the letters of the rail. */
export function GeneralHelp({ roles }: { readonly roles: readonly Role[] }): ReactNode {
  const { t } = useLanguage();
  return (
    // Longer than a low window, and without anything else to focus: arrow keys move it.
    // oxlint-disable-next-line jsx-a11y/no-noninteractive-tabindex -- WCAG 2.1.1: what scrolls can be scrolled by keys
    <div className="help" role="group" tabIndex={0} aria-label={t("help.title")}>
      <h3>{t("help.places")}</h3>
      <Keys rows={placesFor(roles).map(({ place, key }) => [["g", key], t(`rail.${place}`)] as const)} />
      <h3>{t("help.everywhere")}</h3>
      <Keys
        rows={[
          [["/"], t("help.search")],
          [["?"], t("help.help")],
          [["Esc"], t("help.close")],
        ]}
      />
      <h3>{t("help.player")}</h3>
      <PlayerKeys />
    </div>
  );
}

/** Keys of the player; a card of its own because the player keeps layers off the picture. */
export function PlayerKeys(): ReactNode {
  const { t } = useLanguage();
  return (
    <Keys
      rows={[
        [["Space"], t("help.playPause")],
        [["J", "K", "L"], t("help.speed")],
        [["←", "→"], t("help.step")],
        [["⇧←", "⇧→"], t("help.second")],
        [[",", "."], t("help.rate")],
        [["I", "O"], t("help.inOut")],
        [["R"], t("help.loop")],
        [["T"], t("help.goTo")],
        [["[", "]"], t("help.chapter")],
        [["{", "}"], t("help.gap")],
        [["C"], t("help.chapters")],
        [["M"], t("help.mark")],
        [["D"], t("help.annotate")],
        [["E"], t("help.evidence")],
        [["↑", "↓"], t("help.nextNote")],
        [["+", "−", "0"], t("help.zoom")],
        [["Ctrl ←", "Ctrl ↑"], t("help.pan")],
        [["B"], t("help.enhance")],
        [["V"], t("help.view")],
        [["W"], t("help.overview")],
        [["Alt ←", "Alt →"], t("help.point")],
        [["F"], t("help.full")],
        [["?"], t("help.help")],
      ]}
    />
  );
}
