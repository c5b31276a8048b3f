import { Button, Checkbox, Input, Select } from "antd";
import { useState } from "react";
import type { ReactNode } from "react";
import { caseWords } from "../../shared/access/policy/lint-words.ts";
import type { CaseClass } from "../../shared/model/policy/periods.ts";
import type { CaseFacts, RetentionRow } from "../../shared/model/retention.ts";
import { useLanguage } from "../i18n/language.tsx";
import { DayPicker } from "../ui/DayPicker.tsx";
import { Dialog } from "../ui/Dialog.tsx";
import { Field } from "../ui/parts.tsx";
import { useRetention } from "./store.ts";

// The record has every class as a key.
const classes = Object.keys(caseWords) as readonly CaseClass[];

/** What the case is; whoever signs it changes how long the recording is kept (O-93). */
export function FactsDialog({ row, onClose }: { readonly row: RetentionRow; readonly onClose: () => void }): ReactNode {
  const { t, pick } = useLanguage();
  const ask = useRetention((store) => store.ask);
  const { asset } = row.footage;
  const [evidence, setEvidence] = useState(row.facts.evidence);
  const [caseClass, setClass] = useState<CaseClass | "">(row.facts.caseClass ?? "");
  const [closed, setClosed] = useState(row.facts.caseClosedOn ?? "");
  const [litigation, setLitigation] = useState(row.facts.litigationEndsOn ?? "");
  const [reason, setReason] = useState("");
  const isReady = reason.trim().length >= 2;
  const facts: CaseFacts = {
    evidence,
    ...(caseClass === "" ? {} : { caseClass }),
    ...(closed === "" ? {} : { caseClosedOn: closed }),
    ...(litigation === "" ? {} : { litigationEndsOn: litigation }),
  };
  return (
    <Dialog title={t("retention.factsTitle", { asset })} onClose={onClose}>
      <form
        className="admin-form"
        onSubmit={(event) => {
          event.preventDefault();
          onClose();
          ask({
            summary: t("retention.signFacts", { asset }),
            order: { order: "case.facts", asset, facts, reason: reason.trim() },
          });
        }}
      >
        <Field label={t("retention.evidence")} wide>
          {(id) => <Checkbox id={id} checked={evidence} onChange={(event) => setEvidence(event.target.checked)} />}
        </Field>
        <Field label={t("retention.caseClass")} wide>
          {(id) => (
            <Select
              id={id}
              value={caseClass}
              options={[
                { value: "", label: t("retention.none") },
                ...classes.map((one) => ({ value: one, label: pick(caseWords[one]) })),
              ]}
              onChange={(value: CaseClass | "") => setClass(value)}
            />
          )}
        </Field>
        <Field label={t("retention.caseClosedOn")} hint={t("retention.dateHint")} wide>
          {(id) => <DayPicker id={id} value={closed} onChange={setClosed} />}
        </Field>
        <Field label={t("retention.litigationEndsOn")} wide>
          {(id) => <DayPicker id={id} value={litigation} onChange={setLitigation} />}
        </Field>
        <Field label={t("retention.reason")} wide>
          {(id) => <Input id={id} value={reason} maxLength={300} onChange={(event) => setReason(event.target.value)} />}
        </Field>
        <div className="acts">
          <Button onClick={onClose}>{t("common.cancel")}</Button>
          <Button type="primary" htmlType="submit" disabled={!isReady}>
            {t("retention.toSign")}
          </Button>
        </div>
      </form>
    </Dialog>
  );
}
