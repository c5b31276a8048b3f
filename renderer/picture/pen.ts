import type { PictureCommand, PictureReport } from "../../shared/picture/protocol.ts";
import { pictureUnits, strokeOf, withinPicture, type Shape } from "../../shared/picture/drawing.ts";
import type { Drawings } from "./drawings.ts";

type PenCommand = Extract<PictureCommand, { type: "pen" }>;

/** What the pointer draws. It draws on a frame that the decoder itself named, and on no other (rule R6). */
export interface Pen {
  take(command: PenCommand): void;
  /** True while the left button draws. */
  readonly isHeld: () => boolean;
  /** The frame on screen, or null while it is not confirmed; a stroke under way over another frame is dropped. */
  confirm(frame: number | null): void;
}

/** Parts of the picture's edge below which nothing was meant. */
const least = pictureUnits / 200;
/** Positions of one stroke; more are passed over, the stroke is simplified anyway. */
const mostPositions = 20_000;

interface Stroke {
  readonly pointer: number;
  readonly frame: number;
  readonly path: number[];
}

export function createPen(
  stage: HTMLElement,
  drawings: Drawings,
  send: (report: Extract<PictureReport, { type: "drawn" | "undrawn" }>) => void,
): Pen {
  let held: PenCommand = { type: "pen", kind: null, colour: "amber" };
  let confirmed: number | null = null;
  let stroke: Stroke | null = null;

  const drop = (): void => {
    stroke = null;
    drawings.sketch(null);
  };
  const shapeOf = (path: readonly number[]): Pick<Shape, "outline"> & { readonly at: readonly number[] } => {
    if (held.kind === "freehand") {
      return strokeOf(path) ?? { at: [] };
    }
    const ends = [...path.slice(0, 2), ...path.slice(-2)].map(withinPicture);
    return { at: held.kind === "point" || held.kind === "text" ? ends.slice(2) : ordered(held.kind === "arrow", ends) };
  };
  const sketch = (path: readonly number[], frame: number): void => {
    const { at, outline } = shapeOf(path);
    if (held.kind === null || at.length === 0) {
      return;
    }
    const { kind, colour, text = "" } = held;
    drawings.sketch({
      kind,
      colour,
      keyframes: [{ frame, at }],
      ...(outline === undefined ? {} : { outline }),
      ...(kind === "text" ? { text } : {}),
    });
  };
  const follow = (event: PointerEvent): void => {
    const place = drawings.place(event.clientX, event.clientY);
    if (stroke !== null && place !== null && stroke.path.length < 2 * mostPositions) {
      stroke.path.push(...place);
    }
  };

  stage.addEventListener("pointerdown", (event) => {
    const place = drawings.place(event.clientX, event.clientY);
    if (held.kind === null || event.button !== 0 || place === null || !isInside(place)) {
      return;
    }
    if (confirmed === null) {
      send({ type: "undrawn", why: "unconfirmed" });
      return;
    }
    stroke = { pointer: event.pointerId, frame: confirmed, path: [...place] };
    if (event.target instanceof Element) {
      event.target.setPointerCapture(event.pointerId);
    }
  });
  stage.addEventListener("pointermove", (event) => {
    if (stroke?.pointer === event.pointerId) {
      follow(event);
      sketch(stroke.path, stroke.frame);
    }
  });
  stage.addEventListener("pointerup", (event) => {
    if (stroke?.pointer !== event.pointerId || held.kind === null) {
      return;
    }
    follow(event);
    const { path, frame } = stroke;
    drop();
    const { at, outline } = shapeOf(path);
    if (confirmed !== frame) {
      send({ type: "undrawn", why: "unconfirmed" });
    } else if (at.length === 0 || isTooSmall(at)) {
      send({ type: "undrawn", why: "too-small" });
    } else {
      send({ type: "drawn", frame, kind: held.kind, at, ...(outline === undefined ? {} : { outline }) });
    }
  });
  stage.addEventListener("pointercancel", drop);

  return {
    take(command) {
      held = command;
      drop();
      stage.classList.toggle("drawing-now", command.kind !== null);
    },
    isHeld: () => held.kind !== null,
    confirm(frame) {
      confirmed = frame;
      if (stroke !== null && stroke.frame !== frame) {
        drop();
        send({ type: "undrawn", why: "unconfirmed" });
      }
    },
  };
}

function isInside(place: readonly number[]): boolean {
  return place.every((value) => value >= 0 && value <= pictureUnits);
}

/** Corners from the upper left to the lower right; an arrow keeps its direction. */
function ordered(isArrow: boolean, [x0 = 0, y0 = 0, x1 = 0, y1 = 0]: readonly number[]): readonly number[] {
  return isArrow ? [x0, y0, x1, y1] : [Math.min(x0, x1), Math.min(y0, y1), Math.max(x0, x1), Math.max(y0, y1)];
}

function isTooSmall([x0 = 0, y0 = 0, x1, y1]: readonly number[]): boolean {
  return x1 !== undefined && y1 !== undefined && Math.abs(x1 - x0) < least && Math.abs(y1 - y0) < least;
}
