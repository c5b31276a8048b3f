import { Button, Input } from "antd";
import { useState } from "react";
import type { ReactNode } from "react";
import type { AdministeredPerson, AdministrationView } from "../../shared/model/administration.ts";
import { useLanguage } from "../i18n/language.tsx";
import { nameOf } from "../shell/names.ts";
import { Tag } from "../ui/parts.tsx";
import { Empty } from "../ui/states.tsx";
import { ImportPanel } from "./ImportPanel.tsx";
import { PersonEditor } from "./PersonEditor.tsx";
import { PersonPanel } from "./PersonPanel.tsx";
import { useAdministration } from "./store.ts";

/** Everybody in the directory; one person in full beside the list. */
export function PeoplePart({ view }: { readonly view: AdministrationView }): ReactNode {
  const { t } = useLanguage();
  const chosen = useAdministration((store) => store.chosen);
  const choose = useAdministration((store) => store.choose);
  const done = useAdministration((store) => store.done?.digest);
  const [filter, setFilter] = useState("");
  const [side, setSide] = useState<"person" | "new" | "import">("person");
  const folded = filter.trim().toLowerCase();
  const rows = view.people.filter((one) => JSON.stringify(one.person).toLowerCase().includes(folded));
  const person = view.people.find((one) => one.person.person === chosen);
  return (
    <div className="admin-body">
      <div>
        <div className="acts admin-acts">
          <Input
            type="search"
            className="search-line"
            aria-label={t("admin.people.filter")}
            placeholder={t("admin.people.filter")}
            value={filter}
            suffix={<kbd>/</kbd>}
            onChange={(event) => setFilter(event.target.value)}
          />
          <Button onClick={() => setSide("new")}>{t("admin.people.add")}</Button>
          <Button onClick={() => setSide("import")}>{t("admin.people.import")}</Button>
        </div>
        {rows.length === 0 ? (
          <Empty what={t("admin.people.none")} hint={t("admin.people.noneHint")} />
        ) : (
          <PeopleTable
            rows={rows}
            chosen={chosen}
            onChoose={(one) => {
              setSide("person");
              choose(one);
            }}
          />
        )}
      </div>
      {side === "new" ? <PersonEditor known={view.people} onClose={() => setSide("person")} /> : null}
      {side === "import" ? <ImportPanel onClose={() => setSide("person")} /> : null}
      {side === "person" && person === undefined ? (
        <Empty what={t("admin.person.choose")} hint={t("admin.person.chooseHint")} />
      ) : null}
      {side === "person" && person !== undefined ? (
        <PersonPanel key={`${person.person.person} ${done ?? ""}`} one={person} view={view} />
      ) : null}
    </div>
  );
}

function PeopleTable({
  rows,
  chosen,
  onChoose,
}: {
  readonly rows: readonly AdministeredPerson[];
  readonly chosen: string | null;
  readonly onChoose: (person: AdministeredPerson["person"]["person"]) => void;
}): ReactNode {
  const { t, locale, formats } = useLanguage();
  return (
    <table className="table">
      <thead>
        <tr>
          <th scope="col">{t("admin.person.name")}</th>
          <th scope="col">{t("admin.person.post")}</th>
          <th scope="col">{t("admin.person.roles")}</th>
          <th scope="col">{t("admin.person.state")}</th>
        </tr>
      </thead>
      <tbody>
        {rows.map((one) => (
          <tr
            key={one.person.person}
            data-person={one.person.person}
            className={one.person.person === chosen ? "row-chosen" : undefined}
          >
            <td className="nowrap">
              <button type="button" className="row-act" onClick={() => onChoose(one.person.person)}>
                {nameOf(one.person, locale)}
              </button>
            </td>
            <td>{one.person.post}</td>
            <td>{formats.list(one.person.roles.map((role) => t(`role.${role}`)))}</td>
            <td className="nowrap">
              <PersonState one={one} />
            </td>
          </tr>
        ))}
      </tbody>
    </table>
  );
}

function PersonState({ one }: { readonly one: AdministeredPerson }): ReactNode {
  const { t } = useLanguage();
  if (one.revoked) {
    return <Tag tone="red">{t("admin.person.withdrawn")}</Tag>;
  }
  const lacks = [
    one.person.certificate === undefined ? t("admin.person.noCertificate") : null,
    one.outside || one.authorisations[0]?.authorisation !== undefined ? null : t("admin.person.noAuthorisation"),
  ].filter((lack) => lack !== null);
  return (
    <>
      {one.outside ? <Tag>{t("admin.person.outside")}</Tag> : null}{" "}
      {lacks.length === 0 ? <Tag tone="green">{t("admin.station.good")}</Tag> : null}
      {lacks.map((lack) => (
        <Tag key={lack} tone="amber">
          {lack}
        </Tag>
      ))}
    </>
  );
}
