import dayjs from "dayjs";
import type { Dayjs } from "dayjs";

/**
 * A moment as its date and time read in `timeZone`, for a date picker.
 *
 * The picker counts in the machine's own zone, so it is given the fields, not the moment; `momentOf` is
 * the way back. Fields that the picker changes or that a person types therefore mean the authority's time.
 */
export function pickerTime(iso: string, timeZone: string): Dayjs {
  const { year, month, day, hour, minute, second } = fieldsIn(new Date(iso), timeZone);
  return dayjs(new Date(year, month - 1, day, hour, minute, second));
}

/** The moment at which a clock in `timeZone` reads what the picker shows, as ISO 8601 in UTC. */
export function momentOf(shown: Dayjs, timeZone: string): string {
  const reading = Date.UTC(shown.year(), shown.month(), shown.date(), shown.hour(), shown.minute(), shown.second());
  // The zone's distance from UTC is asked near the moment twice, so that it is right beside a change of clocks too.
  const near = reading - distance(reading, timeZone);
  return new Date(reading - distance(near, timeZone)).toISOString();
}

/** How far a clock in `timeZone` is ahead of UTC at a moment, in milliseconds. */
function distance(moment: number, timeZone: string): number {
  const { year, month, day, hour, minute, second } = fieldsIn(new Date(moment), timeZone);
  return Date.UTC(year, month - 1, day, hour, minute, second) - Math.floor(moment / 1000) * 1000;
}

type Field = "year" | "month" | "day" | "hour" | "minute" | "second";

/** What a calendar and a clock in `timeZone` show at a moment; months from 1. */
export function fieldsIn(moment: Date, timeZone: string): Readonly<Record<Field, number>> {
  const parts = new Intl.DateTimeFormat("en-GB", {
    timeZone,
    year: "numeric",
    month: "numeric",
    day: "numeric",
    hour: "numeric",
    minute: "numeric",
    second: "numeric",
    hourCycle: "h23",
  }).formatToParts(moment);
  const field = (type: Field): number => Number(parts.find((part) => part.type === type)?.value ?? 0);
  return {
    year: field("year"),
    month: field("month"),
    day: field("day"),
    hour: field("hour"),
    minute: field("minute"),
    second: field("second"),
  };
}
