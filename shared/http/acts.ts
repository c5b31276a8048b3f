import { z } from "zod";
import { findingIdSchema, settlementSchema } from "../model/finding.ts";
import { declarationDecisionSchema, declarationFormSchema, declarationIdSchema } from "../model/declaration.ts";
import { timeCheckFormSchema } from "../model/time-check.ts";
import { incidentFormSchema, incidentIdSchema, incidentStepSchema } from "../model/incident.ts";
import { orderSchema } from "../model/administration.ts";
import { logEndingSchema } from "../model/new-log.ts";
import { retentionOrderSchema } from "../model/retention.ts";
import { extractionStepSchema } from "../model/extraction.ts";
import { personIdSchema } from "../model/person.ts";
import { decisionFormSchema, requestFormSchema, requestIdSchema } from "../model/request.ts";
import { delegationFormSchema, digestSchema as digest, requestStepSchema } from "../model/request-steps.ts";
import {
  standingClaimSchema,
  standingDecisionSchema,
  standingFormSchema,
  standingOrderIdSchema,
} from "../model/standing-order.ts";

/**
 * What persons sign: the content of a CMS SignedData, as canonical JSON (RFC 8785).
 * `station` is the origin of the station's log, `at` the station's time; `person` must be the signer.
 */

const act = {
  v: z.literal(1),
  person: personIdSchema,
  station: z.string().max(200),
  at: z.iso.datetime({ offset: true }),
};

export const sessionActSchema = z.strictObject({ ...act, t: z.literal("person.session"), nonce: z.string().max(128) });
export type SessionAct = z.infer<typeof sessionActSchema>;

export const requestActSchema = z.strictObject({
  ...act,
  t: z.literal("request.file"),
  nonce: z.string().max(64),
  /** The returned request that this one completes (补正); its number stays. */
  completes: requestIdSchema.optional(),
  /** The standing order (常备调阅令) under which it is granted without a decision of its own. */
  standing: standingClaimSchema.optional(),
  form: requestFormSchema,
});
export type RequestAct = z.infer<typeof requestActSchema>;

export const decisionActSchema = z.strictObject({
  ...act,
  t: z.literal("request.decide"),
  request: requestIdSchema,
  /** SHA-256 of the request's CMS bytes, lower-case hex: the decision is on exactly what was filed. */
  requestDigest: z.string(),
  /** Place in the chain of approval, from 0. */
  step: z.int().min(0).max(15),
  /** SHA-256 of the CMS bytes of the steps before, in order: each step is on exactly what was decided so far. */
  previous: z.array(digest).max(15),
  /** The signed delegation by which the signer stands in for somebody (代). */
  delegation: digest.optional(),
  form: decisionFormSchema,
});
export type DecisionAct = z.infer<typeof decisionActSchema>;

/** What happens to a request beside its decisions. */
export const requestStepActSchema = z.strictObject({
  ...act,
  t: z.literal("request.step"),
  nonce: z.string().min(1).max(64),
  request: requestIdSchema,
  requestDigest: digest,
  form: requestStepSchema,
});
export type RequestStepAct = z.infer<typeof requestStepActSchema>;

/** An approver who is away names a deputy for a period (代). Good at every station of the authority. */
export const delegationActSchema = z.strictObject({
  ...act,
  t: z.literal("delegation.give"),
  nonce: z.string().min(1).max(64),
  form: delegationFormSchema,
});
export type DelegationAct = z.infer<typeof delegationActSchema>;

/** Back at work: the delegation is over before its time. */
export const delegationEndActSchema = z.strictObject({
  ...act,
  t: z.literal("delegation.end"),
  nonce: z.string().min(1).max(64),
  delegation: digest,
});
export type DelegationEndAct = z.infer<typeof delegationEndActSchema>;

/** Somebody draws up a standing order (常备调阅令) for an approver to sign. */
export const standingProposalActSchema = z.strictObject({
  ...act,
  t: z.literal("standing.propose"),
  nonce: z.string().min(1).max(64),
  form: standingFormSchema,
});
export type StandingProposalAct = z.infer<typeof standingProposalActSchema>;

/** The approver's word on it. Good at every station of the authority. */
export const standingDecisionActSchema = z.strictObject({
  ...act,
  t: z.literal("standing.decide"),
  order: standingOrderIdSchema,
  /** SHA-256 of the CMS bytes of the order, lower-case hex: the word is on exactly what was drawn up. */
  orderDigest: digest,
  form: standingDecisionSchema,
});
export type StandingDecisionAct = z.infer<typeof standingDecisionActSchema>;

/** An order is taken back before its days are over; every grant under it ends with it. */
export const standingWithdrawalActSchema = z.strictObject({
  ...act,
  t: z.literal("standing.withdraw"),
  nonce: z.string().min(1).max(64),
  order: standingOrderIdSchema,
  orderDigest: digest,
  reason: z.string().trim().min(2).max(500),
});
export type StandingWithdrawalAct = z.infer<typeof standingWithdrawalActSchema>;

/** A clerk's act inside the room, kept in the station's log: check-in, unlock. */
export const presenceActSchema = z.strictObject({
  ...act,
  t: z.enum([
    "room.checkIn",
    "room.unlock",
    "room.resume",
    "room.admit",
    "room.relieve",
    "room.confirm",
    "room.object",
    "room.countersign",
  ]),
  viewing: z.string(),
  /** Whom the signer lets in and whose hand they witness, or whom they relieve. */
  subject: z.string().optional(),
  /** SHA-256 of the undertaking as it stood on screen, and of the signature under it, lower-case hex. */
  undertaking: z.string().optional(),
  signature: z.string().optional(),
  /** SHA-256 of the objection's canonical words, lower-case hex. */
  objection: z.string().optional(),
});
export type PresenceAct = z.infer<typeof presenceActSchema>;

/** A person settles a finding of the monitor, or opens it again. */
export const findingActSchema = z.strictObject({
  ...act,
  t: z.literal("finding.settle"),
  finding: findingIdSchema,
  settlement: settlementSchema,
});
export type FindingAct = z.infer<typeof findingActSchema>;

/** A supervisor or administrator asks headquarters to take the new log of a station whose log has ended. */
export const newLogActSchema = z.strictObject({
  ...act,
  t: z.literal("station.newLog"),
  nonce: z.string().min(1).max(64),
  /** Leaf hash of the new log's genesis, lower-case hex: it names the log, its key and what it continues. */
  genesis: z.string().regex(/^[0-9a-f]{64}$/u),
  ending: logEndingSchema,
});
export type NewLogAct = z.infer<typeof newLogActSchema>;

/** An administrator's order. */
export const orderActSchema = z.strictObject({
  ...act,
  t: z.literal("administration.order"),
  nonce: z.string().min(1).max(64),
  order: orderSchema,
});
export type OrderAct = z.infer<typeof orderActSchema>;

/** A second administrator's word on an order that needs two. */
export const countersignActSchema = z.strictObject({
  ...act,
  t: z.literal("administration.countersign"),
  nonce: z.string().min(1).max(64),
  /** SHA-256 of the order's CMS bytes, lower-case hex: the word is on exactly what was ordered. */
  orderDigest: z.string().max(64),
  agree: z.boolean(),
});
export type CountersignAct = z.infer<typeof countersignActSchema>;

/** An act about keeping or destroying footage. */
export const retentionActSchema = z.strictObject({
  ...act,
  t: z.literal("retention.order"),
  nonce: z.string().min(1).max(64),
  order: retentionOrderSchema,
});
export type RetentionAct = z.infer<typeof retentionActSchema>;

/** An act about evidence: marking, consent, extraction, verification, transfer. */
export const extractionActSchema = z.strictObject({
  ...act,
  t: z.literal("extraction.step"),
  nonce: z.string().min(1).max(64),
  form: extractionStepSchema,
});
export type ExtractionAct = z.infer<typeof extractionActSchema>;

/** Somebody records an incident (form F20). */
export const incidentActSchema = z.strictObject({
  ...act,
  t: z.literal("incident.record"),
  nonce: z.string().min(1).max(64),
  form: incidentFormSchema,
});
export type IncidentAct = z.infer<typeof incidentActSchema>;

/** Compliance handles an incident or closes it. */
export const incidentStepActSchema = z.strictObject({
  ...act,
  t: z.literal("incident.step"),
  incident: incidentIdSchema,
  /** SHA-256 of the incident's CMS bytes, lower-case hex: the step is on exactly what was recorded. */
  incidentDigest: z.string().max(64),
  form: incidentStepSchema,
});
export type IncidentStepAct = z.infer<typeof incidentStepActSchema>;

/** Somebody puts their name to revisions of notes, each by the SHA-256 of its canonical bytes, lower-case hex. */
export const noteActSchema = z.strictObject({
  ...act,
  t: z.literal("note.sign"),
  asset: z.string().max(128),
  revisions: z.array(digest).min(1).max(20),
});
export type NoteAct = z.infer<typeof noteActSchema>;

/** Somebody takes the notes on a recording out as a file; `digest` is over the canonical bytes of what is in it. */
export const noteExportActSchema = z.strictObject({
  ...act,
  t: z.literal("note.export"),
  asset: z.string().max(128),
  digest,
});
export type NoteExportAct = z.infer<typeof noteExportActSchema>;

/** Whoever wore a camera declares that it was not used, or asks to hand in later (forms F15 and F19). */
export const declarationActSchema = z.strictObject({
  ...act,
  t: z.literal("declaration.file"),
  nonce: z.string().min(1).max(64),
  form: declarationFormSchema,
});
export type DeclarationAct = z.infer<typeof declarationActSchema>;

/** The leader whom the pack names decides it. */
export const declarationDecisionActSchema = z.strictObject({
  ...act,
  t: z.literal("declaration.decide"),
  declaration: declarationIdSchema,
  /** SHA-256 of the declaration's CMS bytes, lower-case hex: the word is on exactly what was declared. */
  declarationDigest: z.string().max(64),
  form: declarationDecisionSchema,
});
export type DeclarationDecisionAct = z.infer<typeof declarationDecisionActSchema>;

/** Somebody who checks states a verdict on the times of a recording (O-63). */
export const timeCheckActSchema = z.strictObject({
  ...act,
  t: z.literal("times.sign"),
  nonce: z.string().min(1).max(64),
  form: timeCheckFormSchema,
});
export type TimeCheckAct = z.infer<typeof timeCheckActSchema>;
