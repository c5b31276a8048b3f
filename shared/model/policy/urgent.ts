import { z } from "zod";
import { ceilingSchema } from "../authorisation.ts";
import { roleSchema } from "../person.ts";
import { purposeSchema } from "../request.ts";
import { articleIdSchema, textSchema } from "./text.ts";

const article = articleIdSchema;

/**
 * 实时调阅: standing orders (常备调阅令) that were approved beforehand by plan (O-20).
 *
 * Without `allowed` there are none, whatever the rest says.
 */
export const urgentSchema = z.strictObject({
  allowed: z.boolean(),
  article,
  plan: z.strictObject({ longestDays: z.int().min(1).max(3650), article }),
  /** Who approves an order: the person who would decide on each viewing. */
  approver: z.strictObject({ role: roleSchema, title: textSchema, article }),
  /** What an order may be for. */
  purposes: z.array(purposeSchema).min(1),
  /** What no order exceeds. */
  limits: z.strictObject({
    perDay: z.int().min(1).max(100),
    total: z.int().min(1).max(2000),
    playBudget: z.int().min(1).max(100),
    holders: z.int().min(1).max(16),
    ceiling: ceilingSchema,
    article,
  }),
  /** For how many days ahead viewings are issued, to be carried to a station without a line (随盘预发); 0 for none. */
  ahead: z.strictObject({ days: z.int().min(0).max(31), article }),
});
export type Urgent = z.infer<typeof urgentSchema>;
