import { z } from "zod";
import { findingKindSchema } from "../finding.ts";
import { articleIdSchema, textSchema } from "./text.ts";

/** Spot checks (抽检、抽查、回放检查、稽查) and what is asked in them. */
export const spotChecksSchema = z.strictObject({
  rules: z
    .array(
      z.strictObject({
        /** Who checks, as the instrument names them. */
        by: textSchema,
        /** Absent where the instrument names none. */
        frequency: z.enum(["daily", "regular", "irregular"]).optional(),
        /** Share of the recordings in thousandths, where the instrument asks for a ratio. */
        ratio: z.strictObject({ perMille: z.int().min(1).max(1000), article: articleIdSchema }).optional(),
        article: articleIdSchema,
      }),
    )
    .min(1),
  checklist: z.strictObject({
    variant: z.enum(["general", "health", "equipment"]),
    items: z
      .array(
        z.strictObject({
          id: z.string().regex(/^\d+\.\d+$/u),
          text: textSchema,
          /** The station proposes an answer; a person confirms it. */
          proposed: z.boolean(),
          article: articleIdSchema,
        }),
      )
      .min(1),
  }),
});
export type SpotChecks = z.infer<typeof spotChecksSchema>;

/** 违规类别, form F20. */
export const incidentSchema = z.strictObject({
  category: z.enum([
    "notRecorded", // 未按规定使用、记录
    "copiedOrLeaked", // 擅自复制、传播、泄露
    "altered", // 删改、弄虚作假
    "lostByStorage", // 存储不当致毁损、丢失
    "publicOutcry", // 不规范、不文明引发炒作、信访
    "releasedWithoutApproval", // 擅自对外提供、公开
    "unrelatedRecording", // 记录无关活动
    "damagedDevice", // 毁坏设备
    "other",
  ]),
  severity: z.enum(["any", "serious"]),
  text: textSchema,
  article: articleIdSchema,
});
export type Incident = z.infer<typeof incidentSchema>;

/** What headquarters' monitor measures the stations' logs by, and the provision that a kind of finding concerns. */
export const monitoringSchema = z.strictObject({
  /** A station of which nothing was heard for longer is a finding. */
  silentDays: z.int().min(1).max(365),
  /** So is a running station that wrote nothing for longer; it writes a heartbeat a day. */
  quietHours: z.int().min(24).max(720),
  /** How long after its end a grant may take to come back as used, unused, rejected or revoked. */
  grantAllowanceHours: z.int().min(0).max(8760),
  findings: z.array(z.strictObject({ kinds: z.array(findingKindSchema).min(1), article: articleIdSchema })),
  article: articleIdSchema,
});
export type Monitoring = z.infer<typeof monitoringSchema>;

/**
 * A contradiction inside the instruments themselves and what this pack does until their owner decides.
 *
 * The linter still reports it; here is only the default.
 */
export const settledConflictSchema = z.strictObject({
  articles: z.array(articleIdSchema).min(2),
  default: textSchema,
  article: articleIdSchema,
});
export type SettledConflict = z.infer<typeof settledConflictSchema>;
