import { z } from "zod";
import { ceilingSchema } from "../authorisation.ts";
import { secrecySchema } from "../footage.ts";
import { articleIdSchema } from "./text.ts";

/**
 * 分级授权 (form F17): how the classes of secrecy rank, and how high each grade reaches.
 *
 * A class that stands in no rank lies above every ceiling, and a grade that is not listed reaches nothing.
 */
export const gradesSchema = z.strictObject({
  /** The higher the rank, the fewer may deal with it; rows of one rank differ in their provision alone. */
  ranks: z
    .array(
      z.strictObject({
        rank: z.int().min(0).max(20),
        classes: z.array(secrecySchema).min(1),
        article: articleIdSchema,
      }),
    )
    .min(1),
  /** The highest ceiling that each grade may carry; grade 1 is the highest. */
  reach: z
    .array(z.strictObject({ grade: z.int().min(1).max(4), ceiling: ceilingSchema, article: articleIdSchema }))
    .min(1),
});
