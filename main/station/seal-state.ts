import { z } from "zod";
import { newIncident, type Breach } from "../diagnostics/index.ts";
import type { LogEnding } from "../../shared/log-endings.ts";
import { logEndingSchema } from "../../shared/model/new-log.ts";
import { readIfThere, writeDurably } from "./durable-file.ts";
import { rmSync } from "node:fs";

const markSchema = z.object({
  subject: z.string(),
  incident: z.string(),
  at: z.string(),
  /** Set when a running station found that this log has ended: no sign-in lifts the seal, and the next start begins another log. */
  ended: z.object({ origin: z.string(), ending: logEndingSchema }).optional(),
});
/** Why the station sealed itself. */
export type SealMark = z.infer<typeof markSchema>;

/** Whether a breach has sealed the station. The mark outlives the process: a restart is no way out. */
export interface SealState {
  readonly mark: SealMark | null;
  seal(breach: Breach, at: Date, incident?: string): SealMark;
  /** Notes on the mark that the log with this origin has ended; without a mark it does nothing. */
  end(origin: string, ending: LogEnding): void;
  /** How an earlier run found that this log ended. */
  endingOf(origin: string): LogEnding | null;
  lift(): void;
}

/** Reads the mark that an earlier run may have left. */
export function openSealState(file: string, onChange: () => void): SealState {
  const text = readIfThere(file);
  let mark = text === null ? null : readMark(text);
  const keep = (kept: SealMark): void => {
    mark = kept;
    try {
      writeDurably(file, JSON.stringify(kept));
    } catch {
      // A full disk does not open the station again; the mark holds in memory.
    }
    onChange();
  };
  return {
    get mark() {
      return mark;
    },
    end: (origin, ending) => {
      if (mark !== null && mark.ended === undefined) {
        keep({ ...mark, ended: { origin, ending } });
      }
    },
    endingOf: (origin) => (mark?.ended?.origin === origin ? mark.ended.ending : null),
    seal: (breach, at, incident = newIncident()) => {
      const sealed = mark ?? { subject: breach.subject, incident, at: at.toISOString() };
      if (mark === null) {
        keep(sealed);
      }
      return sealed;
    },
    lift: () => {
      rmSync(file, { force: true });
      mark = null;
      onChange();
    },
  };
}

function readMark(text: string): SealMark {
  try {
    return markSchema.parse(JSON.parse(text));
  } catch {
    // Half a mark is a mark.
    return { subject: "trust", incident: "0000", at: new Date(0).toISOString() };
  }
}
