import { Button, Input, Select } from "antd";
import { useEffect, useState } from "react";
import type { ReactNode } from "react";
import type { IncidentRecord, IncidentStep } from "../../shared/model/incident.ts";
import { framesText } from "../footage/timing.ts";
import { PrintForm } from "../forms/PrintForm.tsx";
import { useLanguage } from "../i18n/language.tsx";
import { valueOf } from "../shell/loadable.ts";
import { nameOf, useNames } from "../shell/names.ts";
import { useStation } from "../station/store.ts";
import { ArticleLink } from "../ui/article.tsx";
import { Field, Panel, Tag } from "../ui/parts.tsx";
import { Signature } from "../ui/Signature.tsx";
import { Empty, Loaded } from "../ui/states.tsx";
import { useIncidents } from "./incidents-store.ts";

const measures = ["education", "circular", "discipline"] as const;
const tones = { open: "amber", handled: "accent", closed: "quiet" } as const;

/** Incidents (违规登记, form F20) with what was done about each, and the form as it goes to paper. */
export function Incidents(): ReactNode {
  const { t } = useLanguage();
  const list = useIncidents((store) => store.list);
  const load = useIncidents((store) => store.load);
  useEffect(() => {
    void load();
  }, [load]);
  return (
    <Loaded of={list} rows={6} onRetry={() => void load()}>
      {(records) =>
        records.length === 0 ? (
          <Empty what={t("incidents.empty")} hint={t("incidents.emptyHint")} />
        ) : (
          <div className="incidents">
            {records.map((record) => (
              <Incident key={record.id} record={record} />
            ))}
          </div>
        )
      }
    </Loaded>
  );
}

function Incident({ record }: { readonly record: IncidentRecord }): ReactNode {
  const { t, formats, locale, pick } = useLanguage();
  const nameIt = useNames();
  const policy = useStation((store) => valueOf(store.policy));
  const { form, people, steps, state } = record;
  const law = policy?.incidents.find(({ category, article }) => category === form.category && article === form.article);
  return (
    <Panel
      title={record.number}
      acts={
        <div className="acts">
          <Tag tone={tones[state]}>{t(`incidents.state.${state}`)}</Tag>
          <PrintForm order={{ form: "F20", incident: record.id }} />
        </div>
      }
    >
      <p>
        <strong>{law === undefined ? form.category : pick(law.text)}</strong> · {t(`incidents.${form.severity}`)} ·{" "}
        <ArticleLink id={form.article} />
      </p>
      <p>{form.account}</p>
      <p className="quiet">
        {people.length === 0 ? t("findings.nobody") : formats.list(people.map(nameIt))} ·{" "}
        {formats.list(form.evidence.map(({ entry }) => t("findings.line", { index: String(entry) })))} ·{" "}
        {nameOf(record.by, locale)} <span className="figures">{formats.exact(record.at)}</span>
      </p>
      {form.frames.map(({ asset, ranges }) => (
        <p key={asset} className="quiet figures">
          {ranges.map((range) => t("incidents.stretch", { asset, frames: framesText(range) })).join(" ")}
        </p>
      ))}
      <ul className="notices">
        {steps.map(({ form: step, by, at, digest }) => (
          <li key={digest}>
            <strong>
              {step.step === "handle" ? t(`incidents.measure.${step.measure}`) : t(`incidents.stepDone.${step.step}`)}
            </strong>{" "}
            {step.note}
            <span className="row-note figures">
              {nameOf(by, locale)} {formats.exact(at)}
            </span>
          </li>
        ))}
      </ul>
      {state === "closed" ? null : <Act record={record} />}
    </Panel>
  );
}

/** Handling comes first, then closing; each is signed. */
function Act({ record }: { readonly record: IncidentRecord }): ReactNode {
  const { t } = useLanguage();
  const step = useIncidents((store) => store.step);
  const [measure, setMeasure] = useState<(typeof measures)[number]>("education");
  const [note, setNote] = useState("");
  const [signing, setSigning] = useState<IncidentStep | null>(null);
  const isReady = note.trim().length >= 2;
  return (
    <div className="settle">
      <Field label={t("incidents.measure")}>
        {(id) => (
          <Select
            id={id}
            value={measure}
            options={measures.map((one) => ({ value: one, label: t(`incidents.measure.${one}`) }))}
            onChange={setMeasure}
          />
        )}
      </Field>
      <Field label={t("incidents.note")} wide>
        {(id) => <Input.TextArea id={id} rows={2} value={note} onChange={({ target }) => setNote(target.value)} />}
      </Field>
      <div className="acts">
        <Button disabled={!isReady} onClick={() => setSigning({ step: "handle", measure, note: note.trim() })}>
          {t("incidents.handle")}
        </Button>
        {record.state === "handled" ? (
          <Button type="primary" disabled={!isReady} onClick={() => setSigning({ step: "close", note: note.trim() })}>
            {t("incidents.close")}
          </Button>
        ) : null}
      </div>
      {signing === null ? null : (
        <Signature
          summary={t(signing.step === "close" ? "incidents.signClose" : "incidents.signHandle", {
            number: record.number,
          })}
          onClose={() => setSigning(null)}
          sign={async (pin) => {
            const refused = await step(record.id, signing, pin);
            if (refused === null) {
              setSigning(null);
              setNote("");
            }
            return refused;
          }}
        />
      )}
    </div>
  );
}
