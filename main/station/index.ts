import type { Shell, ShellApp } from "../shell/port.ts";

/** Where the station lives and what it runs on. */
export interface StationOptions {
  readonly shell: Shell;
  /** Everything the station keeps is below this folder, readable by its own account only. */
  readonly folder: string;
  /** Runs headquarters inside, with invented persons and recordings, and says so on every page. */
  readonly demonstration: boolean;
  /** Wall clock and monotonic clock; tests turn the first one. */
  readonly clock?: StationClock;
}

export interface StationClock {
  /** Wall clock. */
  now(): Date;
  /** Monotonic nanoseconds since an arbitrary start. */
  monotonic(): bigint;
}

export interface Station {
  /** What the shell serves; also usable without a window. */
  readonly app: ShellApp;
  /** Ends an open viewing, closes the log and headquarters. */
  close(): Promise<void>;
}

/**
 * Starts one workstation and opens its window: resolves once the interface has loaded.
 *
 * The first start enrols the station; later starts go on from what is on disk.
 */
export async function startStation(options: StationOptions): Promise<Station> {
  throw new Error(`station on ${options.shell.kind} is not composed yet`);
}
