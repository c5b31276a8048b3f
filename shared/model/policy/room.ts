import { z } from "zod";
import { secrecySchema } from "../footage.ts";
import { applicantClassSchema } from "../request.ts";
import { paperKindSchema } from "../request-steps.ts";
import { articleIdSchema, textSchema } from "./text.ts";

/** Classes a rule is for; `*` is the rest. */
export const classesSchema = z.union([z.literal("*"), z.array(applicantClassSchema).min(1)]);
export type Classes = z.infer<typeof classesSchema>;

/** Who must be in the room with a class of applicants, and who may. The first rule that applies counts. */
export const presenceRuleSchema = z.strictObject({
  classes: classesSchema,
  /** Supervisors present throughout; 0 lets them view alone. */
  supervisors: z.int().min(0).max(4),
  place: z.enum(["designated", "archive", "agencyChosen"]),
  /** Most viewers in the room at once. */
  viewers: z.int().min(1).max(32),
  interpreter: z.boolean(),
  /** A guardian sits in with a viewer who is not of age. */
  guardian: z.boolean(),
  article: articleIdSchema,
});
export type PresenceRule = z.infer<typeof presenceRuleSchema>;

/** Papers that are checked by a named clerk before the room opens (form F4 for lawyers). */
export const paperRuleSchema = z.strictObject({
  classes: z.array(applicantClassSchema).min(1),
  papers: z.array(z.strictObject({ paper: paperKindSchema, article: articleIdSchema })).min(1),
});
export type PaperRule = z.infer<typeof paperRuleSchema>;

/** Read aloud and accepted before the first frame (权利义务告知及承诺). */
export const noticeSchema = z.strictObject({
  title: textSchema,
  items: z.array(textSchema).min(1).max(40),
  article: articleIdSchema,
});

/** 密级 and who may see it (form F16, O-104). */
export const secrecyRulesSchema = z.strictObject({
  levels: z.array(z.strictObject({ level: secrecySchema, classes: classesSchema, article: articleIdSchema })).min(1),
  /** The supplementary volume (副卷). */
  supplementary: z.strictObject({ classes: classesSchema, article: articleIdSchema }),
  /** Levels that the condition `confidential` of a chain means. */
  confidential: z.array(secrecySchema),
});
export type SecrecyRules = z.infer<typeof secrecyRulesSchema>;
