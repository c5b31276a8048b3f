import { z } from "zod";
import { newIncident, type Breach } from "../diagnostics/index.ts";
import { readIfThere, writeDurably } from "./durable-file.ts";
import { rmSync } from "node:fs";

const markSchema = z.object({ subject: z.string(), incident: z.string(), at: z.string() });
/** Why the station sealed itself. */
export type SealMark = z.infer<typeof markSchema>;

/** Whether a breach has sealed the station. The mark outlives the process: a restart is no way out. */
export interface SealState {
  readonly mark: SealMark | null;
  seal(breach: Breach, at: Date, incident?: string): SealMark;
  lift(): void;
}

/** Reads the mark that an earlier run may have left. */
export function openSealState(file: string, onChange: () => void): SealState {
  const text = readIfThere(file);
  let mark = text === null ? null : readMark(text);
  return {
    get mark() {
      return mark;
    },
    seal: (breach, at, incident = newIncident()) => {
      if (mark === null) {
        mark = { subject: breach.subject, incident, at: at.toISOString() };
        try {
          writeDurably(file, JSON.stringify(mark));
        } catch {
          // A full disk does not open the station again; the mark holds in memory.
        }
        onChange();
      }
      return mark;
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
