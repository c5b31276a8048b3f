import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { genericPolicy } from "../../../../main/headquarters/policy/read.ts";
import { addWorkingDays, isWorkingDay } from "../../../../shared/access/policy/calendar.ts";
import { caseFileDue, handInDue, thirdPartyDue } from "../../../../shared/access/policy/hand-in.ts";
import { retentionDue, type RetentionFacts } from "../../../../shared/access/policy/retention.ts";
import type { PolicyPack } from "../../../../shared/model/policy.ts";
import { triggerSchema } from "../../../../shared/model/policy/periods.ts";
import { addDays, dateIn, endOfDate, startOfDate } from "../../../../shared/time/local-day.ts";

const pack = genericPolicy();
const { calendar } = pack;
const inPack = (change: Partial<PolicyPack>): PolicyPack => ({ ...pack, ...change });
const noon = (date: string): number => Date.parse(`${date}T12:00:00+08:00`);
const dates = fc.integer({ min: 0, max: 364 }).map((day) => addDays("2026-01-01", day));

describe("working days", () => {
  it.each([
    ["2026-09-20", true, "a Sunday on which people work"],
    ["2026-10-01", false, "National Day"],
    ["2026-10-08", true, "the Thursday after the holidays"],
    ["2026-10-10", true, "a Saturday on which people work"],
    ["2026-10-11", false, "an ordinary Sunday"],
    ["2026-02-16", false, "a Monday in Spring Festival"],
    ["2026-02-28", true, "the make-up Saturday after it"],
  ])("O-56 %s counts as %s: %s", (date, works) => {
    expect(isWorkingDay(calendar, date)).toBe(works);
  });

  it("O-56 two working days after 30 September 2026 end on 9 October", () => {
    expect(addWorkingDays(calendar, "2026-09-30", 2)).toEqual({ date: "2026-10-09", assumedYears: [] });
  });

  it("a year that the pack does not know is counted by weekday and said to be assumed", () => {
    expect(addWorkingDays(calendar, "2026-12-31", 1)).toEqual({ date: "2027-01-01", assumedYears: ["2027"] });
  });

  it("a pack that will not assume gives no date for such a year", () => {
    const strict = { ...calendar, missingYear: "refuse" as const };
    expect(addWorkingDays(strict, "2026-12-31", 1)).toEqual({ date: null, assumedYears: ["2027"] });
    expect(addWorkingDays(strict, "2026-12-30", 1)).toEqual({ date: "2026-12-31", assumedYears: [] });
  });

  it("the date is a working day, and exactly so many lie after the start", () => {
    fc.assert(
      fc.property(dates, fc.integer({ min: 1, max: 20 }), (from, count) => {
        const { date } = addWorkingDays({ ...calendar, missingYear: "weekendsOnly" }, from, count);
        let counted = 0;
        for (let day = addDays(from, 1); day <= (date ?? ""); day = addDays(day, 1)) {
          counted += isWorkingDay(calendar, day) ? 1 : 0;
        }
        expect(counted).toBe(count);
        expect(isWorkingDay(calendar, date ?? "")).toBe(true);
      }),
    );
  });
});

describe("days in a zone", () => {
  it("begin and end where the wall clock says, also where summer time changes", () => {
    expect(startOfDate("Asia/Shanghai", "2026-11-25")).toBe(Date.parse("2026-11-25T00:00:00+08:00"));
    expect(startOfDate("America/New_York", "2026-03-08")).toBe(Date.parse("2026-03-08T00:00:00-05:00"));
    expect(endOfDate("America/New_York", "2026-03-08")).toBe(Date.parse("2026-03-09T00:00:00-04:00") - 1);
    expect(startOfDate("Pacific/Kiritimati", "2026-01-01")).toBe(Date.parse("2026-01-01T00:00:00+14:00"));
    expect(startOfDate("Asia/Kathmandu", "2026-01-01")).toBe(Date.parse("2026-01-01T00:00:00+05:45"));
  });

  it("a moment lies in the day that bears its date", () => {
    const zones = fc.constantFrom("Asia/Shanghai", "America/New_York", "Australia/Lord_Howe", "Pacific/Pago_Pago");
    fc.assert(
      fc.property(zones, fc.integer({ min: 1_700_000_000, max: 1_900_000_000 }), (zone, seconds) => {
        const moment = seconds * 1000;
        const date = dateIn(zone, moment);
        expect(startOfDate(zone, date)).toBeLessThanOrEqual(moment);
        expect(endOfDate(zone, date)).toBeGreaterThanOrEqual(moment);
      }),
    );
  });
});

describe("hand-in", () => {
  const handIn = (rules: PolicyPack["handIn"]["rules"]) => inPack({ handIn: { rules } });
  const article = "S0-4.1.1";
  const both = handIn([
    { stage: "storage", when: "ordinary", limit: { unit: "sameDay" }, article },
    { stage: "storage", when: "away", limit: { unit: "hours", count: 24 }, article },
  ]);

  it("O-55 runs from the return to the unit for those who were away", () => {
    const endedAt = noon("2026-11-23");
    const returnedAt = noon("2026-11-25");
    expect(handInDue(both, { stage: "storage", endedAt })?.due).toBe(endOfDate("Asia/Shanghai", "2026-11-23"));
    expect(handInDue(both, { stage: "storage", endedAt, returnedAt })?.due).toBe(returnedAt + 24 * 3_600_000);
  });

  it("O-57 asks nothing of a stage that the pack does not know", () => {
    expect(handInDue(both, { stage: "archive", endedAt: 0 })).toBeNull();
  });

  it("gives no date where the law names no number", () => {
    expect(handInDue(pack, { stage: "storage", endedAt: 0 })).toMatchObject({ due: null, article });
  });

  it("O-60 O-19 names the article behind the file's period and the third party's", () => {
    expect(caseFileDue(pack, 0)).toBeNull();
    const filed = inPack({ handIn: { ...pack.handIn, caseFile: { days: 30, article } } });
    expect(caseFileDue(filed, noon("2026-11-01"))).toMatchObject({
      due: endOfDate("Asia/Shanghai", "2026-12-01"),
      article,
    });
    expect(thirdPartyDue(pack, noon("2026-12-20"))).toMatchObject({ assumedYears: ["2027"], article: "H-third-party" });
  });

  it("a later end never makes it due earlier", () => {
    const limits = fc.oneof(
      fc.constant({ unit: "sameDay" as const }),
      fc.record({
        unit: fc.constantFrom("hours" as const, "days" as const, "workingDays" as const),
        count: fc.integer({ min: 1, max: 30 }),
      }),
    );
    fc.assert(
      fc.property(limits, dates, fc.integer({ min: 0, max: 10 }), (limit, date, later) => {
        const rules = handIn([{ stage: "storage", when: "ordinary", limit, article }]);
        const due = (endedAt: number): number => handInDue(rules, { stage: "storage", endedAt })?.due ?? 0;
        expect(due(noon(date))).toBeGreaterThanOrEqual(noon(date));
        expect(due(noon(addDays(date, later)))).toBeGreaterThanOrEqual(due(noon(date)));
      }),
    );
  });
});

describe("retention", () => {
  const article = "S0-4.4.4";
  const law = inPack({
    retention: {
      ...pack.retention,
      litigation: { article },
      caseFiles: [
        { caseClass: "generalPenalty", term: { kind: "permanent" }, article: "S0-4.4.1" },
        { caseClass: "generalPenalty", term: { kind: "years", count: 30 }, article: "S0-4.4.2" },
        { caseClass: "summaryPenalty", term: { kind: "years", count: 10 }, article },
      ],
      triggers: triggerSchema.options.map((trigger) => ({
        trigger,
        term: { kind: trigger === "massOrSudden" ? "permanent" : "longTerm" } as const,
        article,
      })),
    },
  });
  const facts = (change: Partial<RetentionFacts> = {}): RetentionFacts => ({
    recordedOn: "2026-08-31",
    evidence: false,
    litigationEndsOn: "2026-12-01",
    triggers: [],
    ...change,
  });

  it("O-92 counts months by the calendar and ends on the month's last day where it is shorter", () => {
    expect(retentionDue(law, facts()).kept).toEqual({ kind: "until", date: "2027-02-28" });
  });

  it("O-94 shows both dates and uses the later one", () => {
    const due = retentionDue(law, facts({ litigationEndsOn: "2028-01-01" }));
    expect(due.kept).toEqual({ kind: "until", date: "2028-01-01" });
    expect(due.reasons.map(({ because }) => because)).toEqual(["litigation", "base"]);
  });

  it("O-94 keeps open what nobody has worked out yet", () => {
    expect(retentionDue(law, { recordedOn: "2026-08-31", evidence: false, triggers: [] }).kept).toEqual({
      kind: "open",
      missing: "litigationEndsOn",
    });
  });

  it("O-95 of two periods for one class of case the longer counts, and both are shown", () => {
    const due = retentionDue(law, facts({ evidence: true, caseClass: "generalPenalty", caseClosedOn: "2026-09-30" }));
    expect(due).toMatchObject({ kept: { kind: "permanent" }, articles: ["S0-4.4.1"] });
    expect(due.reasons).toContainEqual({
      because: "caseFile",
      kept: { kind: "until", date: "2056-09-30" },
      article: "S0-4.4.2",
    });
  });

  it("O-93 evidence follows the file, and is open until its class is known", () => {
    expect(retentionDue(law, facts({ evidence: true })).kept).toEqual({ kind: "open", missing: "caseClass" });
    const known = facts({ evidence: true, caseClass: "summaryPenalty", caseClosedOn: "2026-09-30" });
    expect(retentionDue(law, known).kept).toEqual({ kind: "until", date: "2036-09-30" });
  });

  it("O-97 keeps 永久 and 长期 apart", () => {
    expect(retentionDue(law, facts({ triggers: ["objection"] })).kept).toEqual({ kind: "longTerm" });
    expect(retentionDue(law, facts({ triggers: ["objection", "massOrSudden"] })).kept).toEqual({ kind: "permanent" });
  });

  it("O-96 another trigger never shortens the period", () => {
    const rank = { until: 0, open: 1, longTerm: 2, permanent: 3 } as const;
    fc.assert(
      fc.property(fc.subarray([...triggerSchema.options]), fc.constantFrom(...triggerSchema.options), (some, one) => {
        const before = retentionDue(law, facts({ triggers: some })).kept;
        const after = retentionDue(law, facts({ triggers: [...some, one] })).kept;
        expect(rank[after.kind]).toBeGreaterThanOrEqual(rank[before.kind]);
      }),
    );
  });
});
