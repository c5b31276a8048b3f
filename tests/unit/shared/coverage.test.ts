import { describe, expect, it } from "vitest";
import { alignByClock } from "../../../shared/cameras/alignment.ts";
import { coverageOf } from "../../../shared/cameras/coverage.ts";
import { footageSchema, type Footage } from "../../../shared/model/footage.ts";
import type { PolicyPack } from "../../../shared/model/policy.ts";
import { aFootage } from "./policy/builders.ts";

const second = 1000;
const nine = Date.parse("2026-11-09T09:00:00+08:00");

/** A film of so many seconds by an officer's camera, beginning so many seconds after nine by real time. */
function film(officer: string, from: number, seconds: number, change: Partial<Footage> = {}): Footage {
  const offset = change.clockOffsetSeconds ?? 0;
  const at = nine + (from + offset) * second;
  return footageSchema.parse({
    ...aFootage(),
    asset: `WH-${officer}-${String(from)}`,
    wearers: [{ person: officer, name: officer, certificateNo: officer }],
    recordedFrom: new Date(at).toISOString(),
    recordedTo: new Date(at + seconds * second).toISOString(),
    durationMs: seconds * second,
    clockUncertaintySeconds: 2,
    ...change,
  });
}

const twoOfficers: Pick<PolicyPack, "cameras"> = {
  cameras: { rules: [{ when: "any", needs: { kind: "officers", least: 2 }, article: "WS-3.2.3" }] },
};
const interrupted = { gaps: [{ atMs: 40_480, lengthMs: 2040, explained: true }] };
const since = (at: number): number => (at - nine) / second;

describe("which camera recorded when (O-52, O-65)", () => {
  it("aligns by the corrected clocks, with the errors of both as the bound (O-64)", () => {
    const slow = film("p-0002", 21, 44, { clockOffsetSeconds: 180, clockUncertaintySeconds: 5 });
    expect(alignByClock(film("p-0001", 0, 68), slow)).toEqual({ offsetMs: -21_000, boundMs: 7000, source: "clock" });
    expect(alignByClock(slow, film("p-0001", 0, 68)).offsetMs).toBe(21_000);
    const unknown = { ...slow, clockUncertaintySeconds: undefined };
    expect(alignByClock(film("p-0001", 0, 68), unknown)).toEqual({ offsetMs: -21_000, source: "clock" });
  });

  it("says which camera went on while another one was interrupted, and whether the clocks leave a doubt", () => {
    const slow = (uncertainty: number) =>
      film("p-0002", 21, 44, { clockOffsetSeconds: 180, clockUncertaintySeconds: uncertainty });
    const gapOf = (uncertainty: number) =>
      coverageOf([film("p-0001", 0, 68, interrupted), slow(uncertainty)], {})[0]?.interruptions;
    expect(gapOf(5)).toMatchObject([
      { asset: "WH-p-0001-0", explained: true, coveredBy: [{ asset: "WH-p-0002-21", certain: true }], uncovered: [] },
    ]);
    expect(gapOf(60)).toMatchObject([{ coveredBy: [{ certain: false }] }]);
  });

  it("says what no camera recorded: an interruption nobody covers, and the time between two films", () => {
    const [event] = coverageOf([film("p-0001", 0, 60, interrupted), film("p-0001", 90, 10)], {});
    expect(event?.interruptions[0]).toMatchObject({ coveredBy: [], uncovered: [{}] });
    expect(event?.unrecorded.map(({ from, to }) => [since(from), since(to)])).toEqual([
      [40.48, 42.52],
      [60, 90],
    ]);
  });

  it("names the part of an interruption that only some of the others recorded", () => {
    const half = film("p-0002", 41, 20);
    const gap = coverageOf([film("p-0001", 0, 68, interrupted), half], {})[0]?.interruptions[0];
    expect(gap?.coveredBy).toEqual([]);
    expect(gap?.uncovered.map(({ from, to }) => [since(from), since(to)])).toEqual([[40.48, 41]]);
  });

  it("finds the second officer's camera missing where the pack asks for two, with the article (O-52)", () => {
    const alone = coverageOf([film("p-0001", 0, 68)], twoOfficers)[0]?.demands[0];
    expect(alone).toMatchObject({ article: "WS-3.2.3", found: 1, isMet: false, short: [{ recording: 1 }] });
    // Two cameras on one officer are not two officers.
    const same = coverageOf([film("p-0001", 0, 68), film("p-0001", 1, 60)], twoOfficers)[0]?.demands[0];
    expect(same).toMatchObject({ found: 1, isMet: false });
    const both = coverageOf([film("p-0001", 0, 68), film("p-0002", 1, 66)], twoOfficers)[0]?.demands[0];
    expect(both).toMatchObject({ found: 2, isMet: true, short: [] });
  });

  it("says from when to when only one officer recorded, unless the clocks may be that far apart", () => {
    const late = coverageOf([film("p-0001", 0, 68), film("p-0002", 21, 44)], twoOfficers)[0]?.demands[0];
    expect(late?.isMet).toBe(false);
    // The last three seconds lie within the four that two clocks of two seconds may be apart.
    expect(late?.short.map(({ from, to }) => [since(from), since(to)])).toEqual([[0, 21]]);
  });

  it("asks for the dedicated camera of a major operation, and only then", () => {
    const pack: Pick<PolicyPack, "cameras"> = {
      cameras: { rules: [{ when: "majorOperation", needs: { kind: "dedicatedCamera" }, article: "LJ-12" }] },
    };
    const major = { handIn: { at: {}, majorOperation: true } };
    expect(coverageOf([film("p-0001", 0, 60)], pack)[0]?.demands).toEqual([]);
    expect(coverageOf([film("p-0001", 0, 60, major)], pack)[0]?.demands[0]).toMatchObject({ found: 0, isMet: false });
    const filmed = [film("p-0001", 0, 60, major), film("p-0003", 5, 60, { source: "camera" })];
    expect(coverageOf(filmed, pack)[0]?.demands[0]).toMatchObject({ found: 1, isMet: true });
  });

  it("takes two visits of one case for two events, and no photo, sound or destroyed film for a camera", () => {
    const films = [film("p-0001", 0, 60), film("p-0001", 5000, 60), film("p-0002", 5001, 60)];
    const others = [
      film("p-0002", 1, 60, { kind: "audio" }),
      film("p-0003", 2, 60, { destroyedOn: "2026-12-01" }),
      film("p-0004", 3, 0, { kind: "photo" }),
    ];
    const events = coverageOf([...others, ...films], {});
    expect(events.map(({ recordings }) => recordings.map(({ asset }) => asset))).toEqual([
      ["WH-p-0001-0"],
      ["WH-p-0001-5000", "WH-p-0002-5001"],
    ]);
  });
});
