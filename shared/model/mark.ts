import { z } from "zod";
import { assetIdSchema, renditionKindSchema } from "./footage.ts";
import { personIdSchema } from "./person.ts";

export const markIdSchema = z
  .string()
  .regex(/^m-[0-9a-z]{6,40}$/u)
  .brand<"MarkId">();
export type MarkId = z.infer<typeof markIdSchema>;

export const markKindSchema = z.enum(["note", "openingStatement", "showId", "notice", "evidence", "gap", "objection"]);
export type MarkKind = z.infer<typeof markKindSchema>;

/** What one person alone may mark: an objection is signed by two. */
export const ownMarkKindSchema = markKindSchema.exclude(["objection"]);
export type OwnMarkKind = z.infer<typeof ownMarkKindSchema>;

/**
 * A mark on exactly one frame (rule R6): frame index, presentation time in ticks of the track's
 * timescale, and SHA-256 of the frame's encoded bytes. Never seconds, never a rate.
 */
export const markSchema = z.object({
  id: markIdSchema,
  asset: assetIdSchema,
  frame: z.int().nonnegative(),
  presentationTicks: z.int(),
  timescale: z.int().positive(),
  frameDigest: z.string().regex(/^[0-9a-f]{64}$/u),
  /** Says that the frame is one of a rendition, not of the original itself. */
  rendition: renditionKindSchema.optional(),
  kind: markKindSchema,
  note: z.string().max(4000),
  by: z.object({ person: personIdSchema, name: z.string() }),
  /** The supervisor who countersigned an objection. */
  witness: z.object({ person: personIdSchema, name: z.string() }).optional(),
  /** The preservation hold that an objection set. */
  hold: z.string().optional(),
  at: z.iso.datetime(),
  /** Index of the log entry that recorded it. */
  entry: z.int().nonnegative(),
});
export type Mark = z.infer<typeof markSchema>;
