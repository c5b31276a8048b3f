import { Button, InputNumber, Select } from "antd";
import { useEffect, useState } from "react";
import type { ReactNode } from "react";
import type { AdministrationView } from "../../shared/model/administration.ts";
import type { PersonId } from "../../shared/model/person.ts";
import { workstation } from "../bridge.ts";
import { useLanguage } from "../i18n/language.tsx";
import { nameOf, usePersonName } from "../shell/names.ts";
import { Facts, Field, Panel, Tag } from "../ui/parts.tsx";
import { Empty } from "../ui/states.tsx";
import { useArrivals } from "./arrivals.ts";
import { Rehearsal } from "./Rehearsal.tsx";
import { useAdministration } from "./store.ts";

/** The backup of headquarters' master key in shares, its rehearsal, and whose certificates count. */
export function KeysPart({ view }: { readonly view: AdministrationView }): ReactNode {
  const { t } = useLanguage();
  return (
    <div className="admin-body">
      <div className="admin-side">
        <Panel title={t("admin.keys.backups")}>
          {view.backups.length === 0 ? (
            <Empty what={t("admin.keys.none")} hint={t("admin.keys.noneHint")} />
          ) : (
            <Backups view={view} />
          )}
        </Panel>
        <NewBackup view={view} />
      </div>
      <div className="admin-side">
        <Rehearsal />
        <Authorities view={view} />
      </div>
    </div>
  );
}

function Backups({ view }: { readonly view: AdministrationView }): ReactNode {
  const { t, formats } = useLanguage();
  const nameIt = usePersonName();
  return (
    <table className="table table-plain">
      <thead>
        <tr>
          <th scope="col">{t("admin.keys.made")}</th>
          <th scope="col">{t("admin.keys.needs")}</th>
          <th scope="col">{t("admin.keys.custodians")}</th>
          <th scope="col">{t("admin.keys.rehearsed")}</th>
        </tr>
      </thead>
      <tbody>
        {view.backups.map(({ set, madeAt, threshold, custodians, rehearsals }) => (
          <tr key={set} data-backup={set}>
            <td>
              <span className="figures">{formats.moment(madeAt)}</span>
              <span className="row-note digest">{set}</span>
            </td>
            <td className="figures nowrap">{t("admin.keys.ofTotal", { k: threshold, n: custodians.length })}</td>
            <td>{formats.list(custodians.map(nameIt))}</td>
            <td>
              {rehearsals[0] === undefined ? (
                <Tag tone="amber">{t("station.never")}</Tag>
              ) : (
                <Tag tone="green">{formats.moment(rehearsals[0].at)}</Tag>
              )}
            </td>
          </tr>
        ))}
      </tbody>
    </table>
  );
}

function NewBackup({ view }: { readonly view: AdministrationView }): ReactNode {
  const { t, locale, formats } = useLanguage();
  const askOrder = useAdministration((store) => store.askOrder);
  const [custodians, setCustodians] = useState<PersonId[]>([]);
  const [threshold, setThreshold] = useState(2);
  const able = view.people.filter((one) => !one.revoked && !one.outside && one.person.certificate !== undefined);
  const names = able
    .filter(({ person }) => custodians.includes(person.person))
    .map(({ person }) => nameOf(person, locale));
  const isComplete = custodians.length >= 2 && threshold >= 2 && threshold <= custodians.length;
  return (
    <Panel title={t("admin.keys.new")}>
      <div className="admin-form">
        <p className="hint">{t("admin.keys.hint")}</p>
        <Field label={t("admin.keys.custodians")} wide>
          {(id) => (
            <Select
              id={id}
              mode="multiple"
              value={custodians}
              options={able.map(({ person }) => ({ value: person.person, label: nameOf(person, locale) }))}
              onChange={setCustodians}
            />
          )}
        </Field>
        <Field label={t("admin.keys.threshold")} wide>
          {(id) => (
            <InputNumber
              id={id}
              min={2}
              max={16}
              value={threshold}
              onChange={(value) => setThreshold(Math.trunc(value ?? 2))}
            />
          )}
        </Field>
        <div className="acts">
          <Button
            type="primary"
            disabled={!isComplete}
            onClick={() =>
              askOrder(t("admin.sum.backup", { k: threshold, n: custodians.length, names: formats.list(names) }), {
                order: "keys.backup",
                threshold,
                custodians,
              })
            }
          >
            {t("admin.toSign")}
          </Button>
        </div>
      </div>
    </Panel>
  );
}

function Authorities({ view }: { readonly view: AdministrationView }): ReactNode {
  const { t, formats } = useLanguage();
  const ask = useAdministration((store) => store.ask);
  const { arrivals, look } = useArrivals();
  const { revocations } = view;
  useEffect(() => {
    void look();
  }, [look]);
  return (
    <Panel title={t("admin.trust.title")}>
      <div className="admin-form">
        <Facts
          rows={[
            ...view.authorities.map(
              ({ name, expires, own }) =>
                [t(own ? "admin.trust.own" : "admin.trust.other"), `${name} · ${formats.date(expires)}`] as const,
            ),
            [t("admin.trust.list"), t("admin.trust.listOf", { number: revocations.number, n: revocations.count })],
            [t("admin.trust.due"), formats.moment(revocations.due)],
          ]}
        />
        <p className="hint">{t("admin.trust.hint")}</p>
        <div className="acts">
          {(arrivals?.certificates ?? []).map((name) => (
            <Button
              key={name}
              onClick={() =>
                ask({
                  summary: t("admin.sum.authority", { file: name }),
                  sign: (pin) => workstation.administration.acceptAuthority({ name, pin }),
                })
              }
            >
              {t("admin.trust.accept", { file: name })}
            </Button>
          ))}
        </div>
      </div>
    </Panel>
  );
}
