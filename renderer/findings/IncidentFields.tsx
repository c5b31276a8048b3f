import { Input, Select } from "antd";
import type { ReactNode } from "react";
import type { IncidentForm } from "../../shared/model/incident.ts";
import type { PolicyPack } from "../../shared/model/policy.ts";
import { useLanguage } from "../i18n/language.tsx";
import { Article } from "../ui/article.tsx";
import { Field } from "../ui/parts.tsx";

type Law = PolicyPack["incidents"][number];

/** What a person says about an incident before its evidence: the category of the pack, how grave it is, what happened. */
export interface IncidentDraft {
  readonly chosen: number;
  readonly severity: IncidentForm["severity"];
  readonly account: string;
}

export const emptyIncident: IncidentDraft = { chosen: 0, severity: "minor", account: "" };

/** The part of form F20 that the draft decides; what the pack calls serious is serious. */
export function statedBy(
  { severity, account }: IncidentDraft,
  rule: Law,
): Omit<IncidentForm, "people" | "evidence" | "frames"> {
  return {
    category: rule.category,
    article: rule.article,
    severity: rule.severity === "serious" ? "serious" : severity,
    account: account.trim(),
  };
}

/** The fields of form F20 that are the same in the viewing room and beside a finding. */
export function IncidentFields({
  law,
  draft,
  hint,
  onChange,
}: {
  readonly law: readonly Law[];
  readonly draft: IncidentDraft;
  readonly hint: string;
  readonly onChange: (draft: IncidentDraft) => void;
}): ReactNode {
  const { t, pick } = useLanguage();
  const rule = law[draft.chosen];
  const isSerious = rule?.severity === "serious";
  return (
    <>
      <Field label={t("incidents.category")} wide>
        {(id) => (
          <Select
            id={id}
            value={draft.chosen}
            options={law.map(({ text }, index) => ({ value: index, label: pick(text) }))}
            onChange={(chosen: number) => onChange({ ...draft, chosen })}
          />
        )}
      </Field>
      <Article id={rule?.article} />
      <Field label={t("incidents.severity")} wide>
        {(id) => (
          <Select
            id={id}
            value={isSerious ? "serious" : draft.severity}
            disabled={isSerious}
            options={(["minor", "serious"] as const).map((one) => ({ value: one, label: t(`incidents.${one}`) }))}
            onChange={(severity: IncidentForm["severity"]) => onChange({ ...draft, severity })}
          />
        )}
      </Field>
      <Field label={t("incidents.account")} hint={hint} wide>
        {(id) => (
          <Input.TextArea
            id={id}
            rows={4}
            maxLength={2000}
            value={draft.account}
            onChange={({ target }) => onChange({ ...draft, account: target.value })}
          />
        )}
      </Field>
    </>
  );
}
