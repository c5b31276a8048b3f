/**
 * Which part of the picture fills its window: how closely it is looked at, and where.
 *
 * Only a way of looking. Frame numbers, marks and what is withheld are the same at every zoom (rule R6).
 */
export interface PictureView {
  /** How many times as large as the whole picture in the window. */
  readonly zoom: number;
  /** The place in the middle of the window, in parts of the picture's width and height. */
  readonly x: number;
  readonly y: number;
}

/** Parts of the window that the whole picture takes; one of the two is 1. */
export interface PictureFit {
  readonly width: number;
  readonly height: number;
}

export const wholePicture: PictureView = { zoom: 1, x: 0.5, y: 0.5 };
/** Beyond this a single picture element of the recording is as large as a letter, and nothing more can be seen. */
export const mostZoom = 8;
/** Steps of the keys and buttons. */
export const zoomSteps = [1, 1.25, 1.5, 2, 3, 4, 6, mostZoom] as const;

/** Parts of the picture that can be seen at a zoom. */
export function seenAt(zoom: number, fit: PictureFit): { readonly width: number; readonly height: number } {
  return { width: Math.min(1, 1 / (zoom * fit.width)), height: Math.min(1, 1 / (zoom * fit.height)) };
}

/** The nearest view that shows nothing beside the picture as long as there is some of it to show. */
export function limited({ zoom, x, y }: PictureView, fit: PictureFit): PictureView {
  const near = Math.min(mostZoom, Math.max(1, zoom));
  const seen = seenAt(near, fit);
  return { zoom: near, x: within(x, seen.width), y: within(y, seen.height) };
}

/** The middle of a part of the whole that lies all inside it. */
function within(at: number, part: number): number {
  return Math.min(1 - part / 2, Math.max(part / 2, at));
}

/** Nearer or further away; the given place of the picture stays where it is in the window. */
export function zoomedAt(
  view: PictureView,
  zoom: number,
  place: { readonly x: number; readonly y: number },
  fit: PictureFit,
): PictureView {
  const near = Math.min(mostZoom, Math.max(1, zoom));
  const moved = (at: number, middle: number): number => at - ((at - middle) * view.zoom) / near;
  return limited({ zoom: near, x: moved(place.x, view.x), y: moved(place.y, view.y) }, fit);
}

/** Moves by parts of what can be seen. */
export function panned(
  view: PictureView,
  by: { readonly x: number; readonly y: number },
  fit: PictureFit,
): PictureView {
  const seen = seenAt(view.zoom, fit);
  return limited({ zoom: view.zoom, x: view.x + by.x * seen.width, y: view.y + by.y * seen.height }, fit);
}

/** Where a key with Ctrl moves what is seen, in parts of it; null for any other key. */
export function panOfKey(key: string): { readonly x: number; readonly y: number } | null {
  const part = 0.2;
  const moves: Readonly<Record<string, { readonly x: number; readonly y: number }>> = {
    ArrowLeft: { x: -part, y: 0 },
    ArrowRight: { x: part, y: 0 },
    ArrowUp: { x: 0, y: -part },
    ArrowDown: { x: 0, y: part },
  };
  return moves[key] ?? null;
}
