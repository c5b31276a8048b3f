import type { Drawing } from "../../shared/picture/protocol.ts";
import { outlineAt, pictureUnits, placeAt, type Shape, type ShapeKind } from "../../shared/picture/drawing.ts";

/** What people drew on the recording, over the picture and under its covers, mask and watermark. */
export interface Drawings {
  /** Sizes the drawings to the picture; before that nothing is drawn. */
  fit(width: number, height: number): void;
  /** Replaces everything that is drawn on the recording. */
  set(drawings: readonly Drawing[]): void;
  /** Lays the drawings of this frame over the picture; none while no frame is named. */
  show(frame: number | null): void;
  /** A shape that is being drawn with the pointer; null when it is done. */
  sketch(shape: Shape | null): void;
  /** A place on this page in units of the picture, through whatever the view does to it; null before the picture has a size. */
  place(clientX: number, clientY: number): readonly [x: number, y: number] | null;
}

const namespace = "http://www.w3.org/2000/svg";
/** Parts of the picture's height. */
const pointSize = 1 / 60;
const headLength = 1 / 24;
const letterSize = 1 / 24;

interface Drawn {
  readonly group: SVGGElement;
  place: readonly number[];
}

/**
 * Draws into an SVG whose box scales exactly as the picture does, and which takes every turn and zoom that the stage
 * gives to the picture (`--picture-view`). Elements come and go with the frames; the page never holds those of others.
 */
export function createDrawings(svg: SVGSVGElement): Drawings {
  let all: readonly Drawing[] = [];
  let frame: number | null = null;
  let size = { width: 0, height: 0 };
  const onScreen = new Map<string, Drawn>();
  const pen = document.createElementNS(namespace, "g");
  pen.classList.add("drawing", "drawing-chosen");

  const draw = (): void => {
    const here = frame;
    const wanted = here === null || size.width === 0 ? [] : all.filter(({ from, to }) => here >= from && here < to);
    const names = new Set(wanted.map(({ id }) => id));
    for (const [id, { group }] of onScreen) {
      if (!names.has(id)) {
        group.remove();
        onScreen.delete(id);
      }
    }
    for (const { id, shape, chosen } of wanted) {
      const place = placeAt(shape, here ?? 0);
      const known = onScreen.get(id);
      if (known === undefined) {
        const group = groupOf(shape, chosen);
        paint(group, shape, place, size);
        svg.append(group);
        onScreen.set(id, { group, place });
      } else if (place.some((value, index) => value !== known.place[index])) {
        paint(known.group, shape, place, size);
        known.place = place;
      }
    }
  };
  const anew = (): void => {
    onScreen.forEach(({ group }) => group.remove());
    onScreen.clear();
    draw();
  };

  return {
    fit(width, height) {
      size = { width, height };
      svg.setAttribute("viewBox", `0 0 ${String(width)} ${String(height)}`);
      anew();
    },
    set(drawings) {
      all = drawings;
      anew();
    },
    show(next) {
      if (next !== frame) {
        frame = next;
        draw();
      }
    },
    sketch(shape) {
      pen.remove();
      if (shape !== null && size.width > 0) {
        pen.dataset["colour"] = shape.colour;
        paint(pen, shape, shape.keyframes[0]?.at ?? [], size);
        svg.append(pen);
      }
    },
    place(clientX, clientY) {
      const matrix = size.width === 0 ? null : svg.getScreenCTM();
      if (matrix === null) {
        return null;
      }
      const { x, y } = new DOMPoint(clientX, clientY).matrixTransform(matrix.inverse());
      return [(x * pictureUnits) / size.width, (y * pictureUnits) / size.height];
    },
  };
}

function groupOf(shape: Shape, chosen: boolean): SVGGElement {
  const group = document.createElementNS(namespace, "g");
  group.classList.add("drawing");
  if (chosen) {
    group.classList.add("drawing-chosen");
  }
  group.dataset["colour"] = shape.colour;
  group.dataset["kind"] = shape.kind;
  return group;
}

/** A dark edge under each line, so that it shows on every picture. */
function paint(
  group: SVGGElement,
  shape: Shape,
  place: readonly number[],
  size: { readonly width: number; readonly height: number },
): void {
  const scaled = (values: readonly number[]): number[] =>
    values.map((value, index) => (value * (index % 2 === 0 ? size.width : size.height)) / pictureUnits);
  if (shape.kind === "text") {
    const [x = 0, y = 0] = scaled(place);
    group.replaceChildren(...["edge", "line"].map((layer) => words(layer, shape.text ?? "", [x, y], size.height)));
    return;
  }
  const path = pathOf(
    shape,
    scaled(shape.kind === "freehand" ? outlineAt(shape.outline ?? [], place) : place),
    size.height,
  );
  group.replaceChildren(
    ...["edge", "line"].map((layer) => {
      const line = document.createElementNS(namespace, "path");
      line.setAttribute("class", layer);
      line.setAttribute("d", path);
      return line;
    }),
  );
}

/** Only ever text: nothing that people wrote is read as markup. */
function words(layer: string, text: string, [x, y]: readonly [number, number], height: number): SVGTextElement {
  const element = document.createElementNS(namespace, "text");
  element.setAttribute("class", layer);
  element.setAttribute("x", String(x));
  element.setAttribute("y", String(y));
  element.setAttribute("font-size", String(height * letterSize));
  element.textContent = text;
  return element;
}

type Box = readonly [x0: number, y0: number, x1: number, y1: number];

/** One path per kind, in pixels of the picture. */
const paths: Readonly<Record<Exclude<ShapeKind, "freehand" | "text">, (box: Box, height: number) => string>> = {
  point: ([x, y], height) => {
    const r = height * pointSize;
    const [near, far] = [r / 2, 1.8 * r];
    return `${ring(x, y, r, r)}M${x - far} ${y}H${x - near}M${x + near} ${y}H${x + far}M${x} ${y - far}V${y - near}M${x} ${y + near}V${y + far}`;
  },
  rectangle: ([x0, y0, x1, y1]) => `M${x0} ${y0}H${x1}V${y1}H${x0}Z`,
  ellipse: ([x0, y0, x1, y1]) => ring((x0 + x1) / 2, (y0 + y1) / 2, Math.abs(x1 - x0) / 2, Math.abs(y1 - y0) / 2),
  arrow: ([x0, y0, x1, y1], height) => {
    const angle = Math.atan2(y1 - y0, x1 - x0);
    const length = height * headLength;
    const wing = (turn: number): string =>
      `M${x1} ${y1}L${x1 - length * Math.cos(angle + turn)} ${y1 - length * Math.sin(angle + turn)}`;
    return `M${x0} ${y0}L${x1} ${y1}${wing(0.45)}${wing(-0.45)}`;
  },
};

function pathOf({ kind }: Shape, at: readonly number[], height: number): string {
  const [x0 = 0, y0 = 0, x1 = x0, y1 = y0] = at;
  return kind === "freehand" || kind === "text" ? strokeThrough(at) : paths[kind]([x0, y0, x1, y1], height);
}

function strokeThrough(points: readonly number[]): string {
  let path = "";
  for (let index = 0; index + 1 < points.length; index += 2) {
    path += `${index === 0 ? "M" : "L"}${points[index] ?? 0} ${points[index + 1] ?? 0}`;
  }
  return path;
}

function ring(x: number, y: number, rx: number, ry: number): string {
  return `M${x - rx} ${y}A${rx} ${ry} 0 1 0 ${x + rx} ${y}A${rx} ${ry} 0 1 0 ${x - rx} ${y}`;
}
