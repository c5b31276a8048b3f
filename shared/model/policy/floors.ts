import { z } from "zod";
import { protectionIds } from "../../protections.ts";
import { secrecySchema } from "../footage.ts";
import { articleIdSchema } from "./text.ts";

/**
 * Which protections must be live on a machine before a grant for recordings of these classes opens there.
 *
 * A class in several rows needs what each of them asks for. A class in none needs what the usual floor asks for.
 */
export const floorsSchema = z
  .array(
    z.strictObject({
      classes: z.array(secrecySchema).min(1),
      needs: z.array(z.enum(protectionIds)).min(1),
      article: articleIdSchema,
    }),
  )
  .min(1);
