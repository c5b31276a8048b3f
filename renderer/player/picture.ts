import { create } from "zustand";
import { pictureHello } from "../../shared/picture/protocol.ts";
import type { PictureCommand, PictureReport, PictureState } from "../../shared/picture/protocol.ts";

type ReportOf<T extends PictureReport["type"]> = Extract<PictureReport, { type: T }>;

/** What the picture frame has reported; numbers and states, never pixels. */
interface PictureStore {
  readonly ready: ReportOf<"ready"> | null;
  readonly frame: number | null;
  readonly confirmed: boolean;
  readonly atMs: number;
  readonly state: PictureState;
  readonly rate: number;
  readonly volume: number;
  readonly muted: boolean;
  /** The part of the picture that fills the window. */
  readonly view: ReportOf<"view"> | null;
  /** How light and dark are shown. */
  readonly enhanced: ReportOf<"enhanced"> | null;
  readonly unconfirmable: ReportOf<"unconfirmable">["why"] | null;
  readonly stopped: ReportOf<"stopped">["reason"] | null;
}

const blank: PictureStore = {
  ready: null,
  frame: null,
  confirmed: false,
  atMs: 0,
  state: "loading",
  rate: 1,
  volume: 1,
  muted: false,
  view: null,
  enhanced: null,
  unconfirmable: null,
  stopped: null,
};

export const usePicture = create<PictureStore>()(() => blank);

let port: MessagePort | null = null;
type Drawn = ReportOf<"drawn"> | ReportOf<"undrawn">;

const drawnListeners = new Set<(report: Drawn) => void>();
const keyListeners = new Set<(key: string, shift: boolean) => void>();

/** Sends a command to the picture frame; nothing happens while it is not connected. */
export function command(message: PictureCommand): void {
  port?.postMessage(message);
}

/** Hears keys pressed while the picture frame has the focus. */
export function onPictureKey(listener: (key: string, shift: boolean) => void): () => void {
  keyListeners.add(listener);
  return () => {
    keyListeners.delete(listener);
  };
}

/** Hears what was drawn on the picture, and what was not. */
export function onDrawn(listener: (report: Drawn) => void): () => void {
  drawnListeners.add(listener);
  return () => {
    drawnListeners.delete(listener);
  };
}

/**
 * Opens the one channel to the picture frame, once its page has loaded.
 *
 * The port goes to the vault's origin only, so another page in the frame would not get it.
 */
export function connect(frame: Window, origin: string, locale: "zh-CN" | "en"): void {
  disconnect();
  const channel = new MessageChannel();
  port = channel.port1;
  port.addEventListener("message", (event: MessageEvent<PictureReport>) => {
    take(event.data);
  });
  port.start();
  frame.postMessage({ type: pictureHello }, origin, [channel.port2]);
  command({ type: "locale", locale });
}

export function disconnect(): void {
  port?.close();
  port = null;
  // Why it stopped outlives the picture: only the next picture, which a supervisor let in, clears it.
  usePicture.setState(({ stopped }) => ({ ...blank, stopped, state: stopped === null ? "loading" : "stopped" }));
}

export function clearStop(): void {
  usePicture.setState({ stopped: null, state: "loading" });
}

function take(report: PictureReport): void {
  switch (report.type) {
    case "ready":
      usePicture.setState({ ready: report });
      break;
    case "frame":
      usePicture.setState({ frame: report.frame, confirmed: report.confirmed, atMs: report.atMs });
      break;
    case "state":
      usePicture.setState({ state: report.state, rate: report.rate, volume: report.volume, muted: report.muted });
      break;
    case "view":
      usePicture.setState({ view: report });
      break;
    case "enhanced":
      usePicture.setState({ enhanced: report });
      break;
    case "unconfirmable":
      usePicture.setState({ unconfirmable: report.why });
      break;
    case "stopped":
      usePicture.setState({ stopped: report.reason, state: "stopped" });
      break;
    default:
      passOn(report);
  }
}

/** What is said once, to whoever listens now. */
function passOn(report: Drawn | ReportOf<"key">): void {
  if (report.type === "key") {
    keyListeners.forEach((listener) => listener(report.key, report.shift));
  } else {
    drawnListeners.forEach((listener) => listener(report));
  }
}
