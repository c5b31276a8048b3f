import type { Failure } from "../../shared/failure.ts";
import type { AppendedEntry, AuditLog } from "../auditlog/index.ts";
import type { NewEntry } from "../formats/log-entry.ts";

/** Who tried what, for the entry about a refusal. */
export interface Attempt {
  readonly attempt: string;
  readonly person?: string;
  readonly station?: string;
  /** Request, asset or grant it was about. */
  readonly subject?: string;
}

/** The log of headquarters as the rest of headquarters writes it. */
export interface Journal {
  /** Durable on return. @throws {Breach} */
  record(...entries: readonly [NewEntry, ...NewEntry[]]): AppendedEntry[];
  /** Records that an act was refused, by its code and facts; never what the act said. @throws {Breach} */
  refuse(attempt: Attempt, failure: Failure): void;
}

/** Makes the journal over an open log. */
export function createJournal(log: AuditLog): Journal {
  return {
    record: (...entries) => log.append(...entries),
    refuse({ attempt, person, station, subject }, failure) {
      const { code, ...facts } = failure;
      log.append({
        t: "hq.refuse",
        b: {
          attempt,
          failure: code,
          facts: definedOnly(facts),
          ...(station === undefined ? {} : { station }),
          ...(subject === undefined ? {} : { subject }),
        },
        ...(person === undefined ? {} : { person }),
      });
    },
  };
}

function definedOnly(facts: object): Record<string, unknown> {
  return Object.fromEntries(Object.entries(facts).filter(([, value]) => value !== undefined));
}
