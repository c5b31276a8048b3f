import { clockToleranceMs } from "../formats/log-rules.ts";
import type { LogClock } from "./log.ts";

/** A step of the machine's clock that the log must record. */
export interface ClockStep {
  readonly step: "back" | "forward";
  /** What the machine's clock claims. */
  readonly claimed: Date;
  /** What it should claim, going by the clock nobody can set. */
  readonly expected: Date;
}

/** One reading of both clocks. */
export interface Reading {
  /** What the machine's clock claims. */
  readonly claimed: Date;
  readonly judged: Date;
  /** Nanoseconds since this boot of the log. */
  readonly mono: bigint;
  readonly step: ClockStep | null;
}

interface Anchor {
  readonly wallMs: number;
  readonly mono: bigint;
}

/**
 * The log's own sense of time (research note B.4).
 *
 * Judged time is the latest of: the machine's clock, headquarters' last timestamp plus the monotonic
 * time since, the latest time ever logged, and the monotonic time since the last anchor less the
 * tolerance. So it never goes back, and turning the clock back does not stop it either: a grant that
 * has expired stays expired and one that will expire does.
 */
export class JudgedClock {
  readonly #clock: LogClock;
  readonly #start: bigint;
  #latestMs: number;
  #headquarters: Anchor | null = null;
  #raw: Anchor;
  #judged: Anchor;

  /** @param latest latest time in the log, when there is one. */
  constructor(clock: LogClock, latest: Date | null) {
    this.#clock = clock;
    this.#start = clock.mono();
    this.#latestMs = latest?.getTime() ?? Number.NEGATIVE_INFINITY;
    const rawMs = clock.wall().getTime();
    this.#raw = { wallMs: rawMs, mono: 0n };
    this.#judged = { wallMs: Math.max(rawMs, this.#latestMs), mono: 0n };
  }

  /** Headquarters' time as a receipt states it. */
  hear(time: Date): void {
    this.#headquarters = { wallMs: time.getTime(), mono: this.#mono() };
  }

  now(): Date {
    return this.read().judged;
  }

  read(): Reading {
    const mono = this.#mono();
    const rawMs = this.#clock.wall().getTime();
    const candidates = [rawMs, this.#latestMs, after(this.#judged, mono) - clockToleranceMs];
    if (this.#headquarters !== null) {
      candidates.push(after(this.#headquarters, mono));
    }
    this.#latestMs = Math.max(...candidates);
    return { claimed: new Date(rawMs), judged: new Date(this.#latestMs), mono, step: this.#stepAt(rawMs, mono) };
  }

  /** The clock at opening already lies behind the log: a step back while nothing ran. */
  behindAtBoot(latest: Date): ClockStep | null {
    const claimed = new Date(this.#raw.wallMs);
    return claimed.getTime() < latest.getTime() - clockToleranceMs ? { step: "back", claimed, expected: latest } : null;
  }

  /** A `clock` or `boot` entry has been written at this reading: both clocks are taken as agreeing from here. */
  anchor(reading: Reading): void {
    this.#raw = { wallMs: reading.claimed.getTime(), mono: reading.mono };
    this.#judged = { wallMs: reading.judged.getTime(), mono: reading.mono };
  }

  #mono(): bigint {
    return this.#clock.mono() - this.#start;
  }

  #stepAt(rawMs: number, mono: bigint): ClockStep | null {
    const expectedMs = after(this.#raw, mono);
    if (Math.abs(rawMs - expectedMs) > clockToleranceMs) {
      return {
        step: rawMs < expectedMs ? "back" : "forward",
        claimed: new Date(rawMs),
        expected: new Date(expectedMs),
      };
    }
    const judgedMs = after(this.#judged, mono);
    // Headquarters' time may pull judged time ahead although this machine's clock never moved.
    return this.#latestMs - judgedMs > clockToleranceMs
      ? { step: "forward", claimed: new Date(this.#latestMs), expected: new Date(judgedMs) }
      : null;
  }
}

function after(anchor: Anchor, mono: bigint): number {
  return anchor.wallMs + Number((mono - anchor.mono) / 1_000_000n);
}
