import { z } from "zod";
import { handInStages } from "../../time-verdicts.ts";
import { roleSchema } from "../person.ts";
import { articleIdSchema, textSchema } from "./text.ts";

/**
 * How long something is kept. `longTerm` 长期 and `permanent` 永久 are two classes (O-97); `asCaseFile` follows the file
 * that the recording is evidence in.
 */
export const termSchema = z.discriminatedUnion("kind", [
  z.strictObject({ kind: z.literal("months"), count: z.int().min(1).max(1200) }),
  z.strictObject({ kind: z.literal("years"), count: z.int().min(1).max(200) }),
  z.strictObject({ kind: z.literal("longTerm") }),
  z.strictObject({ kind: z.literal("permanent") }),
  z.strictObject({ kind: z.literal("asCaseFile") }),
]);
export type Term = z.infer<typeof termSchema>;

/** What a case is, as far as the period of its file depends on it. */
export const caseClassSchema = z.enum([
  "licence", // 行政许可
  "expropriation", // 征用征收
  "generalPenalty", // 一般程序处罚
  "summaryPenalty", // 简易程序
  "inspection", // 行政检查
  "reviewOrLitigation", // 复议、诉讼
  "majorOrComplex", // 重大影响、疑难复杂
  "foreign", // 涉外、涉港澳台
  "otherPermanent", // 其他需永久保管
  "unfiledValuable", // 未立案的重要文书
  "other", // 其他
]);
export type CaseClass = z.infer<typeof caseClassSchema>;

/** 长期保存触发情形, form F13. */
export const triggerSchema = z.enum([
  "objection", // 异议
  "complaint", // 投诉、上访
  "reviewOrLitigation", // 复议、诉讼
  "obstruction", // 逃避、拒绝、阻碍
  "abuse", // 谩骂、侮辱、殴打
  "violence", // 暴力抗法
  "massOrSudden", // 群体性、突发事件
  "policeInvolved", // 公安机关介入
  "suspectedCrime", // 涉嫌犯罪
  "libertyLifeProperty", // 人身自由、生命健康、重大财产权益
  "majorOrComplex", // 重大、复杂、疑难、易引发争议
  "evidence", // 作为证据使用
  "foreign", // 涉外、涉港澳台
  "other", // 其他
]);
export type Trigger = z.infer<typeof triggerSchema>;

export const retentionSchema = z.strictObject({
  /** Recordings that are evidence in no case; at least this long from the day of recording. */
  base: z.strictObject({
    term: termSchema,
    article: articleIdSchema,
    /** The provision that asks for a period, where it leaves the number open. */
    demanded: z.strictObject({ article: articleIdSchema }).optional(),
  }),
  evidence: z.strictObject({ term: termSchema, article: articleIdSchema }),
  /** Kept until the period for litigation has run, when the pack says so. */
  litigation: z.strictObject({ article: articleIdSchema }).optional(),
  caseFiles: z.array(z.strictObject({ caseClass: caseClassSchema, term: termSchema, article: articleIdSchema })),
  triggers: z.array(z.strictObject({ trigger: triggerSchema, term: termSchema, article: articleIdSchema })).min(1),
  /** How what is kept for long is stored. */
  medium: z.strictObject({ text: textSchema, article: articleIdSchema }),
  /** Who approves a registration of long-term preservation (form F13); absent where one signature is enough. */
  holdApproval: z.strictObject({ role: roleSchema, title: textSchema, article: articleIdSchema }).optional(),
  destruction: z.strictObject({ text: textSchema, articles: z.array(articleIdSchema).min(1) }),
});
export type Retention = z.infer<typeof retentionSchema>;

/** By when. `promptly` names no number and therefore gives no date. `days` and `workingDays` end with the day. */
export const limitSchema = z.discriminatedUnion("unit", [
  z.strictObject({ unit: z.literal("promptly") }),
  z.strictObject({ unit: z.literal("sameDay") }),
  z.strictObject({ unit: z.literal("hours"), count: z.int().min(1).max(10_000) }),
  z.strictObject({ unit: z.literal("days"), count: z.int().min(1).max(1000) }),
  z.strictObject({ unit: z.literal("workingDays"), count: z.int().min(1).max(1000) }),
]);
export type Limit = z.infer<typeof limitSchema>;

/** Where the footage has to be: at the collecting station, in dedicated storage, in the archive. */
export const handInStageSchema = z.enum(handInStages);
export type HandInStage = z.infer<typeof handInStageSchema>;

export const handInSchema = z.strictObject({
  rules: z
    .array(
      z.strictObject({
        stage: handInStageSchema,
        /** `away`: continuous duty, another place, remote or without transport; the clock starts on return to the unit. */
        when: z.enum(["ordinary", "away", "majorOperation"]),
        limit: limitSchema,
        article: articleIdSchema,
      }),
    )
    .min(1),
  /** Who may allow a late hand-in; absent when the instrument does not know one. */
  extension: z.strictObject({ role: roleSchema, title: textSchema, article: articleIdSchema }).optional(),
  /** Days from the end of the case until its file is closed. */
  caseFile: z.strictObject({ days: z.int().min(1).max(1000), article: articleIdSchema }).optional(),
});
export type HandIn = z.infer<typeof handInSchema>;

/**
 * Working days. A year that is not listed has no known holidays: `weekendsOnly` counts Monday to Friday and says which
 * year it had to assume, `refuse` gives no date.
 */
export const calendarSchema = z.strictObject({
  /** ISO weekdays that are free: 1 Monday to 7 Sunday. */
  weekend: z.array(z.int().min(1).max(7)).max(6),
  years: z.record(
    z.string().regex(/^\d{4}$/u),
    z.strictObject({
      holidays: z.array(z.iso.date()),
      /** Days of a weekend on which people work (调休上班). */
      workdays: z.array(z.iso.date()),
      article: articleIdSchema,
    }),
  ),
  missingYear: z.enum(["weekendsOnly", "refuse"]),
});
export type Calendar = z.infer<typeof calendarSchema>;
