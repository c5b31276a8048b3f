/**
 * How light and dark are shown, in percent of what the recording holds; for scenes too dark to make out.
 *
 * Only a way of showing: the recording, marks, digests and every still of evidence stay as they are (rule R5).
 */
export interface Enhancement {
  readonly brightness: number;
  readonly contrast: number;
  readonly gamma: number;
}

export const enhancementNames = ["brightness", "contrast", "gamma"] as const;

/** As recorded. */
export const asRecorded: Enhancement = { brightness: 100, contrast: 100, gamma: 100 };
/** A first try for a dark scene. */
export const forDarkScenes: Enhancement = { brightness: 120, contrast: 110, gamma: 180 };

export const enhancementLimits = { least: 50, most: 300 } as const;

export function isEnhanced({ brightness, contrast, gamma }: Enhancement): boolean {
  return brightness !== 100 || contrast !== 100 || gamma !== 100;
}

/** What each of `steps + 1` evenly spaced levels from black to white is shown as, 0 to 1: gamma, then brightness, then contrast. */
export function levelsOf({ brightness, contrast, gamma }: Enhancement, steps = 64): number[] {
  return Array.from({ length: steps + 1 }, (_, step) => {
    const lit = (step / steps) ** (100 / gamma) * (brightness / 100);
    return Math.min(1, Math.max(0, (lit - 0.5) * (contrast / 100) + 0.5));
  });
}
