import { z } from "zod";
import { dutyRuleSchema } from "../failure.ts";
import { roleSchema } from "./person.ts";
import { cameraRulesSchema } from "./policy/cameras.ts";
import { approvalRuleSchema, legalRouteRuleSchema } from "./policy/chains.ts";
import { floorsSchema } from "./policy/floors.ts";
import { gradesSchema } from "./policy/grades.ts";
import { incidentSchema, monitoringSchema, settledConflictSchema, spotChecksSchema } from "./policy/oversight.ts";
import { calendarSchema, handInSchema, retentionSchema } from "./policy/periods.ts";
import { withheldRuleSchema } from "./policy/withheld.ts";
import { noticeSchema, paperRuleSchema, presenceRuleSchema, secrecyRulesSchema } from "./policy/room.ts";
import { articleIdSchema, articleSchema, textSchema } from "./policy/text.ts";
import { urgentSchema } from "./policy/urgent.ts";
import { applicantClassSchema, purposeSchema, refusalGroundSchema, verbSchema } from "./request.ts";

/** An IANA time zone that this program knows, e.g. `Asia/Shanghai`. */
export const timeZoneSchema = z.string().refine(isTimeZone, { message: "unknown time zone" });

function isTimeZone(name: string): boolean {
  try {
    return new Intl.DateTimeFormat("en", { timeZone: name }).resolvedOptions().timeZone !== "";
  } catch {
    return false;
  }
}

const packNameSchema = z.string().regex(/^[a-z][a-z0-9-]{1,31}$/u);
const article = articleIdSchema;
const digestSchema = z.string().regex(/^[0-9a-f]{64}$/u);

const minutes = z.int().min(1).max(1440);
const days = z.int().min(1).max(3650);
/** The provision that asks for the thing, where it leaves the number open. */
const demanded = z.strictObject({ article }).optional();

const sections = {
  /** The language the instruments are written in comes first; the other one translates. */
  languages: z.array(z.enum(["zh-CN", "en"])).min(1),
  purposes: z.array(z.strictObject({ purpose: purposeSchema, article })).min(1),
  applicantClasses: z.array(z.strictObject({ class: applicantClassSchema, article })).min(1),
  legalRoutes: z.array(legalRouteRuleSchema).min(1),
  /** What may be asked for; a verb that is not here is not offered. */
  verbs: z.array(z.strictObject({ verb: verbSchema, article })).min(1),
  refusalGrounds: z.array(z.strictObject({ ground: refusalGroundSchema, article })).min(1),
  approval: z.array(approvalRuleSchema).min(1),
  /** More than this of one recording is a long range. */
  longRange: z.strictObject({ minutes, article }),
  duties: z.array(z.strictObject({ rule: dutyRuleSchema, article })).min(1),
  custodian: z.strictObject({ title: textSchema, article }),
  secrecy: secrecyRulesSchema,
  /** 分级授权: ranks of secrecy and reach of the grades; absent means the usual ladder, without articles. */
  grades: gradesSchema.optional(),
  /** Protections that must be live on a machine before a class opens there; absent means the usual floor, without articles. */
  floors: floorsSchema.optional(),
  presence: z.array(presenceRuleSchema).min(1),
  papers: z.array(paperRuleSchema),
  notice: noticeSchema,
  /** Whether notes may be taken in the room (摘抄). */
  excerpt: z.strictObject({ staff: z.boolean(), outside: z.boolean(), article }),
  playBudget: z.strictObject({ default: z.int().min(1), maximum: z.int().min(1).max(100), article }),
  validity: z.strictObject({ defaultHours: z.int().min(1), maximumDays: days, article }),
  /** A viewing that rests longer than this is over. */
  pause: z.strictObject({ limitMinutes: minutes, article }),
  /** A session that nobody touches for longer is locked; absent means ten minutes. An open viewing goes by presence. */
  idle: z.strictObject({ lockMinutes: z.int().min(1).max(60), article }).optional(),
  /** How often the supervisor confirms to be present. */
  presenceConfirmation: z.strictObject({ everyMinutes: minutes, article }),
  /** How long a station may go on without having heard from headquarters. */
  offline: z.strictObject({
    longestDays: days,
    /** Entries of its log that headquarters has not countersigned. */
    mostEntries: z.int().min(1000).max(10_000_000).default(500_000),
    article,
  }),
  retention: retentionSchema,
  handIn: handInSchema,
  calendar: calendarSchema,
  /** 第三方意见征询: how long a third party has to answer. */
  thirdParty: z.strictObject({ days, counts: z.enum(["days", "workingDays"]), article, demanded }),
  /** 实时调阅: standing orders that were approved beforehand by plan (O-20). */
  urgent: urgentSchema,
  /** Originals are backed up before they are handed out; a copy stays when evidence is transferred. */
  provision: z.strictObject({
    backupFirst: z.strictObject({ required: z.boolean(), article }),
    retainCopy: z.strictObject({ required: z.boolean(), article }),
  }),
  /** Documents and recording may differ by this much at either end (O-63). */
  timeMatch: z.strictObject({
    toleranceSeconds: z.int().min(0).max(3600),
    article,
    demanded,
    /** Who reviews that a camera was not used (暂停使用登记, form F15); absent when the instrument does not know it. */
    suspension: z.strictObject({ role: roleSchema, title: textSchema, article }).optional(),
  }),
  /** How many cameras record an operation (O-52); absent where the instruments ask for no second one. */
  cameras: cameraRulesSchema.optional(),
  spotChecks: spotChecksSchema,
  /** Who lifts what an approver withheld (不予展示); absent means an approver or legal officer and another approver. */
  withheld: withheldRuleSchema.optional(),
  incidents: z.array(incidentSchema).min(1),
  /** What headquarters' monitor measures the stations' logs by; absent means the usual values and no articles. */
  monitoring: monitoringSchema.optional(),
  /** Titles of the printed forms, by number. */
  forms: z.array(z.strictObject({ form: z.string().regex(/^F\d{1,2}$/u), title: textSchema, article })).min(1),
  conflicts: z.array(settledConflictSchema),
  pin: z.strictObject({ attempts: z.int().min(1).max(20), firstDelaySeconds: z.int().min(1).max(3600), article }),
};

const head = {
  pack: packNameSchema,
  /** Grows with every change; headquarters takes no older one. */
  version: z.int().min(1),
  authority: z.strictObject({
    code: z.string().regex(/^[A-Z][A-Z0-9]{1,15}$/u),
    zh: z.string().min(1),
    en: z.string().min(1),
    /** Zone in which the authority's law runs; every date and time on screen is written in it. */
    timeZone: timeZoneSchema,
  }),
  /** Instruments the pack is made from. */
  title: textSchema,
  /** Article id → its text and a short English rendering. */
  articles: z.record(articleIdSchema, articleSchema),
};

/** Names of the sections that one pack may take over from another. */
export const policySections = Object.keys(sections) as readonly (keyof typeof sections)[];

/**
 * The policy pack of one authority (rule R11): law as data.
 *
 * Every list a form offers, every chain of approval, every period and every refusal a screen explains comes from here,
 * with the article that causes it; code holds none of it. This is the whole pack, as it is signed and as stations get it.
 */
export const policyPackSchema = z.strictObject({
  ...head,
  ...sections,
  /** The pack that was under this one, and the sections that were taken over because the instruments are silent. */
  base: z
    .strictObject({
      pack: packNameSchema,
      version: z.int().min(1),
      digest: digestSchema,
      sections: z.array(z.string()),
    })
    .optional(),
});
export type PolicyPack = z.infer<typeof policyPackSchema>;

/**
 * A pack as its authors write it: what is its own, on top of another one.
 *
 * A section that is given replaces the other's whole; articles are joined.
 */
export const policySourceSchema = z.strictObject({
  ...head,
  extends: packNameSchema.optional(),
  ...z.object(sections).partial().shape,
});
export type PolicySource = z.infer<typeof policySourceSchema>;
