import fc from "fast-check";
import { describe, expect, it } from "vitest";
import {
  frameAtMs,
  frameAtPlace,
  framesPerSecond,
  isWithin,
  mergeRanges,
  msOfFrame,
  placeOfFrame,
  placeOfMs,
  placeOfRange,
} from "../../../renderer/footage/timing.ts";
import { countdownParts, stamp } from "../../../renderer/i18n/format.ts";
import type { Footage } from "../../../shared/model/footage.ts";
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
        const timed = { frames: 200_001, durationMs: 1, frameRate, gaps: [] };
        expect(frameAtMs(timed, msOfFrame(timed, frame))).toBe(frame);
      }),
    );
  });

  /** A recording with these stretches of frames and what lies between them, as ingest measures it. */
  const interrupted = (rate: (typeof rates)[number], stretches: readonly number[], pauses: readonly number[]) => {
    const frameMs = (1000 * rate.denominator) / rate.numerator;
    const begins: number[] = [];
    const gaps: Footage["gaps"] = [];
    let at = 0;
    stretches.forEach((length, stretch) => {
      for (let frame = 0; frame < length; frame += 1) {
        begins.push(at + frame * frameMs);
      }
      const last = begins.at(-1) ?? 0;
      const pause = pauses[stretch];
      if (pause !== undefined && stretch < stretches.length - 1) {
        gaps.push({ atMs: Math.round(last), lengthMs: Math.round(pause), explained: false });
        at = last + pause;
      }
    });
    const durationMs = Math.round((begins.at(-1) ?? 0) + frameMs);
    return { begins, timed: { frames: begins.length, durationMs, frameRate: rate, gaps } };
  };
  const histories = fc
    .record({
      rate: fc.constantFrom(...rates),
      stretches: fc.array(fc.integer({ min: 2, max: 400 }), { minLength: 1, maxLength: 5 }),
      pauses: fc.array(fc.integer({ min: 1000, max: 90_000 }), { minLength: 4, maxLength: 4 }),
    })
    .map(({ rate, stretches, pauses }) => interrupted(rate, stretches, pauses));

  it("R6: knows when each frame begins on both sides of every interruption, and which frame is on screen then", () => {
    fc.assert(
      fc.property(histories, ({ begins, timed }) => {
        const middle = 500 / framesPerSecond(timed);
        begins.forEach((begin, frame) => {
          // Ingest writes gaps down in whole milliseconds.
          expect(Math.abs(msOfFrame(timed, frame) - begin)).toBeLessThanOrEqual(2.5);
          expect(frameAtMs(timed, begin + Math.min(middle, 4))).toBe(frame);
        });
        for (const { atMs, lengthMs } of timed.gaps) {
          const held = frameAtMs(timed, atMs + lengthMs / 2);
          expect(Math.abs((begins[held] ?? 0) - atMs)).toBeLessThanOrEqual(1);
        }
      }),
      { numRuns: 60 },
    );
  });

  it("draws frames and interruptions on one line: what lies at a place is found there again", () => {
    fc.assert(
      fc.property(histories, fc.boolean(), ({ timed }, varies) => {
        const one = varies ? { ...timed, frameRate: null } : timed;
        const places = Array.from({ length: one.frames }, (_, frame) => placeOfFrame(one, frame));
        expect(places.every((place, at) => place >= (places[at - 1] ?? 0) && place <= 1)).toBe(true);
        places.forEach((place, frame) => {
          const next = places[frame + 1] ?? 1;
          expect(Math.abs(frameAtPlace(one, place + (next - place) * 0.02) - frame)).toBeLessThanOrEqual(
            varies ? 1 : 0,
          );
        });
        for (const { atMs, lengthMs } of one.gaps) {
          const middle = placeOfMs(one, atMs + lengthMs / 2);
          const frame = frameAtPlace(one, middle);
          expect(placeOfFrame(one, frame)).toBeLessThan(middle);
          expect(placeOfFrame(one, frame + 1)).toBeGreaterThan(middle);
        }
      }),
      { numRuns: 60 },
    );
  });

  it("leaves out interruptions that people named and that take no time of the recording", () => {
    const gaps = [{ atMs: 4000, lengthMs: 60_000, explained: true }];
    const timed = { frames: 250, durationMs: 10_000, frameRate: { numerator: 25, denominator: 1 }, gaps };
    expect([99, 100, 101, 249].map((frame) => msOfFrame(timed, frame))).toEqual([3960, 4000, 4040, 9960]);
    expect(placeOfRange(timed, { from: 0, to: 250 })).toEqual({ start: 0, length: 1 });
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
