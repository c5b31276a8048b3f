import type { PictureReport } from "../../shared/picture/protocol.ts";
import {
  limited,
  panned,
  panOfKey,
  wholePicture,
  zoomedAt,
  type PictureFit,
  type PictureView,
} from "../../shared/picture/view.ts";

/** The part of the picture that fills the window. */
export interface View {
  /** Sizes the view to the picture; before that nothing can be enlarged. */
  fit(width: number, height: number): void;
  take(view: PictureView): void;
  /** The picture has another place in the window. */
  resize(): void;
}

/** What one notch of a wheel makes larger. */
const wheelSensitivity = 0.0015;

/**
 * Enlarges and moves the picture under its watermark, which stays as large as the window.
 *
 * Everything that belongs to the picture takes the same `--picture-view`, in one pass of layout: what is drawn on it and
 * what is withheld of it never part from it. The pointer moves the picture with its middle button, and with the left one
 * while nothing is being drawn.
 */
export function createView(
  stage: HTMLElement,
  isDrawing: () => boolean,
  send: (report: Extract<PictureReport, { type: "view" }>) => void,
): View {
  let view = wholePicture;
  let size: { readonly width: number; readonly height: number } | null = null;
  let drag: { readonly pointer: number; x: number; y: number } | null = null;
  let told = "";

  /** The part of the window that is the picture's: what the overview below it takes is not. */
  const box = (): { readonly clientWidth: number; readonly clientHeight: number } => {
    const band = stage.querySelector<HTMLElement>("#overview")?.offsetHeight ?? 0;
    return { clientWidth: stage.clientWidth, clientHeight: Math.max(0, stage.clientHeight - band) };
  };

  const fitNow = (): PictureFit => {
    const { clientWidth, clientHeight } = box();
    if (size === null || clientWidth === 0 || clientHeight === 0) {
      return { width: 1, height: 1 };
    }
    const scale = Math.min(clientWidth / size.width, clientHeight / size.height);
    return { width: (size.width * scale) / clientWidth, height: (size.height * scale) / clientHeight };
  };

  const apply = (wanted: PictureView): void => {
    const fit = fitNow();
    view = size === null ? wholePicture : limited(wanted, fit);
    const percent = (middle: number, part: number): string => `${String(-view.zoom * (middle - 0.5) * part * 100)}%`;
    if (view.zoom === 1) {
      stage.style.removeProperty("--picture-view");
    } else {
      stage.style.setProperty(
        "--picture-view",
        `translate(${percent(view.x, fit.width)}, ${percent(view.y, fit.height)}) scale(${String(view.zoom)})`,
      );
    }
    stage.classList.toggle("movable", view.zoom > 1);
    const report = { type: "view", ...view, fit } as const;
    const text = JSON.stringify(report);
    if (text !== told) {
      told = text;
      send(report);
    }
  };

  /** Place of the picture under the pointer, in parts of it. */
  const placeOf = ({ clientX, clientY }: MouseEvent): { x: number; y: number } => {
    const { clientWidth, clientHeight } = box();
    const fit = fitNow();
    return {
      x: view.x + (clientX / clientWidth - 0.5) / (view.zoom * fit.width),
      y: view.y + (clientY / clientHeight - 0.5) / (view.zoom * fit.height),
    };
  };

  stage.addEventListener(
    "wheel",
    (event) => {
      event.preventDefault();
      const pixels = event.deltaMode === WheelEvent.DOM_DELTA_LINE ? event.deltaY * 33 : event.deltaY;
      apply(zoomedAt(view, view.zoom * Math.exp(-pixels * wheelSensitivity), placeOf(event), fitNow()));
    },
    { passive: false },
  );
  stage.addEventListener("pointerdown", (event) => {
    const isMove = event.button === 1 || (event.button === 0 && !isDrawing());
    if (isMove && view.zoom > 1 && drag === null && event.target instanceof Element) {
      drag = { pointer: event.pointerId, x: event.clientX, y: event.clientY };
      event.target.setPointerCapture(event.pointerId);
    }
  });
  stage.addEventListener("pointermove", (event) => {
    if (drag?.pointer !== event.pointerId) {
      return;
    }
    const by = { x: drag.x - event.clientX, y: drag.y - event.clientY };
    const fit = fitNow();
    apply({
      ...view,
      x: view.x + by.x / box().clientWidth / (view.zoom * fit.width),
      y: view.y + by.y / box().clientHeight / (view.zoom * fit.height),
    });
    drag = { pointer: event.pointerId, x: event.clientX, y: event.clientY };
  });
  const letGo = (event: PointerEvent): void => {
    if (drag?.pointer === event.pointerId) {
      drag = null;
    }
  };
  stage.addEventListener("pointerup", letGo);
  stage.addEventListener("pointercancel", letGo);
  // The middle button would otherwise begin to scroll by itself.
  stage.addEventListener("mousedown", (event) => {
    if (event.button === 1) {
      event.preventDefault();
    }
  });
  window.addEventListener("keydown", (event) => {
    const by = event.ctrlKey ? panOfKey(event.key) : null;
    if (by !== null) {
      event.preventDefault();
      apply(panned(view, by, fitNow()));
    }
  });
  window.addEventListener("resize", () => apply(view));

  return {
    fit(width, height) {
      size = { width, height };
      apply(view);
    },
    take: apply,
    resize: () => apply(view),
  };
}
