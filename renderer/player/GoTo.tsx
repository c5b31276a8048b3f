import { Button, Input } from "antd";
import type { InputRef } from "antd";
import { useEffect, useRef, useState } from "react";
import type { ReactNode } from "react";
import type { Footage } from "../../shared/model/footage.ts";
import { holdsFrame } from "../../shared/time/frame-ranges.ts";
import { useLanguage } from "../i18n/language.tsx";
import { mayBeSeenAt } from "./chapters.ts";
import { seek, seekTime, toggleSide } from "./control.ts";
import { frameNamed, places, timeNamed } from "./go-to.ts";
import type { PlaceKind } from "./go-to.ts";
import { usePicture } from "./picture.ts";
import { stopShuttle } from "./shuttle.ts";

/** Goes to a frame by its number, by timecode, or by the true time of day; outside what is approved it says so. */
export function GoTo({ footage }: { readonly footage: Footage }): ReactNode {
  const { t, formats } = useLanguage();
  const [by, setBy] = useState<PlaceKind>("frame");
  const [text, setText] = useState("");
  const [problem, setProblem] = useState<"unreadable" | "notApproved" | null>(null);
  const field = useRef<InputRef>(null);
  useEffect(() => field.current?.focus(), []);
  const go = (): void => {
    const frame = frameNamed(text, by, footage, formats.timeZone);
    const time = timeNamed(text, by, footage, formats.timeZone);
    const { ranges = [], times = [] } = usePicture.getState().ready ?? {};
    if (time !== null && mayBeSeenAt(time, times)) {
      setProblem(null);
      stopShuttle();
      seekTime(time);
    } else if (frame === null) {
      setProblem("unreadable");
    } else if (time === null && holdsFrame(ranges, frame)) {
      setProblem(null);
      stopShuttle();
      seek(frame);
    } else {
      setProblem("notApproved");
    }
  };
  return (
    <form
      className="side-card"
      onSubmit={(event) => {
        event.preventDefault();
        go();
      }}
    >
      <h2>{t("player.goTo")}</h2>
      <fieldset className="switch" aria-label={t("player.goToBy")}>
        {places.map((one) => (
          <button
            key={one}
            type="button"
            aria-pressed={one === by}
            onClick={() => {
              setBy(one);
              setProblem(null);
            }}
          >
            {t(`player.goTo.${one}`)}
          </button>
        ))}
      </fieldset>
      <Input
        ref={field}
        aria-label={t(`player.goTo.${by}`)}
        placeholder={t(`player.goToHint.${by}`)}
        value={text}
        maxLength={20}
        onChange={({ target }) => setText(target.value)}
        onKeyDown={(event) => {
          if (event.key === "Escape") {
            toggleSide("goTo");
          }
        }}
      />
      {problem === null ? null : (
        <p className="notice notice-amber" role="alert">
          {t(`player.goToProblem.${problem}`, { hint: t(`player.goToHint.${by}`) })}
        </p>
      )}
      <div className="acts">
        <Button onClick={() => toggleSide("goTo")}>{t("common.close")}</Button>
        <Button type="primary" htmlType="submit" disabled={text.trim() === ""}>
          {t("player.goToAct")}
        </Button>
      </div>
    </form>
  );
}
