import { wallClock, type WallClock } from "../../../shared/time/wall-clock.ts";
import type { DocumentFault } from "../../../shared/model/document.ts";

/** A moment out of a cell, in milliseconds since the epoch, and whether the cell named a time of day. */
export type ReadMoment =
  | { readonly ok: true; readonly at: number; readonly hasTime: boolean }
  | { readonly ok: false; readonly fault: DocumentFault };

/** Documents older than the first body cameras, or dated far ahead, are slips of the pen. */
const firstYear = 2000;
const lastYear = 2100;

const digits: Readonly<Record<string, number>> = {
  〇: 0,
  零: 0,
  "○": 0,
  一: 1,
  二: 2,
  三: 3,
  四: 4,
  五: 5,
  六: 6,
  七: 7,
  八: 8,
  九: 9,
};
const lunar =
  /农历|阴历|旧历|腊月|正月|冬月|闰|初[一二三四五六七八九十]|廿|[甲乙丙丁戊己庚辛壬癸][子丑寅卯辰巳午未申酉戌亥]年/u;
const instant = /^\d{4}-\d{2}-\d{2}T\d{2}:\d{2}(?::\d{2}(?:\.\d{1,9})?)?(?:Z|[+-]\d{2}:?\d{2})$/u;
const compact =
  /^(?<year>\d{4})(?<month>\d{2})(?<day>\d{2})(?:[ T]?(?<hour>\d{2})(?<minute>\d{2})(?<second>\d{2})?)?$/u;
const plain =
  /^(?<year>\d{4})(?:年|[-/.])(?<month>\d{1,2})(?:月|[-/.])(?<day>\d{1,2})(?:日|号)?(?:[ T]?(?:星期.|周.|[(（].{2,3}[)）])?[ T]?(?<half>凌晨|早上|上午|中午|下午|傍晚|晚上|晚|AM|PM)? ?(?<hour>\d{1,2})(?:[:时点]| ?(?=$))(?:(?<minute>\d{1,2})?(?:分|:(?=\d)|$)?(?:(?<second>\d{1,2})(?:\.\d+)?秒?)?)?)?$/iu;

/** Reads the moments of one table. */
export interface MomentReader {
  /**
   * A date, or a date and a time, as people write them in the tables of an authority: ISO 8601, `2026年11月9日 9时2分`,
   * `2026/11/9 09:02`, `20261109`, `二〇二六年十一月九日下午三时`. A time without a zone is on the wall of the reader's zone;
   * the hour that comes twice when summer time ends is the first of both.
   *
   * Refused, each with its own reason: dates of the lunar calendar, years of two figures and orders of day and month
   * that cannot be told apart, days and times that do not exist, years outside 2000 to 2100, anything else.
   */
  text(cell: string): ReadMoment;
  /** A date that a spreadsheet keeps as a number: a wall clock without a zone, here as if it were UTC. */
  date(cell: Date): ReadMoment;
}

/** Makes the reader for a zone; what it learnt of the days of one table it keeps. */
export function momentReader(timeZone: string): MomentReader {
  const wall = wallClock(timeZone);
  return {
    text: (cell) => readText(cell, wall),
    date(cell) {
      if (Number.isNaN(cell.getTime())) {
        return { ok: false, fault: "no-such-date" };
      }
      const [day = "", time = ""] = new Date(Math.round(cell.getTime() / 1000) * 1000).toISOString().split("T");
      const read = readText(`${day} ${time.slice(0, 8)}`, wall);
      return read.ok ? { ...read, hasTime: time.slice(0, 8) !== "00:00:00" } : read;
    },
  };
}

function readText(cell: string, wall: WallClock): ReadMoment {
  const text = cell.normalize("NFKC").replaceAll(/\s+/gu, " ").trim();
  if (lunar.test(text)) {
    return { ok: false, fault: "lunar-date" };
  }
  if (instant.test(text)) {
    const at = Date.parse(text);
    return Number.isNaN(at) ? { ok: false, fault: "no-such-date" } : plausible(at, true);
  }
  const figures = inFigures(text);
  const parts = (compact.exec(figures) ?? plain.exec(figures))?.groups;
  if (parts === undefined) {
    const looksLikeDate = /^\d{1,2}[-/.年]\d{1,2}[-/.月]\d{1,4}/u.test(figures);
    return { ok: false, fault: looksLikeDate ? "ambiguous-date" : "unreadable-date" };
  }
  const number = (name: string): number => Number(parts[name] ?? "0");
  const hour = parts["hour"] === undefined ? undefined : number("hour");
  return onClock(
    { year: number("year"), month: number("month"), day: number("day") },
    { half: parts["half"], hour, minute: number("minute"), second: number("second") },
    wall,
  );
}

interface Clock {
  readonly half: string | undefined;
  readonly hour: number | undefined;
  readonly minute: number;
  readonly second: number;
}

function onClock(
  { year, month, day }: { readonly year: number; readonly month: number; readonly day: number },
  { half, hour, minute, second }: Clock,
  wall: WallClock,
): ReadMoment {
  const date = `${String(year).padStart(4, "0")}-${two(month)}-${two(day)}`;
  const start = Date.parse(`${date}T00:00:00Z`);
  const exists = !Number.isNaN(start) && new Date(start).toISOString().startsWith(date);
  const inDay = hourOfDay(hour ?? 0, half);
  if (!exists || inDay === null || inDay > 23 || minute > 59 || second > 59) {
    return { ok: false, fault: "no-such-date" };
  }
  if (year < firstYear || year > lastYear) {
    return { ok: false, fault: "implausible-date" };
  }
  const at = wall(start, ((inDay * 60 + minute) * 60 + second) * 1000);
  return at === null ? { ok: false, fault: "no-such-date" } : { ok: true, at, hasTime: hour !== undefined };
}

/** 下午三时 is 15; a clock of twelve hours with an hour above twelve is a clock of twenty-four. */
function hourOfDay(hour: number, half: string | undefined): number | null {
  const word = half?.toUpperCase();
  if (word === undefined || hour > 12) {
    return hour;
  }
  const isAfternoon = ["下午", "傍晚", "晚上", "晚", "PM"].includes(word);
  if (word === "中午") {
    return hour === 0 || hour > 3 ? hour : hour + 12;
  }
  return isAfternoon ? (hour === 12 ? 12 : hour + 12) : hour === 12 ? 0 : hour;
}

function plausible(at: number, hasTime: boolean): ReadMoment {
  const year = new Date(at).getUTCFullYear();
  return year < firstYear || year > lastYear ? { ok: false, fault: "implausible-date" } : { ok: true, at, hasTime };
}

/** 二〇二六年十一月九日 → 2026年11月9日; only where a date says what kind of figure stands there. */
function inFigures(text: string): string {
  return text
    .replaceAll(/[〇零○一二三四五六七八九]{4}(?=年)/gu, (year) =>
      Array.from(year)
        .map((sign) => digits[sign])
        .join(""),
    )
    .replaceAll(/[零一二三四五六七八九十]{1,3}(?=[月日号时点分秒])/gu, (count) => String(counted(count)))
    .replaceAll("半", "30分");
}

/** 十 is 10, 十一 is 11, 二十三 is 23, 零五 is 5. */
function counted(text: string): number {
  const [tens = "", ones] = text.includes("十") ? text.split("十") : ["", text];
  const ten = text.includes("十") ? (tens === "" ? 1 : (digits[tens] ?? 0)) : 0;
  return ten * 10 + Array.from(ones ?? "").reduce((sum, sign) => sum * 10 + (digits[sign] ?? 0), 0);
}

function two(number: number): string {
  return String(number).padStart(2, "0");
}
