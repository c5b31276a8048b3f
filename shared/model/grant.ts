import { z } from "zod";
import { assetIdSchema, frameRangeSchema } from "./footage.ts";
import { capacitySchema } from "./capacity.ts";
import { grantRefusalSchema } from "../failure.ts";
import { personIdSchema } from "./person.ts";
import { idKindSchema, purposeSchema, requestIdSchema, verbSchema } from "./request.ts";
import { liftedSchema, witnessedSchema } from "./withheld.ts";
import { standingNumberSchema } from "./standing-order.ts";

export const grantIdSchema = z
  .string()
  .regex(/^g-[0-9a-z]{6,40}$/u)
  .brand<"GrantId">();
export type GrantId = z.infer<typeof grantIdSchema>;

export const grantPersonSchema = z.object({ person: personIdSchema, name: z.string() });

/** What a clerk compares at the door. */
const outsideFactsSchema = z.object({
  idKind: idKindSchema,
  idMask: z.string(),
  papers: z.array(z.string()),
  minor: z.boolean(),
  protected: z.boolean(),
});

/** A grant as this station holds it: what it allows and whether it can be opened now. */
export const grantSummarySchema = z.object({
  id: grantIdSchema,
  request: requestIdSchema,
  requestNumber: z.string(),
  purpose: purposeSchema,
  caseNo: z.string(),
  verbs: z.array(verbSchema),
  viewers: z.array(grantPersonSchema.extend({ outside: outsideFactsSchema.optional() })),
  supervisors: z.array(grantPersonSchema),
  /** Interpreters and guardians who may come along. */
  companions: z.array(grantPersonSchema.extend({ capacity: capacitySchema, outside: outsideFactsSchema })),
  /** Supervisors who must be there throughout; 0 lets the viewers be alone. */
  supervisorsNeeded: z.int(),
  approvers: z.array(grantPersonSchema),
  room: z.string(),
  assets: z.array(z.object({ asset: assetIdSchema, title: z.string(), ranges: z.array(frameRangeSchema) })),
  /** What of them is not shown, why, and the digest by which that can be checked later. */
  withheld: z.array(witnessedSchema).optional(),
  /** What was withheld before and lifted since, by whom and why. */
  lifted: z.array(liftedSchema).optional(),
  /** The standing order it was granted under, with its number there. */
  standing: standingNumberSchema.optional(),
  notBefore: z.iso.datetime({ offset: true }),
  notAfter: z.iso.datetime({ offset: true }),
  playBudget: z.int(),
  openings: z.int(),
  importedAt: z.iso.datetime({ offset: true }),
  /** Absent when the grant can be opened now. */
  refusal: grantRefusalSchema.optional(),
});
export type GrantSummary = z.infer<typeof grantSummarySchema>;
