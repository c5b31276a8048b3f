import { z } from "zod";
import { findingIdSchema } from "./finding.ts";
import { assetIdSchema, frameRangeSchema } from "./footage.ts";
import { personIdSchema, personSchema } from "./person.ts";
import { incidentSchema } from "./policy/oversight.ts";
import { articleIdSchema } from "./policy/text.ts";

/** Headquarters' name for an incident. */
export const incidentIdSchema = z
  .string()
  .regex(/^i-[0-9a-z]{6,40}$/u)
  .brand<"IncidentId">();
export type IncidentId = z.infer<typeof incidentIdSchema>;

export const incidentCategorySchema = incidentSchema.shape.category;
export type IncidentCategory = z.infer<typeof incidentCategorySchema>;

/** What a person records, form F20: the pack's category and article, what happened, and the evidence. */
export const incidentFormSchema = z.object({
  category: incidentCategorySchema,
  severity: z.enum(["minor", "serious"]), // 情节轻微、严重
  article: articleIdSchema,
  account: z.string().trim().min(10).max(2000),
  /** Whom it is about; they neither record nor handle nor close it (rule R8). */
  people: z.array(personIdSchema).max(20),
  /** The finding it was made from. */
  finding: findingIdSchema.optional(),
  /** Lines of the stations' logs. */
  evidence: z.array(z.object({ origin: z.string().max(200), entry: z.int().nonnegative() })).max(50),
  /** Frames of recordings. */
  frames: z.array(z.object({ asset: assetIdSchema, ranges: z.array(frameRangeSchema).min(1).max(64) })).max(20),
});
export type IncidentForm = z.infer<typeof incidentFormSchema>;

/** 批评教育、通报、移交纪检; then 结案. In the room somebody else may have signed before. */
export const incidentStepSchema = z.discriminatedUnion("step", [
  z.object({
    step: z.literal("handle"),
    measure: z.enum(["education", "circular", "discipline"]),
    note: z.string().trim().min(2).max(2000),
  }),
  z.object({ step: z.literal("close"), note: z.string().trim().min(2).max(2000) }),
  /** Somebody who was there signs that it was so (在场人签名); it changes no state. */
  z.object({ step: z.literal("attest"), note: z.string().trim().max(2000) }),
]);
export type IncidentStep = z.infer<typeof incidentStepSchema>;

const signed = { by: personSchema, at: z.iso.datetime(), digest: z.string() };

export const incidentRecordSchema = z.object({
  id: incidentIdSchema,
  /** `{authority}-F20-{yyyy}-{seq}` */
  number: z.string(),
  state: z.enum(["open", "handled", "closed"]),
  form: incidentFormSchema,
  people: z.array(z.object({ person: personIdSchema, name: z.string() })),
  ...signed,
  steps: z.array(z.object({ form: incidentStepSchema, ...signed })),
});
export type IncidentRecord = z.infer<typeof incidentRecordSchema>;
