import { Input, Radio, Select } from "antd";
import type { ReactNode } from "react";
import { paperWords } from "../../shared/access/policy/names.ts";
import type { RequestRecord } from "../../shared/model/request.ts";
import { useLanguage } from "../i18n/language.tsx";
import { ArticleLink } from "../ui/article.tsx";
import { DayPicker } from "../ui/DayPicker.tsx";
import { Field } from "../ui/parts.tsx";
import type { PaperDraft } from "./step-draft.ts";

const ways = ["original", "register", "telephone"] as const;

/** 律师查阅材料核验表 (form F4): each paper with its number, how it was verified, until when it holds, and the verdict. */
export function PaperFields({
  record,
  checks,
  onChange,
}: {
  readonly record: RequestRecord;
  readonly checks: readonly PaperDraft[];
  readonly onChange: (checks: readonly PaperDraft[]) => void;
}): ReactNode {
  const { t, pick } = useLanguage();
  return (
    <>
      {checks.map((check) => {
        const change = (changed: Partial<PaperDraft>): void => {
          onChange(checks.map((one) => (one.paper === check.paper ? { ...one, ...changed } : one)));
        };
        const name = pick(paperWords[check.paper]);
        return (
          <fieldset key={check.paper} className="step-paper" aria-label={name}>
            <strong>{name}</strong>
            <ArticleLink id={record.papers.find(({ paper }) => paper === check.paper)?.article ?? ""} />
            <Field label={t("way.field.result")}>
              {(id) => (
                <Radio.Group
                  id={id}
                  aria-label={`${name} ${t("way.field.result")}`}
                  value={check.result}
                  options={[
                    { value: "accepted", label: t("way.paper.accepted") },
                    { value: "rejected", label: t("way.paper.rejected") },
                  ]}
                  onChange={(event) => {
                    // The group offers verdicts only.
                    change({ result: event.target.value as PaperDraft["result"] });
                  }}
                />
              )}
            </Field>
            <Field label={t("way.field.number")}>
              {(id) => (
                <Input
                  id={id}
                  value={check.number}
                  maxLength={64}
                  onChange={(event) => {
                    change({ number: event.target.value });
                  }}
                />
              )}
            </Field>
            <Field label={t("way.field.how")}>
              {(id) => (
                <Select
                  id={id}
                  value={check.how}
                  options={ways.map((value) => ({ value, label: t(`way.how.${value}`) }))}
                  onChange={(how) => {
                    change({ how });
                  }}
                />
              )}
            </Field>
            <Field label={t("way.field.validUntil")} hint={t("way.field.validUntilHint")}>
              {(id) => (
                <DayPicker
                  id={id}
                  value={check.validUntil}
                  onChange={(validUntil) => {
                    change({ validUntil });
                  }}
                />
              )}
            </Field>
          </fieldset>
        );
      })}
    </>
  );
}
