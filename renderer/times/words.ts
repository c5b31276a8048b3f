import type { Language } from "../i18n/language.tsx";

/** A difference in seconds with its sign and in words: `晚 2:10`, `4 s early`, `相同`. */
export function differenceWords(seconds: number, { t }: Pick<Language, "t">): string {
  if (seconds === 0) {
    return t("times.same");
  }
  return t(seconds > 0 ? "times.after" : "times.before", { time: lengthWords(Math.abs(seconds)) });
}

/** `m:ss`, or `h:mm:ss` from an hour on. */
export function lengthWords(seconds: number): string {
  const hours = Math.floor(seconds / 3600);
  const minutes = Math.floor((seconds % 3600) / 60);
  const rest = String(seconds % 60).padStart(2, "0");
  return hours > 0 ? `${hours}:${String(minutes).padStart(2, "0")}:${rest}` : `${minutes}:${rest}`;
}

/** How well the clock is known: `±2 s`, or that nobody recorded it (O-64). */
export function uncertaintyWords(seconds: number | undefined, { t }: Pick<Language, "t">): string {
  return seconds === undefined ? t("times.uncertaintyUnknown") : t("times.uncertainty", { n: seconds });
}
