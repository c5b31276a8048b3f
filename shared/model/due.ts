import { z } from "zod";
import { triggerSchema } from "./policy/periods.ts";

/** One rule's word on how long a recording is kept; see `retentionDue`. */
export const keptSchema = z.discriminatedUnion("kind", [
  z.object({ kind: z.literal("permanent") }),
  z.object({ kind: z.literal("longTerm") }),
  z.object({ kind: z.literal("open"), missing: z.enum(["caseClass", "caseClosedOn", "litigationEndsOn"]) }),
  z.object({ kind: z.literal("until"), date: z.iso.date() }),
]);

const because = z.union([z.enum(["base", "litigation", "caseFile", "entered"]), triggerSchema]);
export const retentionReasonSchema = z.object({ because, kept: keptSchema, article: z.string() });

export const dueSchema = z.object({
  kept: keptSchema,
  articles: z.array(z.string()),
  reasons: z.array(retentionReasonSchema),
  /** Provisions that contradict each other about this recording; the longer one counts. */
  conflict: z.array(z.string()),
  /** First day on which it may be destroyed; absent while no day is known. */
  destroyFrom: z.iso.date().optional(),
});
export type Due = z.infer<typeof dueSchema>;

/** 保存级别: for long 长期, or for ever 永久; two classes (O-97). */
export const holdClassSchema = z.enum(["longTerm", "permanent"]);

/** A hold as the catalogue shows it: why, by which provision, and for how long. */
export const heldSchema = z.object({ trigger: triggerSchema, article: z.string(), level: holdClassSchema });
export type Held = z.infer<typeof heldSchema>;
