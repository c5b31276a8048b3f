import { clockDifference } from "../footage/timing.ts";
import { span } from "../i18n/format.ts";
import type { Language } from "../i18n/language.tsx";

/** A difference in seconds, in words: `晚 2:10`, `0:04 earlier`, `相同`. */
export function differenceWords(seconds: number, { t }: Pick<Language, "t">): string {
  if (seconds === 0) {
    return t("times.same");
  }
  return t(seconds > 0 ? "times.after" : "times.before", { time: span(Math.abs(seconds) * 1000) });
}

/** How far a camera's clock is ahead or behind: `快 3:00`. */
export function offsetWords(seconds: number, { t }: Pick<Language, "t">): string {
  return t(seconds > 0 ? "footage.clockFast" : "footage.clockSlow", { time: clockDifference(seconds) });
}

/** How well the clock is known: `±2 s`, or that nobody recorded it (O-64). */
export function uncertaintyWords(seconds: number | undefined, { t }: Pick<Language, "t">): string {
  return seconds === undefined ? t("times.uncertaintyUnknown") : t("times.uncertainty", { n: seconds });
}
