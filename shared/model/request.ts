import { z } from "zod";
import { purposes } from "../purposes.ts";
import { assetIdSchema, footageSchema, frameRangeSchema } from "./footage.ts";
import { personIdSchema, personSchema, roleSchema } from "./person.ts";
import {
  consultationSchema,
  digestSchema,
  paperKindSchema,
  paperStateSchema,
  refusalGroundSchema,
  transitionSchema,
  type RefusalGround,
} from "./request-steps.ts";
import { withheldLimit, withheldSchema } from "./withheld.ts";
import { withholdingSchema } from "./withholding.ts";
import { textSchema } from "./policy/text.ts";

export { refusalGroundSchema, type RefusalGround };

export const requestIdSchema = z
  .string()
  .regex(/^r-[0-9a-z]{6,40}$/u)
  .brand<"RequestId">();
export type RequestId = z.infer<typeof requestIdSchema>;

/** The ten verbs of rule R7. */
export const verbSchema = z.enum([
  "view", // 查阅
  "callUp", // 调阅
  "takeForEvidence", // 调取
  "borrow", // 借阅
  "excerpt", // 摘抄
  "copy", // 复制
  "extract", // 提取
  "transfer", // 移送
  "delete", // 删除
  "destroy", // 销毁
]);
export type Verb = z.infer<typeof verbSchema>;

/** 申请人类别, form F1. */
export const applicantClassSchema = z.enum([
  "staff",
  "superior",
  "otherAgency",
  "party",
  "interestedPerson",
  "lawyer",
  "reconsiderationBody",
  "court",
  "procuratorate",
  "discipline",
]);
export type ApplicantClass = z.infer<typeof applicantClassSchema>;

/** 调用用途, form F1: a closed list. */
export const purposeSchema = z.enum(purposes);
export type Purpose = z.infer<typeof purposeSchema>;

/** 适用途径, form F1. */
export const legalRouteSchema = z.enum(["internal", "fileAccess", "disclosure", "proceedings", "transfer"]);
export type LegalRoute = z.infer<typeof legalRouteSchema>;

export const requestedAssetSchema = z.object({
  asset: assetIdSchema,
  ranges: z.array(frameRangeSchema).min(1).max(64),
  /** True when the whole recording is asked for; then `wholeReason` is required. */
  whole: z.boolean(),
  wholeReason: z.string().max(500).optional(),
});
export type RequestedAsset = z.infer<typeof requestedAssetSchema>;

/** 证件种类, form F1. */
export const idKindSchema = z.enum(["residentId", "passport", "lawyerLicence", "officialCertificate", "other"]);
export type IdKind = z.infer<typeof idKindSchema>;

/** Somebody from outside without a certificate, entered by the clerk who signs the request for them. */
export const outsideViewerSchema = z.object({
  name: z.string().trim().min(1).max(64),
  idKind: idKindSchema,
  idNo: z.string().trim().min(4).max(32),
  unit: z.string().max(128),
  contact: z.string().max(64),
  /** 举报人、证人、被害人: the name is in no list, queue, watermark or receipt (O-22). */
  protected: z.boolean(),
  /** Not of age: a guardian must sit in. */
  minor: z.boolean().optional(),
});
export type OutsideViewer = z.infer<typeof outsideViewerSchema>;

/** Somebody who comes with an outside viewer, or another one of them. */
export const companionSchema = outsideViewerSchema.extend({
  capacity: z.enum(["viewer", "interpreter", "guardian"]),
});
export type Companion = z.infer<typeof companionSchema>;

/** What the applicant fills in on 《行政执法全过程记录调用单》, form F1. */
export const requestFormSchema = z.object({
  applicantClass: applicantClassSchema,
  dutyBasis: z.string().max(500),
  purpose: purposeSchema,
  purposeDetail: z.string().min(10).max(2000),
  caseNo: z.string().min(1).max(64),
  caseCause: z.string().min(1).max(200),
  caseParty: z.string().min(1).max(200),
  inspectedUnit: z.string().max(200),
  verb: verbSchema,
  legalRoute: legalRouteSchema,
  secrecyCheck: z.object({ stateSecret: z.boolean(), businessSecret: z.boolean(), privacy: z.boolean() }),
  assets: z.array(requestedAssetSchema).min(1).max(64),
  /** Room supervisor the applicant proposes; the approver decides. */
  supervisor: personIdSchema,
  room: z.string().min(1).max(64),
  validFrom: z.iso.datetime({ offset: true }),
  validTo: z.iso.datetime({ offset: true }),
  /** For whom a clerk asks; absent when the applicant themselves will view. */
  viewer: outsideViewerSchema.optional(),
  /** Who comes along: further viewers, an interpreter, a guardian. */
  companions: z.array(companionSchema).max(8).optional(),
  /** Papers that were handed in with it, as they lie sealed at headquarters. */
  attachments: z
    .array(z.object({ paper: paperKindSchema, digest: digestSchema }))
    .max(16)
    .optional(),
  /** True when the original and not a copy is asked for (O-17). */
  original: z.boolean().optional(),
});
export type RequestForm = z.infer<typeof requestFormSchema>;

/** The approver's act: one CMS-signed decision. */
export const decisionFormSchema = z.discriminatedUnion("outcome", [
  z.object({
    outcome: z.literal("approve"),
    opinion: z.string().max(2000),
    /** None where the pack lets this class view alone. */
    supervisors: z.array(personIdSchema).max(8),
    room: z.string().min(1).max(64),
    validFrom: z.iso.datetime({ offset: true }),
    validTo: z.iso.datetime({ offset: true }),
    /** How many times the footage may be opened. */
    playBudget: z.int().min(1).max(100),
    /** What is approved; within what was asked for. */
    assets: z.array(requestedAssetSchema).min(1).max(64),
    /** What of it is nevertheless not shown (不予展示清单). */
    withheld: z.array(withheldSchema).max(withheldLimit).optional(),
  }),
  z.object({ outcome: z.literal("refuse"), ground: refusalGroundSchema, opinion: z.string().min(2).max(2000) }),
]);
export type DecisionForm = z.infer<typeof decisionFormSchema>;

/** `papers` and `consultation` wait for the clerk and for the third party; `pending` waits for the next signature. */
export const requestStateSchema = z.enum([
  "papers",
  "consultation",
  "pending",
  "approved",
  "refused",
  "returned",
  "withdrawn",
  "expired",
  "revoked",
]);
export type RequestState = z.infer<typeof requestStateSchema>;

export const decisionRecordSchema = z.object({
  by: personSchema,
  at: z.iso.datetime({ offset: true }),
  form: decisionFormSchema,
  /** SHA-256 of the CMS bytes at headquarters, lower-case hex. */
  digest: z.string(),
  /** Place in the chain, from 0. */
  step: z.int(),
  /** For whom the signer stood in (代). */
  deputyFor: personSchema.optional(),
});
export type DecisionRecord = z.infer<typeof decisionRecordSchema>;

/** A check the policy makes on a pending request, with the article behind it. */
export const requestCheckSchema = z.object({
  check: z.enum(["dutiesSeparate", "purposeListed", "secrecy", "rangeWithinRecording", "conflictWithHistory"]),
  passed: z.boolean(),
  article: z.string(),
});
export type RequestCheck = z.infer<typeof requestCheckSchema>;

/** One step of a chain and how far it is. */
export const chainProgressSchema = z.object({
  kind: z.enum(["opinion", "decide", "provide"]),
  role: roleSchema,
  title: textSchema,
  article: z.string(),
  state: z.enum(["done", "current", "waiting"]),
});
export type ChainProgress = z.infer<typeof chainProgressSchema>;

/** By which standing order (常备调阅令) a request was granted at once, and who had approved that. */
export const requestUnderOrderSchema = z.object({
  order: z.string(),
  number: z.string(),
  day: z.iso.date(),
  use: z.int(),
  by: personSchema,
  at: z.iso.datetime(),
  /** SHA-256 of the CMS bytes of the approver's word on the order. */
  digest: digestSchema,
  playBudget: z.int(),
  /** Whom the order lets sit in. */
  supervisors: z.array(personIdSchema),
});

export const requestRecordSchema = z.object({
  id: requestIdSchema,
  /** 调用单编号, `{authority}-F1-{yyyy}-{seq}`. */
  number: z.string(),
  state: requestStateSchema,
  applicant: personSchema,
  appliedAt: z.iso.datetime({ offset: true }),
  form: requestFormSchema,
  /** SHA-256 of the applicant's CMS bytes, lower-case hex. */
  digest: z.string(),
  footage: z.array(footageSchema),
  /** Who may sign the next step; deputies are among them. */
  approvers: z.array(personSchema),
  /** The chain of the policy pack, step by step. */
  chain: z.array(chainProgressSchema),
  /** What is left of the request's way before the chain, and everything that happened to it. */
  papers: z.array(paperStateSchema),
  consultation: consultationSchema.optional(),
  transitions: z.array(transitionSchema),
  checks: z.array(requestCheckSchema),
  decisions: z.array(decisionRecordSchema),
  /** What is proposed not to be shown, what is not, and what was lifted; absent where nothing of this was ever said. */
  withholding: withholdingSchema.optional(),
  /** The standing order that it was granted under, in place of a decision of its own. */
  standing: requestUnderOrderSchema.optional(),
  grant: z.string().optional(),
});
export type RequestRecord = z.infer<typeof requestRecordSchema>;

export const requestScopeSchema = z.enum(["mine", "toDecide", "all"]);
export type RequestScope = z.infer<typeof requestScopeSchema>;
