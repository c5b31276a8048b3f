import type { ReactNode } from "react";
import type { AdministeredPerson } from "../../shared/model/administration.ts";
import type { Authorisation, HeldAuthorisation } from "../../shared/model/authorisation.ts";
import { useLanguage } from "../i18n/language.tsx";
import { usePersonName } from "../shell/names.ts";
import { Facts, Tag } from "../ui/parts.tsx";
import { Empty } from "../ui/states.tsx";

/** The authorisation in force as form F17 prints it, and every change before it. */
export function AuthorisationHistory({ one }: { readonly one: AdministeredPerson }): ReactNode {
  const { t } = useLanguage();
  const [held, ...former] = one.authorisations;
  if (held?.authorisation === undefined) {
    return (
      <>
        <Empty what={t("admin.auth.none")} hint={t("admin.auth.noneHint")} />
        <Former rows={held === undefined ? [] : one.authorisations} />
      </>
    );
  }
  return (
    <>
      <AuthorisationFacts authorisation={held.authorisation} />
      <Given held={held} />
      <Former rows={former} />
    </>
  );
}

function AuthorisationFacts({ authorisation }: { readonly authorisation: Authorisation }): ReactNode {
  const { t, formats } = useLanguage();
  const { duty, post, power, grade, acts, verbs, ceiling, from, to, conflicts } = authorisation;
  return (
    <Facts
      rows={[
        [t("admin.auth.duty"), duty],
        [t("admin.auth.post"), post],
        [t("admin.auth.power"), power],
        [t("admin.auth.grade"), t(`admin.grade.${grade as 1 | 2 | 3 | 4}`)],
        [t("admin.auth.acts"), formats.list(acts.map((act) => t(`admin.act.${act}`))) || t("common.none")],
        [t("admin.auth.verbs"), formats.list(verbs.map((verb) => t(`verb.${verb}`))) || t("common.none")],
        [t("admin.auth.scope"), <ScopeWords key="scope" authorisation={authorisation} />],
        [t("admin.auth.ceiling"), t(`secrecy.${ceiling}`)],
        [t("admin.auth.period"), `${formats.date(from)} ${t("common.to")} ${formats.date(to)}`],
        [t("admin.auth.conflicts"), conflicts.length === 0 ? t("common.none") : formats.list(conflicts)],
      ]}
    />
  );
}

function ScopeWords({ authorisation: { scope } }: { readonly authorisation: Authorisation }): ReactNode {
  const { t, formats } = useLanguage();
  const named = {
    self: "",
    squad: scope.kind === "squad" ? `${scope.unit} ${scope.squad}` : "",
    unit: scope.kind === "unit" ? scope.unit : "",
    subordinates: scope.kind === "subordinates" ? formats.list(scope.units) : "",
    cases: scope.kind === "cases" ? formats.list(scope.cases) : "",
  }[scope.kind];
  return (
    <>
      {t(`admin.scope.${scope.kind}`)} <span className="quiet">{named}</span>
    </>
  );
}

function Given({ held }: { readonly held: HeldAuthorisation }): ReactNode {
  const { t, formats } = useLanguage();
  const nameIt = usePersonName();
  const at = formats.moment(held.grantedAt);
  return (
    <p className="hint">
      {held.grantedBy === undefined
        ? t("admin.auth.founded", { at })
        : t("admin.auth.given", { at, name: nameIt(held.grantedBy) })}
    </p>
  );
}

function Former({ rows }: { readonly rows: readonly HeldAuthorisation[] }): ReactNode {
  const { t } = useLanguage();
  return rows.length === 0 ? null : (
    <>
      <h3>{t("admin.auth.history")}</h3>
      <ul className="admin-history">
        {rows.map((held) => (
          <li key={held.grantedAt + String(held.authorisation?.grade)}>
            <Tag>{t(held.authorisation === undefined ? "admin.auth.withdrawn" : "admin.auth.was")}</Tag>
            <Given held={held} />
          </li>
        ))}
      </ul>
    </>
  );
}
