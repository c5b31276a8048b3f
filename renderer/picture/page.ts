/** Elements of the picture page, found once. Throws when the page is not the one that was built. */
export interface Page {
  readonly stage: HTMLElement;
  readonly video: HTMLVideoElement;
  readonly photo: HTMLImageElement;
  readonly hold: HTMLCanvasElement;
  /** What people drew, above every layer that shows the picture and below everything that hides it. */
  readonly drawings: SVGSVGElement;
  /** Opaque rectangles over the picture, whichever layer shows it. */
  readonly covers: SVGSVGElement;
  readonly mask: HTMLElement;
  /** Filmstrip and sound below the picture, and the small picture of a place; both under the watermark. */
  readonly overview: HTMLCanvasElement;
  readonly preview: HTMLCanvasElement;
  readonly watermark: HTMLCanvasElement;
  /** Origin of the screen: the only one whose commands are taken. */
  readonly interfaceOrigin: string;
}

export function findPage(): Page {
  return {
    stage: find("stage", HTMLElement),
    video: find("video", HTMLVideoElement),
    photo: find("photo", HTMLImageElement),
    hold: find("hold", HTMLCanvasElement),
    drawings: find("drawings", SVGSVGElement),
    covers: find("covers", SVGSVGElement),
    mask: find("mask", HTMLElement),
    overview: find("overview", HTMLCanvasElement),
    preview: find("preview", HTMLCanvasElement),
    watermark: find("watermark", HTMLCanvasElement),
    interfaceOrigin: setting("vitrine-interface"),
  };
}

/** What the vault wrote into the page for this ticket. */
export function setting(name: string): string {
  return document.querySelector<HTMLMetaElement>(`meta[name="${name}"]`)?.content ?? "";
}

function find<E extends Element>(id: string, kind: abstract new () => E): E {
  const element = document.querySelector(`#${id}`);
  if (!(element instanceof kind)) {
    throw new TypeError(`the page has no ${id}`);
  }
  return element;
}
