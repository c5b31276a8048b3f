import { useEffect, useState } from "react";
import type { ReactNode } from "react";
import type { Footage } from "../../shared/model/footage.ts";
import { timecodeOf } from "../../shared/time/timecode.ts";
import { realTime } from "../../shared/time/time-truth.ts";
import { stamp } from "../i18n/format.ts";
import { useLanguage } from "../i18n/language.tsx";
import { offsetWords, uncertaintyWords } from "../times/words.ts";
import { EnhanceReadout } from "./Enhance.tsx";
import { usePicture } from "./picture.ts";
import { ViewReadout } from "./ViewCard.tsx";

/** Frame number (grey until the decoder has named it), timecode, real time; in figures that keep their width. */
export function Readout({ footage, isStopped }: { readonly footage: Footage; readonly isStopped: boolean }): ReactNode {
  const { t } = useLanguage();
  const frame = usePicture((picture) => picture.frame);
  const confirmed = usePicture((picture) => picture.confirmed);
  const atMs = usePicture((picture) => picture.atMs);
  const reported = usePicture((picture) => picture.state);
  const state = isStopped ? "stopped" : reported;
  const digits = String(footage.frames - 1).length;
  return (
    <div className="readout">
      <div className="readout-cell">
        <span className="readout-name">{t("player.frame")}</span>
        <output
          className={confirmed ? "readout-frame figures" : "readout-frame readout-grey figures"}
          data-confirmed={confirmed}
          data-frame={frame ?? ""}
        >
          {frame === null ? "–".repeat(digits) : String(frame).padStart(digits, "0")}
        </output>
        <span className="readout-note">{t(confirmed ? "player.confirmed" : "player.unconfirmed")}</span>
      </div>
      <div className="readout-cell">
        <span className="readout-name">{t("player.timecode")}</span>
        <span className="figures">{stamp(atMs)}</span>
        {footage.timecode === undefined || frame === null ? null : (
          <span className="readout-note figures">
            {t("player.cameraTimecode", { code: timecodeOf(footage.timecode, frame) })}
          </span>
        )}
      </div>
      <RealTime footage={footage} atMs={atMs} />
      {footage.rendition === undefined ? null : (
        <div className="readout-cell" data-rendition={footage.rendition.kind}>
          <span className="readout-name">{t("player.rendition")}</span>
          <span className={footage.rendition.kind === "transcoded" ? "red" : "quiet"}>
            {t(`player.rendition.${footage.rendition.kind}`, { codec: footage.rendition.codec.toUpperCase() })}
          </span>
        </div>
      )}
      <ViewReadout />
      <EnhanceReadout />
      <div className="readout-cell readout-state">
        <span className={state === "stopped" ? "red" : "quiet"}>{t(`player.state.${state}`)}</span>
      </div>
      <Announcement />
    </div>
  );
}

function RealTime({ footage, atMs }: { readonly footage: Footage; readonly atMs: number }): ReactNode {
  const language = useLanguage();
  const { t, formats } = language;
  const offset = footage.clockOffsetSeconds;
  const { at, uncertaintySeconds: uncertainty } = realTime(footage, atMs);
  return (
    <div className="readout-cell">
      <span className="readout-name">{t("player.clock")}</span>
      <span className="figures">{formats.time(at)}</span>
      <span className={uncertainty === undefined ? "readout-note amber" : "readout-note"}>
        {uncertaintyWords(uncertainty, language)}
      </span>
      {offset === 0 ? null : (
        <span className="readout-note">{t("player.corrected", { offset: offsetWords(offset, language) })}</span>
      )}
    </div>
  );
}

/** Says a confirmed frame once it rests, for those who listen instead of look. */
function Announcement(): ReactNode {
  const { t } = useLanguage();
  const frame = usePicture((picture) => (picture.confirmed && picture.state !== "playing" ? picture.frame : null));
  const [said, setSaid] = useState("");
  useEffect(() => {
    const timer = setTimeout(() => {
      setSaid(frame === null ? "" : t("player.live", { frame: String(frame) }));
    }, 400);
    return () => {
      clearTimeout(timer);
    };
  }, [frame, t]);
  return (
    <span className="visually-hidden" aria-live="polite">
      {said}
    </span>
  );
}
