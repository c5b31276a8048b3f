import type { Locale } from "../../shared/model/station.ts";

/**
 * Dates, numbers and spans the way one language writes them.
 *
 * Times are 24-hour and in the zone in which the authority's law runs, never in the machine's own: a
 * recording of 09:02+08:00 reads 09:02 everywhere.
 */
export interface Formats {
  readonly timeZone: string;
  readonly number: (value: number) => string;
  readonly date: (iso: string) => string;
  /** Date and time to the minute. */
  readonly moment: (iso: string) => string;
  /** Date and time to the second. */
  readonly exact: (iso: string) => string;
  /** Time of day to the second. */
  readonly time: (iso: string | number) => string;
  readonly list: (parts: readonly string[]) => string;
  readonly bytes: (bytes: number) => string;
}

const days = {
  "zh-CN": { year: "numeric", month: "2-digit", day: "2-digit" },
  // The month as a word: 10/11 is two different days on two sides of an ocean.
  en: { year: "numeric", month: "short", day: "2-digit" },
} as const satisfies Record<Locale, Intl.DateTimeFormatOptions>;
const minute = { hour: "2-digit", minute: "2-digit", hourCycle: "h23" } as const;
const second = { ...minute, second: "2-digit" } as const;

export function formatsOf(locale: Locale, timeZone: string): Formats {
  const number = new Intl.NumberFormat(locale);
  const size = new Intl.NumberFormat(locale, { maximumFractionDigits: 1 });
  const day = days[locale];
  const shape = locale === "en" ? "en-GB" : locale;
  const dates = new Intl.DateTimeFormat(shape, { ...day, timeZone });
  // A date without a time belongs to no zone.
  const calendarDates = new Intl.DateTimeFormat(shape, { ...day, timeZone: "UTC" });
  const moments = new Intl.DateTimeFormat(shape, { ...day, ...minute, timeZone });
  const exacts = new Intl.DateTimeFormat(shape, { ...day, ...second, timeZone });
  const times = new Intl.DateTimeFormat(shape, { ...second, timeZone });
  const lists = new Intl.ListFormat(locale, { type: "unit", style: locale === "en" ? "short" : "narrow" });
  const separator = locale === "en" ? ", " : "、";
  return {
    timeZone,
    number: (value) => number.format(value),
    date: (iso) => (iso.includes("T") ? dates : calendarDates).format(new Date(iso)),
    moment: (iso) => moments.format(new Date(iso)),
    exact: (iso) => exacts.format(new Date(iso)),
    time: (iso) => times.format(new Date(iso)),
    list: (parts) => (locale === "en" ? lists.format(parts) : parts.join(separator)),
    bytes: (bytes) => {
      const units = ["B", "KiB", "MiB", "GiB", "TiB"];
      const step = Math.min(units.length - 1, Math.max(0, Math.floor(Math.log2(Math.max(1, bytes)) / 10)));
      return `${size.format(bytes / 1024 ** step)} ${units[step] ?? "B"}`;
    },
  };
}

/** `h:mm:ss` or `m:ss`, for spans on a ruler. */
export function span(milliseconds: number): string {
  const total = Math.max(0, Math.floor(milliseconds / 1000));
  const hours = Math.floor(total / 3600);
  const minutes = Math.floor((total % 3600) / 60);
  const seconds = String(total % 60).padStart(2, "0");
  return hours > 0 ? `${hours}:${String(minutes).padStart(2, "0")}:${seconds}` : `${minutes}:${seconds}`;
}

/** `hh:mm:ss.mmm`, fixed width, so that running numbers do not jump. */
export function stamp(milliseconds: number): string {
  const whole = Math.max(0, Math.floor(milliseconds));
  const seconds = Math.floor(whole / 1000);
  const clock = [Math.floor(seconds / 3600), Math.floor((seconds % 3600) / 60), seconds % 60].map(two).join(":");
  return `${clock}.${String(whole % 1000).padStart(3, "0")}`;
}

/** `hh:mm:ss` within a day, whole days apart. */
export function countdownParts(seconds: number): { readonly days: number; readonly time: string } {
  const rest = seconds % 86_400;
  const time = [Math.floor(rest / 3600), Math.floor((rest % 3600) / 60), rest % 60].map(two).join(":");
  return { days: Math.floor(seconds / 86_400), time };
}

function two(value: number): string {
  return String(value).padStart(2, "0");
}
