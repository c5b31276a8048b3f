import { Button, Checkbox, Input } from "antd";
import { useState } from "react";
import type { ReactNode } from "react";
import type { AdministeredPerson, PersonRecord } from "../../shared/model/administration.ts";
import type { PersonId } from "../../shared/model/person.ts";
import { useLanguage } from "../i18n/language.tsx";
import { Field, Panel } from "../ui/parts.tsx";
import { Choices } from "./Choices.tsx";
import { allRoles, nextPerson } from "./lists.ts";
import { useAdministration } from "./store.ts";

/** Writes a person down, or changes what is written. */
export function PersonEditor({
  one,
  known,
  onClose,
}: {
  readonly one?: AdministeredPerson;
  readonly known: readonly AdministeredPerson[];
  readonly onClose: () => void;
}): ReactNode {
  const { t } = useLanguage();
  const askOrder = useAdministration((store) => store.askOrder);
  const [record, setRecord] = useState<PersonRecord>(() => recordOf(one, known));
  const isComplete = record.name.trim() !== "" && record.unit.trim() !== "" && record.roles.length > 0;
  const change = (changes: Partial<PersonRecord>): void => setRecord({ ...record, ...changes });
  const line = (key: "name" | "latinName" | "unit" | "post" | "certificateNo", longest: number): ReactNode => (
    <Field label={t(`admin.person.${key}`)} wide>
      {(id) => (
        <Input
          id={id}
          value={record[key]}
          maxLength={longest}
          onChange={(event) => change({ [key]: event.target.value })}
        />
      )}
    </Field>
  );
  return (
    <Panel title={t(one === undefined ? "admin.people.add" : "admin.person.edit")}>
      <div className="admin-form">
        <Field label={t("admin.person.number")} wide hint={t("admin.person.numberHint")}>
          {(id) => <Input id={id} value={record.person} readOnly />}
        </Field>
        {line("name", 64)}
        {line("latinName", 96)}
        {line("unit", 128)}
        {line("post", 64)}
        {line("certificateNo", 64)}
        <Choices
          label={t("admin.person.roles")}
          all={allRoles}
          chosen={record.roles}
          word={(role) => t(`role.${role}`)}
          onChange={(roles) => change({ roles })}
        />
        <Checkbox checked={record.outside} onChange={(event) => change({ outside: event.target.checked })}>
          {t("admin.person.isOutside")}
        </Checkbox>
        <div className="acts">
          <Button onClick={onClose}>{t("common.cancel")}</Button>
          <Button
            type="primary"
            disabled={!isComplete}
            onClick={() => {
              const kept = { ...record, latinName: record.latinName.trim() === "" ? record.name : record.latinName };
              askOrder(
                t(one === undefined ? "admin.sum.add" : "admin.sum.edit", { name: record.name, number: record.person }),
                { order: one === undefined ? "person.add" : "person.edit", record: kept },
              );
            }}
          >
            {t("admin.toSign")}
          </Button>
        </div>
      </div>
    </Panel>
  );
}

function recordOf(one: AdministeredPerson | undefined, known: readonly AdministeredPerson[]): PersonRecord {
  if (one === undefined) {
    const unit = known[0]?.person.unit ?? "";
    // The next number has the shape of a person's id.
    const person = nextPerson(known.map((other) => other.person.person)) as PersonId;
    return { person, name: "", latinName: "", unit, post: "", certificateNo: "", roles: [], outside: false };
  }
  const { certificate: _certificate, ...person } = one.person;
  return { ...person, outside: one.outside };
}
