import { z } from "zod";
import { capacitySchema } from "./capacity.ts";
import { assetIdSchema, frameRangeSchema } from "./footage.ts";
import { grantIdSchema } from "./grant.ts";
import { personIdSchema } from "./person.ts";
import { viewingIdSchema } from "./viewing.ts";

const firstWrongSchema = z.object({ index: z.int(), why: z.string() });

/** The last time somebody had the whole log verified, as the log itself has it. */
export const lastVerificationSchema = z.object({
  at: z.iso.datetime(),
  size: z.int(),
  sound: z.boolean(),
  /** Every checkpoint's signature was checked, not only the last of each signing key. */
  thorough: z.boolean(),
  /** Who asked for it; absent when nobody was signed in. */
  by: z.string().optional(),
  /** Entry that records it; absent when the disk was too full to record it. */
  entry: z.int().optional(),
  firstWrong: firstWrongSchema.optional(),
});
export type LastVerification = z.infer<typeof lastVerificationSchema>;

/** How far a verification has come. */
export const verifyingSchema = z.object({
  done: z.int(),
  size: z.int(),
  thorough: z.boolean(),
  elapsedMs: z.int(),
});
export type Verifying = z.infer<typeof verifyingSchema>;

/** The signed log of this station as people see it. */
export const logStateSchema = z.object({
  origin: z.string(),
  size: z.int(),
  /** Base64 root of the latest checkpoint. */
  root: z.string(),
  epoch: z.int(),
  lastEntryAt: z.iso.datetime(),
  keyStore: z.enum(["platform", "file"]),
  verified: lastVerificationSchema.optional(),
});
export type LogState = z.infer<typeof logStateSchema>;

export const syncStateSchema = z.object({
  /** `waiting`: headquarters does not take this log yet, and nothing is carried. */
  status: z.enum(["idle", "syncing", "waiting", "offline", "rollback", "refused"]),
  /** Size of the log that headquarters has countersigned. */
  receivedSize: z.int(),
  receivedAt: z.iso.datetime().optional(),
  unsynced: z.int(),
  lastAttemptAt: z.iso.datetime().optional(),
  nextAttemptAt: z.iso.datetime().optional(),
});
export type SyncState = z.infer<typeof syncStateSchema>;

export const verificationSchema = z.object({
  sound: z.boolean(),
  size: z.int(),
  checked: z.array(z.object({ what: z.string(), passed: z.boolean(), detail: z.string().optional() })),
  /** First entry that is wrong, when there is one. */
  firstWrong: firstWrongSchema.optional(),
});
export type Verification = z.infer<typeof verificationSchema>;

/** A file in the folder for arrivals; `kind` is what it claims to be. */
export const bundleArrivalSchema = z.object({
  name: z.string(),
  bytes: z.int(),
  at: z.iso.datetime(),
  kind: z.enum(["answer", "outward", "other"]),
});
export type BundleArrival = z.infer<typeof bundleArrivalSchema>;

/** An outward travel bundle that was written: entries `[from, to)` of the log. */
export const bundleWrittenSchema = z.object({ file: z.string(), from: z.int(), to: z.int() });
export type BundleWritten = z.infer<typeof bundleWrittenSchema>;

/** What an answer brought; the fields are those of `AnswerTaken`. */
export const bundleTakenSchema = z.object({
  size: z.int(),
  isNews: z.boolean(),
  items: z.int(),
  cursor: z.int(),
  wantsEverything: z.boolean(),
  wantsFresh: z.boolean(),
});
export type BundleTaken = z.infer<typeof bundleTakenSchema>;

/** One row of the access register, a projection of log entries (rules R9, R10; forms F2, F6). */
export const registerRowSchema = z.object({
  viewing: viewingIdSchema,
  grant: grantIdSchema,
  requestNumber: z.string(),
  caseNo: z.string(),
  purpose: z.string(),
  room: z.string(),
  startedAt: z.iso.datetime(),
  endedAt: z.iso.datetime().optional(),
  outcome: z.enum(["open", "ended", "stopped", "interrupted"]),
  stopReason: z.string().optional(),
  persons: z.array(
    z.object({
      person: personIdSchema,
      name: z.string(),
      capacity: capacitySchema,
      from: z.iso.datetime(),
      to: z.iso.datetime().optional(),
      /** Frames shown while this person was in the room. */
      frames: z.array(z.object({ asset: assetIdSchema, ranges: z.array(frameRangeSchema) })),
      /**
       * Frames released while this person was in the room that may have been shown beyond those: the picture
       * went before it could say, or is still open. An upper bound; absent when there are none (rules R2, R9).
       */
      possible: z.array(z.object({ asset: assetIdSchema, ranges: z.array(frameRangeSchema) })).optional(),
    }),
  ),
  approvers: z.array(z.object({ person: personIdSchema, name: z.string() })),
  marks: z.int(),
  /** Log entries behind this row, ascending. */
  entries: z.array(z.int()),
  /** Index of the entry that ended the sitting, once it has. */
  ended: z.int().optional(),
  /** Numbers of the receipts (回执编号), one for each person, once the sitting has ended (form F2). */
  receipts: z.array(z.object({ person: personIdSchema, no: z.string() })).optional(),
  /** True when headquarters has countersigned every entry behind this row. */
  received: z.boolean(),
});
export type RegisterRow = z.infer<typeof registerRowSchema>;

/** A refused attempt, as the log has it (rule R12). */
export const refusalRowSchema = z.object({
  entry: z.int(),
  at: z.iso.datetime(),
  person: z.object({ person: personIdSchema, name: z.string() }).optional(),
  attempt: z.string(),
  /** Code of the refusal, with its reason after a colon where it has one: `grant-refused:outside-range`. */
  failure: z.string(),
  subject: z.string().optional(),
});
export type RefusalRow = z.infer<typeof refusalRowSchema>;
