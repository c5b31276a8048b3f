import { z } from "zod";
import { updateRefusals } from "../updates.ts";

/** The program that a station runs, as the signed list of its tree names it. */
export const programSchema = z.object({
  edition: z.enum(["sealed", "end-to-end"]),
  version: z.string().max(40),
  counter: z.int().nonnegative(),
  platform: z.string().max(40),
  /** SHA-256 of that list. */
  installation: z.string().regex(/^[0-9a-f]{64}$/u),
});
export type Program = z.infer<typeof programSchema>;

/** What a station would become. */
export const offeredSchema = z.object({
  version: z.string().max(40),
  counter: z.int(),
  /** Bytes to fetch. */
  size: z.int(),
  emergency: z.boolean(),
  expires: z.iso.datetime(),
});
export type Offered = z.infer<typeof offeredSchema>;

/** Why a verified update is not installed this minute. */
export const updateWaits = ["viewing", "signedIn", "unsynced"] as const;
export type UpdateWait = (typeof updateWaits)[number];

/** How a station stands with updates. */
export const updateStateSchema = z.object({
  /** Absent when the program runs from its sources: such a one is never updated. */
  program: programSchema.optional(),
  phase: z.enum([
    "unreleased",
    "unasked",
    "current",
    "deferred",
    "offered",
    "downloading",
    "ready",
    "installing",
    "refused",
  ]),
  offered: offeredSchema.optional(),
  /** Bytes that have come, while it is fetched. */
  received: z.int().optional(),
  /** Why the last one was not taken. */
  reason: z.enum(updateRefusals).optional(),
  waits: z.enum(updateWaits).optional(),
  checkedAt: z.iso.datetime().optional(),
});
export type UpdateState = z.infer<typeof updateStateSchema>;

/** What a station tells headquarters of its program. */
export const programReportSchema = z.object({
  program: programSchema.nullable(),
  phase: updateStateSchema.shape.phase,
  offered: z.string().max(40).optional(),
  reason: z.enum(updateRefusals).optional(),
});
export type ProgramReport = z.infer<typeof programReportSchema>;
