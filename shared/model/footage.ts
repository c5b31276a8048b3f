import { z } from "zod";
import { declarationKinds, extensionReasons, suspensionReasons } from "../declarations.ts";
import { dueSchema, heldSchema } from "./due.ts";
import { secrecies } from "../secrecies.ts";
import { personIdSchema } from "./person.ts";

/** Unified recording code (统一编码), e.g. `WH-20261109-A017-01`; form F21. */
export const assetIdSchema = z
  .string()
  .regex(/^[A-Za-z0-9][A-Za-z0-9-]{2,63}$/u)
  .brand<"AssetId">();
export type AssetId = z.infer<typeof assetIdSchema>;

export const mediaKindSchema = z.enum(["video", "audio", "photo"]);
export type MediaKind = z.infer<typeof mediaKindSchema>;

/** 密级, form F16; `pending` (待定) blocks viewing by anyone outside the unit. */
export const secrecySchema = z.enum(secrecies);
export type Secrecy = z.infer<typeof secrecySchema>;

/** Frames per second as a fraction; never a float. */
export const frameRateSchema = z.object({ numerator: z.int().positive(), denominator: z.int().positive() });
export type FrameRate = z.infer<typeof frameRateSchema>;

/**
 * Timecode that the camera recorded (SMPTE ST 12-1), counted in nominal frames.
 *
 * `start` is the count of the recording's first presented frame; with `dropFrame`, numbers are left out at each minute
 * but the tenth, so that 29.97 pictures a second keep up with the clock.
 */
export const timecodeSchema = z.object({
  start: z.int().nonnegative(),
  /** Nominal frames per second. */
  rate: z.int().min(1).max(255),
  dropFrame: z.boolean(),
});
export type Timecode = z.infer<typeof timecodeSchema>;

/** How a package's samples came from the original. */
export const renditionKindSchema = z.enum(["rewrapped", "transcoded"]);

/** Half-open range of frame indices `[from, to)`: `from` is the first frame, `to` the one after the last. */
export const frameRangeSchema = z
  .object({ from: z.int().nonnegative(), to: z.int().positive() })
  .refine((range) => range.from < range.to, { message: "empty range" });
export type FrameRange = z.infer<typeof frameRangeSchema>;

export const wearerSchema = z.object({ person: personIdSchema, name: z.string(), certificateNo: z.string() });
export type Wearer = z.infer<typeof wearerSchema>;

const moment = z.iso.datetime({ offset: true });

/** The way of a recording from the camera to its storage. */
export const handInRecordSchema = z.strictObject({
  at: z.strictObject({ station: moment.optional(), storage: moment.optional(), archive: moment.optional() }),
  /** Back at the unit after continuous duty, from elsewhere or without transport. */
  returnedAt: moment.optional(),
  majorOperation: z.boolean().optional(),
  /** Number of the approval of a late hand-in (延期移交, form F19). */
  extension: z.string().min(1).max(60).optional(),
});

/** An approved declaration of whoever wore the camera: form F15 or F19, as far as it concerns one recording. */
export const declaredSchema = z.object({
  kind: z.enum(declarationKinds),
  number: z.string(),
  from: moment,
  to: moment,
  reason: z.enum([...suspensionReasons, ...extensionReasons]),
  until: moment.optional(),
});
export type Declared = z.infer<typeof declaredSchema>;

/** What the sound says of another recording of the case: where a moment of this one lies in it, or why it cannot tell. */
export const heardSchema = z.union([
  z.strictObject({
    asset: assetIdSchema,
    offsetMs: z.int(),
    /** How far that may be off, either way. */
    boundMs: z.int().positive(),
  }),
  z.strictObject({ asset: assetIdSchema, why: z.enum(["silent", "unlike", "ambiguous"]) }),
]);

/** One row of the catalogue, form F21: what a recording is, without showing any of it. */
export const footageSchema = z.object({
  asset: assetIdSchema,
  kind: mediaKindSchema,
  title: z.string(),
  unit: z.string(),
  squad: z.string(),
  wearers: z.array(wearerSchema).min(1),
  device: z.string(),
  source: z.enum(["bodyCamera", "fixedPlace", "camera", "recorder", "phone"]),
  recordedFrom: z.iso.datetime({ offset: true }),
  recordedTo: z.iso.datetime({ offset: true }),
  /** Camera clock minus true time, in seconds, as established at hand-in. */
  clockOffsetSeconds: z.int(),
  /** How far that offset may itself be off, either way; absent when nobody recorded it (O-64). */
  clockUncertaintySeconds: z.int().nonnegative().max(86_400).optional(),
  /** When it was handed in (O-54 to O-59), as far as it is on record. */
  handIn: handInRecordSchema.optional(),
  place: z.string(),
  inspectedUnit: z.string(),
  caseNo: z.string(),
  caseCause: z.string(),
  caseParty: z.string(),
  secrecy: secrecySchema,
  volume: z.enum(["main", "supplementary"]),
  custodian: z.string(),
  state: z.enum(["unit", "pendingAcceptance", "archived"]),
  retainUntil: z.iso.date(),
  holds: z.array(z.string()),
  /** Day on which it was destroyed; the row stays, the recording does not. */
  destroyedOn: z.iso.date().optional(),
  /** How long the pack keeps it and why, worked out whenever somebody asks. */
  due: dueSchema.optional(),
  /** Holds in force. */
  held: z.array(heldSchema).optional(),
  /** What was approved about its camera, looked up whenever somebody asks. */
  declared: z.array(declaredSchema).optional(),
  /** Number of frames presented; 1 for a photo; for audio the number of 1/25 s steps. */
  frames: z.int().positive(),
  /** Null when the rate varies. */
  frameRate: frameRateSchema.nullable(),
  timecode: timecodeSchema.optional(),
  /** What is shown was made from the original; absent when it is the original. `codec` names the original's coding. */
  rendition: z.object({ kind: renditionKindSchema, codec: z.string().max(64) }).optional(),
  durationMs: z.int().nonnegative(),
  width: z.int().nonnegative(),
  height: z.int().nonnegative(),
  /** Spoken or written gaps: where the recording is interrupted. */
  gaps: z.array(z.object({ atMs: z.int().nonnegative(), lengthMs: z.int().positive(), explained: z.boolean() })),
  /** Compared at ingest with what was there of the same event; absent where there was nothing, or no sound. */
  heard: z.array(heardSchema).optional(),
  /** SHA-256 of the original file and of the signed manifest, lower-case hex. */
  originalDigest: z.string().regex(/^[0-9a-f]{64}$/u),
  manifestDigest: z.string().regex(/^[0-9a-f]{64}$/u),
  bytes: z.int().positive(),
});
export type Footage = z.infer<typeof footageSchema>;

export const footageQuerySchema = z.object({
  text: z.string().max(200).default(""),
  unit: z.string().max(128).optional(),
  person: personIdSchema.optional(),
  device: z.string().max(64).optional(),
  caseNo: z.string().max(64).optional(),
  kind: mediaKindSchema.optional(),
  from: z.iso.datetime({ offset: true }).optional(),
  to: z.iso.datetime({ offset: true }).optional(),
  page: z.int().min(0).max(100_000).default(0),
  pageSize: z.int().min(1).max(200).default(50),
});
export type FootageQuery = z.infer<typeof footageQuerySchema>;

export const footageFacetSchema = z.object({
  name: z.enum(["unit", "device", "caseNo", "kind"]),
  values: z.array(z.object({ value: z.string(), count: z.int() })),
});

export const footagePageSchema = z.object({
  total: z.int(),
  rows: z.array(footageSchema),
  facets: z.array(footageFacetSchema),
});
export type FootagePage = z.infer<typeof footagePageSchema>;
