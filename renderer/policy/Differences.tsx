import type { ReactNode } from "react";
import { differencesOf } from "../../shared/access/policy/differences.ts";
import type { Difference } from "../../shared/access/policy/differences.ts";
import type { Provision } from "../../shared/access/policy/provisions.ts";
import type { PolicyPack } from "../../shared/model/policy.ts";
import { useLanguage } from "../i18n/language.tsx";
import { ArticleName } from "./ArticleName.tsx";

/** What would change for people, line by line: as it is, and as it will be. */
export function Differences({ before, after }: { readonly before: PolicyPack; readonly after: PolicyPack }): ReactNode {
  const { t } = useLanguage();
  const rows = differencesOf(before, after);
  if (rows.length === 0) {
    return <p className="quiet">{t("policy.change.nothing")}</p>;
  }
  return (
    <table className="table" data-differences={rows.length}>
      <thead>
        <tr>
          <th scope="col">{t("policy.change.what")}</th>
          <th scope="col">{t("policy.change.was")}</th>
          <th scope="col">{t("policy.change.becomes")}</th>
        </tr>
      </thead>
      <tbody>
        {rows.map((row) => (
          <Row
            key={[row.section, row.name?.en, row.was?.words.en, row.becomes?.words.en].join(" ")}
            row={row}
            before={before}
            after={after}
          />
        ))}
      </tbody>
    </table>
  );
}

function Row({
  row: { section, sectionName, name, was, becomes },
  before,
  after,
}: {
  readonly row: Difference;
  readonly before: PolicyPack;
  readonly after: PolicyPack;
}): ReactNode {
  const { t, pick } = useLanguage();
  const isItself = name === undefined || name.en === sectionName.en;
  return (
    <tr data-section={section}>
      <th scope="row">
        {pick(sectionName)}
        {isItself ? null : <span className="row-note">{pick(name)}</span>}
      </th>
      {name === undefined ? (
        <td colSpan={2}>{t("policy.change.otherwise")}</td>
      ) : (
        <>
          <Said provision={was} pack={before} />
          <Said provision={becomes} pack={after} />
        </>
      )}
    </tr>
  );
}

function Said({
  provision,
  pack,
}: {
  readonly provision: Provision | undefined;
  readonly pack: PolicyPack;
}): ReactNode {
  const { t, pick } = useLanguage();
  return (
    <td>
      {provision === undefined ? (
        <span className="quiet">{t("policy.change.absent")}</span>
      ) : (
        <>
          {pick(provision.words)}
          <span className="row-note">
            {provision.articles.map((article) => (
              <span key={article} className="line">
                <ArticleName id={article} pack={pack} />
              </span>
            ))}
          </span>
        </>
      )}
    </td>
  );
}
