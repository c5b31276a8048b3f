import { saw, type Detector } from "./detector.ts";

/** Both hands of the machine's clock: the one people can set, and the one nobody can. */
export interface Hands {
  wall(): Date;
  mono(): bigint;
}

/** A second or two is what a time service corrects. */
const toleranceMs = 3000;

/** The clock that people can set moved against the one that nobody can; sleep shows here too, as a step forward. */
export function watchClock(hands: Hands): Detector {
  const apart = (): number => hands.wall().getTime() - Number(hands.mono() / 1_000_000n);
  let last = apart();
  return {
    sense: "clock",
    look: async () => {
      const now = apart();
      const moved = now - last;
      last = now;
      const seconds = Math.round(moved / 1000);
      return saw(
        [],
        Math.abs(moved) > toleranceMs
          ? [{ sign: "clock-stepped", detail: `${seconds > 0 ? "+" : ""}${seconds} s` }]
          : [],
      );
    },
  };
}
