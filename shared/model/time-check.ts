import { z } from "zod";
import { assetIdSchema } from "./footage.ts";
import { personSchema } from "./person.ts";
import { timeVerdicts } from "../time-verdicts.ts";
import { limitSchema, handInStageSchema } from "./policy/periods.ts";

/** A paper of the case and the times written in it (O-63). */
export const timedDocumentSchema = z
  .object({
    name: z.string().trim().min(2).max(60),
    number: z.string().trim().max(60),
    from: z.iso.datetime({ offset: true }),
    to: z.iso.datetime({ offset: true }),
  })
  .refine(({ from, to }) => Date.parse(from) <= Date.parse(to), { path: ["to"], message: "ends before it begins" });
export type TimedDocument = z.infer<typeof timedDocumentSchema>;

/** 一致、不一致、无法判定. */
export const timeVerdictSchema = z.enum(timeVerdicts);
export type TimeVerdict = z.infer<typeof timeVerdictSchema>;

/** How one stage of the hand-in stands against its period (O-54 to O-59). */
export const handInFactSchema = z.object({
  stage: handInStageSchema,
  article: z.string(),
  limit: limitSchema,
  /** Absent where the law names no number, or the calendar no year. */
  due: z.iso.datetime().optional(),
  /** Absent where no time is on record. */
  at: z.iso.datetime().optional(),
  /** `allowed`: late, but within what an extension (延期移交, form F19) grants; `unknown`: no period in numbers, or no time on record. */
  state: z.enum(["inTime", "late", "allowed", "unknown"]),
  /** By how much it is late; 0 when it is not. */
  lateSeconds: z.int().nonnegative(),
  assumedYears: z.array(z.string()),
});
export type HandInFact = z.infer<typeof handInFactSchema>;

/** A document beside the recording: true time of the recording minus time in the document, at either end. */
export const documentFactSchema = z.object({
  startSeconds: z.int(),
  endSeconds: z.int(),
  state: timeVerdictSchema,
});
export type DocumentFact = z.infer<typeof documentFactSchema>;

/** Everything a verdict on times rests on; worked out by `timeTruth`, the same at station and headquarters. */
export const timeFactsSchema = z.object({
  /** Start and end in true time: camera time less the offset of its clock. */
  from: z.iso.datetime(),
  to: z.iso.datetime(),
  offsetSeconds: z.int(),
  /** Absent when nobody recorded how well the offset is known. */
  uncertaintySeconds: z.int().nonnegative().optional(),
  toleranceSeconds: z.int().nonnegative(),
  /** Provision that asks for the match of times. */
  article: z.string(),
  handIn: z.array(handInFactSchema),
  gaps: z.object({ count: z.int(), unexplained: z.int(), totalMs: z.int() }),
  documents: z.array(documentFactSchema),
  /** Numbers of the approved forms F15 and F19 that explain gaps and late hand-ins here. */
  forms: z.array(z.string().max(60)).max(100).optional(),
  /** What these facts say; the person may say otherwise, with a reason. */
  proposal: timeVerdictSchema,
});
export type TimeFacts = z.infer<typeof timeFactsSchema>;

/** What a person signs about the times of one recording (O-54 to O-67): the papers, the facts and the verdict. */
export const timeCheckFormSchema = z.object({
  asset: assetIdSchema,
  /** Digest of the signed manifest: the verdict is on exactly this recording. */
  manifestDigest: z.string().regex(/^[0-9a-f]{64}$/u),
  /** The pack whose periods and tolerance were applied. */
  pack: z.object({ pack: z.string().max(40), version: z.int().positive() }),
  documents: z.array(timedDocumentSchema).min(1).max(20),
  facts: timeFactsSchema,
  verdict: timeVerdictSchema,
  /** Required where the verdict is not the one that the facts propose, and where it is not `agrees`. */
  note: z.string().trim().max(2000),
});
export type TimeCheckForm = z.infer<typeof timeCheckFormSchema>;

/** A verdict as headquarters keeps it. A later one does not remove an earlier one. */
export const timeCheckSchema = z.object({
  form: timeCheckFormSchema,
  by: personSchema,
  at: z.iso.datetime(),
  /** SHA-256 of the signed bytes. */
  digest: z.string(),
});
export type TimeCheck = z.infer<typeof timeCheckSchema>;
