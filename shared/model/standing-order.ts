import { z } from "zod";
import { failureSchema } from "../failure.ts";
import { ceilingSchema } from "./authorisation.ts";
import { assetIdSchema, mediaKindSchema } from "./footage.ts";
import { personIdSchema, personSchema } from "./person.ts";
import { digestSchema, refusalGroundSchema } from "./request-steps.ts";
import { purposeSchema, requestIdSchema, verbSchema } from "./request.ts";

export const standingOrderIdSchema = z
  .string()
  .regex(/^o-[0-9a-z]{6,40}$/u)
  .brand<"StandingOrderId">();
export type StandingOrderId = z.infer<typeof standingOrderIdSchema>;

/** Which recordings an order opens: the frame (范围) that was approved, never wider. */
export const standingFrameSchema = z.strictObject({
  /** Units that made the recording, by name. */
  units: z.array(z.string().min(1).max(128)).min(1).max(64),
  /** Days of recording in the authority's zone, the first and the last included. */
  recordedFrom: z.iso.date(),
  recordedTo: z.iso.date(),
  kinds: z.array(mediaKindSchema).min(1).max(3),
  /** 密级上限; what is pending (待定) is never opened by an order. */
  ceiling: ceilingSchema,
  /** A drawn sample (抽中清单): when it is given, only these recordings, and only as far as the rest of the frame allows. */
  sample: z.array(assetIdSchema).min(1).max(512).optional(),
});
export type StandingFrame = z.infer<typeof standingFrameSchema>;

/** What an order (常备调阅令) says: who may view what, where, how often and until when, approved ahead by plan (O-20). */
export const standingFormSchema = z.strictObject({
  /** 计划依据: the plan that the order carries out. */
  plan: z.string().trim().min(10).max(1000),
  purpose: purposeSchema,
  verb: verbSchema,
  /** Who views under it. */
  holders: z.array(personIdSchema).min(1).max(16),
  /** Who sits in; none where the pack lets staff view alone. */
  supervisors: z.array(personIdSchema).max(16),
  rooms: z.array(z.string().min(1).max(64)).min(1).max(16),
  frame: standingFrameSchema,
  /** Viewings on one day, and altogether. One viewing is one recording. */
  perDay: z.int().min(1).max(100),
  total: z.int().min(1).max(2000),
  /** How many sittings may open the recording of one viewing. */
  playBudget: z.int().min(1).max(100),
  /** Days on which it may be used, the first and the last included. */
  validFrom: z.iso.date(),
  validTo: z.iso.date(),
});
export type StandingForm = z.infer<typeof standingFormSchema>;

/** The approver's word on exactly what was drawn up. */
export const standingDecisionSchema = z.discriminatedUnion("outcome", [
  z.strictObject({ outcome: z.literal("approve"), opinion: z.string().max(1000) }),
  z.strictObject({
    outcome: z.literal("refuse"),
    ground: refusalGroundSchema,
    opinion: z.string().trim().min(2).max(1000),
  }),
]);
export type StandingDecision = z.infer<typeof standingDecisionSchema>;

/** `proposed` waits for the approver; `ended` is over by its days or used up. */
export const standingStateSchema = z.enum(["proposed", "refused", "inForce", "withdrawn", "ended"]);
export type StandingState = z.infer<typeof standingStateSchema>;

/** One viewing under an order. */
export const standingUseSchema = z.object({
  /** Its place among all viewings under the order, and among those of its day; both from 1. */
  use: z.int(),
  ofDay: z.int(),
  day: z.iso.date(),
  at: z.iso.datetime(),
  request: requestIdSchema,
  number: z.string(),
  grant: z.string(),
  asset: assetIdSchema,
  by: personSchema,
  room: z.string(),
  /** Revoked or withdrawn since; it stays counted. */
  revoked: z.boolean(),
});
export type StandingUse = z.infer<typeof standingUseSchema>;

export const standingOrderSchema = z.object({
  id: standingOrderIdSchema,
  /** 常备调阅令编号, `{authority}-SO-{yyyy}-{seq}`. */
  number: z.string(),
  state: standingStateSchema,
  form: standingFormSchema,
  /** SHA-256 of the CMS bytes of whoever drew it up. */
  digest: digestSchema,
  by: personSchema,
  at: z.iso.datetime(),
  holders: z.array(personSchema),
  supervisors: z.array(personSchema),
  decision: z
    .object({ by: personSchema, at: z.iso.datetime(), form: standingDecisionSchema, digest: digestSchema })
    .optional(),
  withdrawal: z.object({ by: personSchema, at: z.iso.datetime(), reason: z.string(), digest: digestSchema }).optional(),
  uses: z.array(standingUseSchema),
  /** The day at headquarters, in the authority's zone. */
  today: z.iso.date(),
});
export type StandingOrder = z.infer<typeof standingOrderSchema>;

/** What one viewing says of the order it is made under, inside the signed request. */
export const standingClaimSchema = z.strictObject({
  order: standingOrderIdSchema,
  /** SHA-256 of the order's CMS bytes: the viewing is under exactly what was approved. */
  digest: digestSchema,
  /** The day it is for; a later one is issued ahead, to be carried to a station without a line. */
  day: z.iso.date(),
});
export type StandingClaim = z.infer<typeof standingClaimSchema>;

/** The same inside a grant, with its number among the viewings. */
export const standingNumberSchema = z.strictObject({
  order: standingOrderIdSchema,
  number: z.string().max(64),
  digest: digestSchema,
  day: z.iso.date(),
  use: z.int().positive(),
  ofDay: z.int().positive(),
});
export type StandingNumber = z.infer<typeof standingNumberSchema>;

/** What somebody at a station asks for under an order. */
export const standingUseOrderSchema = z.object({
  order: standingOrderIdSchema,
  asset: assetIdSchema,
  /** 具体事由, as on form F1. */
  reason: z.string().trim().min(10).max(500),
});
export type StandingUseOrder = z.infer<typeof standingUseOrderSchema>;

/** What became of one recording of a list that is issued ahead: its number, or why it was refused. */
export const aheadRowSchema = z.object({
  asset: assetIdSchema,
  day: z.iso.date(),
  number: z.string().optional(),
  failure: failureSchema.optional(),
});
export type AheadRow = z.infer<typeof aheadRowSchema>;
