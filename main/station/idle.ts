import type { Identity } from "../identity/index.ts";

interface Options {
  readonly identity: Pick<Identity, "current" | "lock">;
  /** Minutes without a hand on the machine after which a session ends. */
  readonly minutes: () => number;
  /** Keys are open and a supervisor is on duty: the rule of presence decides, not the mouse (R9). */
  readonly isAttended: () => boolean;
  /** Milliseconds of a clock that nobody can set. */
  readonly elapsed: () => number;
}

/** Ends the session of somebody who left it alone, so that whoever comes next does not act in their name. */
export interface IdleLock {
  /** Somebody touched the keyboard or the pointer. */
  touch(): void;
  /** Call it at least once a second. */
  watch(): void;
}

/** A lock that starts counting anew with each session, each touch, and each viewing that ends. */
export function createIdleLock({ identity, minutes, isAttended, elapsed }: Options): IdleLock {
  let touched = elapsed();
  const touch = (): void => {
    touched = elapsed();
  };
  return {
    touch,
    watch: () => {
      if (identity.current() === null || isAttended()) {
        touch();
      } else if (elapsed() - touched >= minutes() * 60_000) {
        identity.lock(minutes());
      }
    },
  };
}
