import { describe, expect, it } from "vitest";
import { genericPolicy } from "../../../main/headquarters/policy/read.ts";
import type { PolicyPack } from "../../../shared/model/policy.ts";
import type { Footage } from "../../../shared/model/footage.ts";
import type { TimedDocument } from "../../../shared/model/time-check.ts";
import { realTime, timeTruth } from "../../../shared/time/time-truth.ts";
import { aFootage } from "./policy/builders.ts";

const pack = genericPolicy();
/** Two working days to the storage, and 24 hours after return (O-55, O-56). */
const strict: PolicyPack = {
  ...pack,
  handIn: {
    ...pack.handIn,
    rules: [
      { stage: "storage", when: "ordinary", limit: { unit: "workingDays", count: 2 }, article: "S0-4.1.1" },
      { stage: "storage", when: "away", limit: { unit: "hours", count: 24 }, article: "S0-4.1.1" },
    ],
  },
};
const document = (from: string, to: string): TimedDocument => ({ name: "现场检查笔录", number: "1", from, to });
/** 09:00:00 to 09:00:10 by a clock that is three minutes fast, known to two seconds. */
const fast = aFootage({ clockOffsetSeconds: 180, clockUncertaintySeconds: 2 });

describe("times against the law and the papers (O-54 to O-67)", () => {
  it("takes the offset of the clock away before anything is compared (O-64)", () => {
    const facts = timeTruth(fast, pack, [document("2026-11-09T08:57:00+08:00", "2026-11-09T08:57:10+08:00")]);
    expect(facts).toMatchObject({
      from: "2026-11-09T00:57:00.000Z",
      to: "2026-11-09T00:57:10.000Z",
      documents: [{ startSeconds: 0, endSeconds: 0, state: "agrees" }],
      proposal: "agrees",
    });
  });

  it.each([
    [58, 2, "agrees"],
    [59, 2, "uncertain"],
    [62, 2, "uncertain"],
    [63, 2, "differs"],
    [-58, 2, "agrees"],
    [-63, 2, "differs"],
    [0, undefined, "uncertain"],
    [600, undefined, "uncertain"],
  ] as const)("%i s apart under a clock known to %s s: %s (O-63)", (apart, uncertainty, state) => {
    const start = Date.parse("2026-11-09T09:00:00+08:00") - apart * 1000;
    const footage: Footage = {
      ...aFootage(),
      ...(uncertainty === undefined ? {} : { clockUncertaintySeconds: uncertainty }),
    };
    const facts = timeTruth(footage, pack, [document(new Date(start).toISOString(), "2026-11-09T09:00:10+08:00")]);
    expect(facts.documents[0]).toMatchObject({ startSeconds: apart, endSeconds: 0, state });
    expect(facts.proposal).toBe(state);
  });

  it("one paper that does not match decides, and nothing is proposed without a paper", () => {
    const agreeing = document("2026-11-09T08:57:00+08:00", "2026-11-09T08:57:10+08:00");
    const differing = document("2026-11-09T08:30:00+08:00", "2026-11-09T08:57:10+08:00");
    expect(timeTruth(fast, pack, [agreeing, differing]).proposal).toBe("differs");
    expect(timeTruth(fast, pack, []).proposal).toBe("uncertain");
  });

  it("measures the hand-in from the true end, over a weekend and after a return (O-55, O-56)", () => {
    const friday = aFootage({ recordedFrom: "2026-11-13T16:00:00+08:00", recordedTo: "2026-11-13T16:10:00+08:00" });
    const handed = (at: string, more: Partial<NonNullable<Footage["handIn"]>> = {}) =>
      timeTruth({ ...friday, handIn: { at: { storage: at }, ...more } }, strict, []).handIn[0];
    expect(handed("2026-11-17T23:59:59+08:00")).toMatchObject({ state: "inTime", lateSeconds: 0 });
    expect(handed("2026-11-18T01:00:00+08:00")).toMatchObject({ state: "late", article: "S0-4.1.1" });
    expect(handed("2026-11-18T01:00:00+08:00", { extension: "WH-F19-2026-0001" })).toMatchObject({ state: "allowed" });
    expect(handed("2026-11-16T10:00:01+08:00", { returnedAt: "2026-11-15T10:00:00+08:00" })).toMatchObject({
      state: "late",
      lateSeconds: 1,
      due: "2026-11-16T02:00:00.000Z",
    });
  });

  it("says that it cannot tell where no time is on record or the law names no number", () => {
    expect(timeTruth(aFootage(), strict, []).handIn).toMatchObject([{ state: "unknown", lateSeconds: 0 }]);
    const [promptly] = timeTruth(
      { ...aFootage(), handIn: { at: { storage: "2026-11-30T00:00:00Z" } } },
      pack,
      [],
    ).handIn;
    expect(promptly).toMatchObject({ limit: { unit: "promptly" }, state: "unknown" });
    expect(promptly).not.toHaveProperty("due");
  });

  it("counts gaps and those nobody explained (O-65, O-66)", () => {
    const gaps = [
      { atMs: 1000, lengthMs: 500, explained: true },
      { atMs: 4000, lengthMs: 2000, explained: false },
    ];
    expect(timeTruth(aFootage({ gaps }), pack, []).gaps).toEqual({ count: 2, unexplained: 1, totalMs: 2500 });
  });

  it("gives the real time of a frame with how far it may be off", () => {
    expect(realTime(fast, 4000)).toEqual({ at: Date.parse("2026-11-09T08:57:04+08:00"), uncertaintySeconds: 2 });
    expect(realTime(aFootage(), 0).uncertaintySeconds).toBeUndefined();
  });
});
