/**
 * The moment at which the clock on the wall of a zone shows so much of a day: `day` is its midnight as if in UTC, both in
 * milliseconds. `null` when it never does; the first of both when it does twice.
 */
export type WallClock = (day: number, inDay: number) => number | null;

const dayMilliseconds = 86_400_000;

/** The wall of a zone; what it learnt of a day it keeps. */
export function wallClock(timeZone: string): WallClock {
  const formatter = new Intl.DateTimeFormat("en-GB", {
    timeZone,
    hourCycle: "h23",
    year: "numeric",
    month: "2-digit",
    day: "2-digit",
    hour: "2-digit",
    minute: "2-digit",
    second: "2-digit",
  });
  /** How far the wall is ahead of UTC at a moment. */
  const ahead = (at: number): number => {
    const parts = Object.fromEntries(formatter.formatToParts(at).map(({ type, value }) => [type, Number(value)]));
    const { year = 0, month = 1, day = 1, hour = 0, minute = 0, second = 0 } = parts;
    return Date.UTC(year, month - 1, day, hour, minute, second) - Math.floor(at / 1000) * 1000;
  };
  const days = new Map<number, readonly number[]>();
  const offsetsAround = (day: number): readonly number[] => {
    const known = days.get(day);
    if (known !== undefined) {
      return known;
    }
    // A day on either side: no zone is further from UTC.
    const offsets = [...new Set([ahead(day - dayMilliseconds), ahead(day + 2 * dayMilliseconds)])];
    days.set(day, offsets);
    return offsets;
  };
  return (day, inDay) => {
    const shown = day + inDay;
    const [only, ...others] = offsetsAround(day);
    if (only !== undefined && others.length === 0) {
      return shown - only;
    }
    const moments = offsetsAround(day)
      .map((offset) => shown - offset)
      .filter((at) => at + ahead(at) === shown);
    return moments.length === 0 ? null : Math.min(...moments);
  };
}
