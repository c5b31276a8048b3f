import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { frameAtMs, isWithin, mergeRanges, msOfFrame } from "../../../renderer/footage/timing.ts";
import { countdownParts, stamp } from "../../../renderer/i18n/format.ts";
import { nearest } from "../../../renderer/player/control.ts";
import { emptyDraft, formOf, missingIn, parts, readDraft } from "../../../renderer/requests/form/draft.ts";

const rates = [
  { numerator: 24_000, denominator: 1001 },
  { numerator: 25, denominator: 1 },
  { numerator: 30_000, denominator: 1001 },
  { numerator: 50, denominator: 1 },
  { numerator: 60_000, denominator: 1001 },
];

describe("moving about in a recording", () => {
  it("finds the frame it started from at every constant rate", () => {
    fc.assert(
      fc.property(fc.constantFrom(...rates), fc.nat(200_000), (frameRate, frame) => {
        const timed = { frames: 200_001, durationMs: 1, frameRate };
        expect(frameAtMs(timed, msOfFrame(timed, frame))).toBe(frame);
      }),
    );
  });

  it("R1: goes to the nearest approved frame, never outside", () => {
    const ranges = [
      { from: 100, to: 200 },
      { from: 400, to: 500 },
    ];
    expect([0, 150, 200, 290, 320, 999].map((frame) => nearest(frame, ranges))).toEqual([100, 150, 199, 199, 400, 499]);
  });

  it("merges ranges and tells whether one set lies within another", () => {
    expect(
      mergeRanges([
        { from: 5, to: 9 },
        { from: 0, to: 5 },
      ]),
    ).toEqual([{ from: 0, to: 9 }]);
    expect(
      isWithin(
        [{ from: 2, to: 8 }],
        [
          { from: 0, to: 5 },
          { from: 5, to: 9 },
        ],
      ),
    ).toBe(true);
    expect(isWithin([{ from: 2, to: 10 }], [{ from: 0, to: 9 }])).toBe(false);
  });

  it("writes times in a fixed width, so that running numbers do not jump", () => {
    expect([0, 17_520, 3_600_000].map(stamp)).toEqual(["00:00:00.000", "00:00:17.520", "01:00:00.000"]);
    expect(countdownParts(90_061)).toEqual({ days: 1, time: "01:01:01" });
  });
});

describe("a draft of form F1", () => {
  const empty = emptyDraft("room-1", "2026-11-22T06:00:00.000Z", 72);

  it("comes back as it was left, and is dropped when another version wrote it", () => {
    expect(readDraft(JSON.stringify(empty), empty)).toEqual(empty);
    expect(readDraft('{"purpose":"caseReview"}', empty)).toBeNull();
    expect(readDraft("{", empty)).toBeNull();
    expect(readDraft("", empty)).toBeNull();
  });

  it("O-16: cannot be signed without purpose, case, ranges and supervisor", () => {
    expect(parts.flatMap((part) => missingIn(part, empty))).toEqual([
      "dutyBasis",
      "purpose",
      "purposeDetail",
      "caseNo",
      "caseCause",
      "caseParty",
      "assets",
      "supervisor",
    ]);
    expect(formOf(empty)).toBeNull();
  });
});
