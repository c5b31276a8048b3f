import { createVerifier, type AppendedEntry, type AuditLog, type LogReader, type Verifier } from "../auditlog/index.ts";
import { Breach } from "../diagnostics/index.ts";
import type { NewEntry } from "../formats/log-entry.ts";
import type { StationDatabase } from "./database.ts";
import type { Announce } from "./rooms.ts";
import { isDiskFull } from "./standing-log.ts";

interface Options {
  readonly log: AuditLog;
  readonly reader: LogReader;
  readonly database: StationDatabase;
  readonly announce: Announce;
  /** Seals the station: a log that does not verify opens no picture (rule R12). */
  readonly onBreach: (breach: Breach) => void;
  readonly onChange: () => void;
}

/** The verification of this station's log: announced, recorded, and sealing when it fails. */
export function createLogCheck({ log, reader, database, announce, onBreach, onChange }: Options): Verifier {
  return createVerifier({
    log,
    reader,
    append: (entry) => appendIfSpace(log, entry),
    pointer: { get: () => database.setting("verified"), keep: (entry) => database.keepSetting("verified", entry) },
    onProgress: (progress) => {
      announce("log:verifying", progress);
      if (progress === null) {
        onChange();
      }
    },
    onUnsound: ({ firstWrong }) =>
      onBreach(new Breach("log", `entry ${firstWrong?.index ?? 0} breaks the rule ${firstWrong?.why ?? ""}`)),
  });
}

/** An outcome is told even when the disk is too full to record it. */
function appendIfSpace(log: AuditLog, entry: NewEntry): AppendedEntry | null {
  try {
    return log.append(entry)[0] ?? null;
  } catch (error) {
    if (isDiskFull(error)) {
      return null;
    }
    throw error;
  }
}
