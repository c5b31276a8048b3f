import { z } from "zod";
import { personIdSchema, personSchema } from "./person.ts";
import { withheldLimit, withheldSchema } from "./withheld.ts";

/** SHA-256, lower-case hex. */
export const digestSchema = z.string().regex(/^[0-9a-f]{64}$/u);

/** Papers of an applicant. */
export const paperKindSchema = z.enum([
  "identityDocument", // 身份证件
  "officialCertificate", // 工作证件
  "unitLetter", // 单位公函
  "retrievalOrder", // 调用单
  "archiveRegister", // 档案查阅登记
  "powerOfAttorney", // 授权委托书
  "introductionLetter", // 单位介绍信
  "lawyerLicence", // 律师执业证
  "relationProof", // 利害关系证明
  "writtenRequest", // 书面申请
  "courtOrder", // 法院裁定
]);
export type Paper = z.infer<typeof paperKindSchema>;

/** 不予调用理由: each names the provision behind it. */
export const refusalGroundSchema = z.enum([
  "purposeNotAllowed",
  "scopeTooWide",
  "stateSecret",
  "businessSecretOrPrivacy",
  "secrecyPending",
  "noAuthority",
  "papersMissing",
  "ongoingCase",
]);
export type RefusalGround = z.infer<typeof refusalGroundSchema>;

const note = z.string().trim().max(500);
const reason = z.string().trim().min(2).max(500);
const moment = z.iso.datetime({ offset: true });

/** A named clerk's word on one paper (核验, form F4). */
export const paperCheckSchema = z.object({
  paper: paperKindSchema,
  result: z.enum(["accepted", "rejected"]),
  /** 编号 of the paper. */
  number: z.string().trim().min(1).max(64),
  /** 核验方式 */
  how: z.enum(["original", "register", "telephone"]),
  /** 有效期; a paper without one does not run out. */
  validUntil: z.iso.date().optional(),
  /** The scan that was looked at. */
  attachment: digestSchema.optional(),
  note,
});
export type PaperCheck = z.infer<typeof paperCheckSchema>;

/**
 * What may happen to a request beside its decisions, each a signed act of one person.
 *
 * `return` 退回补正, `consult` 征求第三方意见, `extend` 延期, `backup` 原件备份, `withhold` 提议不予展示, `lift` 提请解除不予展示,
 * `liftWord` 对提请的意见.
 */
export const requestStepSchema = z.discriminatedUnion("step", [
  z.object({ step: z.literal("withdraw"), reason }),
  z.object({ step: z.literal("revoke"), ground: refusalGroundSchema, reason }),
  z.object({ step: z.literal("return"), reason }),
  z.object({ step: z.literal("papers"), papers: z.array(paperCheckSchema).min(1).max(16) }),
  z.object({
    step: z.literal("consult"),
    party: z.string().trim().min(1).max(128),
    method: z.enum(["letter", "interview", "telephone"]),
  }),
  z.object({ step: z.literal("extend"), to: z.iso.date(), reason }),
  z.object({ step: z.literal("answer"), outcome: z.enum(["consents", "objects", "silent"]), note }),
  z.object({ step: z.literal("backup"), receipt: digestSchema }),
  z.object({ step: z.literal("withhold"), lines: z.array(withheldSchema).min(1).max(withheldLimit), note }),
  z.object({
    step: z.literal("lift"),
    /** The grant whose list it is. */
    grant: z.string().max(64),
    lines: z.array(withheldSchema).min(1).max(withheldLimit),
    reason,
  }),
  /** `proposal` is the digest of what was asked: the word is on exactly that. */
  z.object({ step: z.literal("liftWord"), proposal: digestSchema, agree: z.boolean(), reason }),
]);
export type RequestStep = z.infer<typeof requestStepSchema>;
export type RequestStepKind = RequestStep["step"];

/** One paper that the pack asks of the applicant, and how it was found last. */
export const paperStateSchema = z.object({
  paper: paperKindSchema,
  article: z.string(),
  check: paperCheckSchema.extend({ by: personSchema, at: moment }).optional(),
});
export type PaperState = z.infer<typeof paperStateSchema>;

/** 第三方意见征询 (S2 二(三)5). Absent from a record that needs none. */
export const consultationSchema = z.object({
  article: z.string(),
  party: z.string().optional(),
  askedAt: moment.optional(),
  /** Last day to answer, by the pack's calendar. */
  due: z.iso.date().optional(),
  outcome: z.enum(["consents", "objects", "silent"]).optional(),
});
export type Consultation = z.infer<typeof consultationSchema>;

/** One transition of a request, as headquarters logged it. */
export const transitionSchema = z.object({
  at: moment,
  /** Absent where the clock of headquarters acted. */
  by: personSchema.optional(),
  what: z.enum([
    "file",
    "complete",
    "approve",
    "refuse",
    "expire",
    "withdraw",
    "revoke",
    "return",
    "papers",
    "consult",
    "extend",
    "answer",
    "backup",
    "withhold",
    "lift",
    "liftWord",
    "liftRefused",
  ]),
  /** SHA-256 of the signed act. */
  digest: digestSchema.optional(),
  /** Index of its entry in the log of headquarters. */
  entry: z.int().optional(),
  note: z.string(),
});
export type Transition = z.infer<typeof transitionSchema>;

/** A delegation while away (代), as headquarters keeps it. */
export const delegationSchema = z.object({
  digest: digestSchema,
  by: personSchema,
  deputy: personSchema,
  from: moment,
  to: moment,
  reason: z.string(),
  endedAt: moment.optional(),
});
export type Delegation = z.infer<typeof delegationSchema>;

/** What a delegation says. */
export const delegationFormSchema = z.object({ deputy: personIdSchema, from: moment, to: moment, reason });
export type DelegationForm = z.infer<typeof delegationFormSchema>;

/** A scan of a paper as it lies sealed at headquarters. */
export const attachmentSchema = z.object({
  digest: digestSchema,
  name: z.string(),
  kind: z.enum(["pdf", "jpeg", "png"]),
  bytes: z.int().positive(),
  /** Pages of a PDF; 1 for a picture. */
  pages: z.int().positive(),
  at: moment,
});
export type Attachment = z.infer<typeof attachmentSchema>;
