import type { Drawing, PictureCommand } from "../../shared/picture/protocol.ts";
import {
  mostOutlinePoints,
  outlineUnits,
  pictureUnits,
  placesOf,
  shapeColours,
  shapeKinds,
  type Shape,
  type ShapeColour,
  type ShapeKind,
} from "../../shared/picture/drawing.ts";

/** Reads the commands that carry drawings. What is not exactly a drawing is dropped, and the whole command with it. */

const mostDrawings = 30_000;
const mostKeyframes = 60;
const mostLetters = 80;
const farthest = 0x7fff_ffff;

type Fields = Readonly<Record<string, unknown>>;

export function readDrawings(value: unknown): Extract<PictureCommand, { type: "drawings" }> | null {
  if (!Array.isArray(value) || value.length > mostDrawings) {
    return null;
  }
  const drawings = value.map(drawingOf);
  return drawings.includes(null) ? null : { type: "drawings", drawings: drawings.filter((one) => one !== null) };
}

export function readPen({ kind, colour, text }: Fields): Extract<PictureCommand, { type: "pen" }> | null {
  const isPen = (kind === null || isKind(kind)) && isColour(colour) && (text === undefined || isLabel(text));
  return isPen ? { type: "pen", kind, colour, ...(text === undefined ? {} : { text }) } : null;
}

function drawingOf(value: unknown): Drawing | null {
  if (!isRecord(value)) {
    return null;
  }
  const { id, from, to, chosen } = value;
  const shape = shapeOf(value["shape"]);
  return typeof id === "string" &&
    isWhole(from, farthest) &&
    isWhole(to, farthest) &&
    typeof chosen === "boolean" &&
    shape !== null
    ? { id, from, to, chosen, shape }
    : null;
}

function shapeOf(value: unknown): Shape | null {
  if (!isRecord(value)) {
    return null;
  }
  const { kind, colour } = value;
  if (!isKind(kind) || !isColour(colour)) {
    return null;
  }
  const keyframes = keyframesOf(value["keyframes"], placesOf(kind));
  const extra = extraOf(kind, value);
  return keyframes === null || extra === null ? null : { kind, colour, keyframes, ...extra };
}

/** A freehand shape has its outline and a text its words; no other shape has either. */
function extraOf(kind: ShapeKind, { outline, text }: Fields): Pick<Shape, "outline" | "text"> | null {
  if (kind === "freehand") {
    return text === undefined && isNumbers(outline, outlineUnits, 2 * mostOutlinePoints) ? { outline } : null;
  }
  if (kind === "text") {
    return outline === undefined && isLabel(text) ? { text } : null;
  }
  return outline === undefined && text === undefined ? {} : null;
}

function keyframesOf(value: unknown, places: number): Shape["keyframes"] | null {
  if (!Array.isArray(value) || value.length === 0 || value.length > mostKeyframes) {
    return null;
  }
  const keyframes = value.map((one: unknown) => keyframeOf(one, places));
  return keyframes.includes(null) ? null : keyframes.filter((one) => one !== null);
}

function keyframeOf(value: unknown, places: number): Shape["keyframes"][number] | null {
  if (!isRecord(value)) {
    return null;
  }
  const { frame, at } = value;
  return isWhole(frame, farthest) && isNumbers(at, pictureUnits, places) && at.length === places ? { frame, at } : null;
}

function isNumbers(value: unknown, most: number, longest: number): value is number[] {
  return Array.isArray(value) && value.length <= longest && value.every((one) => isWhole(one, most));
}

function isWhole(value: unknown, most: number): value is number {
  return typeof value === "number" && Number.isInteger(value) && value >= 0 && value <= most;
}

function isKind(value: unknown): value is ShapeKind {
  return shapeKinds.some((kind) => kind === value);
}

function isColour(value: unknown): value is ShapeColour {
  return shapeColours.some((colour) => colour === value);
}

/** One line without control signs, and without what turns the direction of writing around. */
function isLabel(value: unknown): value is string {
  return (
    typeof value === "string" &&
    value !== "" &&
    value.length <= mostLetters &&
    /^[^\p{Cc}\u202A-\u202E\u2066-\u2069]*$/u.test(value)
  );
}

function isRecord(value: unknown): value is Fields {
  return typeof value === "object" && value !== null;
}
