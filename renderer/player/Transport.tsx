import type { ReactNode } from "react";
import type { Footage } from "../../shared/model/footage.ts";
import { useLanguage } from "../i18n/language.tsx";
import {
  changeSpeed,
  jump,
  speeds,
  step,
  toggleFull,
  toggleLoop,
  toggleOverview,
  togglePlay,
  toggleSide,
  usePlayer,
} from "./control.ts";
import { command, usePicture } from "./picture.ts";

/** Play, step, jump, speed, volume, window. Every control is a word or a word with its sign. */
export function Transport({ footage }: { readonly footage: Footage }): ReactNode {
  const { t } = useLanguage();
  const state = usePicture((picture) => picture.state);
  const full = usePlayer((player) => player.full);
  const overview = usePlayer((player) => player.overview);
  const isVideo = footage.kind === "video";
  const isPhoto = footage.kind === "photo";
  return (
    <div className="transport" role="toolbar" aria-label={t("player.title")}>
      {isPhoto ? null : (
        <>
          <button type="button" className="transport-play" onClick={togglePlay}>
            {t(state === "playing" ? "player.pause" : "player.play")}
          </button>
          <div className="transport-group">
            <button type="button" onClick={() => jump(-1000)}>
              {t("player.back1s")}
            </button>
            {isVideo ? (
              <>
                <button type="button" onClick={() => step(-1)}>
                  {t("player.back1")}
                </button>
                <button type="button" onClick={() => step(1)}>
                  {t("player.on1")}
                </button>
              </>
            ) : null}
            <button type="button" onClick={() => jump(1000)}>
              {t("player.on1s")}
            </button>
          </div>
          <Speed />
          <Loop />
          <Volume />
        </>
      )}
      <span className="transport-rest" />
      <div className="transport-group">
        {isPhoto ? null : (
          <button type="button" onClick={() => toggleSide("goTo")}>
            {t("player.goTo")}
          </button>
        )}
        {isPhoto ? null : (
          <button type="button" onClick={() => toggleSide("chapters")}>
            {t("chapters.open")}
          </button>
        )}
        {isPhoto ? null : (
          <button type="button" aria-pressed={overview} title={t("overview.hint")} onClick={toggleOverview}>
            {t("overview.open")}
          </button>
        )}
        {footage.kind === "audio" ? null : (
          <button type="button" onClick={() => toggleSide("view")}>
            {t("view.open")}
          </button>
        )}
        <button type="button" aria-pressed={full} onClick={toggleFull}>
          {t(full ? "player.fullExit" : "player.full")}
        </button>
        <button type="button" onClick={() => toggleSide("help")}>
          {t("player.help")}
        </button>
      </div>
    </div>
  );
}

/** Slower, the speed itself, which goes back to normal, faster. */
function Speed(): ReactNode {
  const { t, formats } = useLanguage();
  const rate = usePicture((picture) => picture.rate);
  const back = usePlayer((player) => player.back);
  return (
    <fieldset className="transport-group" aria-label={t("player.speed")}>
      <button
        type="button"
        aria-label={t("player.slower")}
        disabled={rate <= speeds[0]}
        onClick={() => changeSpeed(-1)}
      >
        −
      </button>
      <button
        type="button"
        className="figures transport-speed"
        aria-label={t("player.speedNow", { speed: formats.number(rate) })}
        title={t("player.speedReset")}
        onClick={() => command({ type: "rate", rate: 1 })}
      >
        {back > 0 ? `−${formats.number(back)}×` : `${formats.number(rate)}×`}
      </button>
      <button
        type="button"
        aria-label={t("player.faster")}
        disabled={rate >= (speeds.at(-1) ?? 1)}
        onClick={() => changeSpeed(1)}
      >
        +
      </button>
    </fieldset>
  );
}

/** Plays between the two points; offered once both are set. */
function Loop(): ReactNode {
  const { t } = useLanguage();
  const loop = usePlayer((player) => player.loop);
  const isReady = usePlayer(({ inPoint, outPoint }) => inPoint !== null && outPoint !== null && inPoint < outPoint);
  return (
    <button type="button" aria-pressed={loop} disabled={!isReady} title={t("player.loopHint")} onClick={toggleLoop}>
      {t("player.loop")}
    </button>
  );
}

function Volume(): ReactNode {
  const { t } = useLanguage();
  const volume = usePicture((picture) => picture.volume);
  const muted = usePicture((picture) => picture.muted);
  return (
    <div className="transport-group transport-volume">
      <button
        type="button"
        onClick={() => {
          command({ type: "volume", volume, muted: !muted });
        }}
      >
        {t(muted ? "player.unmute" : "player.mute")}
      </button>
      <input
        type="range"
        min="0"
        max="100"
        step="5"
        aria-label={t("player.volume")}
        value={muted ? 0 : Math.round(volume * 100)}
        onChange={(event) => {
          command({ type: "volume", volume: Number(event.target.value) / 100, muted: false });
        }}
      />
    </div>
  );
}
