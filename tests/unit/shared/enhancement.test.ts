import { describe, expect, it } from "vitest";
import { asRecorded, forDarkScenes, isEnhanced, levelsOf } from "../../../shared/picture/enhancement.ts";

describe("how light and dark are shown", () => {
  it("is as recorded, level by level, unless something was turned on", () => {
    expect(isEnhanced(asRecorded)).toBe(false);
    levelsOf(asRecorded, 8).forEach((level, step) => expect(level).toBeCloseTo(step / 8, 9));
  });

  it("lifts what is dark more than what is light, and keeps black the darkest and white the lightest", () => {
    const levels = levelsOf(forDarkScenes, 64);
    expect(isEnhanced(forDarkScenes)).toBe(true);
    expect((levels[8] ?? 0) - 8 / 64).toBeGreaterThan((levels[56] ?? 0) - 56 / 64);
    expect(levels.every((level, step) => level >= (levels[step - 1] ?? 0) && level <= 1)).toBe(true);
  });

  it.each([[{ brightness: 300, contrast: 300, gamma: 300 }], [{ brightness: 50, contrast: 50, gamma: 50 }]])(
    "never leaves what a screen can show: %j",
    (enhancement) => {
      expect(levelsOf(enhancement).every((level) => level >= 0 && level <= 1)).toBe(true);
    },
  );
});
