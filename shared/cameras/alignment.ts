import type { Footage } from "../model/footage.ts";
import { realTime } from "../time/time-truth.ts";

/**
 * How two recordings of one event lie beside each other.
 *
 * A moment of the one is the moment `+ offsetMs` of the other, both counted from the first frame of their recording.
 */
export interface Alignment {
  readonly offsetMs: number;
  /** How far that may be off, either way; absent when the error of a clock is not on record (O-64). */
  readonly boundMs?: number;
  /** What it rests on: the recorded clocks, the sound that both heard, or somebody's eye. */
  readonly source: "clock" | "sound" | "hand";
  /** Why the sound could not tell, where it was compared. */
  readonly unheard?: "silent" | "unlike" | "ambiguous";
}

/** Where the clocks of two cameras, each corrected as established at hand-in, put them. */
export function alignByClock(one: Footage, other: Footage): Alignment {
  const [first, second] = [realTime(one, 0), realTime(other, 0)];
  const offsetMs = first.at - second.at;
  return first.uncertaintySeconds === undefined || second.uncertaintySeconds === undefined
    ? { offsetMs, source: "clock" }
    : { offsetMs, boundMs: (first.uncertaintySeconds + second.uncertaintySeconds) * 1000, source: "clock" };
}

/** By the sound that both heard where headquarters found it, else by the clocks. */
export function align(one: Footage, other: Footage): Alignment {
  const clock = alignByClock(one, other);
  const own = one.heard?.find(({ asset }) => asset === other.asset);
  const heard = own ?? other.heard?.find(({ asset }) => asset === one.asset);
  if (heard === undefined) {
    return clock;
  }
  return "why" in heard
    ? { ...clock, unheard: heard.why }
    : { offsetMs: own === undefined ? -heard.offsetMs : heard.offsetMs, boundMs: heard.boundMs, source: "sound" };
}
