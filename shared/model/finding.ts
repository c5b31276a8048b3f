import { z } from "zod";
import { findingKinds, findingStates } from "../findings.ts";
import { personIdSchema } from "./person.ts";

/** Headquarters' number for a finding. */
export const findingIdSchema = z.int().positive().brand<"FindingId">();
export type FindingId = z.infer<typeof findingIdSchema>;

export const findingKindSchema = z.enum(findingKinds);

/** Something in the log of a station that a person should look at. */
export const findingSchema = z.object({
  id: findingIdSchema,
  kind: findingKindSchema,
  /** Origin of the log, and the station it belongs to. */
  origin: z.string(),
  station: z.string(),
  stationName: z.string(),
  /** Log lines behind it, at most the first fifty; `count` says how many there are. */
  entries: z.array(z.int()),
  count: z.int(),
  /** Whoever the log lines name, as they name them: a hostile log may name nobody we know. */
  people: z.array(z.object({ person: z.string(), name: z.string() })),
  grant: z.string().optional(),
  requestNumber: z.string().optional(),
  /** What tells findings of one kind apart: a broken rule, a reason, an amount. */
  detail: z.string().optional(),
  /** Article of the policy pack that the conduct concerns, where the pack names one. */
  article: z.string().optional(),
  firstSeen: z.iso.datetime(),
  lastSeen: z.iso.datetime(),
  state: z.enum(findingStates),
  settled: z.object({ person: personIdSchema, name: z.string(), at: z.iso.datetime(), reason: z.string() }).optional(),
});
export type Finding = z.infer<typeof findingSchema>;

/** One log line behind a finding, as headquarters mirrored it. */
export const findingLineSchema = z.object({
  index: z.int(),
  /** Absent when the leaf is no entry. */
  type: z.string().optional(),
  wall: z.iso.datetime().optional(),
  person: z.string().optional(),
  /** The leaf itself; bytes that are no UTF-8 show as replacement characters. */
  leaf: z.string(),
});
export type FindingLine = z.infer<typeof findingLineSchema>;

export const findingDetailSchema = z.object({ finding: findingSchema, lines: z.array(findingLineSchema) });
export type FindingDetail = z.infer<typeof findingDetailSchema>;

/** What a person decides about a finding, and why. */
export const settlementSchema = z.object({
  outcome: z.enum(findingStates),
  reason: z.string().trim().min(2).max(2000),
});
export type Settlement = z.infer<typeof settlementSchema>;
