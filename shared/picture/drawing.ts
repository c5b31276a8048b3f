/**
 * Where a drawing lies on a picture, at every frame.
 *
 * All numbers are whole: millionths of the upright picture's width and height, as the recording itself declares turn
 * and shape of its pixels. So zoom, window size, a turned view or pixels that are not square never move a mark, and two
 * machines always place it alike (rule R6).
 */

/** Edge of the picture in the units of a drawing. */
export const pictureUnits = 1_000_000;
/** Edge of a freehand stroke's own box: its outline is given in parts of that. */
export const outlineUnits = 10_000;
/** Points of one freehand stroke; a longer one is simplified before it is offered. */
export const mostOutlinePoints = 400;

export const shapeKinds = ["point", "rectangle", "ellipse", "arrow", "freehand", "text"] as const;
export type ShapeKind = (typeof shapeKinds)[number];

export const shapeColours = ["amber", "red", "blue", "green", "white"] as const;
export type ShapeColour = (typeof shapeColours)[number];

/** Where a shape is on one frame: `x, y`, or two corners or ends `x0, y0, x1, y1`. */
export interface ShapeKeyframe {
  readonly frame: number;
  readonly at: readonly number[];
}

export interface Shape {
  readonly kind: ShapeKind;
  readonly colour: ShapeColour;
  /** Ascending by frame; at least one. */
  readonly keyframes: readonly ShapeKeyframe[];
  /** Freehand only: x, y, x, y, … within the box that the keyframes give. */
  readonly outline?: readonly number[] | undefined;
  /** Text only. */
  readonly text?: string | undefined;
}

/** How many numbers place a shape of this kind. */
export function placesOf(kind: ShapeKind): 2 | 4 {
  return kind === "point" || kind === "text" ? 2 : 4;
}

/**
 * Where the shape is on a frame: exactly what a keyframe says, and between two of them the nearest whole number to the
 * straight way, halves upwards. Before the first and after the last keyframe it rests.
 */
export function placeAt({ keyframes }: Pick<Shape, "keyframes">, frame: number): readonly number[] {
  const next = keyframes.findIndex((keyframe) => keyframe.frame >= frame);
  const after = keyframes[next];
  const before = keyframes[next === -1 ? keyframes.length - 1 : next - 1];
  if (after === undefined || before === undefined || after.frame === frame) {
    return (after ?? before)?.at ?? [];
  }
  const span = after.frame - before.frame;
  const done = frame - before.frame;
  return before.at.map((from, index) => divided(from * (span - done) + (after.at[index] ?? from) * done, span));
}

/** A point of a freehand outline inside the box that its keyframes give at this frame. */
export function outlineAt(outline: readonly number[], box: readonly number[]): readonly number[] {
  const [x0 = 0, y0 = 0, x1 = 0, y1 = 0] = box;
  return outline.map((along, index) =>
    index % 2 === 0
      ? divided(x0 * (outlineUnits - along) + x1 * along, outlineUnits)
      : divided(y0 * (outlineUnits - along) + y1 * along, outlineUnits),
  );
}

/** Whole-number division of what is not negative, to the nearest, halves upwards; exact below 2^52. */
function divided(value: number, by: number): number {
  const doubled = 2 * value + by;
  return (doubled - (doubled % (2 * by))) / (2 * by);
}

/** The same shape with this place on this frame; a place that is there already is replaced. */
export function withKeyframe<S extends Pick<Shape, "keyframes">>(shape: S, frame: number, at: readonly number[]): S {
  const others = shape.keyframes.filter((keyframe) => keyframe.frame !== frame);
  return { ...shape, keyframes: [...others, { frame, at }].toSorted((one, other) => one.frame - other.frame) };
}

/** The same shape without its place on this frame; the last place stays. */
export function withoutKeyframe<S extends Pick<Shape, "keyframes">>(shape: S, frame: number): S {
  const keyframes = shape.keyframes.filter((keyframe) => keyframe.frame !== frame);
  return keyframes.length === 0 ? shape : { ...shape, keyframes };
}

/** A whole number inside the picture. */
export function withinPicture(value: number): number {
  return Math.min(pictureUnits, Math.max(0, Math.round(value)));
}

/** A freehand stroke as box and outline; `null` when it does not leave one spot. `path` is x, y, x, y, … of the picture. */
export function strokeOf(
  path: readonly number[],
): { readonly at: readonly number[]; readonly outline: number[] } | null {
  const points = simplified(pairsOf(path.map(withinPicture)));
  const xs = points.map(([x]) => x);
  const ys = points.map(([, y]) => y);
  const at = [Math.min(...xs), Math.min(...ys), Math.max(...xs), Math.max(...ys)];
  const [x0 = 0, y0 = 0, x1 = 0, y1 = 0] = at;
  if (points.length < 2 || (x0 === x1 && y0 === y1)) {
    return null;
  }
  return { at, outline: points.flatMap(([x, y]) => [part(x, x0, x1), part(y, y0, y1)]) };
}

/** Where a value lies between two others, in parts of an outline. */
function part(value: number, from: number, to: number): number {
  return to === from ? 0 : divided((value - from) * outlineUnits, to - from);
}

type Point = readonly [x: number, y: number];

function pairsOf(path: readonly number[]): Point[] {
  const points: Point[] = [];
  for (let index = 0; index + 1 < path.length; index += 2) {
    points.push([path[index] ?? 0, path[index + 1] ?? 0]);
  }
  return points;
}

/** More is not looked at one by one: a hand does not draw finer. */
const mostLookedAt = 4000;

/** Leaves out what lies on the way between its neighbours, coarser until few enough points are left. */
function simplified(path: readonly Point[]): readonly Point[] {
  const every = Math.ceil(path.length / mostLookedAt);
  const points = path.filter((_point, index) => index % every === 0 || index === path.length - 1);
  let few: readonly Point[] = points;
  for (let slack = 500; few.length > mostOutlinePoints || slack === 500; slack *= 2) {
    few = thinned(points, slack);
  }
  return few;
}

/** Ramer–Douglas–Peucker, without recursion: a stroke may have many thousand points. */
function thinned(points: readonly Point[], slack: number): readonly Point[] {
  const kept = new Set([0, points.length - 1]);
  const open: [from: number, to: number][] = [[0, points.length - 1]];
  for (let stretch = open.pop(); stretch !== undefined; stretch = open.pop()) {
    const [from, to] = stretch;
    let farthest = -1;
    let most = slack;
    for (let index = from + 1; index < to; index++) {
      const off = distance(points[index], points[from], points[to]);
      if (off > most) {
        [farthest, most] = [index, off];
      }
    }
    if (farthest !== -1) {
      kept.add(farthest);
      open.push([from, farthest], [farthest, to]);
    }
  }
  return points.filter((_point, index) => kept.has(index));
}

function distance(of: Point | undefined, from: Point | undefined, to: Point | undefined): number {
  const [[x, y], [x0, y0], [x1, y1]] = [of ?? [0, 0], from ?? [0, 0], to ?? [0, 0]] as const;
  const length = Math.hypot(x1 - x0, y1 - y0);
  return length === 0 ? Math.hypot(x - x0, y - y0) : Math.abs((x1 - x0) * (y0 - y) - (x0 - x) * (y1 - y0)) / length;
}
