import { z } from "zod";
import { applicantClassSchema, legalRouteSchema, purposeSchema, refusalGroundSchema, verbSchema } from "./request.ts";

const textSchema = z.object({ zh: z.string(), en: z.string() });

/**
 * The policy pack of one authority (rule R11): law as data.
 *
 * Every list a form offers and every refusal a screen explains comes from here, with the article
 * that causes it; code holds none of it.
 */
export const policyPackSchema = z.object({
  pack: z.string(),
  version: z.int(),
  authority: z.object({ code: z.string(), zh: z.string(), en: z.string() }),
  /** Article id → its text and a short English rendering. */
  articles: z.record(z.string(), z.object({ cite: textSchema, text: textSchema })),
  purposes: z.array(z.object({ purpose: purposeSchema, article: z.string() })),
  applicantClasses: z.array(applicantClassSchema),
  legalRoutes: z.array(legalRouteSchema),
  verbs: z.array(z.object({ verb: verbSchema, article: z.string() })),
  refusalGrounds: z.array(z.object({ ground: refusalGroundSchema, article: z.string() })),
  /** Post that decides, by applicant class; `*` is the rest. */
  approval: z.array(z.object({ applicantClass: z.union([applicantClassSchema, z.literal("*")]), role: z.literal("approver"), article: z.string() })),
  duties: z.array(z.object({ rule: z.string(), article: z.string() })),
  presence: z.object({ supervisors: z.int().min(0).max(4), article: z.string() }),
  playBudget: z.object({ default: z.int(), maximum: z.int() }),
  validity: z.object({ defaultHours: z.int(), maximumDays: z.int() }),
  /** Read aloud and accepted before the first frame (权利义务告知及承诺). */
  notice: z.object({ title: textSchema, items: z.array(textSchema), article: z.string() }),
  pin: z.object({ attempts: z.int(), firstDelaySeconds: z.int() }),
});
export type PolicyPack = z.infer<typeof policyPackSchema>;
