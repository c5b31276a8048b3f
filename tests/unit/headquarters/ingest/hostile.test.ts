import { expect, it } from "vitest";
import { canMakeClips } from "../../../support/clips.ts";
import { fuzzIngest, longestMs, mostBytes } from "../../../support/fuzz.ts";

it.skipIf(!canMakeClips())(
  "R12: five thousand hostile files end in a package or a refusal, none in a crash, a long wait or a full memory",
  async () => {
    const fuzzed = await fuzzIngest(5000);
    expect(fuzzed.crashes).toEqual([]);
    expect(fuzzed.slowestMs).toBeLessThan(longestMs);
    expect(fuzzed.mostBytes).toBeLessThan(mostBytes);
    // They get past the door: some are still recordings, and the refusals are of many kinds.
    expect(fuzzed.takenIn).toBeGreaterThan(300);
    expect(Object.keys(fuzzed.refused).length).toBeGreaterThan(4);
  },
  120_000,
);
