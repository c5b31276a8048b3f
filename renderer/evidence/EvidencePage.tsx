import { Button } from "antd";
import { useState } from "react";
import type { ReactNode } from "react";
import { offeredExtractionSteps } from "../../shared/access/extraction-duties.ts";
import { consentingStep, extractionChain } from "../../shared/access/policy/extraction.ts";
import type { ExtractionView, FrameEnd } from "../../shared/model/extraction.ts";
import { PrintForm } from "../forms/PrintForm.tsx";
import { useLanguage } from "../i18n/language.tsx";
import { useSession } from "../session/store.ts";
import { valueOf } from "../shell/loadable.ts";
import { useNames } from "../shell/names.ts";
import { useRouter } from "../shell/router.ts";
import { useStation } from "../station/store.ts";
import { Article } from "../ui/article.tsx";
import { Facts, Panel, ScreenHead, Tag } from "../ui/parts.tsx";
import { Check } from "./Check.tsx";
import { Citation } from "./Citation.tsx";
import { StepDialog } from "./StepDialog.tsx";
import type { Taking } from "./StepDialog.tsx";
import { nextWords, rangeWords, stateTones } from "./words.ts";

/** One piece of evidence: the order, the clip, the check, the citation, and everything that was signed. */
export function EvidencePage({ record }: { readonly record: ExtractionView }): ReactNode {
  const language = useLanguage();
  const { t } = language;
  const [taking, setTaking] = useState<Taking | null>(null);
  const { number, form, state, transfers, cut } = record;
  const offered = useOffered(record);
  return (
    <div className="screen">
      <ScreenHead title={form.name} note={`${number} · ${rangeWords(form.order, language)}`}>
        <Tag tone={stateTones[state]}>{t(`evidence.state.${state}`)}</Tag>
        <Button onClick={() => useRouter.getState().go({ at: "evidence" })}>{t("evidence.back")}</Button>
      </ScreenHead>
      <div className="evidence-page">
        <Way record={record} />
        <Ended record={record} />
        {offered.length === 0 ? null : (
          <div className="acts evidence-acts">
            <span className="quiet">{nextWords(record, language)}</span>
            {offered.map((one) => (
              <Button
                key={one}
                type={one === "refuse" || one === "withdraw" ? "default" : "primary"}
                onClick={() => setTaking(one)}
              >
                {t(`evidence.do.${one}`)}
              </Button>
            ))}
          </div>
        )}
        <div className="evidence-columns">
          <div className="stack">
            <Order record={record} />
            <Case record={record} />
            <Steps record={record} />
          </div>
          <div className="stack">
            <Clip record={record} />
            {cut === undefined ? null : <Check record={record} />}
            <Citation record={record} />
            {state === "verified" ? <Transfers record={record} /> : null}
            <Panel title={t("evidence.papers")}>
              <div className="acts">
                <PrintForm order={{ form: "F7", extraction: record.id }} />
                {transfers.length === 0 ? null : <PrintForm order={{ form: "F8", extraction: record.id }} />}
              </div>
            </Panel>
          </div>
        </div>
      </div>
      {taking === null ? null : <StepDialog record={record} taking={taking} onClose={() => setTaking(null)} />}
    </div>
  );
}

/** Who consents to this extraction by the pack. */
function useHead({ form, footage }: Pick<ExtractionView, "form" | "footage">): ReturnType<typeof consentingStep> {
  const policy = useStation((store) => valueOf(store.policy));
  return policy === undefined ? undefined : consentingStep(extractionChain(policy, form.order, footage, footage.unit));
}

/** What this person may do now; headquarters judges it again. */
function useOffered(record: ExtractionView): readonly Taking[] {
  const person = useSession(({ current }) => current?.person);
  const head = useHead(record);
  if (person === undefined) {
    return [];
  }
  const wearers = record.footage.wearers.map((wearer) => wearer.person as string);
  return offeredExtractionSteps(record, wearers, person, head?.role).flatMap((step): Taking[] => {
    switch (step) {
      case "mark":
        return [];
      case "consent":
        return ["consent", "refuse"];
      case "withdraw":
      case "extract":
      case "verify":
      case "transfer":
        return [step];
    }
    return step satisfies never;
  });
}

const ways = ["mark", "consent", "extract", "verify"] as const;

/** Whether nothing more comes of it. */
function isEnded(state: ExtractionView["state"]): boolean {
  return state === "refused" || state === "withdrawn";
}

/** 证据标记 → 审批 → 提取 → 核验. */
function Way({ record: { steps, state } }: { readonly record: ExtractionView }): ReactNode {
  const { t } = useLanguage();
  const done = new Set(ways.filter((way) => steps.some(({ act }) => act === way)));
  const isOver = isEnded(state);
  return (
    <ol className="evidence-way" aria-label={t("evidence.way")}>
      {ways.map((way) => {
        const isDone = done.has(way);
        const isNext = !isDone && ways.find((one) => !done.has(one)) === way;
        const isNow = isNext && !isOver;
        return (
          <li
            key={way}
            data-state={isDone ? "done" : isNow ? "now" : isNext && state === "refused" ? "refused" : "later"}
            aria-current={isNow ? "step" : undefined}
          >
            {t(`evidence.way.${way}`)}
          </li>
        );
      })}
    </ol>
  );
}

/** Why nothing more comes of it, and by whom; where there is anything more to do this says nothing. */
function Ended({ record: { state, steps } }: { readonly record: ExtractionView }): ReactNode {
  const { t, formats } = useLanguage();
  const nameIt = useNames();
  const last = steps.at(-1);
  return !isEnded(state) || last === undefined ? null : (
    <p className="notice">
      <strong>{t(`evidence.state.${state}`)}</strong>
      {last.note === undefined ? "" : ` · ${last.note}`}
      <span className="row-note">
        {nameIt(last)} <span className="figures">{formats.exact(last.at)}</span>
      </span>
    </p>
  );
}

function End({ end, log }: { readonly end: FrameEnd; readonly log: string | undefined }): ReactNode {
  const { t } = useLanguage();
  const { frame, ticks, timescale, digest, entry } = end;
  return (
    <>
      <span className="figures">
        {t("evidence.frameOf", { frame: String(frame), ticks: String(ticks), timescale: String(timescale) })}
      </span>
      <span className="row-note figures digest">{digest}</span>
      <span className="row-note">
        {log === undefined
          ? t("evidence.mark", { entry: String(entry) })
          : t("evidence.markIn", { entry: String(entry), log })}
      </span>
    </>
  );
}

function Order({ record: { form, footage, station } }: { readonly record: ExtractionView }): ReactNode {
  const language = useLanguage();
  const { t } = language;
  const { order, first, last } = form;
  const head = useHead({ form, footage });
  return (
    <Panel title={t("evidence.order")}>
      <Facts
        rows={[
          [t("evidence.recording"), `${footage.title} (${order.asset})`],
          [t("evidence.frames"), rangeWords(order, language)],
          ...(order.to - order.from === 1
            ? [[t("evidence.only"), <End key="first" end={first} log={station} />] as const]
            : [
                [t("evidence.first"), <End key="first" end={first} log={station} />] as const,
                [t("evidence.last"), <End key="last" end={last} log={station} />] as const,
              ]),
          [
            t("evidence.tableRoot"),
            <span key="root" className="figures digest">
              {order.tableRoot}
            </span>,
          ],
          [
            t("evidence.manifest"),
            <span key="manifest" className="figures digest">
              {order.manifestDigest}
            </span>,
          ],
          [t("evidence.exhibit"), t(`evidence.exhibit.${order.exhibit}`)],
          [t("evidence.manner"), t(`evidence.manner.${order.manner}`)],
        ]}
      />
      <Article id={head?.article} />
    </Panel>
  );
}

function Case({ record: { form, times } }: { readonly record: ExtractionView }): ReactNode {
  const { t, formats } = useLanguage();
  const { caseNo, caseCause, caseParty, fact, summary, documents } = form;
  return (
    <Panel title={t("evidence.case")}>
      <Facts
        rows={[
          [t("evidence.case"), `${caseNo} · ${caseCause} · ${caseParty}`],
          [t("evidence.fact"), fact],
          [t("evidence.summary"), summary],
          [
            t("evidence.documents"),
            documents === undefined ? "" : `${formats.exact(documents.from)} – ${formats.exact(documents.to)}`,
          ],
          [
            t("evidence.times"),
            times === undefined ? (
              ""
            ) : (
              <Tag key="times" tone={times.agrees ? "green" : "amber"}>
                {times.agrees
                  ? t("evidence.times.agrees")
                  : t("evidence.times.differs", { from: times.fromSeconds, to: times.toSeconds })}
              </Tag>
            ),
          ],
        ]}
      />
    </Panel>
  );
}

function Steps({ record: { steps } }: { readonly record: ExtractionView }): ReactNode {
  const { t, formats } = useLanguage();
  const nameIt = useNames();
  return (
    <Panel title={t("evidence.steps")}>
      <ol className="lines">
        {steps.map(({ act, person, name, at, digest, note }) => (
          <li key={`${digest}${act}`}>
            {t(`evidence.act.${act as "mark"}`)} {nameIt({ person, name })}{" "}
            <span className="quiet figures nowrap">{formats.exact(at)}</span>
            {note === undefined ? null : (
              <span className="row-note">
                {act === "extract.failed" ? t(`words.extraction.${note as "no-ffmpeg"}`) : note}
              </span>
            )}
            <span className="row-note figures digest">{digest}</span>
          </li>
        ))}
      </ol>
    </Panel>
  );
}

function Clip({ record: { cut, extraction, number, state } }: { readonly record: ExtractionView }): ReactNode {
  const { t, formats } = useLanguage();
  if (cut === undefined) {
    return (
      <Panel title={t("evidence.clip")}>
        <p className="quiet">{t(isEnded(state) ? "evidence.clipNever" : "evidence.clipNone")}</p>
      </Panel>
    );
  }
  return (
    <Panel title={t("evidence.clip")}>
      <Facts
        rows={[
          [
            t("evidence.clipDigest"),
            <>
              <span className="figures digest">{cut.clip}</span>
              <span className="row-note figures">
                {cut.type} · {formats.bytes(cut.bytes)}
              </span>
            </>,
          ],
          [
            t("evidence.original"),
            <>
              <span className="figures digest">{cut.originalDigest}</span>
              <span className="row-note">{t("evidence.originalChecked")}</span>
            </>,
          ],
          [
            t("evidence.carried"),
            cut.carried === 0 ? "" : t("evidence.carriedFrames", { keyframe: String(cut.keyframe), n: cut.carried }),
          ],
          [
            t("evidence.retained"),
            <span key="kept" className="figures">
              {cut.retained}
            </span>,
          ],
          [
            t("evidence.medium"),
            extraction === undefined ? "" : `${t(`evidence.medium.${extraction.medium}`)} ${extraction.serial}`,
          ],
          [t("evidence.place"), extraction?.place ?? ""],
        ]}
      />
      <p className="hint figures">{t("evidence.handOut", { number })}</p>
    </Panel>
  );
}

function Transfers({ record: { transfers } }: { readonly record: ExtractionView }): ReactNode {
  const { t, formats } = useLanguage();
  const nameIt = useNames();
  return (
    <Panel title={t("evidence.transfers")}>
      {transfers.length === 0 ? <p className="quiet">{t("evidence.transfersEmpty")}</p> : null}
      <ul className="lines">
        {transfers.map(({ number, to, receiver, document, takenBy, by }) => (
          <li key={number}>
            <span className="figures">{number}</span> {t(`evidence.to.${to}`)} · {receiver}
            <span className="row-note">
              {document} · {t("evidence.takenBy")} {takenBy} · {nameIt(by)}{" "}
              <span className="figures">{formats.moment(by.at)}</span>
            </span>
          </li>
        ))}
      </ul>
    </Panel>
  );
}
