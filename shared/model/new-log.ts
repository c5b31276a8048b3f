import { z } from "zod";
import { logEndings } from "../log-endings.ts";
import { personIdSchema } from "./person.ts";

export const logEndingSchema = z.enum(logEndings);

const rootSchema = z.string().max(64);

/** A head of a log: `root` in base64. */
export const continuedHeadSchema = z.object({
  origin: z.string().max(200),
  size: z.int().nonnegative(),
  root: rootSchema,
});
export type ContinuedHead = z.infer<typeof continuedHeadSchema>;

/** Where a new log stands that continues one that has ended. */
export const newLogStageSchema = z.enum(["restart", "unasked", "waiting", "refused"]);
export type NewLogStage = z.infer<typeof newLogStageSchema>;

/**
 * A station whose log has ended, as it says of itself. `restart`: the next start begins the new log. `unasked`: a
 * supervisor or an administrator has to ask headquarters to take it. `waiting`: administrators there have to sign.
 */
export const recoveryStateSchema = z.object({
  stage: newLogStageSchema,
  ending: logEndingSchema,
  /** The log that has ended, and the latest head known of it. */
  former: continuedHeadSchema.optional(),
  /** Where the old log lies, untouched. */
  folder: z.string().optional(),
  /** What is compared with the administrator's screen. */
  fingerprint: z.string().optional(),
  askedAt: z.iso.datetime().optional(),
  by: personIdSchema.optional(),
  /** Why headquarters refused. */
  note: z.string().optional(),
});
export type RecoveryState = z.infer<typeof recoveryStateSchema>;

/** A new log that waits at headquarters for its sign-off. */
export const waitingLogSchema = z.object({
  station: z.string(),
  name: z.string(),
  room: z.string(),
  origin: z.string(),
  fingerprint: z.string(),
  ending: logEndingSchema,
  askedAt: z.iso.datetime(),
  /** Who asked at the station. */
  by: personIdSchema,
  /** What the new log says it continues. */
  continues: continuedHeadSchema,
  /** What headquarters holds of that log. */
  held: continuedHeadSchema.omit({ origin: true }),
  /** Grants that are open for the old log and end with it. */
  grants: z.int(),
});
export type WaitingLog = z.infer<typeof waitingLogSchema>;
