import { z } from "zod";
import { roleSchema } from "../person.ts";
import { articleIdSchema } from "./text.ts";

/** Who lifts a withheld part (解除不予展示): one asks, another agrees, and the provision behind it. */
export const withheldRuleSchema = z.strictObject({
  lifting: z.strictObject({
    asks: z.array(roleSchema).min(1),
    agrees: z.array(roleSchema).min(1),
    article: articleIdSchema,
  }),
});
