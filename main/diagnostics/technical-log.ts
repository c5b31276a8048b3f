import { appendFileSync, mkdirSync, renameSync, rmSync, statSync } from "node:fs";
import { join } from "node:path";
import { Breach } from "./breach.ts";
import { newIncident } from "./incident.ts";
import { redact } from "./redact.ts";

/** Facts of a technical line: numbers and short words, never content. */
export type Facts = Readonly<Record<string, string | number | boolean>>;

/** The machine's own diary: what worked and what broke, without personal data. */
export interface TechnicalLog {
  /** Notes that something happened. `event` is a fixed word such as `sync.offline`. */
  note(event: string, facts?: Facts): void;
  /** Notes a bug or breach with its redacted stack and answers the incident number shown to the person. */
  report(event: string, error: unknown, facts?: Facts): string;
}

interface Options {
  readonly now?: () => Date;
  readonly maxBytes?: number;
  readonly keep?: number;
}

/**
 * Opens the technical log in `folder`: JSON lines in `technical.log`, rotated by size.
 *
 * Writing never throws: a full disk must not turn a note about the full disk into a second failure.
 */
export function openTechnicalLog(folder: string, options: Options = {}): TechnicalLog {
  const { now = () => new Date(), maxBytes = 1_048_576, keep = 4 } = options;
  const file = join(folder, "technical.log");

  const write = (line: Facts): void => {
    try {
      mkdirSync(folder, { recursive: true, mode: 0o700 });
      rotate(file, maxBytes, keep);
      appendFileSync(file, `${JSON.stringify(line)}\n`, { mode: 0o600 });
    } catch {
      // Nothing better can be done here; the audit log does not depend on this file.
    }
  };

  return {
    note: (event, facts = {}) => write({ at: now().toISOString(), event, ...redactFacts(facts) }),
    report: (event, error, facts = {}) => {
      const incident = newIncident();
      write({ at: now().toISOString(), event, incident, ...redactFacts(facts), ...describe(error) });
      return incident;
    },
  };
}

function redactFacts(facts: Facts): Facts {
  return Object.fromEntries(
    Object.entries(facts).map(([name, value]) => [name, typeof value === "string" ? redact(value) : value]),
  );
}

function describe(error: unknown): Facts {
  if (!(error instanceof Error)) {
    return { error: redact(typeof error) };
  }
  const cause: Facts =
    error.cause instanceof Error ? { cause: redact(`${error.cause.name}: ${error.cause.message}`) } : {};
  const subject: Facts = error instanceof Breach ? { breach: error.subject } : {};
  const code: Facts = "code" in error && typeof error.code === "string" ? { code: error.code } : {};
  return {
    error: redact(`${error.name}: ${error.message}`),
    stack: redact(framesOf(error)),
    ...code,
    ...cause,
    ...subject,
  };
}

/** Keeps room and file of our own frames; drops where the program is installed. */
function framesOf(error: Error): string {
  return (error.stack ?? "")
    .split("\n")
    .slice(1, 8)
    .map((line) => /(?:main|shared|out)[/\\][\w./\\-]+:\d+/u.exec(line)?.[0] ?? "")
    .filter((line) => line !== "")
    .map((line) => line.replace(/^.*[/\\](?=main[/\\]|shared[/\\]|out[/\\])/u, "").replaceAll(/[/\\]/gu, "|"))
    .join(" < ");
}

function rotate(file: string, maxBytes: number, keep: number): void {
  if ((statSync(file, { throwIfNoEntry: false })?.size ?? 0) < maxBytes) {
    return;
  }
  rmSync(`${file}.${keep}`, { force: true });
  for (let n = keep - 1; n >= 1; n--) {
    if (statSync(`${file}.${n}`, { throwIfNoEntry: false }) !== undefined) {
      renameSync(`${file}.${n}`, `${file}.${n + 1}`);
    }
  }
  renameSync(file, `${file}.1`);
}
