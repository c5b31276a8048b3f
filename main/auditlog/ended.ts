import type { LogEnding } from "../../shared/log-endings.ts";
import { Breach } from "../diagnostics/index.ts";

/**
 * This log has ended: nothing may be signed with it any more, and no waiting mends it. Another generation has to follow.
 *
 * A key that only cannot be unwrapped, or a second place that only cannot be read, is not an end: both can be mended.
 */
export class LogEnded extends Breach {
  readonly ending: LogEnding;

  constructor(ending: LogEnding, message: string, options?: ErrorOptions) {
    super(ending === "keys-gone" ? "keys" : "log", message, options);
    this.name = "LogEnded";
    this.ending = ending;
  }
}

/** Runs a look at a closed log; a breach in it means that the log is damaged. @throws {LogEnded} */
export function orDamaged<T>(look: () => T): T {
  try {
    return look();
  } catch (error) {
    if (error instanceof Breach && !(error instanceof LogEnded)) {
      throw new LogEnded("damaged", error.message, { cause: error });
    }
    throw error;
  }
}
