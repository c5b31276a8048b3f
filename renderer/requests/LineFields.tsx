import { Checkbox, Radio } from "antd";
import type { ReactNode } from "react";
import { hasLine } from "../../shared/access/withheld.ts";
import type { RequestRecord } from "../../shared/model/request.ts";
import type { Withheld } from "../../shared/model/withheld.ts";
import { useLanguage } from "../i18n/language.tsx";
import { Field } from "../ui/parts.tsx";
import { WithheldEditor } from "./form/WithheldEditor.tsx";
import { LineWords } from "./WithholdingPanel.tsx";

interface Props {
  readonly record: RequestRecord;
  readonly lines: readonly Withheld[];
  readonly onChange: (lines: readonly Withheld[]) => void;
}

/** What a clerk proposes not to show, recording by recording. */
export function ProposedLines({ record, lines, onChange }: Props): ReactNode {
  return record.form.assets.map(({ asset, ranges }) => {
    const footage = record.footage.find((one) => one.asset === asset);
    return footage === undefined ? null : (
      <section key={asset} className="asked" aria-label={footage.title}>
        <strong>{footage.title}</strong>
        <WithheldEditor footage={footage} approved={ranges} withheld={lines} onChange={onChange} />
      </section>
    );
  });
}

/** Which of the lines in force are to be lifted. */
export function LinesToLift({ record, lines, onChange }: Props): ReactNode {
  const { t } = useLanguage();
  const current = record.withholding?.current ?? [];
  return (
    <fieldset className="withholding-choice" aria-label={t("withheld.toLift")}>
      <strong>{t("withheld.toLift")}</strong>
      <p className="hint">{t("withheld.liftHint")}</p>
      {current.map((line) => (
        <Checkbox
          key={`${line.asset} ${String(line.from)} ${String(line.to)} ${JSON.stringify(line.region)} ${line.ground}`}
          checked={hasLine(lines, line)}
          onChange={({ target }) => {
            onChange(target.checked ? [...lines, line] : lines.filter((one) => !hasLine([line], one)));
          }}
        >
          <LineWords record={record} line={line} />
        </Checkbox>
      ))}
    </fieldset>
  );
}

/** The second person's word on what somebody else asked to lift. */
export function LiftWord({
  word,
  onChange,
}: {
  readonly word: string;
  readonly onChange: (word: string) => void;
}): ReactNode {
  const { t } = useLanguage();
  return (
    <Field label={t("withheld.word2")} wide>
      {(id) => (
        <Radio.Group
          id={id}
          aria-label={t("withheld.word2")}
          value={word}
          options={[
            { value: "agree", label: t("withheld.agree") },
            { value: "decline", label: t("withheld.decline") },
          ]}
          onChange={(event) => {
            onChange(String(event.target.value));
          }}
        />
      )}
    </Field>
  );
}
