import { z } from "zod";
import { personSchema, roleSchema } from "./person.ts";
import { digestSchema } from "./request-steps.ts";
import { withheldSchema } from "./withheld.ts";

const moment = z.iso.datetime({ offset: true });
const signed = z.object({ by: personSchema, at: moment });

/** What a clerk proposes not to show (拟不予展示), as it was signed; the approver decides. */
export const withholdingProposalSchema = signed.extend({
  digest: digestSchema,
  lines: z.array(withheldSchema),
  note: z.string(),
});
export type WithholdingProposal = z.infer<typeof withholdingProposalSchema>;

/** Somebody asked to lift these lines (解除不予展示), and somebody else has to agree. */
export const liftingAskedSchema = signed.extend({
  digest: digestSchema,
  lines: z.array(withheldSchema),
  reason: z.string(),
});
export type LiftingAsked = z.infer<typeof liftingAskedSchema>;

/** A line that was lifted, by whom and why. */
export const liftedLineSchema = withheldSchema.extend({ reason: z.string(), asked: signed, agreed: signed });
export type LiftedLine = z.infer<typeof liftedLineSchema>;

/** Everything about what a request's viewing does not show. */
export const withholdingSchema = z.object({
  /** Before the decision, the latest last. */
  proposals: z.array(withholdingProposalSchema),
  /** What the grant withholds now. */
  current: z.array(withheldSchema),
  lifted: z.array(liftedLineSchema),
  waiting: liftingAskedSchema.optional(),
  /** Who may ask for a lifting and who may agree, by the pack, and its provision. */
  asks: z.array(roleSchema),
  agrees: z.array(roleSchema),
  article: z.string().optional(),
});
export type Withholding = z.infer<typeof withholdingSchema>;
