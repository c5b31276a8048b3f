import { useEffect } from "react";
import { limited, panned, panOfKey, wholePicture, zoomedAt, zoomSteps } from "../../shared/picture/view.ts";
import type { PictureView } from "../../shared/picture/view.ts";
import { command, usePicture } from "./picture.ts";

/** Shows another part of the picture; what is on screen is said by the picture's own page. */
function look(at: (view: PictureView, fit: { readonly width: number; readonly height: number }) => PictureView): void {
  const { view } = usePicture.getState();
  if (view !== null) {
    const { zoom, x, y } = at(view, view.fit);
    command({ type: "view", view: { zoom, x, y } });
    // Keys that follow before the page has answered go on from here.
    usePicture.setState({ view: { ...view, zoom, x, y } });
  }
}

/** One step nearer or further away, around the middle of the window. */
export function zoomBy(by: 1 | -1): void {
  look((view, fit) => {
    const { zoom } = view;
    const next =
      by > 0 ? zoomSteps.find((step) => step > zoom + 0.01) : zoomSteps.findLast((step) => step < zoom - 0.01);
    return zoomedAt(view, next ?? zoom, view, fit);
  });
}

export function showWhole(): void {
  look(() => wholePicture);
}

/** Brings a place of the picture into the middle of the window. */
export function lookAt(x: number, y: number): void {
  look((view, fit) => limited({ zoom: view.zoom, x, y }, fit));
}

/** Ctrl and an arrow move the picture, as the same keys do in the picture's own page. */
export function usePanKeys(): void {
  useEffect(() => {
    const listen = (event: KeyboardEvent): void => {
      const by = event.ctrlKey && !event.altKey && !event.metaKey ? panOfKey(event.key) : null;
      const isTyping = event.target instanceof HTMLElement && event.target.closest("input, textarea, select") !== null;
      if (by !== null && !isTyping) {
        event.preventDefault();
        look((view, fit) => panned(view, by, fit));
      }
    };
    document.addEventListener("keydown", listen);
    return () => document.removeEventListener("keydown", listen);
  }, []);
}
