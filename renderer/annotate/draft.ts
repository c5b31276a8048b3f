import type { NoteSecrecy } from "../../shared/annotation/lists.ts";
import type { Note, NoteDraft } from "../../shared/model/note.ts";
import {
  outlineUnits,
  pictureUnits,
  placeAt,
  placesOf,
  withinPicture,
  withKeyframe,
  withoutKeyframe,
  type Shape,
  type ShapeColour,
  type ShapeKind,
} from "../../shared/picture/drawing.ts";
import type { Drawing } from "../../shared/picture/protocol.ts";

/** A note that is being written, before anybody signs it. */
export type Draft = Omit<NoteDraft, "viewing">;

/** What can be taken back and brought again until it is signed. */
export interface Drafting {
  readonly past: readonly Draft[];
  readonly present: Draft | null;
  readonly future: readonly Draft[];
  /** Which shape of the draft is chosen. */
  readonly chosen: number | null;
}

export const nothing: Drafting = { past: [], present: null, future: [], chosen: null };

const mostSteps = 200;
const mostShapes = 24;

/** A note on the frame on screen. */
export function begin(asset: Draft["asset"], frame: number, secrecy: NoteSecrecy): Drafting {
  const present: Draft = {
    asset,
    range: { from: frame, to: frame + 1 },
    shapes: [],
    text: "",
    secrecy,
    named: [],
    mentions: [],
    status: "open",
  };
  return { ...nothing, present };
}

/** A draft that says what the note says; signing it adds a revision. */
export function revising(note: Note): Draft {
  const { asset, thread, range, shapes, tag, text, secrecy, named, mentions, status } = note;
  return {
    note: note.note,
    base: note.head,
    asset,
    ...(thread === undefined ? {} : { thread }),
    range,
    shapes,
    ...(tag === undefined ? {} : { tag }),
    text,
    secrecy,
    named,
    mentions,
    status,
  };
}

/** One step; typing in one field is one step however many letters it takes. */
export function change(drafting: Drafting, part: Partial<Draft>): Drafting {
  const { present, past } = drafting;
  if (present === null) {
    return drafting;
  }
  const goesOn = "text" in part && past.length > 0 && past.at(-1)?.text !== present.text;
  return {
    ...drafting,
    past: goesOn ? past : [...past, present].slice(-mostSteps),
    present: withPart(present, part),
    future: [],
  };
}

/** A tag that is taken off is absent, not undefined. */
function withPart(draft: Draft, part: Partial<Draft>): Draft {
  const { tag, ...rest } = { ...draft, ...part };
  return tag === undefined ? rest : { ...rest, tag };
}

export function undo({ past, present, future, chosen }: Drafting): Drafting {
  const before = past.at(-1);
  return before === undefined || present === null
    ? { past, present, future, chosen }
    : { past: past.slice(0, -1), present: before, future: [present, ...future], chosen: within(chosen, before) };
}

export function redo({ past, present, future, chosen }: Drafting): Drafting {
  const [next, ...rest] = future;
  return next === undefined || present === null
    ? { past, present, future, chosen }
    : { past: [...past, present], present: next, future: rest, chosen: within(chosen, next) };
}

function within(chosen: number | null, { shapes }: Draft): number | null {
  return chosen !== null && chosen < shapes.length ? chosen : null;
}

/** What was drawn on a frame. */
export interface Drawn {
  readonly frame: number;
  readonly kind: ShapeKind;
  readonly at: readonly number[];
  readonly outline?: readonly number[];
}

/**
 * Takes in what was drawn: the chosen shape's place on another frame when it is of the same kind, else a new shape.
 *
 * The range of the note grows to the frame, so that a keyframe is never outside it.
 */
export function draw(
  drafting: Drafting,
  drawn: Drawn,
  { colour, text }: { readonly colour: ShapeColour; readonly text: string },
): Drafting {
  const { present, chosen } = drafting;
  const { frame, kind, at, outline } = drawn;
  if (present === null) {
    return drafting;
  }
  const range = grown(present.range, frame);
  const held = chosen === null ? undefined : present.shapes[chosen];
  if (chosen !== null && held?.kind === kind && held.keyframes.every((keyframe) => keyframe.frame !== frame)) {
    return change(drafting, { range, shapes: present.shapes.with(chosen, mutable(withKeyframe(held, frame, at))) });
  }
  if (present.shapes.length >= mostShapes) {
    return drafting;
  }
  const shape = mutable({
    kind,
    colour,
    keyframes: [{ frame, at }],
    ...(outline === undefined ? {} : { outline }),
    ...(kind === "text" ? { text } : {}),
  });
  return { ...change(drafting, { range, shapes: [...present.shapes, shape] }), chosen: present.shapes.length };
}

function grown({ from, to }: Draft["range"], frame: number): Draft["range"] {
  return { from: Math.min(from, frame), to: Math.max(to, frame + 1) };
}

/** Sets an end of the range; the other end and every keyframe stay inside. */
export function withEnd(draft: Draft, end: "from" | "to", frame: number): Draft["range"] {
  const places = draft.shapes.flatMap(({ keyframes }) => keyframes.map((keyframe) => keyframe.frame));
  return end === "from"
    ? { from: Math.min(frame, ...places), to: Math.max(draft.range.to, frame + 1) }
    : { from: Math.min(draft.range.from, frame), to: Math.max(frame, ...places) + 1 };
}

/** Puts the chosen shape at a place on this frame, which becomes a keyframe. */
export function place(drafting: Drafting, frame: number, at: readonly number[]): Drafting {
  const { present, chosen } = drafting;
  const shape = chosen === null ? undefined : present?.shapes[chosen];
  if (present === null || chosen === null || shape === undefined) {
    return drafting;
  }
  return change(drafting, {
    range: grown(present.range, frame),
    shapes: present.shapes.with(chosen, mutable(withKeyframe(shape, frame, at.map(withinPicture)))),
  });
}

/** Takes the keyframe on this frame away; a shape keeps its last one. */
export function unplace(drafting: Drafting, frame: number): Drafting {
  const { present, chosen } = drafting;
  const shape = chosen === null ? undefined : present?.shapes[chosen];
  return present === null || chosen === null || shape === undefined
    ? drafting
    : change(drafting, { shapes: present.shapes.with(chosen, mutable(withoutKeyframe(shape, frame))) });
}

export function removeShape(drafting: Drafting, index: number): Drafting {
  const { present } = drafting;
  return present === null
    ? drafting
    : { ...change(drafting, { shapes: present.shapes.toSpliced(index, 1) }), chosen: null };
}

/** A shape in the middle of the picture, for those who do not draw with a pointer. */
export function inTheMiddle(kind: ShapeKind, frame: number): Drawn {
  const [near, middle, far] = [0.4, 0.5, 0.6].map((part) => part * pictureUnits) as [number, number, number];
  const at = placesOf(kind) === 2 ? [middle, middle] : [near, near, far, far];
  const wave = [0, 0.5, 0.25, 0, 0.5, 0.5, 0.75, 1, 1, 0.5].map((part) => Math.round(part * outlineUnits));
  return { frame, kind, at, ...(kind === "freehand" ? { outline: wave } : {}) };
}

/** Where a shape is on a frame, as the fields show it: left, top, width, height or the end of an arrow. */
export function fieldsOf(shape: Shape, frame: number): readonly number[] {
  const [x0 = 0, y0 = 0, x1, y1] = placeAt(shape, frame);
  if (x1 === undefined || y1 === undefined) {
    return [x0, y0];
  }
  return shape.kind === "arrow" ? [x0, y0, x1, y1] : [x0, y0, x1 - x0, y1 - y0];
}

/** The place behind the fields; moving a box keeps its size. */
export function placeOf(kind: ShapeKind, fields: readonly number[]): readonly number[] {
  const [x = 0, y = 0, w, h] = fields;
  if (w === undefined || h === undefined) {
    return [x, y];
  }
  return kind === "arrow" ? [x, y, w, h] : [x, y, x + w, y + h];
}

/** Everything that lies on the picture: what is signed and in force, and what is being written in its place. */
export function drawingsOf(
  notes: readonly Note[],
  draft: (Pick<Draft, "shapes" | "range"> & { readonly note: string | null; readonly chosen: number | null }) | null,
  open: string | null,
): Drawing[] {
  const drawings: Drawing[] = [];
  for (const { note, status, shapes, range } of notes) {
    if (status !== "withdrawn" && note !== draft?.note) {
      shapes.forEach((shape, index) => {
        drawings.push({ id: `${note}/${String(index)}`, ...range, chosen: note === open, shape });
      });
    }
  }
  draft?.shapes.forEach((shape, index) => {
    drawings.push({ id: `draft/${String(index)}`, ...draft.range, chosen: index === draft.chosen, shape });
  });
  return drawings;
}

/** Shapes of a draft are the schema's own; what the geometry gives back only promises not to be changed. */
function mutable(shape: Shape): Draft["shapes"][number] {
  const { kind, colour, keyframes, outline, text } = shape;
  return {
    kind,
    colour,
    keyframes: keyframes.map(({ frame, at }) => ({ frame, at: [...at] })),
    ...(outline === undefined ? {} : { outline: [...outline] }),
    ...(text === undefined ? {} : { text }),
  };
}

/** Whether there is anything to sign. */
export function isSayingSomething({ text, tag, shapes, thread }: Draft): boolean {
  return text.trim() !== "" || (thread === undefined && (tag !== undefined || shapes.length > 0));
}
