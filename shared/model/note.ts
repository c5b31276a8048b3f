import { z } from "zod";
import { mostOutlinePoints, outlineUnits, pictureUnits, shapeColours, shapeKinds } from "../picture/drawing.ts";
import { noteSecrecies, noteStates } from "../annotation/lists.ts";
import { assetIdSchema } from "./footage.ts";
import { personIdSchema } from "./person.ts";
import { viewingIdSchema } from "./viewing.ts";

/** Named by its author, recording and a number used once, so that nobody can begin another note under this name. */
export const noteIdSchema = z
  .string()
  .regex(/^n-[0-9a-f]{20}$/u)
  .brand<"NoteId">();
export type NoteId = z.infer<typeof noteIdSchema>;

const digest = z.string().regex(/^[0-9a-f]{64}$/u);
const frame = z.int().min(0).max(0x7fff_ffff);
const place = z.int().min(0).max(pictureUnits);
/** What people typed: no control signs, and nothing that turns the direction of writing around. */
const words = (most: number) =>
  z
    .string()
    .max(most)
    .regex(/^[^\p{Cc}\u202A-\u202E\u2066-\u2069]*$/u);
const lines = (most: number) =>
  z
    .string()
    .max(most)
    .regex(/^(?:\n|[^\p{Cc}\u202A-\u202E\u2066-\u2069])*$/u);

/** One frame by index, presentation time and digest of its bytes (rule R6). */
export const frameNameSchema = z.strictObject({
  frame,
  ticks: z.int(),
  timescale: z.int().positive(),
  digest,
});
export type FrameName = z.infer<typeof frameNameSchema>;

/** A drawing; what its numbers mean stands in `shared/picture/drawing.ts`. */
export const shapeSchema = z.strictObject({
  kind: z.enum(shapeKinds),
  colour: z.enum(shapeColours),
  keyframes: z
    .array(z.strictObject({ frame, at: z.array(place).min(2).max(4) }))
    .min(1)
    .max(60),
  outline: z
    .array(z.int().min(0).max(outlineUnits))
    .min(4)
    .max(2 * mostOutlinePoints)
    .optional(),
  text: words(80).min(1).optional(),
});

const people = z.array(personIdSchema).max(20);

/** What a person decides about a note. */
const content = {
  /** Frames `[from, to)`; a note on one frame has `to = from + 1`. */
  range: z.strictObject({ from: frame, to: frame }),
  shapes: z.array(shapeSchema).max(24),
  /** Of the vocabulary (`shared/annotation/vocabulary.ts`). */
  tag: z
    .string()
    .regex(/^[a-zA-Z]{2,32}$/u)
    .optional(),
  text: lines(2000),
  secrecy: z.enum(noteSecrecies),
  /** Who may read it when its secrecy is `named`, beside its author and whoever is mentioned. */
  named: people,
  /** Who is asked to look at it. */
  mentions: people,
  status: z.enum(noteStates),
};

/**
 * One revision of a note, exactly as it was signed: canonical JSON, never changed and never removed.
 *
 * A later revision names the digest of the one before; the newest one is what is shown.
 */
export const revisionSchema = z.strictObject({
  v: z.literal(1),
  note: noteIdSchema,
  /** Used once; in the first revision only. */
  nonce: z
    .string()
    .regex(/^[0-9a-f]{32}$/u)
    .optional(),
  revision: z.int().min(0).max(999),
  previous: digest.optional(),
  asset: assetIdSchema,
  /** The note that this one answers. */
  thread: noteIdSchema.optional(),
  viewing: viewingIdSchema.optional(),
  /** Both ends of the range and every keyframe, as the decoder named them. */
  frames: z.array(frameNameSchema).max(64),
  ...content,
  by: z.strictObject({ person: personIdSchema, name: z.string().min(1).max(64) }),
  at: z.iso.datetime(),
});
export type Revision = z.infer<typeof revisionSchema>;

/** What the screen asks to have signed. `note` and `base` when it revises one: the newest revision it had on screen. */
export const noteDraftSchema = z.strictObject({
  note: noteIdSchema.optional(),
  base: digest.optional(),
  asset: assetIdSchema,
  thread: noteIdSchema.optional(),
  viewing: viewingIdSchema.optional(),
  ...content,
});
export type NoteDraft = z.infer<typeof noteDraftSchema>;

/** A note as it stands, for whoever may read it. */
export const noteSchema = z.object({
  ...revisionSchema.omit({ v: true, nonce: true, revision: true, previous: true, viewing: true }).shape,
  /** Who wrote it first, and when. */
  author: z.object({ person: personIdSchema, name: z.string() }),
  since: z.iso.datetime(),
  /** Digest of the newest revision, and how many there are. */
  head: digest,
  revisions: z.int(),
  /** Two revisions follow the same one: both are kept, the later is shown. */
  forked: z.boolean(),
  /** Index of the entry in this station's log; absent when it came from another one. */
  entry: z.int().nonnegative().optional(),
  mayRevise: z.boolean(),
  maySettle: z.boolean(),
});
export type Note = z.infer<typeof noteSchema>;

/** One step in a note's history. */
export const noteStepSchema = z.object({ digest, revision: revisionSchema, entry: z.int().optional() });
export type NoteStep = z.infer<typeof noteStepSchema>;

/** Revisions and the signatures over them, as they travel and are kept. */
export const noteBundleSchema = z.object({
  revisions: z.array(z.object({ content: z.string().max(16_384), act: digest })),
  /** CMS SignedData over `NoteAct`, base64. */
  acts: z.array(z.base64()),
});
export type NoteBundle = z.infer<typeof noteBundleSchema>;
