import { Button, Input, Radio } from "antd";
import { useState } from "react";
import type { ReactNode } from "react";
import type { RequestRecord } from "../../shared/model/request.ts";
import type { RequestStep, RequestStepKind } from "../../shared/model/request-steps.ts";
import { useLanguage } from "../i18n/language.tsx";
import { valueOf } from "../shell/loadable.ts";
import { unreachable } from "../shell/unreachable.ts";
import { useStation } from "../station/store.ts";
import { Article } from "../ui/article.tsx";
import { DayPicker } from "../ui/DayPicker.tsx";
import { Field } from "../ui/parts.tsx";
import { LiftWord, LinesToLift, ProposedLines } from "./LineFields.tsx";
import { PaperFields } from "./PaperFields.tsx";
import { emptyFields, fieldsOf, stepOf } from "./step-draft.ts";
import type { StepDraft } from "./step-draft.ts";

/** The few fields of one step; signing opens only when they are filled in. */
export function StepEditor({
  step,
  record,
  onSign,
}: {
  readonly step: RequestStepKind;
  readonly record: RequestRecord;
  readonly onSign: (form: RequestStep) => void;
}): ReactNode {
  const { t } = useLanguage();
  const [draft, setDraft] = useState<StepDraft>(() => emptyFields(record));
  const change = (changed: Partial<StepDraft>): void => {
    setDraft({ ...draft, ...changed });
  };
  const form = stepOf(step, draft, record);
  return (
    <>
      {fieldsOf[step].map((field) => (
        <StepField key={field} field={field} record={record} draft={draft} change={change} />
      ))}
      <div className="acts acts-stay">
        <Button
          type="primary"
          disabled={form === null}
          onClick={() => {
            if (form !== null) {
              onSign(form);
            }
          }}
        >
          {t("form.submit")}
        </Button>
      </div>
    </>
  );
}

interface FieldProps {
  readonly field: keyof StepDraft;
  readonly record: RequestRecord;
  readonly draft: StepDraft;
  readonly change: (changed: Partial<StepDraft>) => void;
}

function StepField({ field, record, draft, change }: FieldProps): ReactNode {
  switch (field) {
    case "papers":
      return <PaperFields record={record} checks={draft.papers} onChange={(papers) => change({ papers })} />;
    case "ground":
      return <GroundChoice draft={draft} change={change} />;
    case "method":
      return <Choice field="method" values={["letter", "interview", "telephone"]} draft={draft} change={change} />;
    case "outcome":
      return <Choice field="outcome" values={["consents", "objects", "silent"]} draft={draft} change={change} />;
    case "proposed":
      return <ProposedLines record={record} lines={draft.proposed} onChange={(proposed) => change({ proposed })} />;
    case "lifted":
      return <LinesToLift record={record} lines={draft.lifted} onChange={(lifted) => change({ lifted })} />;
    case "word":
      return <LiftWord word={draft.word} onChange={(word) => change({ word })} />;
    case "to":
      return <DayField day={draft.to} onChange={(to) => change({ to })} />;
    case "party":
    case "reason":
    case "receipt":
      return <TextField field={field} draft={draft} change={change} />;
  }
  return unreachable(field);
}

function TextField({
  field,
  draft,
  change,
}: Pick<FieldProps, "draft" | "change"> & { readonly field: "reason" | "party" | "receipt" }): ReactNode {
  const { t } = useLanguage();
  return (
    <Field label={t(`way.field.${field}`)} wide>
      {(id) => (
        <Input
          id={id}
          value={draft[field]}
          maxLength={field === "reason" ? 500 : 128}
          onChange={(event) => {
            change({ [field]: event.target.value });
          }}
        />
      )}
    </Field>
  );
}

function DayField({ day, onChange }: { readonly day: string; readonly onChange: (day: string) => void }): ReactNode {
  const { t } = useLanguage();
  return (
    <Field label={t("way.field.to")} wide>
      {(id) => <DayPicker id={id} value={day} onChange={onChange} />}
    </Field>
  );
}

type ChoiceWord = "letter" | "interview" | "telephone" | "consents" | "objects" | "silent";

function Choice({
  field,
  values,
  draft,
  change,
}: Pick<FieldProps, "draft" | "change"> & {
  readonly field: "method" | "outcome";
  readonly values: readonly ChoiceWord[];
}): ReactNode {
  const { t } = useLanguage();
  return (
    <Field label={t(`way.field.${field}`)} wide>
      {(id) => (
        <Radio.Group
          id={id}
          aria-label={t(`way.field.${field}`)}
          value={draft[field]}
          options={values.map((value) => ({ value, label: t(`way.outcome.${value}`) }))}
          onChange={(event) => {
            change({ [field]: String(event.target.value) });
          }}
        />
      )}
    </Field>
  );
}

function GroundChoice({ draft, change }: Pick<FieldProps, "draft" | "change">): ReactNode {
  const { t } = useLanguage();
  const grounds = useStation((store) => valueOf(store.policy)?.refusalGrounds) ?? [];
  return (
    <>
      <Field label={t("way.field.ground")} wide>
        {(id) => (
          <Radio.Group
            id={id}
            aria-label={t("way.field.ground")}
            className="radios-down"
            value={draft.ground}
            options={grounds.map(({ ground }) => ({ value: ground, label: t(`ground.${ground}`) }))}
            onChange={(event) => {
              // The group offers grounds only.
              change({ ground: event.target.value as StepDraft["ground"] });
            }}
          />
        )}
      </Field>
      <Article id={grounds.find(({ ground }) => ground === draft.ground)?.article} />
    </>
  );
}
