import { z } from "zod";
import { personIdSchema } from "./person.ts";
import { policyPackSchema } from "./policy.ts";
import { textSchema } from "./policy/text.ts";

const digest = z.string().regex(/^[0-9a-f]{64}$/u);

/**
 * Where a signed pack stands. `offered` waits for an administrator, `scheduled` for its date; `refused` is one whose date
 * came when it did not hold any more.
 */
export const policyOfferStateSchema = z.enum(["offered", "scheduled", "inForce", "replaced", "withdrawn", "refused"]);
export type PolicyOfferState = z.infer<typeof policyOfferStateSchema>;

/** A pack that a legal officer has signed, as headquarters keeps it. */
export const policyOfferSchema = z.object({
  /** SHA-256 of the pack as canonical JSON, lower-case hex. */
  digest,
  pack: z.string(),
  version: z.int(),
  title: textSchema,
  signedBy: personIdSchema,
  signedAt: z.iso.datetime(),
  state: policyOfferStateSchema,
  /** First day in force, in the zone of the authority. */
  from: z.iso.date().optional(),
  activatedBy: personIdSchema.optional(),
  /** Why it did not come into force. */
  refusal: z.string().optional(),
});
export type PolicyOffer = z.infer<typeof policyOfferSchema>;

/** The same with what is in it: the pack as canonical JSON, and the CMS signature over its digest. */
export const offeredPackSchema = z.object({ offer: policyOfferSchema, pack: z.string(), signature: z.base64() });
export type OfferedPack = z.infer<typeof offeredPackSchema>;

/** A file as it was read: a whole pack, or what is wrong with it, line by line. */
export const policyPreviewSchema = z.discriminatedUnion("state", [
  z.object({ state: z.literal("read"), digest, pack: policyPackSchema }),
  z.object({ state: z.literal("unusable"), problems: z.array(textSchema) }),
]);
export type PolicyPreview = z.infer<typeof policyPreviewSchema>;

/** Longest time that an activation may lie ahead. */
export const longestAheadDays = 366;
