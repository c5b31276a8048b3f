import type { PictureCovers } from "../../shared/picture/covers.ts";
import { regionScale } from "../../shared/picture/region-scale.ts";
import { pageWords } from "./words.ts";

/** The opaque rectangles over the picture. */
export interface Covers {
  /** Sizes the covers to the picture; to be called before any of it is shown. */
  fit(width: number, height: number): void;
  /** Lays the covers of this frame over the picture; to be called before the frame can be seen. */
  show(frame: number): void;
  /** Whether what lies over the picture now is all that must lie over this frame. */
  fits(frame: number): boolean;
  /** What is left out between two frames that are played one after the other, in words; null when nothing is. */
  left(after: number, before: number): string | null;
  /** False once somebody has tampered with what was laid over the picture. */
  isIntact(): boolean;
  /** Writes the words on the covers anew. */
  relabel(): void;
}

type Cover = PictureCovers["covers"][number];

const namespace = "http://www.w3.org/2000/svg";
/** Parts of the picture's width by which each cover is wider on every side: scaling blends neighbouring pixels. */
const margin = 1 / 160;

/** What each property of a cover must be; any other value could let the picture through. */
const opaque: Readonly<Record<string, string>> = {
  "clip-path": "none",
  fill: "rgb(0, 0, 0)",
  "fill-opacity": "1",
  filter: "none",
  "mask-image": "none",
  "mix-blend-mode": "normal",
  opacity: "1",
  transform: "none",
  visibility: "visible",
};

/**
 * Draws the covers into the page's SVG, whose box scales exactly as the picture does.
 *
 * Until a frame is named there is none; the mask above lies over the whole picture then.
 */
export function createCovers(svg: SVGSVGElement, mask: HTMLElement, facts: PictureCovers): Covers {
  let drawn: Cover | null = null;
  let rectangles: { readonly element: SVGRectElement; readonly attributes: Readonly<Record<string, string>> }[] = [];
  let size = { width: 0, height: 0 };

  const coverOf = (frame: number): Cover | null =>
    facts.covers.find(({ from, to }) => frame >= from && frame < to) ?? null;

  const draw = (cover: Cover | null): void => {
    const words = pageWords(document.documentElement.lang);
    rectangles = [];
    const parts = (cover?.regions ?? []).flatMap((region) => {
      const place = boxOf(region, size);
      const attributes = Object.assign({ fill: "#000000" }, place);
      const element = shape("rect", attributes);
      rectangles.push({ element, attributes });
      const texts: SVGElement[] = label(place, [words.withheld, words.ground(region.ground)]);
      return texts.toSpliced(0, 0, element);
    });
    svg.replaceChildren(...parts);
    drawn = cover;
  };

  return {
    fit(width, height) {
      size = { width, height };
      svg.setAttribute("viewBox", `0 0 ${String(width)} ${String(height)}`);
      draw(drawn);
    },
    show(frame) {
      const cover = coverOf(frame);
      if (cover !== drawn) {
        draw(cover);
      }
    },
    fits: (frame) => coverOf(frame) === drawn,
    left(after, before) {
      const words = pageWords(document.documentElement.lang);
      const lines = facts.left.filter(({ from, to }) => from < before && to > after + 1);
      return lines.length === 0 ? null : [words.withheld, ...lines.map((line) => words.frames(line))].join("\n");
    },
    isIntact: () =>
      facts.covers.length === 0 ||
      (svg.nextElementSibling === mask &&
        [...(svg.parentElement?.children ?? [])].every((layer) => getComputedStyle(layer).zIndex === "auto") &&
        (size.width === 0 || svg.getAttribute("viewBox") === `0 0 ${String(size.width)} ${String(size.height)}`) &&
        svg.getAttribute("preserveAspectRatio") === "xMidYMid meet" &&
        isOverPicture(svg) &&
        rectangles.every(({ element, attributes }) => stands(svg, element, attributes))),
    relabel: () => draw(drawn),
  };
}

/** Turned, moved and enlarged exactly as every layer is that shows the picture. */
function isOverPicture(svg: SVGSVGElement): boolean {
  const stage = svg.parentElement;
  const own = turnOf(svg, stage);
  return [...(stage?.querySelectorAll("video, img, canvas:not(#watermark, #overview, #preview)") ?? [])].every(
    (layer) => getComputedStyle(layer).display === "none" || turnOf(layer, stage) === own,
  );
}

/** Every turn between the stage and a layer, the outermost last. */
function turnOf(layer: Element, stage: Element | null): string {
  const turns: string[] = [];
  for (let element: Element | null = layer; element !== null && element !== stage; element = element.parentElement) {
    const { transform, translate, rotate, scale } = getComputedStyle(element);
    turns.push(...[transform, translate, rotate, scale].filter((turn) => turn !== "none"));
  }
  return turns.join(" ");
}

function stands(svg: SVGSVGElement, element: SVGRectElement, attributes: Readonly<Record<string, string>>): boolean {
  const style = getComputedStyle(element);
  return (
    svg.contains(element) &&
    style.display !== "none" &&
    Object.entries(attributes).every(([name, value]) => element.getAttribute(name) === value) &&
    Object.entries(opaque).every(([name, value]) => style.getPropertyValue(name) === value)
  );
}

/** Place of a region in pixels of the picture, rounded outwards. */
function boxOf(
  region: { readonly x: number; readonly y: number; readonly width: number; readonly height: number },
  { width, height }: { readonly width: number; readonly height: number },
): Readonly<Record<"x" | "y" | "width" | "height", string>> {
  const more = Math.ceil(width * margin);
  const left = Math.floor((region.x * width) / regionScale) - more;
  const top = Math.floor((region.y * height) / regionScale) - more;
  const right = Math.ceil(((region.x + region.width) * width) / regionScale) + more;
  const bottom = Math.ceil(((region.y + region.height) * height) / regionScale) + more;
  return { x: String(left), y: String(top), width: String(right - left), height: String(bottom - top) };
}

function label(
  place: Readonly<Record<"x" | "y" | "width" | "height", string>>,
  lines: readonly string[],
): SVGTextElement[] {
  const [x, y, width, height] = [place.x, place.y, place.width, place.height].map(Number) as [
    number,
    number,
    number,
    number,
  ];
  const longest = Math.max(...lines.map((line) => line.length));
  const letter = Math.min(height / 4, (width * 0.9) / longest);
  return lines.map((line, index) => {
    const text = shape("text", {
      x: String(x + width / 2),
      y: String(y + height / 2 + letter * 1.3 * (index - (lines.length - 1) / 2) + letter / 3),
      "font-size": String(letter),
    });
    text.textContent = line;
    return text;
  });
}

function shape<K extends "rect" | "text">(
  name: K,
  attributes: Readonly<Record<string, string>>,
): SVGElementTagNameMap[K] {
  const element = document.createElementNS(namespace, name);
  for (const [attribute, value] of Object.entries(attributes)) {
    element.setAttribute(attribute, value);
  }
  return element;
}
