/**
 * Days of the calendar in a time zone, as ISO dates (`2026-11-25`), and where they begin.
 *
 * Everything goes through `Intl`, so that zones with summer time are right on both sides of the change.
 */

const dayMilliseconds = 86_400_000;

/** The date on the wall of a zone at a moment. */
export function dateIn(timeZone: string, moment: number): string {
  const parts = new Intl.DateTimeFormat("en-CA", {
    timeZone,
    year: "numeric",
    month: "2-digit",
    day: "2-digit",
  }).formatToParts(moment);
  const part = (type: "year" | "month" | "day"): string => parts.find((one) => one.type === type)?.value ?? "";
  return `${part("year")}-${part("month")}-${part("day")}`;
}

/** The moment at which a date begins in a zone; milliseconds since the epoch. */
export function startOfDate(timeZone: string, date: string): number {
  const near = Date.parse(`${date}T00:00:00Z`);
  // No zone is more than 14 hours ahead or 12 behind; the first quarter of an hour that bears the date is its start.
  const quarter = 900_000;
  let from = near - 15 * 3_600_000;
  let to = near + 13 * 3_600_000;
  while (to - from > quarter) {
    const middle = from + Math.floor((to - from) / (2 * quarter)) * quarter;
    if (dateIn(timeZone, middle) < date) {
      from = middle;
    } else {
      to = middle;
    }
  }
  return to;
}

/** The last millisecond of a date in a zone. */
export function endOfDate(timeZone: string, date: string): number {
  return startOfDate(timeZone, addDays(date, 1)) - 1;
}

/** The date so many days later. */
export function addDays(date: string, days: number): string {
  return new Date(Date.parse(`${date}T00:00:00Z`) + days * dayMilliseconds).toISOString().slice(0, 10);
}

/** The same day so many months later; the last day of that month where it has no such day. */
export function addMonths(date: string, months: number): string {
  const [year = 0, month = 1, day = 1] = date.split("-").map(Number);
  const first = new Date(Date.UTC(year, month - 1 + months, 1));
  const length = new Date(Date.UTC(first.getUTCFullYear(), first.getUTCMonth() + 1, 0)).getUTCDate();
  first.setUTCDate(Math.min(day, length));
  return first.toISOString().slice(0, 10);
}

/** ISO weekday: 1 Monday to 7 Sunday. */
export function weekdayOf(date: string): number {
  const day = new Date(`${date}T00:00:00Z`).getUTCDay();
  return day === 0 ? 7 : day;
}
