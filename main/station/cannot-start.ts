import { join } from "node:path";
import { Breach, openTechnicalLog, type BreachSubject } from "../diagnostics/index.ts";
import { DemonstrationRefused } from "../headquarters/demonstration/index.ts";
import { FolderInUse } from "../storage/index.ts";
import { isDiskFull } from "./standing-log.ts";

/** Why a station does not start; each is a sentence of its own in `main/start-words.ts`. */
export type StartTrouble =
  | "in-use"
  | `sealed-${BreachSubject}`
  | "disk-full"
  | "demonstration-refused"
  | "not-built"
  | "not-enrolled"
  | "folder-closed"
  | "unknown";

/** The station did not start: nothing is open, and its folder is free again. */
export class CannotStart extends Error {
  readonly trouble: StartTrouble;
  /** Joins the sentence a person reads to the line in the technical log; null when there is nothing to look up. */
  readonly incident: string | null;
  /** File of the technical log. */
  readonly technicalLog: string;

  constructor(trouble: StartTrouble, incident: string | null, technicalLog: string, options: ErrorOptions) {
    super(`the station does not start: ${trouble}`, options);
    this.name = "CannotStart";
    this.trouble = trouble;
    this.incident = incident;
    this.technicalLog = technicalLog;
  }
}

/** This station was never enrolled, and nobody here can enrol it. */
export class NotEnrolled extends Error {
  constructor() {
    super("this station is not enrolled");
    this.name = "NotEnrolled";
  }
}

/** The interface was never built. */
export class NotBuilt extends Error {
  constructor() {
    super("the interface has not been built");
    this.name = "NotBuilt";
  }
}

const closedFolder = new Set(["EACCES", "EPERM", "EROFS", "ENOTDIR"]);

/** Names the trouble behind an error and notes it in the technical log, without which nobody could mend it. */
export function cannotStart(error: unknown, diagnosticsFolder: string): CannotStart {
  if (error instanceof CannotStart) {
    return error;
  }
  const trouble = troubleOf(error);
  // A folder in use is nobody's fault, and its technical log is being written by the other program.
  const incident = trouble === "in-use" ? null : openTechnicalLog(diagnosticsFolder).report("start", error);
  return new CannotStart(trouble, incident, join(diagnosticsFolder, "technical.log"), { cause: error });
}

/** The breach that a failed start means; a database that is none any more is one too, whoever noticed. */
export function breachBehind(error: unknown): Breach | null {
  if (isDiskFull(error)) {
    return null;
  }
  if (error instanceof Breach) {
    return error;
  }
  return /^SQLITE_(?:CORRUPT|NOTADB)/u.test(codeOf(error))
    ? new Breach("log", "a database of the station is damaged", { cause: error })
    : null;
}

function codeOf(error: unknown): string {
  return error instanceof Error && "code" in error ? String(error.code) : "";
}

function troubleOf(error: unknown): StartTrouble {
  if (isDiskFull(error)) {
    return "disk-full";
  }
  if (error instanceof FolderInUse) {
    return "in-use";
  }
  const breach = breachBehind(error);
  if (breach !== null) {
    return `sealed-${breach.subject}`;
  }
  if (error instanceof DemonstrationRefused) {
    // The recording was refused because there was no room for it: the disk is what must be mended.
    return error.reason === "disk-full" ? "disk-full" : "demonstration-refused";
  }
  if (error instanceof NotBuilt) {
    return "not-built";
  }
  if (error instanceof NotEnrolled) {
    return "not-enrolled";
  }
  return closedFolder.has(codeOf(error)) ? "folder-closed" : "unknown";
}
