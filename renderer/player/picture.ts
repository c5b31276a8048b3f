import { create } from "zustand";
import type { AssetId } from "../../shared/model/footage.ts";
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
  /** What is to be seen of the place that is pointed at. */
  readonly pointed: ReportOf<"pointed"> | null;
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
  pointed: null,
  unconfirmable: null,
  stopped: null,
};

export const usePicture = create<PictureStore>()(() => blank);

/** What one of several open pictures has reported, and when this page heard it. */
export interface PictureLine extends PictureStore {
  /** By the clock of this page, milliseconds. */
  readonly heardAt: number;
}

interface Pictures {
  /** Recording of the picture that commands, marks and notes belong to. */
  readonly active: AssetId | null;
  /** By recording. */
  readonly lines: Readonly<Record<string, PictureLine>>;
}

/** Every picture that is open now; what the active one has reported is also in `usePicture`. */
export const usePictures = create<Pictures>()(() => ({ active: null, lines: {} }));

const ports = new Map<AssetId, MessagePort>();
type Drawn = ReportOf<"drawn"> | ReportOf<"undrawn">;

const drawnListeners = new Set<(report: Drawn) => void>();
const keyListeners = new Set<(key: string, shift: boolean) => void>();

/** Sends a command to the active picture; nothing happens while it is not connected. */
export function command(message: PictureCommand): void {
  const { active } = usePictures.getState();
  if (active !== null) {
    commandTo(active, message);
  }
}

/** Sends a command to the picture of a recording. */
export function commandTo(asset: AssetId, message: PictureCommand): void {
  ports.get(asset)?.postMessage(message);
}

/** From now on commands go to this picture, and what it reports is what the player shows. */
export function activate(asset: AssetId): void {
  const line = usePictures.getState().lines[asset];
  if (line !== undefined) {
    const { heardAt: _heardAt, ...picture } = line;
    usePictures.setState({ active: asset });
    usePicture.setState(picture);
  }
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
export function connect({
  asset,
  frame,
  origin,
  locale,
}: {
  readonly asset: AssetId;
  readonly frame: Window;
  readonly origin: string;
  readonly locale: "zh-CN" | "en";
}): void {
  disconnect(asset);
  const channel = new MessageChannel();
  const port = channel.port1;
  ports.set(asset, port);
  usePictures.setState(({ active, lines }) => ({
    active: active ?? asset,
    lines: { ...lines, [asset]: { ...blank, heardAt: performance.now() } },
  }));
  port.addEventListener("message", (event: MessageEvent<PictureReport>) => {
    take(asset, event.data);
  });
  port.start();
  frame.postMessage({ type: pictureHello }, origin, [channel.port2]);
  commandTo(asset, { type: "locale", locale });
  if (usePictures.getState().active !== asset) {
    // One camera is heard at a time; two of one event, a moment apart, are understood by nobody.
    commandTo(asset, { type: "volume", volume: 1, muted: true });
  }
}

/** Closes the channel to a picture. Where it was the active one, another one that is open becomes that. */
export function disconnect(asset: AssetId): void {
  ports.get(asset)?.close();
  ports.delete(asset);
  const { active, lines } = usePictures.getState();
  const { [asset]: _gone, ...left } = lines;
  usePictures.setState({ lines: left });
  if (active !== asset) {
    return;
  }
  usePictures.setState({ active: null });
  // Why it stopped outlives the picture: only the next picture, which a supervisor let in, clears it.
  usePicture.setState(({ stopped }) => ({ ...blank, stopped, state: stopped === null ? "loading" : "stopped" }));
  const [next] = ports.keys();
  if (next !== undefined) {
    activate(next);
  }
}

export function clearStop(): void {
  usePicture.setState({ stopped: null, state: "loading" });
}

/** What a report changes of what is known of a picture; what is said once is passed on and changes nothing. */
function changeOf(report: PictureReport): Partial<PictureStore> | null {
  switch (report.type) {
    case "ready":
      return { ready: report };
    case "frame":
      return { frame: report.frame, confirmed: report.confirmed, atMs: report.atMs };
    case "state":
      return { state: report.state, rate: report.rate, volume: report.volume, muted: report.muted };
    case "view":
      return { view: report };
    case "enhanced":
      return { enhanced: report };
    case "pointed":
      return { pointed: report };
    case "unconfirmable":
      return { unconfirmable: report.why };
    case "stopped":
      return { stopped: report.reason, state: "stopped" };
    case "drawn":
    case "undrawn":
    case "key":
    default:
      passOn(report);
      return null;
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

function take(asset: AssetId, report: PictureReport): void {
  const change = changeOf(report);
  if (change !== null) {
    hear(asset, change, report.type === "stopped");
  }
}

/** Whichever picture stops, everything stops. */
function hear(asset: AssetId, change: Partial<PictureStore>, isStop: boolean): void {
  const { active, lines } = usePictures.getState();
  const { heardAt, ...before } = { ...blank, heardAt: 0, ...lines[asset] };
  // A frame counts from when it was said to be on screen, and from when it began to play.
  const isNews = change.atMs !== undefined || (change.state === "playing" && before.state !== "playing");
  const line = { ...before, ...change, heardAt: isNews ? performance.now() : heardAt };
  usePictures.setState({ lines: { ...lines, [asset]: line } });
  if (asset === active || isStop) {
    usePicture.setState(change);
  }
}
