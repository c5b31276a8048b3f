import type { ReactNode } from "react";
import type { Role } from "../../shared/model/person.ts";
import { useLanguage } from "../i18n/language.tsx";
import { useUnseen } from "../tasks/notices.ts";
import { placeOf, placesFor, useRouter } from "./router.ts";

/** The places of the station, in words. Nobody sees one that their role cannot use. */
export function Rail({ roles }: { readonly roles: readonly Role[] }): ReactNode {
  const { t } = useLanguage();
  const route = useRouter((router) => router.route);
  const go = useRouter((router) => router.go);
  const current = placeOf(route);
  const unseen = useUnseen();
  return (
    <nav className="rail" aria-label={t("rail.label")}>
      <div className="rail-brand">
        <span className="rail-name">{t("app.name")}</span>
      </div>
      <ul>
        {placesFor(roles).map(({ place, key }) => (
          <li key={place}>
            <button
              type="button"
              aria-current={place === current ? "page" : undefined}
              title={t("rail.key", { key: key.toUpperCase() })}
              onClick={() => {
                go({ at: place });
              }}
            >
              {t(`rail.${place}`)}
              {place === "tasks" && unseen > 0 ? (
                <span className="rail-count figures" aria-hidden="true">
                  {unseen}
                </span>
              ) : null}
            </button>
          </li>
        ))}
      </ul>
    </nav>
  );
}
