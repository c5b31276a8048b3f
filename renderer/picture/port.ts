import { pictureHello, type PictureCommand, type PictureReport } from "../../shared/picture/protocol.ts";

/** The one channel to the screen. */
export interface ScreenPort {
  /** Reports to the screen; what was said before it connected is said again then, the latest of each type. */
  send(report: PictureReport): void;
}

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
      if (report.type !== "key") {
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

function readCommand(value: unknown): PictureCommand | null {
  if (!isRecord(value)) {
    return null;
  }
  const { type, frame, frames, rate, volume, muted, locale } = value as Record<string, unknown> & Fields;
  switch (type) {
    case "play":
    case "pause":
      return { type };
    case "seek":
      return Number.isInteger(frame) && within(frame, 0, farthest) ? { type, frame } : null;
    case "step":
      return Number.isInteger(frames) && within(frames, -farthest, farthest) ? { type, frames } : null;
    case "rate":
      return within(rate, 0.1, 16) ? { type, rate } : null;
    case "volume":
      return within(volume, 0, 1) && typeof muted === "boolean" ? { type, volume, muted } : null;
    case "locale":
      return locale === "zh-CN" || locale === "en" ? { type, locale } : null;
    default:
      return null;
  }
}

/** Named so that the fields may be taken apart; every one is checked before use. */
interface Fields {
  readonly type?: unknown;
  readonly frame?: unknown;
  readonly frames?: unknown;
  readonly rate?: unknown;
  readonly volume?: unknown;
  readonly muted?: unknown;
  readonly locale?: unknown;
}
