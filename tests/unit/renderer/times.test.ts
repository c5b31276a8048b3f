import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { formatsOf } from "../../../renderer/i18n/format.ts";
import { momentOf, pickerTime } from "../../../renderer/i18n/zone.ts";

const zone = "Asia/Shanghai";
const machineBefore = process.env["TZ"];

// What the machine is set to must not matter: a server's UTC, and a zone that changes its clocks.
describe.each(["UTC", "America/New_York"])("times on a machine set to %s", (machine) => {
  beforeEach(() => {
    process.env["TZ"] = machine;
  });
  afterEach(() => {
    if (machineBefore === undefined) {
      delete process.env["TZ"];
    } else {
      process.env["TZ"] = machineBefore;
    }
  });

  it("is really set to it", () => {
    expect(new Date("2026-11-09T09:02:10+08:00").getHours()).not.toBe(9);
  });

  it.each(["zh-CN", "en"] as const)("read as the authority's law runs, in %s", (locale) => {
    const formats = formatsOf(locale, zone);
    const recorded = "2026-11-09T09:02:10+08:00";
    expect(formats.time(recorded)).toBe("09:02:10");
    expect(formats.time(Date.parse(recorded))).toBe("09:02:10");
    expect(formats.moment(recorded)).toMatch(/09:02$/u);
    expect(formats.exact(recorded)).toMatch(/09:02:10$/u);
    expect(formats.date("2026-11-09T00:30:00+08:00")).toMatch(/09/u);
  });

  it("leave a date without a time as it is", () => {
    expect(formatsOf("zh-CN", zone).date("2027-05-09")).toBe("2027/05/09");
    expect(formatsOf("zh-CN", "America/New_York").date("2027-05-09")).toBe("2027/05/09");
  });

  it("are shown by a date picker and taken from it in the authority's zone", () => {
    const shown = pickerTime("2026-11-22T07:30:00.000Z", zone);
    expect(shown.format("YYYY-MM-DD HH:mm")).toBe("2026-11-22 15:30");
    expect(momentOf(shown, zone)).toBe("2026-11-22T07:30:00.000Z");
    expect(momentOf(shown.add(2, "day").hour(8), zone)).toBe("2026-11-24T00:30:00.000Z");
  });

  it("come back right on both sides of a change of clocks", () => {
    for (const moment of ["2026-11-01T04:30:00.000Z", "2026-11-01T07:30:00.000Z", "2026-03-08T07:30:00.000Z"]) {
      expect(momentOf(pickerTime(moment, "America/New_York"), "America/New_York")).toBe(moment);
    }
  });
});
