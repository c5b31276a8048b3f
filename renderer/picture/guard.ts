import type { PictureReport } from "../../shared/picture/protocol.ts";
import type { Covers } from "./covers.ts";
import type { Watermark } from "./watermark.ts";

type StopReason = Extract<PictureReport, { type: "stopped" }>["reason"];

/** What the guard watches. */
export interface Guarded {
  readonly stage: HTMLElement;
  readonly canvas: HTMLCanvasElement;
  readonly watermark: Watermark;
  /** What hides the withheld parts of the picture, and the element it is drawn into. */
  readonly covers: Covers;
  readonly coversElement: Element;
  /** Something is wrong with the watermark, the covers or with what can be seen of the picture; called once. */
  readonly onBreach: (reason: StopReason) => void;
}

const checkEveryMs = 100;
/** How long the browser may call the picture covered before it counts. */
const coverGraceMs = 120;
/** The same just after the frame changed its size: a slow machine lays the page out anew in this time. Still within half a second. */
const resizeGraceMs = 300;
/** Attributes by which a layer, or a cover in it, could be taken away. */
const watched = [
  "class",
  "hidden",
  "id",
  "popover",
  "style",
  "x",
  "y",
  "width",
  "height",
  "fill",
  "viewBox",
  "transform",
];
/** Rounding of sizes by the compositor. */
const slack = 2;
const smallest = { width: 120, height: 68 };

/**
 * Stops the picture within half a second when its watermark is removed, hidden, shrunk or covered.
 *
 * Removal and restyling are noticed when they happen; the rest by looking ten times a second and by the
 * browser's own judgement of visibility, which also sees what the page around this frame does to it.
 */
export function startGuard({ stage, canvas, watermark, covers, coversElement, onBreach }: Guarded): void {
  let over = false;
  let covered: ReturnType<typeof setTimeout> | undefined;
  let resizedAt = -Infinity;

  const breach = (reason: StopReason): void => {
    if (!over) {
      over = true;
      clearInterval(timer);
      clearTimeout(covered);
      removal.disconnect();
      sight.disconnect();
      onBreach(reason);
    }
  };

  const look = (): void => {
    const reason = removed(stage, canvas) ?? hidden(canvas) ?? shrunk(stage, canvas) ?? overlaid(canvas) ?? uncovered();
    if (reason !== null) {
      breach(reason);
    } else if (!watermark.isDrawn()) {
      breach("watermark-removed");
    }
  };

  const uncovered = (): StopReason | null =>
    coversElement.isConnected && hidden(coversElement, ["transform"]) === null && covers.isIntact()
      ? null
      : "cover-removed";

  const removal = new MutationObserver(() => {
    const reason = removed(stage, canvas) ?? hidden(canvas) ?? uncovered();
    if (reason !== null) {
      breach(reason);
    }
  });
  removal.observe(document.documentElement, {
    attributes: true,
    attributeFilter: [...watched],
    childList: true,
    subtree: true,
  });

  // Version 2 of the observer: `isVisible` is false under anything, with any opacity, filter or turn, in any page around.
  const options: IntersectionObserverInit & { trackVisibility: boolean; delay: number } = {
    threshold: [0, 0.25, 0.5, 0.75, 0.9, 0.98, 1],
    trackVisibility: true,
    delay: 100,
  };
  const sight = new IntersectionObserver((entries) => {
    const entry: (IntersectionObserverEntry & { isVisible?: boolean }) | undefined = entries.at(-1);
    const seen = entry === undefined || (entry.isVisible !== false && entry.intersectionRatio >= 0.98);
    if (seen || document.hidden) {
      clearTimeout(covered);
      covered = undefined;
    } else {
      // Further changes of size do not lengthen it: what is covered stays counted from the first moment.
      const grace = performance.now() - resizedAt < resizeGraceMs ? resizeGraceMs : coverGraceMs;
      covered ??= setTimeout(() => breach("picture-covered"), grace);
    }
  }, options);
  sight.observe(canvas);
  window.addEventListener("resize", () => {
    resizedAt = performance.now();
  });

  const timer = setInterval(look, checkEveryMs);
}

function removed(stage: HTMLElement, canvas: HTMLCanvasElement): StopReason | null {
  return canvas.isConnected && canvas.parentElement === stage && stage.parentElement === document.body
    ? null
    : "watermark-removed";
}

/** What each property must be; any other value could make a connected, full-size element invisible. */
const plainLook: Readonly<Record<string, string>> = {
  "clip-path": "none",
  "content-visibility": "visible",
  filter: "none",
  "mask-image": "none",
  "mix-blend-mode": "normal",
  opacity: "1",
  rotate: "none",
  scale: "none",
  transform: "none",
  translate: "none",
  visibility: "visible",
  zoom: "1",
};

/** `own` names what the layer itself, though nothing around it, may be: the covers are turned and enlarged with the picture. */
function hidden(layer: Element, own: readonly string[] = []): StopReason | null {
  for (let element: Element | null = layer; element !== null; element = element.parentElement) {
    const style = getComputedStyle(element);
    const isPlain = Object.entries(plainLook).every(
      ([name, value]) => style.getPropertyValue(name) === value || (element === layer && own.includes(name)),
    );
    if (!isPlain || style.display === "none") {
      return "watermark-removed";
    }
  }
  return null;
}

function shrunk(stage: HTMLElement, canvas: HTMLCanvasElement): StopReason | null {
  const mark = canvas.getBoundingClientRect();
  const whole = stage.getBoundingClientRect();
  const covers =
    Math.abs(mark.left) <= slack &&
    Math.abs(mark.top) <= slack &&
    mark.width >= window.innerWidth - slack &&
    mark.height >= window.innerHeight - slack &&
    whole.width >= window.innerWidth - slack &&
    whole.height >= window.innerHeight - slack;
  const legible = window.innerWidth >= smallest.width && window.innerHeight >= smallest.height;
  return covers && legible ? null : "watermark-covered";
}

/** The watermark is the topmost element everywhere, and nothing is in the top layer. */
function overlaid(canvas: HTMLCanvasElement): StopReason | null {
  if (document.fullscreenElement !== null || document.querySelector(":modal, :popover-open") !== null) {
    return "watermark-covered";
  }
  const { innerWidth: width, innerHeight: height } = window;
  const places = [0.02, 0.25, 0.5, 0.75, 0.98];
  const onTop = places.every((x) => places.every((y) => document.elementFromPoint(width * x, height * y) === canvas));
  return onTop ? null : "watermark-covered";
}
