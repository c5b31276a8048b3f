import { z } from "zod";
import { logStateSchema, syncStateSchema } from "./evidence.ts";
import { recoveryStateSchema } from "./new-log.ts";
import { taskKinds } from "../tasks.ts";
import { protectionIds } from "../protections.ts";
import { timeZoneSchema } from "./policy.ts";

export const localeSchema = z.enum(["zh-CN", "en"]);
export type Locale = z.infer<typeof localeSchema>;

/** One protection of the shield meter (rule R13): what is live on this machine, never more. */
export const protectionSchema = z.object({
  id: z.enum(protectionIds),
  state: z.enum(["live", "unavailable", "failed", "unknown"]),
});
export type Protection = z.infer<typeof protectionSchema>;

/** How long this station may still work without headquarters (research note C.2). */
export const offlineStateSchema = z.object({
  /** `low`: people are warned. `spent`: no new viewing begins. */
  level: z.enum(["ok", "low", "spent"]),
  /** Time of the last receipt, or of the first entry where there is none. */
  since: z.iso.datetime(),
  until: z.iso.datetime(),
  secondsLeft: z.int(),
  entriesLeft: z.int(),
  longestDays: z.int(),
  mostEntries: z.int(),
  /** Provision behind the limit and its version; absent while headquarters has stated none. */
  article: z.string().optional(),
  version: z.int().optional(),
});
export type OfflineState = z.infer<typeof offlineStateSchema>;

export const stationStatusSchema = z.object({
  authority: z.object({ zh: z.string(), en: z.string() }),
  station: z.string(),
  room: z.object({ id: z.string(), zh: z.string(), en: z.string() }),
  demonstration: z.boolean(),
  shell: z.object({ kind: z.enum(["electron", "chromium"]), sealed: z.boolean(), version: z.string() }),
  protections: z.array(protectionSchema),
  log: logStateSchema,
  sync: syncStateSchema,
  offline: offlineStateSchema,
  /** Set when a breach has sealed the station; nothing opens until a supervisor acts. */
  sealedBy: z.string().optional(),
  /** What joins the seal to the technical log; there with `sealedBy`. */
  incident: z.string().optional(),
  /** Set while the station's log has ended and headquarters has not taken the next one. */
  recovery: recoveryStateSchema.optional(),
  locale: localeSchema,
  /** Zone in which every date and time is written, whatever the machine is set to. */
  timeZone: timeZoneSchema,
  /** The station's clock as the log judges it. */
  now: z.iso.datetime(),
});
export type StationStatus = z.infer<typeof stationStatusSchema>;

/** What waits for the signed-in person. */
export const taskSchema = z.object({
  id: z.string(),
  kind: z.enum(taskKinds),
  subject: z.string(),
  reference: z.string(),
  since: z.iso.datetime({ offset: true }),
  due: z.iso.datetime({ offset: true }).optional(),
  /** Provision behind the deadline or the duty. */
  article: z.string().optional(),
  /** The person has not looked at it yet. */
  isNew: z.boolean(),
});
export type Task = z.infer<typeof taskSchema>;
