import { setImmediate } from "node:timers/promises";
import { newIncident } from "../diagnostics/index.ts";

/** Runs one piece of work after the other; what fails does not hold up what follows. */
export function oneAtATime(): <T>(work: () => Promise<T>) => Promise<T> {
  let last: Promise<unknown> = Promise.resolve();
  return (work) => {
    const turn = last.then(work, work);
    last = turn.catch(() => null);
    return turn;
  };
}

/** A room's own queue: work that somebody waits for, and work that is done when its turn comes. */
export interface Turns {
  inTurn: <T>(work: () => Promise<T>) => Promise<T>;
  /** Returns at once. What fails is an incident; what has not begun when the queue closes is left for the next start. */
  later: (work: () => Promise<void>) => void;
  /** Resolves when everything that was queued, and what was added meanwhile, is done. */
  idle: () => Promise<void>;
  /** Lets what has begun end. */
  close: () => Promise<void>;
}

/** Opens a queue. */
export function openTurns(onIncident: (incident: string, error: unknown) => void): Turns {
  const queue = oneAtATime();
  let last: Promise<unknown> = Promise.resolve();
  let isClosed = false;
  const inTurn = <T>(work: () => Promise<T>): Promise<T> => {
    const turn = queue(work);
    last = turn.catch(() => null);
    return turn;
  };
  return {
    inTurn,
    later: (work) => {
      void inTurn(async () => {
        await setImmediate();
        await (isClosed ? undefined : work());
      }).catch((error: unknown) => onIncident(newIncident(), error));
    },
    idle: async () => {
      let waited: unknown;
      do {
        waited = last;
        // oxlint-disable-next-line no-await-in-loop -- what was added meanwhile is waited for as well
        await last;
      } while (waited !== last);
    },
    close: async () => {
      isClosed = true;
      await last;
    },
  };
}
