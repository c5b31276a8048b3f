import { readDrawings, readPen } from "./drawing-commands.ts";
import { enhancementLimits } from "../../shared/picture/enhancement.ts";
import { mostZoom } from "../../shared/picture/view.ts";
import { pictureHello, type PictureCommand, type PictureReport } from "../../shared/picture/protocol.ts";

/** The one channel to the screen. */
export interface ScreenPort {
  /** Reports to the screen; what was said before it connected is said again then, the latest of each type. */
  readonly send: (report: PictureReport) => void;
}

/** Said once and never again: who connects later was not there. */
const passing: ReadonlySet<PictureReport["type"]> = new Set(["key", "drawn", "undrawn"]);

/**
 * Waits for the screen's port: taken once, from the parent window, from the screen's origin.
 *
 * `onCommand` only gets well-formed commands; anything else is dropped.
 */
export function openScreenPort(interfaceOrigin: string, onCommand: (command: PictureCommand) => void): ScreenPort {
  const latest = new Map<PictureReport["type"], PictureReport>();
  let port: MessagePort | null = null;

  const accept = (event: MessageEvent<unknown>): void => {
    const [offered] = event.ports;
    const isHello = isRecord(event.data) && event.data["type"] === pictureHello;
    if (!isHello || event.source !== window.parent || event.origin !== interfaceOrigin || offered === undefined) {
      return;
    }
    window.removeEventListener("message", accept);
    port = offered;
    port.addEventListener("message", ({ data }: MessageEvent<unknown>) => {
      const command = readCommand(data);
      if (command !== null) {
        onCommand(command);
      }
    });
    port.start();
    for (const report of latest.values()) {
      port.postMessage(report);
    }
  };
  window.addEventListener("message", accept);

  return {
    send(report) {
      if (!passing.has(report.type)) {
        latest.delete(report.type);
        latest.set(report.type, report);
      }
      port?.postMessage(report);
    },
  };
}

function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === "object" && value !== null;
}

function within(value: unknown, least: number, most: number): value is number {
  return typeof value === "number" && value >= least && value <= most;
}

const farthest = 0xffff_ffff;

type Fields = Readonly<Record<string, unknown>>;

/** One reader per command; each gives the command only when every field of it is what it must be. */
const readers: Readonly<Record<PictureCommand["type"], (fields: Fields) => PictureCommand | null>> = {
  play: () => ({ type: "play" }),
  pause: () => ({ type: "pause" }),
  seek: ({ frame }) => (isWhole(frame, 0) ? { type: "seek", frame } : null),
  at: ({ atMs, plays }) =>
    within(atMs, 0, farthest) && typeof plays === "boolean" ? { type: "at", atMs, plays } : null,
  absent: () => ({ type: "absent" }),
  seekTime: ({ atMs }) => (within(atMs, -farthest, farthest) ? { type: "seekTime", atMs } : null),
  step: ({ frames }) => (isWhole(frames, -farthest) ? { type: "step", frames } : null),
  rate: ({ rate }) => (within(rate, 0.1, 16) ? { type: "rate", rate } : null),
  volume: ({ volume, muted }) =>
    within(volume, 0, 1) && typeof muted === "boolean" ? { type: "volume", volume, muted } : null,
  drawings: ({ drawings }) => readDrawings(drawings),
  pen: readPen,
  view: ({ view }) => readView(view),
  enhance: ({ enhancement }) => readEnhancement(enhancement),
  overview: ({ on }) => (typeof on === "boolean" ? { type: "overview", on } : null),
  point: ({ frame, x }) =>
    (frame === null || isWhole(frame, 0)) && within(x, 0, 1) ? { type: "point", frame, x } : null,
  locale: ({ locale }) => (locale === "zh-CN" || locale === "en" ? { type: "locale", locale } : null),
};

function readView(value: unknown): PictureCommand | null {
  if (!isRecord(value)) {
    return null;
  }
  const { zoom, x, y } = value;
  const isView = within(zoom, 1, mostZoom) && within(x, 0, 1) && within(y, 0, 1);
  return isView ? { type: "view", view: { zoom, x, y } } : null;
}

function readEnhancement(value: unknown): PictureCommand | null {
  if (!isRecord(value)) {
    return null;
  }
  const { least, most } = enhancementLimits;
  const isLevel = (level: unknown): level is number => Number.isInteger(level) && within(level, least, most);
  const { brightness, contrast, gamma } = value;
  return isLevel(brightness) && isLevel(contrast) && isLevel(gamma)
    ? { type: "enhance", enhancement: { brightness, contrast, gamma } }
    : null;
}

function isWhole(value: unknown, least: number): value is number {
  return Number.isInteger(value) && within(value, least, farthest);
}

function readCommand(value: unknown): PictureCommand | null {
  if (!isRecord(value)) {
    return null;
  }
  const type = Object.keys(readers).find((known) => known === value["type"]);
  // The name is one of the table's own keys.
  return type === undefined ? null : readers[type as PictureCommand["type"]](value);
}
