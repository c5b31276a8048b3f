import { z } from "zod";
import { stopReasons } from "../refusals.ts";
import { capacitySchema } from "./capacity.ts";
import { assetIdSchema, footageSchema, frameRangeSchema } from "./footage.ts";
import { grantSummarySchema } from "./grant.ts";
import { personIdSchema } from "./person.ts";

export const viewingIdSchema = z
  .string()
  .regex(/^v-[0-9a-z]{6,40}$/u)
  .brand<"ViewingId">();
export type ViewingId = z.infer<typeof viewingIdSchema>;

/** One person in the room, form F6. */
export const rosterEntrySchema = z.object({
  person: personIdSchema,
  name: z.string(),
  capacity: capacitySchema,
  checkedInAt: z.iso.datetime(),
  checkedOutAt: z.iso.datetime().optional(),
  papersChecked: z.boolean(),
  devicesDeposited: z.boolean(),
  /** Present for somebody without a certificate, whose papers a clerk compared and who signed the undertaking. */
  outside: z.object({ idMask: z.string(), by: z.string(), minor: z.boolean() }).optional(),
});
export type RosterEntry = z.infer<typeof rosterEntrySchema>;

/** Somebody's own hand under the undertaking: drawn, in whole points of the field, or their name typed. */
export const undertakingSignatureSchema = z.discriminatedUnion("kind", [
  z.object({ kind: z.literal("typed"), name: z.string().trim().min(1).max(64) }),
  z.object({
    kind: z.literal("drawn"),
    /** Each stroke is x, y, x, y, … */
    strokes: z
      .array(z.array(z.int().min(0).max(4096)).min(4).max(4000))
      .min(1)
      .max(200),
  }),
]);
export type UndertakingSignature = z.infer<typeof undertakingSignatureSchema>;

/** What people in the room see that stops the picture at once. */
export const haltReasonSchema = z.enum(["empty-chair", "unlisted-person"]);
export type HaltReason = z.infer<typeof haltReasonSchema>;

/** Where a viewing stands. Steps are taken in this order; each is an entry in the log. */
export const viewingStageSchema = z.enum(["checkIn", "notice", "unlock", "ready", "playing", "stopped", "ended"]);
export type ViewingStage = z.infer<typeof viewingStageSchema>;

/** Why a viewing was stopped by the station rather than by the people in it. */
export const stopReasonSchema = z.enum(stopReasons);
export type StopReason = z.infer<typeof stopReasonSchema>;

const openPictureSchema = z.object({ asset: assetIdSchema, pictureUrl: z.string(), pictureOrigin: z.string() });
export type OpenPicture = z.infer<typeof openPictureSchema>;

export const viewingSchema = z.object({
  id: viewingIdSchema,
  grant: grantSummarySchema,
  footage: z.array(footageSchema),
  stage: viewingStageSchema,
  roster: z.array(rosterEntrySchema),
  noticeAcceptedAt: z.iso.datetime().optional(),
  unlockedAt: z.iso.datetime().optional(),
  /** Until when a supervisor must confirm to be present; absent while no key is open. */
  confirmBy: z.iso.datetime().optional(),
  endedAt: z.iso.datetime().optional(),
  stopReason: stopReasonSchema.optional(),
  /** Asset whose picture is open now. */
  open: openPictureSchema.optional(),
  /** Other cameras of the event, watched at once beside it. */
  beside: z.array(openPictureSchema).optional(),
  /** Frames presented so far in this viewing, per asset, merged. */
  shown: z.array(z.object({ asset: assetIdSchema, ranges: z.array(frameRangeSchema) })),
  /** Seconds until the grant's window closes, by the log's clock. */
  secondsLeft: z.int(),
});
export type Viewing = z.infer<typeof viewingSchema>;
