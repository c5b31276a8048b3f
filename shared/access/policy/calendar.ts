import type { Calendar } from "../../model/policy/periods.ts";
import { addDays, weekdayOf } from "../../time/local-day.ts";

/** A date that was counted, and the years whose holidays the pack does not know. */
export interface CountedDate {
  /** Null when the pack gives no date for a year it does not know. */
  readonly date: string | null;
  readonly assumedYears: readonly string[];
}

/** Whether people work on a date; in a year that the calendar lacks, by the weekday alone. */
export function isWorkingDay(calendar: Calendar, date: string): boolean {
  const year = calendar.years[date.slice(0, 4)];
  if (year?.workdays.includes(date) === true) {
    return true;
  }
  return !calendar.weekend.includes(weekdayOf(date)) && year?.holidays.includes(date) !== true;
}

/** The date so many working days after another; the first day counted is the one after. */
export function addWorkingDays(calendar: Calendar, from: string, count: number): CountedDate {
  const assumed = new Set<string>();
  let date = from;
  for (let left = count; left > 0;) {
    date = addDays(date, 1);
    const year = date.slice(0, 4);
    if (calendar.years[year] === undefined) {
      assumed.add(year);
      if (calendar.missingYear === "refuse") {
        return { date: null, assumedYears: [year] };
      }
    }
    left -= isWorkingDay(calendar, date) ? 1 : 0;
  }
  return { date, assumedYears: [...assumed] };
}
