import { Button, Input } from "antd";
import { useState } from "react";
import type { ReactNode } from "react";
import type { Footage } from "../../shared/model/footage.ts";
import type { TimeCheckForm, TimedDocument, TimeVerdict } from "../../shared/model/time-check.ts";
import { timeVerdicts } from "../../shared/time-verdicts.ts";
import { compareDocument, timeTruth } from "../../shared/time/time-truth.ts";
import { useLanguage } from "../i18n/language.tsx";
import { valueOf } from "../shell/loadable.ts";
import { useStation } from "../station/store.ts";
import { Article } from "../ui/article.tsx";
import { MomentPicker } from "../ui/MomentPicker.tsx";
import { Field, Panel, Tag } from "../ui/parts.tsx";
import { Signature } from "../ui/Signature.tsx";
import { useTimes } from "./store.ts";
import { differenceWords } from "./words.ts";

/** How many papers one verdict compares. */
const most = 20;

export const verdictTones = { agrees: "green", differs: "red", uncertain: "amber" } as const;

/** A paper as it is being typed; a time that nobody has entered is not guessed. */
interface Row {
  readonly key: number;
  readonly name: string;
  readonly number: string;
  readonly from: string | null;
  readonly to: string | null;
}

/** Enters the papers, shows what each difference is, and signs a verdict. */
export function MakeCheck({ footage }: { readonly footage: Footage }): ReactNode {
  const language = useLanguage();
  const { t } = language;
  const policy = useStation((store) => valueOf(store.policy));
  const sign = useTimes((store) => store.sign);
  const [rows, setRows] = useState<readonly Row[]>([emptyRow(0)]);
  const [chosen, setChosen] = useState<TimeVerdict | null>(null);
  const [note, setNote] = useState("");
  const [signing, setSigning] = useState<TimeCheckForm | null>(null);
  if (policy === undefined) {
    return null;
  }
  const documents = rows.flatMap((row) => entered(row));
  const facts = timeTruth(footage, policy, documents);
  const verdict = chosen ?? facts.proposal;
  const needsReason = verdict !== "agrees" || verdict !== facts.proposal;
  const isReady =
    documents.length === rows.length &&
    documents.every(({ name, from, to }) => name.length >= 2 && Date.parse(from) <= Date.parse(to)) &&
    (!needsReason || note.trim().length >= 4);
  const change = (key: number, to: Partial<Row>): void =>
    setRows((before) => before.map((row) => (row.key === key ? { ...row, ...to } : row)));
  return (
    <Panel title={t("times.make")}>
      <Article id={facts.article} />
      <p className="hint">{t("times.makeHint", { n: facts.toleranceSeconds })}</p>
      <table className="table">
        <thead>
          <tr>
            <th scope="col">{t("times.document")}</th>
            <th scope="col">{t("times.number")}</th>
            <th scope="col">{t("times.documentFrom")}</th>
            <th scope="col">{t("times.documentTo")}</th>
            <th scope="col">{t("times.startDifference")}</th>
            <th scope="col">{t("times.endDifference")}</th>
            <th scope="col">{t("times.result")}</th>
            <th scope="col">
              <span className="visually-hidden">{t("times.remove")}</span>
            </th>
          </tr>
        </thead>
        <tbody>
          {rows.map((row) => {
            const [fact] = entered(row).map((document) => compareDocument(footage, policy, document));
            return (
              <tr key={row.key}>
                <td>
                  <Input
                    aria-label={t("times.document")}
                    maxLength={60}
                    value={row.name}
                    onChange={({ target }) => change(row.key, { name: target.value })}
                  />
                </td>
                <td>
                  <Input
                    aria-label={t("times.number")}
                    maxLength={60}
                    value={row.number}
                    onChange={({ target }) => change(row.key, { number: target.value })}
                  />
                </td>
                <td>
                  <MomentPicker
                    label={t("times.documentFrom")}
                    value={row.from}
                    near={facts.from}
                    onChange={(from) => change(row.key, { from })}
                  />
                </td>
                <td>
                  <MomentPicker
                    label={t("times.documentTo")}
                    value={row.to}
                    near={facts.to}
                    onChange={(to) => change(row.key, { to })}
                  />
                </td>
                <td className="figures nowrap">
                  {fact === undefined ? null : differenceWords(fact.startSeconds, language)}
                </td>
                <td className="figures nowrap">
                  {fact === undefined ? null : differenceWords(fact.endSeconds, language)}
                </td>
                <td>
                  {fact === undefined ? null : (
                    <Tag tone={verdictTones[fact.state]}>{t(`times.verdict.${fact.state}`)}</Tag>
                  )}
                </td>
                <td>
                  {rows.length === 1 ? null : (
                    <Button
                      size="small"
                      aria-label={t("times.removeNamed", { name: row.name })}
                      onClick={() => setRows((before) => before.filter(({ key }) => key !== row.key))}
                    >
                      {t("times.remove")}
                    </Button>
                  )}
                </td>
              </tr>
            );
          })}
        </tbody>
      </table>
      <div className="acts">
        <Button
          disabled={rows.length >= most}
          onClick={() => setRows((before) => [...before, emptyRow(Math.max(...before.map(({ key }) => key)) + 1)])}
        >
          {t("times.add")}
        </Button>
      </div>
      <fieldset className="choices">
        <legend>{t("times.verdict")}</legend>
        {timeVerdicts.map((one) => (
          <label key={one}>
            <input type="radio" name="verdict" checked={verdict === one} onChange={() => setChosen(one)} />{" "}
            {t(`times.verdict.${one}`)}
            {one === facts.proposal ? <span className="quiet"> {t("times.proposed")}</span> : null}
          </label>
        ))}
      </fieldset>
      <Field label={t("times.note")} hint={needsReason ? t("times.noteNeeded") : undefined} wide>
        {(id) => (
          <Input.TextArea
            id={id}
            rows={2}
            maxLength={2000}
            value={note}
            onChange={({ target }) => setNote(target.value)}
          />
        )}
      </Field>
      <div className="acts">
        <Button
          type="primary"
          disabled={!isReady}
          onClick={() =>
            setSigning({
              asset: footage.asset,
              manifestDigest: footage.manifestDigest,
              pack: { pack: policy.pack, version: policy.version },
              documents,
              facts,
              verdict,
              note: note.trim(),
            })
          }
        >
          {t("times.sign")}
        </Button>
      </div>
      {signing === null ? null : (
        <Signature
          summary={t("times.signSummary", { asset: footage.asset, verdict: t(`times.verdict.${signing.verdict}`) })}
          onClose={() => setSigning(null)}
          sign={async (pin) => {
            const refused = await sign(signing, pin);
            if (refused === null) {
              setSigning(null);
              setNote("");
              setChosen(null);
            }
            return refused;
          }}
        />
      )}
    </Panel>
  );
}

function emptyRow(key: number): Row {
  return { key, name: "", number: "", from: null, to: null };
}

/** The paper once both of its times are there. */
function entered({ name, number, from, to }: Row): TimedDocument[] {
  return from === null || to === null ? [] : [{ name: name.trim(), number: number.trim(), from, to }];
}
