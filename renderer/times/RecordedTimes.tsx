import type { ReactNode } from "react";
import { extensionFor } from "../../shared/access/declarations.ts";
import type { Declared, Footage } from "../../shared/model/footage.ts";
import type { HandInFact } from "../../shared/model/time-check.ts";
import { timeTruth } from "../../shared/time/time-truth.ts";
import { span } from "../i18n/format.ts";
import { useLanguage, type Language } from "../i18n/language.tsx";
import { limitWords } from "../policy/limit.ts";
import { valueOf } from "../shell/loadable.ts";
import { useStation } from "../station/store.ts";
import { ArticleLink } from "../ui/article.tsx";
import { Facts, Panel, Tag } from "../ui/parts.tsx";
import { offsetWords, uncertaintyWords } from "./words.ts";

const tones = { inTime: "green", late: "red", allowed: "amber", unknown: "quiet" } as const;

/** What the recording itself says about time: its clock, its gaps and when it was handed in. */
export function RecordedTimes({ footage }: { readonly footage: Footage }): ReactNode {
  const language = useLanguage();
  const { t, formats } = language;
  const policy = useStation((store) => valueOf(store.policy));
  if (policy === undefined) {
    return null;
  }
  const facts = timeTruth(footage, policy, []);
  const extension = extensionFor(footage);
  const offset = facts.offsetSeconds;
  const words = offset === 0 ? t("times.clockRight") : offsetWords(offset, language);
  return (
    <Panel title={t("times.recorded")}>
      <Facts
        rows={[
          [
            t("times.camera"),
            <span key="camera" className="figures">
              {formats.exact(footage.recordedFrom)} – {formats.exact(footage.recordedTo)}
            </span>,
          ],
          [
            t("times.clock"),
            <span key="clock" className={facts.uncertaintySeconds === undefined ? "amber" : ""}>
              {words} · {uncertaintyWords(facts.uncertaintySeconds, language)}
            </span>,
          ],
          [
            t("times.true"),
            <span key="true" className="figures">
              {formats.exact(facts.from)} – {formats.exact(facts.to)}
            </span>,
          ],
          [
            t("times.gaps"),
            facts.gaps.count === 0
              ? t("common.none")
              : t("times.gapsOf", {
                  n: facts.gaps.count,
                  length: span(facts.gaps.totalMs),
                  open: facts.gaps.unexplained,
                }),
          ],
          [
            t("times.returned"),
            footage.handIn?.returnedAt === undefined ? null : formats.exact(footage.handIn.returnedAt),
          ],
          [
            t("times.extension"),
            extension === undefined ? footage.handIn?.extension : extensionWords(extension, language),
          ],
          [t("times.forms"), facts.forms === undefined ? null : formats.list(facts.forms)],
        ]}
      />
      {facts.handIn.length === 0 ? (
        <p className="quiet">{t("times.noHandIn")}</p>
      ) : (
        <table className="table">
          <thead>
            <tr>
              <th scope="col">{t("times.stage")}</th>
              <th scope="col">{t("times.limit")}</th>
              <th scope="col">{t("times.due")}</th>
              <th scope="col">{t("times.at")}</th>
              <th scope="col">{t("times.result")}</th>
            </tr>
          </thead>
          <tbody>
            {facts.handIn.map((fact) => (
              <HandInRow key={fact.stage} fact={fact} />
            ))}
          </tbody>
        </table>
      )}
    </Panel>
  );
}

function extensionWords({ number, until = "" }: Declared, { t, formats }: Language): string {
  return t("times.extended", { number, until: formats.exact(until) });
}

function HandInRow({ fact }: { readonly fact: HandInFact }): ReactNode {
  const language = useLanguage();
  const { t, formats } = language;
  return (
    <tr>
      <td>{t(`times.stage.${fact.stage}`)}</td>
      <td>
        {limitWords(fact.limit, language)} <ArticleLink id={fact.article} />
      </td>
      <td className="figures">
        {fact.due === undefined ? t("times.noDate") : formats.exact(fact.due)}
        {fact.assumedYears.length === 0 ? null : (
          <span className="row-note">{t("times.assumed", { years: formats.list(fact.assumedYears) })}</span>
        )}
      </td>
      <td className="figures">{fact.at === undefined ? t("times.notRecorded") : formats.exact(fact.at)}</td>
      <td>
        <Tag tone={tones[fact.state]}>{t(`times.handIn.${fact.state}`)}</Tag>
        {fact.lateSeconds === 0 ? null : (
          <span className="row-note figures">{t("times.lateBy", { time: span(fact.lateSeconds * 1000) })}</span>
        )}
      </td>
    </tr>
  );
}
