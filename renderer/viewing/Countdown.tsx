import type { ReactNode } from "react";
import { countdownParts } from "../i18n/format.ts";
import { useLanguage } from "../i18n/language.tsx";
import { useSecondsLeft } from "./countdown.ts";

/** Time left in the grant's window, in figures that keep their width. */
export function Countdown(): ReactNode {
  const { t } = useLanguage();
  const seconds = useSecondsLeft();
  const { days, time } = countdownParts(seconds);
  return (
    <span className={seconds < 300 ? "countdown amber figures" : "countdown figures"} role="timer">
      {days > 0 ? t("room.leftDays", { days, time }) : time}
    </span>
  );
}
