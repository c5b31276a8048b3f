import { z } from "zod";
import { declarationIdSchema } from "./declaration.ts";
import { registerRowSchema } from "./evidence.ts";
import { extractionIdSchema } from "./extraction.ts";
import { incidentIdSchema } from "./incident.ts";
import { destructionIdSchema, holdIdSchema } from "./retention.ts";
import { requestIdSchema } from "./request.ts";
import { viewingIdSchema } from "./viewing.ts";

const part = z.string().max(200).optional();

/** What a register is narrowed to; a field that is absent does not matter. */
export const registerFilterSchema = z.strictObject({
  person: part,
  request: part,
  caseNo: part,
  text: part,
  from: z.iso.datetime({ offset: true }).optional(),
  to: z.iso.datetime({ offset: true }).optional(),
  outcome: z.enum(["open", "ended", "stopped", "interrupted"]).optional(),
});

export type RegisterFilter = z.infer<typeof registerFilterSchema>;

/** A page of the register: rows `[from, from + count)` of those that fit, newest first. */
export const registerQuerySchema = z.object({
  filter: registerFilterSchema,
  from: z.int().nonnegative(),
  count: z.int().min(1).max(200),
});
export type RegisterQuery = z.infer<typeof registerQuerySchema>;

export const registerPageSchema = z.object({ total: z.int(), rows: z.array(registerRowSchema) });
export type RegisterPage = z.infer<typeof registerPageSchema>;

/** A filter that a person keeps under a name. */
export const savedFilterSchema = z.strictObject({
  name: z.string().trim().min(1).max(40),
  filter: registerFilterSchema,
});
export type SavedFilter = z.infer<typeof savedFilterSchema>;

/** A register or form that somebody wants on paper; never footage. */
export const formOrderSchema = z.discriminatedUnion("form", [
  z.object({ form: z.enum(["F1", "F4", "F5"]), request: requestIdSchema }),
  z.object({ form: z.enum(["F2", "F3"]), filter: registerFilterSchema }),
  z.object({ form: z.literal("F6"), viewing: viewingIdSchema }),
  z.object({ form: z.literal("F20"), incident: incidentIdSchema }),
  z.object({ form: z.enum(["F7", "F8"]), extraction: extractionIdSchema }),
  z.object({ form: z.enum(["F15", "F19"]), declaration: declarationIdSchema }),
  z.object({ form: z.literal("F13"), hold: holdIdSchema }),
  z.object({ form: z.literal("F14"), list: destructionIdSchema }),
]);
export type FormOrder = z.infer<typeof formOrderSchema>;
