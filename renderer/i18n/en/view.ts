import type { view as original } from "../zh-CN/view.ts";

/** English, key by key with the Chinese original. */
export const view: Readonly<Record<keyof typeof original, string>> = {
  "view.title": "How the picture is shown",
  "view.open": "Picture",
  "view.explain":
    "A way of looking only: the recording, frame numbers, notes and covers stay as they are, and the watermark stays whole.",
  "view.zoom": "Zoom",
  "view.zoomed": "Enlarged",
  "view.in": "One step nearer",
  "view.out": "One step further away",
  "view.whole": "Whole picture",
  "view.minimap":
    "Map of the picture: {zoom} times enlarged, middle at {x}% of the width and {y}% of the height. Press to move, Enter for the whole picture",
  "view.zoomHint":
    "The wheel zooms around the pointer; drag with the left or middle button; + − 0 zoom, Ctrl and arrows move.",
  "help.zoom": "Enlarge, reduce, whole picture",
  "help.pan": "Move the enlarged picture",
  "enhance.title": "Dark scenes",
  "enhance.explain":
    "Display only, the evidence is unchanged: recording, digests, notes and clips stay as they are. Turning it on, changing it and turning it off are logged; the next viewing starts as recorded.",
  "enhance.brightness": "Brightness",
  "enhance.contrast": "Contrast",
  "enhance.gamma": "Gamma",
  "enhance.dark": "Dark scene",
  "enhance.off": "As recorded",
  "enhance.on": "Display only, evidence unchanged",
  "overview.open": "Overview",
  "overview.hint": "Filmstrip, waveform and levels below the picture; small pictures that were shown are logged (W)",
  "overview.pointed.shown": "Frame {frame}, {time}, small picture shown; Enter goes there",
  "overview.pointed.withheld": "Frame {frame} is withheld, no small picture",
  "overview.pointed.outside": "Frame {frame} is not approved, no small picture",
  "overview.pointed.covered": "Frame {frame}, {time}, is covered, no small picture",
  "overview.pointed.none": "No small picture of frame {frame}",
  "help.overview": "Filmstrip, waveform and levels",
  "help.point": "Move the preview on the timeline; Enter goes there",
  "help.enhance": "Lighter for dark scenes, as recorded",
  "help.view": "How the picture is shown",
};
