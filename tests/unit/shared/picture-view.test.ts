import { describe, expect, it } from "vitest";
import {
  limited,
  mostZoom,
  panned,
  panOfKey,
  seenAt,
  wholePicture,
  zoomedAt,
  type PictureFit,
} from "../../../shared/picture/view.ts";

const fits: readonly PictureFit[] = [
  { width: 1, height: 1 },
  { width: 0.4, height: 1 },
  { width: 1, height: 0.7 },
];

describe("the part of the picture that fills the window", () => {
  it("is never smaller than the whole and never larger than can be read", () => {
    for (const fit of fits) {
      expect(limited({ zoom: 0.2, x: 0.1, y: 0.9 }, fit)).toEqual(wholePicture);
      expect(limited({ zoom: 99, x: 0.5, y: 0.5 }, fit).zoom).toBe(mostZoom);
    }
  });

  it("never leaves the picture, and is in the middle where all of it can be seen", () => {
    for (const fit of fits) {
      for (const zoom of [1, 1.7, 3, mostZoom]) {
        const seen = seenAt(zoom, fit);
        for (const [x, y] of [
          [0, 0],
          [1, 1],
          [0.5, 0],
        ] as const) {
          const view = limited({ zoom, x, y }, fit);
          expect(view.x - seen.width / 2).toBeGreaterThanOrEqual(-1e-9);
          expect(view.y + seen.height / 2).toBeLessThanOrEqual(1 + 1e-9);
        }
      }
    }
    expect(limited({ zoom: 2, x: 0, y: 0 }, { width: 0.4, height: 1 })).toEqual({ zoom: 2, x: 0.5, y: 0.25 });
  });

  it("keeps the place under the pointer where it is while it grows and shrinks", () => {
    const fit = { width: 1, height: 1 };
    const place = { x: 0.6, y: 0.45 };
    const before = { zoom: 2, x: 0.5, y: 0.5 };
    const after = zoomedAt(before, 5, place, fit);
    expect((place.x - after.x) * after.zoom).toBeCloseTo((place.x - before.x) * before.zoom, 9);
    expect((place.y - after.y) * after.zoom).toBeCloseTo((place.y - before.y) * before.zoom, 9);
    expect(zoomedAt(after, 1, place, fit)).toEqual(wholePicture);
  });

  it("moves by what can be seen, with four keys and no other", () => {
    const fit = { width: 1, height: 1 };
    expect(panned({ zoom: 4, x: 0.5, y: 0.5 }, panOfKey("ArrowRight") ?? wholePicture, fit).x).toBeCloseTo(0.55, 9);
    expect(panned({ zoom: 1, x: 0.5, y: 0.5 }, { x: 1, y: 1 }, fit)).toEqual(wholePicture);
    expect(panOfKey("Enter")).toBeNull();
  });
});
