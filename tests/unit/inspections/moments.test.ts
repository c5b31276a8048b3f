import { describe, expect, it } from "vitest";
import { momentReader } from "../../../main/inspections/documents/moments.ts";

const reader = momentReader("Asia/Shanghai");
const read = (cell: string): string => {
  const moment = reader.text(cell);
  return moment.ok ? new Date(moment.at).toISOString() : moment.fault;
};

describe("dates in tables of documents (O-79)", () => {
  it.each([
    ["2026-11-09T09:02:00+08:00", "2026-11-09T01:02:00.000Z"],
    ["2026年11月9日 9时2分", "2026-11-09T01:02:00.000Z"],
    ["2026/11/9 09:02", "2026-11-09T01:02:00.000Z"],
    ["2026.11.9", "2026-11-08T16:00:00.000Z"],
    ["20261109", "2026-11-08T16:00:00.000Z"],
    ["202611090902", "2026-11-09T01:02:00.000Z"],
    ["２０２６－１１－０９　０９：０２", "2026-11-09T01:02:00.000Z"],
    ["二〇二六年十一月九日下午三时", "2026-11-09T07:00:00.000Z"],
    ["二○二六年十一月二十三日十时三十分", "2026-11-23T02:30:00.000Z"],
    ["2026年11月9号晚上11点05分", "2026-11-09T15:05:00.000Z"],
    ["2026年11月9日(星期一) 上午9:05", "2026-11-09T01:05:00.000Z"],
    ["2026年11月9日下午3点半", "2026-11-09T07:30:00.000Z"],
    ["2026-11-09 12:10 ", "2026-11-09T04:10:00.000Z"],
  ])("reads %s", (cell, moment) => {
    expect(read(cell)).toBe(moment);
  });

  it.each([
    ["丙午年正月初一", "lunar-date"],
    ["2026年腊月廿三", "lunar-date"],
    ["9/11/2026", "ambiguous-date"],
    ["26-11-09", "ambiguous-date"],
    ["2026-02-30", "no-such-date"],
    ["2026-11-09 25:00", "no-such-date"],
    ["1926-01-01", "implausible-date"],
    ["9026-11-09", "implausible-date"],
    ["昨天上午", "unreadable-date"],
    ["46335", "unreadable-date"],
    ["2026年11月", "unreadable-date"],
  ])("R12 refuses %s and says why: %s", (cell, fault) => {
    expect(read(cell)).toBe(fault);
  });

  it("reads the days around the lunar new year by the calendar of the wall", () => {
    expect([read("2027年2月5日 23:59"), read("2027年2月6日 0:00")]).toEqual([
      "2027-02-05T15:59:00.000Z",
      "2027-02-05T16:00:00.000Z",
    ]);
  });

  it("takes a spreadsheet's date as the clock on the wall, to the second", () => {
    const moment = reader.date(new Date("2026-11-09T09:01:59.999Z"));
    expect(moment.ok && new Date(moment.at).toISOString()).toBe("2026-11-09T01:02:00.000Z");
  });

  it("knows the hour that summer time leaves out, and takes the first of the one that comes twice", () => {
    const summer = momentReader("America/New_York");
    expect(summer.text("2026-03-08 02:30")).toEqual({ ok: false, fault: "no-such-date" });
    expect(summer.text("2026-11-01 01:30")).toMatchObject({ ok: true, at: Date.parse("2026-11-01T05:30:00Z") });
    expect(summer.text("2026-11-01 12:30")).toMatchObject({ ok: true, at: Date.parse("2026-11-01T17:30:00Z") });
  });
});
