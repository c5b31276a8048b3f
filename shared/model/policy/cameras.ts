import { z } from "zod";
import { articleIdSchema } from "./text.ts";

/**
 * How many cameras an operation asks for (O-52): so many officers who each record, or a dedicated camera beside what the
 * officers wear. A pack whose instruments ask for neither has no such section.
 */
export const cameraRulesSchema = z.strictObject({
  rules: z
    .array(
      z.strictObject({
        when: z.enum(["any", "majorOperation"]),
        needs: z.discriminatedUnion("kind", [
          z.strictObject({ kind: z.literal("officers"), least: z.int().min(2).max(20) }),
          z.strictObject({ kind: z.literal("dedicatedCamera") }),
        ]),
        article: articleIdSchema,
      }),
    )
    .min(1),
});
export type CameraRule = z.infer<typeof cameraRulesSchema>["rules"][number];
