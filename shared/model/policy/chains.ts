import { z } from "zod";
import { roleSchema } from "../person.ts";
import { applicantClassSchema, legalRouteSchema, refusalGroundSchema, verbSchema } from "../request.ts";
import { articleIdSchema, textSchema } from "./text.ts";

/**
 * When a chain applies. A field that is absent does not matter.
 *
 * `confidential`: one of the recordings is of a level that `secrecy.confidential` lists. `ownUnit`: the applicant's unit
 * recorded all of them. `longRange`: the whole of a recording, or more of it than `longRange.minutes`.
 */
export const chainConditionSchema = z.strictObject({
  classes: z.array(applicantClassSchema).min(1).optional(),
  verbs: z.array(verbSchema).min(1).optional(),
  routes: z.array(legalRouteSchema).min(1).optional(),
  archived: z.boolean().optional(),
  confidential: z.boolean().optional(),
  ownUnit: z.boolean().optional(),
  longRange: z.boolean().optional(),
});
export type ChainCondition = z.infer<typeof chainConditionSchema>;

/** One person's part in an approval: `opinion` 承办部门意见, `decide` 审批, `provide` 提供复制件. */
export const chainStepSchema = z.strictObject({
  kind: z.enum(["opinion", "decide", "provide"]),
  /** Who of the directory may do it. */
  role: roleSchema,
  /** The post as the instrument names it. */
  title: textSchema,
  article: articleIdSchema,
});
export type ChainStep = z.infer<typeof chainStepSchema>;

const named = { id: z.string().regex(/^[a-z][a-z0-9-]{1,47}$/u), when: chainConditionSchema };

/** Who decides, in order; or that nobody may, with the ground. The first chain of the list that applies counts. */
export const approvalRuleSchema = z.union([
  z.strictObject({ ...named, steps: z.array(chainStepSchema).min(1).max(8) }),
  z.strictObject({ ...named, refuse: refusalGroundSchema, article: articleIdSchema }),
]);
export type ApprovalRule = z.infer<typeof approvalRuleSchema>;

/** A way by which an application comes; without `verbs` and `classes` it is open to every one that the pack offers. */
export const legalRouteRuleSchema = z.strictObject({
  route: legalRouteSchema,
  verbs: z.array(verbSchema).min(1).optional(),
  classes: z.array(applicantClassSchema).min(1).optional(),
  article: articleIdSchema,
});
export type LegalRouteRule = z.infer<typeof legalRouteRuleSchema>;
