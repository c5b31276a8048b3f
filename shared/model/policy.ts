import { z } from "zod";
import { usualTimeZone } from "../time-zone.ts";
import { applicantClassSchema, legalRouteSchema, purposeSchema, refusalGroundSchema, verbSchema } from "./request.ts";

const textSchema = z.object({ zh: z.string(), en: z.string() });

/** An IANA time zone that this program knows, e.g. `Asia/Shanghai`. */
export const timeZoneSchema = z.string().refine(isTimeZone, { message: "unknown time zone" });

function isTimeZone(name: string): boolean {
  try {
    return new Intl.DateTimeFormat("en", { timeZone: name }).resolvedOptions().timeZone !== "";
  } catch {
    return false;
  }
}

/**
 * The policy pack of one authority (rule R11): law as data.
 *
 * Every list a form offers and every refusal a screen explains comes from here, with the article
 * that causes it; code holds none of it.
 */
export const policyPackSchema = z.object({
  pack: z.string(),
  version: z.int(),
  authority: z.object({
    code: z.string(),
    zh: z.string(),
    en: z.string(),
    /** Zone in which the authority's law runs; every date and time on screen is written in it. */
    timeZone: timeZoneSchema.default(usualTimeZone),
  }),
  /** Article id → its text and a short English rendering. */
  articles: z.record(z.string(), z.object({ cite: textSchema, text: textSchema })),
  purposes: z.array(z.object({ purpose: purposeSchema, article: z.string() })),
  applicantClasses: z.array(applicantClassSchema),
  legalRoutes: z.array(legalRouteSchema),
  verbs: z.array(z.object({ verb: verbSchema, article: z.string() })),
  refusalGrounds: z.array(z.object({ ground: refusalGroundSchema, article: z.string() })),
  /** Post that decides, by applicant class; `*` is the rest. */
  approval: z.array(
    z.object({
      applicantClass: z.union([applicantClassSchema, z.literal("*")]),
      role: z.literal("approver"),
      article: z.string(),
    }),
  ),
  duties: z.array(z.object({ rule: z.string(), article: z.string() })),
  presence: z.object({ supervisors: z.int().min(0).max(4), article: z.string() }),
  playBudget: z.object({ default: z.int(), maximum: z.int() }),
  validity: z.object({ defaultHours: z.int(), maximumDays: z.int() }),
  /** Read aloud and accepted before the first frame (权利义务告知及承诺). */
  notice: z.object({ title: textSchema, items: z.array(textSchema), article: z.string() }),
  pin: z.object({ attempts: z.int(), firstDelaySeconds: z.int() }),
});
export type PolicyPack = z.infer<typeof policyPackSchema>;
