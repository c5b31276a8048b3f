import type { TechnicalLog } from "../diagnostics/index.ts";
import type { LogClock } from "../auditlog/index.ts";
import type { DemonstrationPerson } from "../identity/index.ts";
import { startDemonstration } from "./demonstration.ts";
import type { EnrolmentDesk } from "./enrolment.ts";
import type { Folders } from "./folders.ts";

/** What a headquarters that runs inside adds. */
export interface Inside {
  readonly url: string | null;
  readonly desk: EnrolmentDesk | null;
  readonly tokens: string;
  readonly persons: ReadonlyMap<string, DemonstrationPerson>;
  close(): Promise<void>;
}

/** What a station is given that decides whether headquarters runs inside. */
interface InsideOptions {
  readonly demonstration: boolean;
  readonly enrolment?: EnrolmentDesk;
  readonly tokens?: string;
  readonly policy?: string | undefined;
}

/** Headquarters inside for a demonstration; for every other station only what leads to the one outside. */
export async function openInside(
  options: InsideOptions,
  folders: Folders,
  clock: LogClock,
  diagnostics: TechnicalLog,
): Promise<Inside> {
  if (!options.demonstration) {
    return {
      url: null,
      desk: options.enrolment ?? null,
      tokens: options.tokens ?? `${folders.root}/tokens`,
      persons: new Map(),
      close: () => Promise.resolve(),
    };
  }
  return startDemonstration({
    folder: folders.headquarters,
    now: () => clock.wall().getTime(),
    onIncident: (incident, error) => void diagnostics.report("headquarters", error, { incident }),
    policy: options.policy,
  });
}
