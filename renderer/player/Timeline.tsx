import type { KeyboardEvent, MouseEvent, ReactNode } from "react";
import type { Footage } from "../../shared/model/footage.ts";
import type { Mark } from "../../shared/model/mark.ts";
import type { Viewing } from "../../shared/model/viewing.ts";
import { NoteLane } from "../annotate/NoteLane.tsx";
import { useAnnotate } from "../annotate/store.ts";
import { valueOf } from "../shell/loadable.ts";
import {
  frameAtPlace,
  framesPerSecond,
  msOfFrame,
  placeOfFrame,
  placeOfMs,
  placeOfRange,
  percent,
} from "../footage/timing.ts";
import { span, stamp } from "../i18n/format.ts";
import { useLanguage } from "../i18n/language.tsx";
import { jump, seek, usePlayer } from "./control.ts";
import { pointAt, pointKey, pointNowhere } from "./overview.ts";
import { usePicture } from "./picture.ts";
import { withheldOf } from "./Withheld.tsx";

/**
 * One line for the whole recording: approved ranges bright, the rest hatched, notes as flags, gaps as breaks.
 *
 * Everything on it lies by time, the interruptions included, so that what is drawn over one another belongs together.
 */
export function Timeline({
  footage,
  viewing,
  marks,
}: {
  readonly footage: Footage;
  readonly viewing: Viewing;
  readonly marks: readonly Mark[];
}): ReactNode {
  const { t } = useLanguage();
  const frame = usePicture((picture) => picture.frame);
  const confirmed = usePicture((picture) => picture.confirmed);
  const hasNotes = useAnnotate(({ notes }) => (valueOf(notes)?.length ?? 0) > 0);
  const ranges = usePicture((picture) => picture.ready?.ranges) ?? approved(viewing, footage);
  const shown = viewing.shown.find(({ asset }) => asset === footage.asset)?.ranges ?? [];
  const atMs = usePicture((picture) => picture.atMs);
  const at = (one: number): string => percent(placeOfFrame(footage, one));
  const middle = (one: number): string => percent((placeOfFrame(footage, one) + placeOfFrame(footage, one + 1)) / 2);
  const box = (range: { readonly from: number; readonly to: number }): { left: string; width: string } => {
    const { start, length } = placeOfRange(footage, range);
    return { left: percent(start), width: percent(length) };
  };
  const frameUnder = ({ clientX, currentTarget }: MouseEvent<HTMLDivElement>): number => {
    const { left, width } = currentTarget.getBoundingClientRect();
    return frameAtPlace(footage, (clientX - left) / width);
  };
  const onKeyDown = (event: KeyboardEvent<HTMLDivElement>): void => {
    const jumps: Readonly<Record<string, number>> = { PageDown: -10_000, PageUp: 10_000 };
    const by = jumps[event.key];
    if (pointKey(event, footage, framesPerSecond(footage))) {
      event.preventDefault();
    } else if (by !== undefined) {
      event.preventDefault();
      jump(by);
    }
  };
  return (
    <div className="timeline">
      <div
        className="timeline-track"
        // A range input cannot carry ranges, breaks and points on its track.
        role="slider"
        tabIndex={0}
        aria-label={t("player.timeline")}
        aria-valuemin={0}
        aria-valuemax={footage.frames - 1}
        aria-valuenow={frame ?? 0}
        aria-valuetext={t("player.at", { frame: String(frame ?? 0), time: span(msOfFrame(footage, frame ?? 0)) })}
        onClick={(event) => seek(frameUnder(event))}
        onPointerMove={(event) => pointAt(footage.asset, frameUnder(event), event.clientX)}
        onPointerLeave={pointNowhere}
        onBlur={pointNowhere}
        onKeyDown={onKeyDown}
      >
        {ranges.map((range) => (
          <div key={range.from} className="timeline-approved" style={box(range)} />
        ))}
        {withheldOf(viewing, footage).map((line) => (
          <div
            key={`${String(line.from)}/${String(line.to)}/${line.ground}/${line.region === undefined ? "" : JSON.stringify(line.region)}`}
            className={line.region === undefined ? "timeline-withheld" : "timeline-withheld timeline-masked"}
            title={t("withheld.frames", {
              from: String(line.from),
              to: String(line.to - 1),
              ground: t(`withheldGround.${line.ground}`),
            })}
            style={box(line)}
          />
        ))}
        {footage.gaps.map(({ atMs: gapMs, lengthMs }) => (
          <div
            key={gapMs}
            className="timeline-gap"
            title={t("player.legendGap")}
            style={{ left: percent(placeOfMs(footage, gapMs)), width: percent(placeOfMs(footage, lengthMs)) }}
          />
        ))}
        {shown.map((range) => (
          <div key={range.from} className="timeline-shown" style={box(range)} />
        ))}
        <Points at={at} />
        {frame === null ? null : (
          <div
            className={confirmed ? "timeline-head" : "timeline-head timeline-head-grey"}
            style={{ left: percent(footage.durationMs === 0 ? 0.5 : placeOfMs(footage, atMs)) }}
          />
        )}
      </div>
      <Pointed />
      <NoteLane footage={footage} />
      <div className="timeline-flags">
        {flagsOf(marks, (mark) => placeOfFrame(footage, mark)).map(({ first, all }) => (
          <button
            key={first.id}
            type="button"
            className={`flag flag-${first.kind}`}
            style={{ left: middle(first.frame) }}
            aria-label={
              all.length === 1
                ? t("player.seekTo", { frame: String(first.frame) })
                : t("player.flags", { n: all.length, frame: String(first.frame) })
            }
            title={all.map(({ kind, note }) => `${t(`markKind.${kind}`)} · ${note}`).join("\n")}
            onClick={() => {
              seek(first.frame);
            }}
          />
        ))}
      </div>
      <div className="timeline-ends figures">
        <span>{stamp(0).slice(0, 8)}</span>
        <ul className="legend">
          {(["Approved", "Rest", "Shown", "Gap"] as const).map((one) => (
            <li key={one} data-legend={one}>
              {t(`player.legend${one}`)}
            </li>
          ))}
          {hasNotes ? <li data-legend="Note">{t("annotate.legend")}</li> : null}
          {withheldOf(viewing, footage).length === 0 ? null : <li data-legend="Withheld">{t("withheld.word")}</li>}
        </ul>
        <span>{stamp(footage.durationMs).slice(0, 8)}</span>
      </div>
    </div>
  );
}

/** Part of the timeline that one flag takes; two closer than this could not be told apart by hand. */
const flagWidth = 1 / 40;

interface Flag {
  readonly first: Mark;
  readonly all: Mark[];
}

/** One flag for marks that lie too close for one each; the list beside the picture has them all. */
export function flagsOf(marks: readonly Mark[], place: (frame: number) => number): readonly Flag[] {
  const flags: Flag[] = [];
  for (const mark of marks.toSorted((one, other) => one.frame - other.frame)) {
    const last = flags.at(-1);
    if (last !== undefined && place(mark.frame) - place(last.first.frame) < flagWidth) {
      last.all.push(mark);
    } else {
      flags.push({ first: mark, all: [mark] });
    }
  }
  return flags;
}

function approved(viewing: Viewing, footage: Footage): readonly { readonly from: number; readonly to: number }[] {
  return viewing.grant.assets.find(({ asset }) => asset === footage.asset)?.ranges ?? [];
}

/** What is to be seen of the place pointed at, for those who listen instead of look. */
function Pointed(): ReactNode {
  const { t } = useLanguage();
  const pointed = usePicture((picture) => picture.pointed);
  const said =
    pointed === null || pointed.frame === null || pointed.state === "waiting"
      ? ""
      : t(`overview.pointed.${pointed.state}`, {
          frame: String(pointed.frame),
          time: pointed.atMs === null ? "" : span(pointed.atMs),
        });
  return (
    <span className="visually-hidden" aria-live="polite" data-pointed={pointed?.state}>
      {said}
    </span>
  );
}

function Points({ at }: { readonly at: (frame: number) => string }): ReactNode {
  const { t } = useLanguage();
  const inPoint = usePlayer((player) => player.inPoint);
  const outPoint = usePlayer((player) => player.outPoint);
  return (
    <>
      {inPoint === null ? null : (
        <div className="timeline-point timeline-in" title={t("player.in")} style={{ left: at(inPoint) }} />
      )}
      {outPoint === null ? null : (
        <div className="timeline-point timeline-out" title={t("player.out")} style={{ left: at(outPoint + 1) }} />
      )}
    </>
  );
}
