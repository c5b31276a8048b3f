import type { ReactNode } from "react";
import type { CertificateToken } from "../../shared/model/person.ts";
import { useLanguage } from "../i18n/language.tsx";
import { nameOf } from "../shell/names.ts";

/** The invented people of a demonstration station with their public PINs; a click fills the form. */
export function DemonstrationPeople({
  tokens,
  chosen,
  onChoose,
}: {
  readonly tokens: readonly CertificateToken[];
  readonly chosen: string | null;
  readonly onChoose: (token: string, pin: string) => void;
}): ReactNode {
  const { t, formats, locale } = useLanguage();
  return (
    <section className="panel" aria-label={t("signIn.demoTitle")}>
      <header className="panel-head">
        <h2>{t("signIn.demoTitle")}</h2>
        <span className="hint">{t("signIn.demoHint")}</span>
      </header>
      <table className="table table-choose">
        <thead>
          <tr>
            <th scope="col">{t("signIn.name")}</th>
            <th scope="col">{t("signIn.roles")}</th>
            <th scope="col">{t("signIn.pin")}</th>
          </tr>
        </thead>
        <tbody>
          {tokens.map(({ id, demonstration }) =>
            demonstration === undefined ? null : (
              <tr key={id} className={id === chosen ? "row-chosen" : undefined}>
                <td>
                  <button
                    type="button"
                    className="row-act"
                    data-token={id}
                    onClick={() => {
                      onChoose(id, demonstration.pin);
                    }}
                  >
                    {nameOf(demonstration, locale)}
                  </button>
                </td>
                <td>{formats.list(demonstration.roles.map((role) => t(`role.${role}`)))}</td>
                <td className="figures">{demonstration.pin}</td>
              </tr>
            ),
          )}
        </tbody>
      </table>
    </section>
  );
}
