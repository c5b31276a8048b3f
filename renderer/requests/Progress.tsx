import type { ReactNode } from "react";
import { paperWords } from "../../shared/access/policy/names.ts";
import type { ChainProgress, RequestRecord } from "../../shared/model/request.ts";
import type { Transition } from "../../shared/model/request-steps.ts";
import { useLanguage } from "../i18n/language.tsx";
import { nameOf } from "../shell/names.ts";
import { ArticleLink } from "../ui/article.tsx";
import { Facts, Panel, Tag } from "../ui/parts.tsx";
import type { Tone } from "../ui/parts.tsx";

const tones = { done: "green", current: "amber", waiting: "quiet" } as const satisfies Record<
  ChainProgress["state"],
  Tone
>;

/** How far a request has come: papers, third party, then the steps of the pack's chain with who may sign next. */
export function Progress({ record }: { readonly record: RequestRecord }): ReactNode {
  const { t, formats, locale, pick } = useLanguage();
  const signed = record.decisions;
  return (
    <Panel title={t("way.chain")}>
      {record.papers.length === 0 ? null : <Papers record={record} />}
      {record.consultation === undefined ? null : <ThirdParty record={record} />}
      <ol className="way">
        {record.chain.map(({ kind, title, article, state }, index) => {
          const decision = kind === "provide" ? undefined : signed[index];
          return (
            <li key={`${kind} ${title.zh} ${article}`} aria-current={state === "current" ? "step" : undefined}>
              <Tag tone={tones[state]}>{t(`way.step.${state}`)}</Tag>
              <div>
                <strong>{`${t(`form.chainStep.${kind}`)} · ${pick(title)}`}</strong>
                {decision === undefined ? null : (
                  <span className="row-note">
                    {decision.deputyFor === undefined
                      ? nameOf(decision.by, locale)
                      : t("way.deputyFor", {
                          name: nameOf(decision.by, locale),
                          holder: nameOf(decision.deputyFor, locale),
                        })}
                    {` · ${formats.exact(decision.at)}`}
                  </span>
                )}
                {state === "current" ? (
                  <span className="row-note">
                    {record.approvers.length === 0
                      ? t("form.chainNone")
                      : formats.list(record.approvers.map((person) => nameOf(person, locale)))}
                  </span>
                ) : null}
                <ArticleLink id={article} />
              </div>
            </li>
          );
        })}
      </ol>
      {record.state === "approved" && record.grant === undefined ? (
        <p className="notice notice-amber">{t("way.orderOnly")}</p>
      ) : null}
    </Panel>
  );
}

function Papers({ record }: { readonly record: RequestRecord }): ReactNode {
  const { t, formats, locale, pick } = useLanguage();
  return (
    <ul className="way" aria-label={t("way.papers")}>
      {record.papers.map(({ paper, article, check }) => (
        <li key={paper}>
          <Tag tone={check === undefined ? "amber" : check.result === "accepted" ? "green" : "red"}>
            {t(check === undefined ? "way.paper.missing" : `way.paper.${check.result}`)}
          </Tag>
          <div>
            <strong>{pick(paperWords[paper])}</strong>
            {check === undefined ? null : (
              <span className="row-note">
                {formats.list([
                  check.number,
                  t(`way.how.${check.how}`),
                  nameOf(check.by, locale),
                  formats.moment(check.at),
                  ...(check.validUntil === undefined ? [] : [t("way.validUntil", { day: check.validUntil })]),
                  ...(check.note === "" ? [] : [check.note]),
                ])}
              </span>
            )}
            <ArticleLink id={article} />
          </div>
        </li>
      ))}
    </ul>
  );
}

function ThirdParty({ record: { consultation } }: { readonly record: RequestRecord }): ReactNode {
  const { t, formats } = useLanguage();
  return consultation === undefined ? null : (
    <section aria-label={t("way.thirdParty")}>
      <Facts
        rows={[
          [t("way.thirdParty"), consultation.party ?? t("way.notAsked")],
          [t("way.askedAt"), consultation.askedAt === undefined ? "" : formats.moment(consultation.askedAt)],
          [t("way.due"), consultation.due],
          [
            t("way.answer"),
            consultation.outcome === undefined ? t("way.noAnswer") : t(`way.outcome.${consultation.outcome}`),
          ],
        ]}
      />
      <ArticleLink id={consultation.article} />
    </section>
  );
}

/** Everything that happened to a request, each with its actor and its entry in the log of headquarters. */
export function Transitions({ record }: { readonly record: RequestRecord }): ReactNode {
  const { t } = useLanguage();
  return (
    <Panel title={t("way.transitions")}>
      <ol className="way">
        {record.transitions.map((one) => (
          <Line key={`${one.at} ${one.what} ${one.digest ?? ""}`} transition={one} />
        ))}
      </ol>
    </Panel>
  );
}

function Line({ transition }: { readonly transition: Transition }): ReactNode {
  const { t, formats, locale } = useLanguage();
  const { at, by, what, note, entry } = transition;
  return (
    <li>
      <strong>{t(`way.what.${what}`)}</strong>
      <div>
        <span>{by === undefined ? t("way.clock") : nameOf(by, locale)}</span>
        <span className="row-note figures">
          {formats.exact(at)}
          {entry === undefined ? null : ` · ${t("way.entry", { entry })}`}
        </span>
        {note === "" ? null : <span className="row-note">{note}</span>}
      </div>
    </li>
  );
}
