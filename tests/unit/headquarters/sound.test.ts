import { describe, expect, it } from "vitest";
import { hear } from "../../../main/headquarters/cameras/sound.ts";
import { beeps, heardBy, speech } from "../../support/microphones.ts";

const stepMs = 40;
const perStep = 48 * stepMs;

/** The envelope as ingest keeps it: the greatest of each step, in 256 levels. */
function envelope(samples: Int16Array): Float64Array {
  return Float64Array.from({ length: Math.floor(samples.length / perStep) }, (_, step) =>
    samples
      .subarray(step * perStep, (step + 1) * perStep)
      .reduce((most, value) => Math.max(most, Math.abs(value >> 8)), 0),
  );
}

const near = { fromMs: 2000, seconds: 40, gain: 0.9, noise: 0.004, seed: 1 };
const look = (one: Int16Array, other: Int16Array, around = 0): ReturnType<typeof hear> =>
  hear(envelope(one), envelope(other), around - 250, around + 250);

describe("where two microphones heard the same", () => {
  const said = speech(60, 7);

  it.each([
    [5013, 0.5, 0.01],
    [1027, 0.3, 0.02],
    [9333, 0.2, 0.01],
    [2000, 0.6, 0.08],
    [2019, 0.4, 0.05],
  ])(
    "is right within a frame: the other one on at %s ms, at %s of the loudness with noise of %s",
    (fromMs, gain, noise) => {
      const found = look(heardBy(said, near), heardBy(said, { ...near, fromMs, gain, noise, seed: 2 }));
      expect(found).toHaveProperty("steps");
      // What is at t in the one is at t + (on of the one) - (on of the other) in the other.
      expect(Math.abs(("steps" in found ? found.steps : 0) * stepMs - (near.fromMs - fromMs))).toBeLessThan(20);
    },
  );

  it("says that it cannot tell where nothing is heard, or hardly anything", () => {
    const still = heardBy(new Float32Array(0), { ...near, noise: 0.001 });
    expect(look(heardBy(said, near), still)).toEqual({ why: "silent" });
    expect(look(heardBy(said, { ...near, seconds: 5 }), heardBy(said, near))).toEqual({ why: "silent" });
  });

  it.each([1, 2, 3, 4, 5])("says that it cannot tell where two rooms were heard, or an even noise (%i)", (seed) => {
    const elsewhere = heardBy(speech(60, 100 + seed), { ...near, seed });
    expect(look(heardBy(said, near), elsewhere)).toEqual({ why: "unlike" });
    const hiss = (of: number): Int16Array => heardBy(new Float32Array(0), { ...near, noise: 0.3, seed: of });
    expect(look(hiss(seed), hiss(seed + 50))).toEqual({ why: "silent" });
  });

  it("says that it cannot tell where a beep returns, and does not look further than it was asked to", () => {
    const beep = heardBy(beeps(60), { ...near, noise: 0 });
    expect(look(beep, heardBy(beeps(60), { ...near, noise: 0, fromMs: 2700 }))).toEqual({ why: "ambiguous" });
    // The true place lies outside of what the clocks allow.
    expect(look(heardBy(said, near), heardBy(said, { ...near, fromMs: 5000, seed: 2 }), 400)).toEqual({
      why: "unlike",
    });
  });
});
