import { useEffect } from "react";
import type { ReactNode } from "react";
import { coverageOf, extentOf, recordedIn } from "../../shared/cameras/coverage.ts";
import type { CameraDemand, CameraEvent, Interruption } from "../../shared/cameras/coverage.ts";
import type { Span } from "../../shared/cameras/spans.ts";
import type { Footage } from "../../shared/model/footage.ts";
import { useLanguage } from "../i18n/language.tsx";
import { valueOf } from "../shell/loadable.ts";
import { useStation } from "../station/store.ts";
import { ArticleLink } from "../ui/article.tsx";
import { Tag } from "../ui/parts.tsx";
import { Loaded } from "../ui/states.tsx";
import { useCase } from "./case-store.ts";
import { lengthWords } from "./words.ts";

/** Where the cameras of one event complete each other and where they do not (O-52, O-65); nothing is opened for it. */
export function Coverage({ footage: { asset, caseNo } }: { readonly footage: Footage }): ReactNode {
  const { t } = useLanguage();
  const policy = useStation((store) => valueOf(store.policy));
  const page = useCase((store) => store.page);
  const load = useCase((store) => store.load);
  useEffect(() => {
    void load(caseNo);
  }, [load, caseNo]);
  return (
    <section className="coverage" aria-label={t("cameras.title")}>
      <h3>{t("cameras.title")}</h3>
      <p className="hint">{t("cameras.hint")}</p>
      <Loaded of={page} rows={3} onRetry={() => void load(caseNo)}>
        {({ rows, total }) => {
          const event = coverageOf(rows, policy ?? {}).find(({ recordings }) =>
            recordings.some((recording) => recording.asset === asset),
          );
          return (
            <>
              {event === undefined ? null : <Event event={event} />}
              {total > rows.length ? <p className="amber">{t("cameras.more", { n: rows.length })}</p> : null}
            </>
          );
        }}
      </Loaded>
    </section>
  );
}

function Event({ event }: { readonly event: CameraEvent }): ReactNode {
  const { t, formats } = useLanguage();
  const { recordings, boundMs } = event;
  const bound =
    boundMs === undefined ? t("cameras.boundUnknown") : t("cameras.bound", { n: Math.round(boundMs / 1000) });
  // An interruption that nothing covers says so in its own line.
  const silent = event.unrecorded.filter(
    ({ from, to }) => !event.interruptions.some((gap) => gap.from <= from && to <= gap.to),
  );
  return (
    <>
      <p className="figures">
        {t("cameras.event", { from: formats.time(event.from), to: formats.time(event.to), n: recordings.length })}
        {recordings.length < 2 ? null : (
          <span className={boundMs === undefined ? "amber row-note" : "row-note"}>{bound}</span>
        )}
      </p>
      <ul className="coverage-rows">
        {recordings.map((recording) => (
          <Row key={recording.asset} recording={recording} event={event} />
        ))}
      </ul>
      {recordings.length < 2 ? <p className="quiet">{t("cameras.alone")}</p> : null}
      <ul className="lines coverage-findings">
        {event.demands.map((demand) => (
          <Demand key={`${demand.article} ${demand.needs.kind}`} demand={demand} />
        ))}
        {event.interruptions.map((gap) => (
          <Gap key={`${gap.asset} ${gap.from}`} gap={gap} recordings={recordings} />
        ))}
        {silent.map((span) => (
          <li key={span.from} className="red">
            {t("cameras.unrecorded", timesOf(span, formats.time))}
          </li>
        ))}
        {event.interruptions.length === 0 && silent.length === 0 ? (
          <li className="quiet">{t("cameras.noGaps")}</li>
        ) : null}
      </ul>
    </>
  );
}

function timesOf({ from, to }: Span, time: (at: number) => string): { from: string; to: string; length: string } {
  return { from: time(from), to: time(to), length: lengthWords(to - from) };
}

const width = 1000;

/** One camera on the time of the event, its interruptions left out. */
function Row({ recording, event }: { readonly recording: Footage; readonly event: CameraEvent }): ReactNode {
  const { t, formats } = useLanguage();
  const { from, to } = extentOf(recording);
  const place = (at: number): number => ((at - event.from) / Math.max(1, event.to - event.from)) * width;
  return (
    <li>
      <span className="coverage-name figures" title={recording.title}>
        {recording.device}
      </span>
      <svg
        className="duration-bar"
        viewBox={`0 0 ${width} 6`}
        preserveAspectRatio="none"
        role="img"
        aria-label={t("cameras.row", {
          title: recording.title,
          from: formats.time(from),
          to: formats.time(to),
          gaps: recording.gaps.length,
        })}
      >
        <rect className="duration-rest" x="0" y="0" width={width} height="6" />
        {recordedIn(recording).map((part) => (
          <rect
            key={part.from}
            className="duration-length"
            x={place(part.from)}
            y="0"
            width={Math.max(2, place(part.to) - place(part.from))}
            height="6"
          />
        ))}
      </svg>
    </li>
  );
}

function Gap({ gap, recordings }: { readonly gap: Interruption; readonly recordings: readonly Footage[] }): ReactNode {
  const { t, formats } = useLanguage();
  const titleOf = (asset: string): string => recordings.find((one) => one.asset === asset)?.title ?? asset;
  const certain = gap.coveredBy.filter((one) => one.certain);
  const covering = certain.length > 0 ? certain : gap.coveredBy;
  const names = formats.list(covering.map(({ asset }) => titleOf(asset)));
  const left = gap.uncovered.reduce((sum, { from, to }) => sum + to - from, 0);
  return (
    <li data-gap={gap.asset}>
      <span className="figures">
        {t("cameras.interrupted", { title: titleOf(gap.asset), ...timesOf(gap, formats.time) })}
      </span>{" "}
      <Tag tone={gap.explained ? "quiet" : "amber"}>
        {t(gap.explained ? "cameras.explained" : "cameras.unexplained")}
      </Tag>
      <span className={coverTone(gap, certain.length)}>
        {covering.length > 0
          ? t(certain.length > 0 ? "cameras.covered" : "cameras.coveredMaybe", { names })
          : left === gap.to - gap.from
            ? t("cameras.notCovered")
            : t("cameras.partly", { length: lengthWords(left) })}
      </span>
    </li>
  );
}

function coverTone({ coveredBy }: Interruption, certain: number): string {
  if (certain > 0) {
    return "row-note";
  }
  return coveredBy.length > 0 ? "row-note amber" : "row-note red";
}

function Demand({ demand }: { readonly demand: CameraDemand }): ReactNode {
  const { t, formats } = useLanguage();
  const { needs, found, isMet, article, short } = demand;
  const isThere = found >= (needs.kind === "officers" ? needs.least : 1);
  const tone = isMet ? "green" : isThere ? "amber" : "red";
  return (
    <li data-demand={needs.kind}>
      {needs.kind === "officers"
        ? t("cameras.officers", { least: needs.least, found })
        : t("cameras.dedicated", { found })}{" "}
      <Tag tone={tone}>
        {t(tone === "green" ? "cameras.met" : tone === "red" ? "cameras.missing" : "cameras.missingAtTimes")}
      </Tag>{" "}
      <ArticleLink id={article} />
      {short.map((span) => (
        <span key={span.from} className="row-note amber figures">
          {t("cameras.short", { ...timesOf(span, formats.time), n: span.recording })}
        </span>
      ))}
    </li>
  );
}
