import { Button } from "antd";
import type { ReactNode } from "react";
import type { Footage } from "../../shared/model/footage.ts";
import { realTime } from "../../shared/time/time-truth.ts";
import { useTagWord } from "../annotate/NoteRows.tsx";
import { useAnnotate } from "../annotate/store.ts";
import { msOfFrame } from "../footage/timing.ts";
import { span } from "../i18n/format.ts";
import { useLanguage } from "../i18n/language.tsx";
import { valueOf } from "../shell/loadable.ts";
import { chaptersOf, gapsOf, mayBeSeenAt } from "./chapters.ts";
import type { Chapter, Gap } from "./chapters.ts";
import { seek, seekTime, toggleSide } from "./control.ts";
import { useMarks } from "./marks.ts";
import { usePicture } from "./picture.ts";

const none: readonly never[] = [];

/** Places of the recording to go to, and where it was interrupted, beside the picture. */
export function ChaptersCard({ footage }: { readonly footage: Footage }): ReactNode {
  const { t } = useLanguage();
  const ranges = usePicture((picture) => picture.ready?.ranges ?? none);
  const here = usePicture((picture) => picture.frame);
  const marks = valueOf(useMarks((store) => store.marks)) ?? none;
  const notes = valueOf(useAnnotate((store) => store.notes)) ?? none;
  const chapters = chaptersOf(ranges, marks, notes);
  const gaps = gapsOf(footage);
  const current = chapters.findLast(({ frame }) => here !== null && frame <= here);
  return (
    <div className="side-card">
      <h2>{t("chapters.title")}</h2>
      {chapters.length === 0 ? <p className="hint">{t("chapters.none")}</p> : null}
      <ol className="chapters">
        {chapters.map((chapter) => (
          <li key={keyOf(chapter)}>
            <button
              type="button"
              data-chapter={chapter.kind}
              aria-current={chapter === current ? "step" : undefined}
              onClick={() => seek(chapter.frame)}
            >
              <span className="figures">{span(msOfFrame(footage, chapter.frame))}</span>
              <Words chapter={chapter} />
              <span className="quiet figures">{t("chapters.frame", { frame: String(chapter.frame) })}</span>
            </button>
          </li>
        ))}
      </ol>
      <h3>{t("chapters.gaps", { n: gaps.length })}</h3>
      {gaps.length === 0 ? <p className="hint">{t("chapters.noGaps")}</p> : null}
      <ol className="gaps">
        {gaps.map((gap) => (
          <GapRow key={gap.beforeMs} gap={gap} footage={footage} />
        ))}
      </ol>
      <p className="hint">{t("chapters.hint")}</p>
      <Button onClick={() => toggleSide("chapters")}>{t("common.close")}</Button>
    </div>
  );
}

function keyOf(chapter: Chapter): string {
  const name = chapter.kind === "mark" ? chapter.mark.id : chapter.kind === "stage" ? chapter.note.note : "";
  return `${chapter.kind}/${String(chapter.frame)}/${name}`;
}

function Words({ chapter }: { readonly chapter: Chapter }): ReactNode {
  const { t } = useLanguage();
  const tag = useTagWord(chapter.kind === "stage" ? chapter.note.tag : undefined);
  switch (chapter.kind) {
    case "range":
      return <span className="chapter-words">{t("chapters.range")}</span>;
    case "mark":
      return (
        <span className="chapter-words" title={chapter.mark.note}>
          {t(`markKind.${chapter.mark.kind}`)} {chapter.mark.note}
        </span>
      );
    case "stage":
    default:
      return (
        <span className="chapter-words" title={chapter.note.text}>
          {tag} {chapter.note.text}
        </span>
      );
  }
}

/** Both sides of an interruption, in the time that the recording gives; what is not approved cannot be gone to. */
function GapRow({ gap, footage }: { readonly gap: Gap; readonly footage: Footage }): ReactNode {
  const { t, formats } = useLanguage();
  const times = usePicture((picture) => picture.ready?.times ?? none);
  const [before, after] = [gap.beforeMs, gap.afterMs].map((atMs) => mayBeSeenAt(atMs, times));
  const clock = (atMs: number): string => formats.time(realTime(footage, atMs).at);
  return (
    <li data-gap={gap.beforeMs}>
      <span className="figures">
        {t("chapters.gap", {
          from: clock(gap.beforeMs),
          to: clock(gap.afterMs),
          length: span(gap.afterMs - gap.beforeMs),
        })}
      </span>
      <span className={gap.isExplained ? "quiet" : "amber"}>
        {t(gap.isExplained ? "chapters.explained" : "chapters.unexplained")}
      </span>
      <span className="gap-acts">
        <Button size="small" disabled={before !== true} onClick={() => seekTime(gap.beforeMs)}>
          {t("chapters.before")}
        </Button>
        <Button size="small" disabled={after !== true} onClick={() => seekTime(gap.afterMs)}>
          {t("chapters.after")}
        </Button>
      </span>
      {before === true || after === true ? null : <span className="hint">{t("chapters.notApproved")}</span>}
    </li>
  );
}
