import type { AuditLog } from "../auditlog/index.ts";

/** Longest silence of a powered station, in ms: what else is logged counts as a sign of life, and as a mark of the time. */
const longestSilenceMs = 3_600_000;
/** A heartbeat of its own comes at least this often, so that headquarters can count them (research note I7). */
const dayMs = 24 * longestSilenceMs;
/** A log whose last entry is younger than this says well enough how late it was. */
const unsaidMs = 60_000;

/** Signs of life of a station on which nothing happens. */
export interface Heartbeat {
  /** Appends a `heartbeat` when one is due; cheap enough for every second. @throws {Breach} */
  beat(): void;
  /** The last word before the log is closed, so that the next start knows how late it was. @throws {Breach} */
  last(): void;
}

/**
 * Keeps the log from falling silent while the station runs.
 *
 * Headquarters can then tell a station that was off from one whose entries were taken away, and judged time that
 * nothing else recorded survives a restart with a clock that was turned back: by an hour at worst when power is
 * lost, not at all when the station is closed. One entry is due at a time, whatever the clock has done.
 */
export function createHeartbeat(log: Pick<AuditLog, "append" | "now" | "state">): Heartbeat {
  // The boot that has just been logged is a sign of life.
  let beaten = log.now().getTime();
  const silence = (): number => log.now().getTime() - Date.parse(log.state().lastEntryAt);
  const append = (cause: "idle" | "daily" | "closing"): void => {
    log.append({ t: "heartbeat", b: { cause } });
    beaten = log.now().getTime();
  };
  return {
    beat: () => {
      if (log.now().getTime() - beaten >= dayMs) {
        append("daily");
      } else if (silence() >= longestSilenceMs) {
        append("idle");
      }
    },
    last: () => {
      if (silence() >= unsaidMs) {
        append("closing");
      }
    },
  };
}
