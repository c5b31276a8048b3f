import { z } from "zod";
import { assetIdSchema, footageSchema } from "./footage.ts";
import { grantIdSchema } from "./grant.ts";
import { markIdSchema } from "./mark.ts";
import { signedStepSchema } from "./retention.ts";
import { differenceKinds, exhibitKinds, extractionStates, manners, mediums, receivers } from "../extractions.ts";

const digest = z.string().regex(/^[0-9a-f]{64}$/u);
const reason = z.string().trim().min(2).max(500);

export const extractionIdSchema = z
  .string()
  .regex(/^x-[0-9a-z]{6,40}$/u)
  .brand<"ExtractionId">();
export type ExtractionId = z.infer<typeof extractionIdSchema>;

/** Samples as the original has them, from a keyframe on; or every ordered picture coded anew without loss. */
export const mannerSchema = z.enum(manners);
export type Manner = z.infer<typeof mannerSchema>;
export const exhibitKindSchema = z.enum(exhibitKinds);
export const mediumSchema = z.enum(mediums);
export const receiverSchema = z.enum(receivers);

/** One end of an evidence mark: a frame that the decoder named, and the mark in the station's log (rule R6). */
export const frameEndSchema = z.strictObject({
  frame: z.int().nonnegative(),
  ticks: z.int(),
  timescale: z.int().positive(),
  digest,
  mark: markIdSchema,
  /** Index of that mark's entry in the station's log. */
  entry: z.int().nonnegative(),
});
export type FrameEnd = z.infer<typeof frameEndSchema>;

/** What is to be cut: named by digests, so that nothing else fits. */
export const orderedFramesSchema = z.strictObject({
  asset: assetIdSchema,
  /** First frame and the one after the last. */
  from: z.int().nonnegative(),
  to: z.int().positive(),
  firstDigest: digest,
  lastDigest: digest,
  /** Root of the frame tree, and digest of the manifest that names it. */
  tableRoot: digest,
  manifestDigest: digest,
  exhibit: exhibitKindSchema,
  manner: mannerSchema,
});
export type OrderedFrames = z.infer<typeof orderedFramesSchema>;

/** 证据标记: what the marker says of it. */
export const evidenceFormSchema = z.strictObject({
  /** Grant under which the marker saw the frames. */
  grant: grantIdSchema,
  first: frameEndSchema,
  last: frameEndSchema,
  order: orderedFramesSchema,
  name: z.string().trim().min(2).max(120),
  /** 证明对象（拟证明事实）. */
  fact: z.string().trim().min(4).max(1000),
  /** 内容摘要/文字整理. */
  summary: z.string().trim().max(4000),
  caseNo: z.string().trim().min(1).max(64),
  caseCause: z.string().trim().min(1).max(200),
  caseParty: z.string().trim().min(1).max(200),
  /** 文书起止时间 (O-63). */
  documents: z
    .strictObject({ from: z.iso.datetime({ offset: true }), to: z.iso.datetime({ offset: true }) })
    .optional(),
});
export type EvidenceForm = z.infer<typeof evidenceFormSchema>;

export const differenceSchema = z.strictObject({ kind: z.enum(differenceKinds), frame: z.int().nonnegative() });

/** Everything that is signed about one piece of evidence. `extraction` and the digests tie each act to the one before. */
export const extractionStepSchema = z.discriminatedUnion("step", [
  z.strictObject({ step: z.literal("mark"), form: evidenceFormSchema }),
  z.strictObject({ step: z.literal("withdraw"), extraction: extractionIdSchema, marked: digest, reason }),
  z.strictObject({
    step: z.literal("consent"),
    extraction: extractionIdSchema,
    /** SHA-256 of the CMS bytes of the mark. */
    marked: digest,
    agree: z.boolean(),
    /** 提取令: repeated in full, so that the head signs exactly what is cut. */
    order: orderedFramesSchema,
    opinion: z.string().trim().max(1000),
  }),
  z.strictObject({
    step: z.literal("extract"),
    extraction: extractionIdSchema,
    /** SHA-256 of the CMS bytes of the consent: the extraction order. */
    ordered: digest,
    place: z.string().trim().min(1).max(128),
    medium: mediumSchema,
    serial: z.string().trim().min(1).max(64),
  }),
  z.strictObject({
    step: z.literal("verify"),
    extraction: extractionIdSchema,
    /** SHA-256 of the clip. */
    clip: digest,
    /** Exactly the ordered frames: what the station found, not what somebody says. */
    exact: z.boolean(),
    difference: differenceSchema.optional(),
    /** 附卷页号/卷号. */
    volume: z.string().trim().max(64),
  }),
  z.strictObject({
    step: z.literal("transfer"),
    extraction: extractionIdSchema,
    clip: digest,
    to: receiverSchema,
    /** 移送对象 by name, 依据文书号, 接收人. */
    receiver: z.string().trim().min(2).max(128),
    document: z.string().trim().min(1).max(128),
    takenBy: z.string().trim().min(1).max(64),
    secrecy: z.string().trim().max(500),
  }),
]);
export type ExtractionStep = z.infer<typeof extractionStepSchema>;
export type ExtractionStepName = ExtractionStep["step"];

/** The clip as headquarters cut it and read it back from its own file. */
export const cutSchema = z.object({
  /** SHA-256 and length of the file. */
  clip: digest,
  bytes: z.int().positive(),
  type: z.enum(["video/mp4", "image/png", "image/jpeg"]),
  /** Frames ahead of and behind the ordered ones that are there for the decoder only. */
  carried: z.int().nonnegative(),
  /** Keyframe from which the samples run, and how many pictures are shown before the first ordered one. */
  keyframe: z.int(),
  lead: z.int().nonnegative(),
  /** The sealed original was read through once more and has its digest. */
  originalDigest: digest,
  /** For what was coded anew: how the pictures were compared. */
  pictures: z.string().max(64).optional(),
  /** Entry of the log of headquarters. */
  entry: z.int().nonnegative(),
  /** Number of the copy that stays (留存复制件编号). */
  retained: z.string(),
});
export type Cut = z.infer<typeof cutSchema>;

export const transferSchema = z.object({
  number: z.string(),
  to: receiverSchema,
  receiver: z.string(),
  document: z.string(),
  takenBy: z.string(),
  secrecy: z.string(),
  by: signedStepSchema,
});
export type Transfer = z.infer<typeof transferSchema>;

export const extractionRecordSchema = z.object({
  id: extractionIdSchema,
  /** 证据提取编号, `{authority}-F7-{yyyy}-{seq}`. */
  number: z.string(),
  state: z.enum(extractionStates),
  form: evidenceFormSchema,
  /** Log of the station at which it was marked; the entries of both ends are in it. */
  station: z.string().max(200).optional(),
  /** Whether the recording's times and the documents' agree within the pack's tolerance (O-63). */
  times: z.object({ agrees: z.boolean(), fromSeconds: z.int(), toSeconds: z.int() }).optional(),
  steps: z.array(signedStepSchema),
  extraction: z.object({ place: z.string(), medium: mediumSchema, serial: z.string() }).optional(),
  cut: cutSchema.optional(),
  verdict: z.object({ exact: z.boolean(), difference: differenceSchema.optional(), volume: z.string() }).optional(),
  transfers: z.array(transferSchema),
});
export type ExtractionRecord = z.infer<typeof extractionRecordSchema>;

/** A record as a person may see it, with the recording it is about. */
export const extractionViewSchema = extractionRecordSchema.extend({ footage: footageSchema });
export type ExtractionView = z.infer<typeof extractionViewSchema>;

/** What the station compares: the proof that lies in the clip, and what the clip really presents. Text, never a picture. */
export const clipListingSchema = z.object({
  clip: digest,
  /** `ClipProof`, canonical JSON. */
  proof: z.string(),
  /** SHA-256 of each picture the clip presents, in order; decoded where it was coded anew. */
  presented: z.array(digest),
});
export type ClipListing = z.infer<typeof clipListingSchema>;

/** What a person fills in to mark evidence; frames, digests and root come from marks and manifest, never by hand (rule R6). */
export const evidenceDraftSchema = evidenceFormSchema.omit({ first: true, last: true, order: true }).extend({
  asset: assetIdSchema,
  first: markIdSchema,
  last: markIdSchema,
  exhibit: exhibitKindSchema,
  manner: mannerSchema,
});
export type EvidenceDraft = z.infer<typeof evidenceDraftSchema>;

/** The same in the player, where the ends are frames that were on screen and the grant is that of the viewing. */
export const rangeDraftSchema = evidenceDraftSchema.omit({ grant: true, first: true, last: true });
export type RangeDraft = z.infer<typeof rangeDraftSchema>;

/** First and last frame, both inside. */
export const markedRangeSchema = z
  .strictObject({ from: z.int().nonnegative(), last: z.int().nonnegative() })
  .refine(({ from, last }) => from <= last);
export type MarkedRange = z.infer<typeof markedRangeSchema>;

/** What a person decides on a record; the digests that tie it to the record are added where it is signed. */
export const extractionOrderSchema = z.discriminatedUnion("step", [
  z.strictObject({ step: z.literal("withdraw"), reason }),
  z.strictObject({ step: z.literal("consent"), agree: z.boolean(), opinion: z.string().trim().max(1000) }),
  z.strictObject({
    step: z.literal("extract"),
    place: z.string().trim().min(1).max(128),
    medium: mediumSchema,
    serial: z.string().trim().min(1).max(64),
  }),
  z.strictObject({ step: z.literal("verify"), volume: z.string().trim().max(64) }),
  z.strictObject({
    step: z.literal("transfer"),
    to: receiverSchema,
    receiver: z.string().trim().min(2).max(128),
    document: z.string().trim().min(1).max(128),
    takenBy: z.string().trim().min(1).max(64),
    secrecy: z.string().trim().max(500),
  }),
]);
export type ExtractionOrder = z.infer<typeof extractionOrderSchema>;

/** What came of comparing a clip with the ordered frames. */
export const clipCheckSchema = z.object({
  exact: z.boolean(),
  difference: differenceSchema.optional(),
  /** SHA-256 of the clip that was looked at, and whether it is the one that headquarters keeps. */
  clip: digest,
  same: z.boolean(),
  ordered: z.int(),
  presented: z.int(),
});
export type ClipCheck = z.infer<typeof clipCheckSchema>;

/** A citation as text, and as codes: dark squares as one path each. */
export const shownCitationSchema = z.object({
  citation: z.string(),
  codes: z.array(z.object({ size: z.int(), path: z.string() })),
});
export type ShownCitation = z.infer<typeof shownCitationSchema>;
