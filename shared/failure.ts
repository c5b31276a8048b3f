import { z } from "zod";
import { extractionRefusals } from "./extractions.ts";
import {
  administrationRefusals,
  attachmentRefusals,
  authorisationRules,
  bundleRefusals,
  dutyRules,
  formFaults,
  grantRefusals,
  impediments,
  liftingRefusals,
  presenceRefusals,
  retentionRefusals,
  shareRefusals,
  standingRefusals,
} from "./refusals.ts";
import { declarationRefusals } from "./declarations.ts";
import { protectionIds } from "./protections.ts";
import { guardSigns } from "./room-guard.ts";

/** The separations of duty that rule R8 checks; each is a sentence of its own on screen. */
export const dutyRuleSchema = z.enum(dutyRules);
export type DutyRule = z.infer<typeof dutyRuleSchema>;

/** Why a grant does not open footage here and now. */
export const grantRefusalSchema = z.enum(grantRefusals);
export type GrantRefusal = z.infer<typeof grantRefusalSchema>;

/** What is missing in the viewing room. */
export const presenceRefusalSchema = z.enum(presenceRefusals);
export type PresenceRefusal = z.infer<typeof presenceRefusalSchema>;

/** Where somebody exceeds their graded authorisation. */
export const authorisationRuleSchema = z.enum(authorisationRules);

/** Why an act of administration does not take effect. */
export const administrationRefusalSchema = z.enum(administrationRefusals);

/** Why a paper that was handed in is not taken. */
export const attachmentRefusalSchema = z.enum(attachmentRefusals);
export type AttachmentRefusal = z.infer<typeof attachmentRefusalSchema>;

/** What is wrong with the shares of the master key. */
export const shareRefusalSchema = z.enum(shareRefusals);

/**
 * Every refusal a person may be told about.
 *
 * Only the code and its facts travel; the sentence is written by the screen, in the person's
 * language, from `renderer/shell/words`.
 */
export const failureSchema = z.discriminatedUnion("code", [
  z.object({ code: z.literal("bad-request"), field: z.string() }),
  z.object({
    code: z.literal("not-found"),
    subject: z.enum([
      "footage",
      "request",
      "grant",
      "viewing",
      "mark",
      "certificate",
      "receipt",
      "finding",
      "incident",
      "extraction",
      "entry",
      "newLog",
      "standingOrder",
      "declaration",
    ]),
  }),
  z.object({ code: z.literal("not-signed-in") }),
  z.object({ code: z.literal("not-permitted"), action: z.string(), article: z.string().optional() }),
  z.object({ code: z.literal("duties-not-separate"), rule: dutyRuleSchema, article: z.string().optional() }),
  z.object({ code: z.literal("wrong-pin"), retryAfterSeconds: z.int(), attemptsLeft: z.int() }),
  z.object({ code: z.literal("pin-delayed"), retryAfterSeconds: z.int() }),
  z.object({ code: z.literal("certificate-locked") }),
  z.object({ code: z.literal("certificate-unreadable") }),
  z.object({ code: z.literal("certificate-expired"), at: z.iso.datetime() }),
  z.object({ code: z.literal("certificate-foreign") }),
  z.object({ code: z.literal("certificate-revoked") }),
  /** The list of revoked certificates should have been renewed by `due`. */
  z.object({ code: z.literal("revocations-stale"), due: z.iso.datetime() }),
  z.object({
    code: z.literal("beyond-authorisation"),
    rule: authorisationRuleSchema,
    article: z.string().optional(),
  }),
  z.object({ code: z.literal("administration"), reason: administrationRefusalSchema }),
  /** What is withheld is not lifted (解除不予展示). */
  z.object({ code: z.literal("lifting"), reason: z.enum(liftingRefusals), article: z.string().optional() }),
  z.object({ code: z.literal("retention"), reason: z.enum(retentionRefusals) }),
  /** A declaration about times (forms F15 and F19) is not taken or decided so. */
  z.object({ code: z.literal("declaration"), reason: z.enum(declarationRefusals), article: z.string().optional() }),
  /** Evidence cannot be marked, ordered, cut or checked so. `frame` is where it fails. */
  z.object({
    code: z.literal("extraction"),
    reason: z.enum(extractionRefusals),
    frame: z.int().optional(),
    article: z.string().optional(),
  }),
  /** A recording that may not be destroyed, or may not be used any more because it was. */
  z.object({
    code: z.literal("kept"),
    asset: z.string(),
    impediment: z.enum(impediments),
    article: z.string().optional(),
  }),
  /** `share` is the position of the share among those brought, from 1. */
  z.object({ code: z.literal("share-refused"), reason: shareRefusalSchema, share: z.int().optional() }),
  z.object({ code: z.literal("headquarters-unreachable"), since: z.iso.datetime().optional() }),
  z.object({ code: z.literal("headquarters-refused"), reason: z.string() }),
  z.object({ code: z.literal("grant-refused"), reason: grantRefusalSchema, at: z.iso.datetime().optional() }),
  /** A standing order is not taken, or does not cover this viewing. */
  z.object({
    code: z.literal("standing-order"),
    reason: z.enum(standingRefusals),
    article: z.string().optional(),
  }),
  z.object({ code: z.literal("presence"), reason: presenceRefusalSchema }),
  z.object({ code: z.literal("footage-damaged"), asset: z.string(), segment: z.int().optional() }),
  z.object({ code: z.literal("footage-unavailable"), asset: z.string() }),
  z.object({ code: z.literal("frame-unconfirmed") }),
  z.object({ code: z.literal("already-decided") }),
  /** Something comes before a decision: papers to check, a third party to hear, a form to complete. */
  z.object({ code: z.literal("request-waits"), state: z.enum(["papers", "consultation", "returned"]) }),
  /** A paper that was handed in is not taken. */
  z.object({ code: z.literal("attachment-refused"), reason: attachmentRefusalSchema }),
  z.object({ code: z.literal("not-printed") }),
  /** The signed acts behind a form do not say what was to be printed. */
  z.object({ code: z.literal("form-unproven"), reason: z.enum(formFaults) }),
  z.object({ code: z.literal("bundle-refused"), reason: z.enum(bundleRefusals) }),
  /** Headquarters has not been heard of for longer than it allows. */
  z.object({ code: z.literal("offline-too-long"), since: z.iso.datetime(), article: z.string().optional() }),
  /** Something in the room or on the machine keeps the picture away while it lasts; `detail` is what was seen of it. */
  z.object({
    code: z.literal("room-guard"),
    reason: z.enum([...guardSigns, "protection-failed"]),
    detail: z.string().optional(),
  }),
  /** The machine lacks protections that the pack asks for before recordings of this class open. */
  z.object({
    code: z.literal("below-floor"),
    missing: z.array(z.enum(protectionIds)).min(1),
    article: z.string().optional(),
  }),
  z.object({ code: z.literal("disk-full") }),
  z.object({ code: z.literal("station-sealed"), incident: z.string() }),
  z.object({ code: z.literal("internal"), incident: z.string() }),
]);

export type Failure = z.infer<typeof failureSchema>;
export type FailureCode = Failure["code"];
