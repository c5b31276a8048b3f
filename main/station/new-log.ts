import { existsSync, mkdirSync, renameSync, rmSync } from "node:fs";
import { join } from "node:path";
import { z } from "zod";
import { continuedHeadSchema, logEndingSchema } from "../../shared/model/new-log.ts";
import { createLog, logExists, type AuditLog, type LogOptions } from "../auditlog/index.ts";
import { Breach } from "../diagnostics/index.ts";
import { fromBase64url } from "../formats/bytes.ts";
import { generationOf } from "../formats/log-origin.ts";
import { sealFirstKey } from "../formats/log-seal.ts";
import { readIfThere, syncFolder, writeDurably } from "./durable-file.ts";
import type { Folders } from "./folders.ts";

/** Why a station waits: its log has ended, and headquarters has not taken the next one yet. */
export const awaitingSchema = z.strictObject({
  ending: logEndingSchema,
  /** The latest head known of the log that has ended; the new log's genesis names it. */
  former: continuedHeadSchema.strict(),
  /** What this machine itself held of it, where that could still be read. */
  local: continuedHeadSchema.omit({ origin: true }).strict().optional(),
  /** Where the old log lies, below the station's folder. */
  folder: z.string(),
});
export type Awaiting = z.infer<typeof awaitingSchema>;

const planSchema = z.strictObject({
  v: z.literal(1),
  /** Origin of the log that ends, and of the one that begins. */
  from: z.string(),
  origin: z.string(),
  /** To whom the new log seals the first key of its seal. */
  seal: z.strictObject({ name: z.string(), publicKey: z.string() }),
  awaiting: awaitingSchema,
});
/** Everything that is needed to finish, so that a start that was cut off goes on without headquarters. */
export type NewLogPlan = z.infer<typeof planSchema>;

/** What the steps work on. */
export interface NewLogPlace {
  readonly folders: Pick<Folders, "root" | "log" | "receipts" | "enrolment" | "newLog">;
  /** How the new log is created and opened. */
  readonly options: (origin: string) => LogOptions;
}

/** Folder of a log that has ended, below the station's. */
export function formerFolder(origin: string): string {
  return join("former-logs", String(generationOf(origin) ?? 0));
}

/**
 * The steps from a log that has ended to the next one. Each is durable before the next begins and may be run again:
 * whatever moment the power fails at, the next start runs all of them and ends in the same place. The old log is moved
 * as it is and never written to.
 */
export function newLogSteps({ folders, options }: NewLogPlace, plan: NewLogPlan): readonly (() => void)[] {
  const aside = join(folders.root, plan.awaiting.folder);
  return [
    () => writeDurably(folders.newLog, JSON.stringify(plan)),
    () => {
      mkdirSync(aside, { recursive: true, mode: 0o700 });
      putAside(folders.log, join(aside, "log"), folders.root);
    },
    () => putAside(folders.receipts, join(aside, "log.receipts"), folders.root),
    () => {
      if (!logExists(folders.log)) {
        beginLog(folders, options(plan.origin), plan).close();
      }
    },
    () => {
      const enrolment = z.looseObject({}).parse(JSON.parse(readIfThere(folders.enrolment) ?? ""));
      const moved = { ...enrolment, logOrigin: plan.origin, awaiting: plan.awaiting };
      writeDurably(folders.enrolment, JSON.stringify(moved));
    },
    () => rmSync(folders.newLog, { force: true }),
  ];
}

/** Moves a file or folder once. A place that is taken shows that it has happened; nothing to move leaves an empty one. */
function putAside(from: string, to: string, root: string): void {
  if (existsSync(to)) {
    return;
  }
  if (existsSync(from)) {
    renameSync(from, to);
  } else {
    mkdirSync(to);
  }
  syncFolder(join(to, ".."));
  syncFolder(root);
}

function beginLog(
  folders: NewLogPlace["folders"],
  options: LogOptions,
  { origin, seal, awaiting }: NewLogPlan,
): AuditLog {
  const recipient = fromBase64url(seal.publicKey);
  return createLog(folders.log, {
    ...options,
    continues: { ...awaiting.former },
    sealTo: [{ name: seal.name, seal: (firstKey) => sealFirstKey(recipient, origin, firstKey) }],
  });
}

/** Finishes what an earlier start had begun. @throws {Breach} when its plan cannot be read. */
export function finishNewLog(place: NewLogPlace): void {
  const text = readIfThere(place.folders.newLog);
  if (text === null) {
    return;
  }
  const plan = readPlan(text);
  const isMoved = z
    .looseObject({ logOrigin: z.literal(plan.origin) })
    .safeParse(JSON.parse(readIfThere(place.folders.enrolment) ?? "null")).success;
  // Once the enrolment has moved, what lies in the log's place is the new log.
  for (const step of newLogSteps(place, plan).slice(isMoved ? -1 : 1)) {
    step();
  }
}

function readPlan(text: string): NewLogPlan {
  try {
    return planSchema.parse(JSON.parse(text));
  } catch (cause) {
    throw new Breach("trust", "the plan for a new log is unreadable", { cause });
  }
}
