import { describe, expect, it } from "vitest";
import {
  mostOutlinePoints,
  outlineAt,
  outlineUnits,
  pictureUnits,
  placeAt,
  strokeOf,
  withKeyframe,
  withoutKeyframe,
} from "../../../shared/picture/drawing.ts";

const still = { keyframes: [{ frame: 7, at: [1, 2] }] };
const moving = {
  keyframes: [
    { frame: 10, at: [0, pictureUnits] },
    { frame: 13, at: [10, 0] },
    { frame: 2_000_000_013, at: [pictureUnits, 1] },
  ],
};

describe("a drawing that is followed from frame to frame", () => {
  it("R6: is exactly where its keyframes say on their frames, and rests before and after", () => {
    expect([0, 7, 1e9].map((frame) => placeAt(still, frame))).toEqual([
      [1, 2],
      [1, 2],
      [1, 2],
    ]);
    for (const { frame, at } of moving.keyframes) {
      expect(placeAt(moving, frame)).toEqual(at);
    }
    expect(placeAt(moving, 0)).toEqual([0, pictureUnits]);
    expect(placeAt(moving, 2_100_000_000)).toEqual([pictureUnits, 1]);
  });

  it("R6: lies at the nearest whole unit in between, halves upwards, as exact fractions give it", () => {
    // 10/3 and 20/3; a million times two thirds and one third.
    expect(placeAt(moving, 11)).toEqual([3, 666_667]);
    expect(placeAt(moving, 12)).toEqual([7, 333_333]);
    const half = {
      keyframes: [
        { frame: 0, at: [0] },
        { frame: 2, at: [1] },
      ],
    };
    expect(placeAt(half, 1)).toEqual([1]);
    // The same way backwards gives the same place.
    const back = {
      keyframes: [
        { frame: 0, at: [1] },
        { frame: 2, at: [0] },
      ],
    };
    expect(placeAt(back, 1)).toEqual([1]);
  });

  it("R6: agrees with integers of any size over the longest recording", () => {
    const exact = (from: number, to: number, done: number, span: number): number => {
      const doubled = 2n * (BigInt(from) * BigInt(span - done) + BigInt(to) * BigInt(done)) + BigInt(span);
      return Number(doubled / (2n * BigInt(span)));
    };
    const span = 2_000_000_000;
    for (const frame of [1, 2, 333_333_333, 999_999_999, 1_000_000_000, 1_999_999_999]) {
      expect(placeAt(moving, 13 + frame)).toEqual([exact(10, pictureUnits, frame, span), exact(0, 1, frame, span)]);
    }
  });

  it("keeps its keyframes in order, one to a frame, and never loses the last", () => {
    const three = withKeyframe(withKeyframe(still, 3, [5, 5]), 9, [6, 6]);
    expect(three.keyframes.map(({ frame }) => frame)).toEqual([3, 7, 9]);
    expect(withKeyframe(three, 7, [8, 8]).keyframes[1]).toEqual({ frame: 7, at: [8, 8] });
    expect(withoutKeyframe(three, 7).keyframes.map(({ frame }) => frame)).toEqual([3, 9]);
    expect(withoutKeyframe(still, 7)).toEqual(still);
  });
});

describe("a freehand stroke", () => {
  it("is a box and an outline inside it, which give back its ends exactly", () => {
    const stroke = strokeOf([100_000, 200_000, 500_000, 900_000, 1_000_000, 550_000]);
    expect(stroke?.at).toEqual([100_000, 200_000, 1_000_000, 900_000]);
    const path = outlineAt(stroke?.outline ?? [], stroke?.at ?? []);
    expect(path.slice(0, 2)).toEqual([100_000, 200_000]);
    expect(path.slice(-2)).toEqual([1_000_000, 550_000]);
    expect(stroke?.outline.every((part) => part >= 0 && part <= outlineUnits)).toBe(true);
  });

  it("of a hundred thousand points is thinned, and what lies outside the picture is brought to its edge", () => {
    const path = Array.from({ length: 200_000 }, (_one, index) =>
      index % 2 === 0 ? -50 + index * 7 : 500_000 + 490_000 * Math.sin(index / 40),
    );
    const stroke = strokeOf(path);
    expect(stroke?.outline.length).toBeLessThanOrEqual(2 * mostOutlinePoints);
    expect(stroke?.at.every((value) => Number.isInteger(value) && value >= 0 && value <= pictureUnits)).toBe(true);
  });

  it("on one spot, or of nothing, is none", () => {
    expect(strokeOf([5, 5, 5, 5])).toBeNull();
    expect(strokeOf([])).toBeNull();
    expect(strokeOf([5, 5])).toBeNull();
  });
});
