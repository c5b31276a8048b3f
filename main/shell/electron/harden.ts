import {
  captures,
  describeAddress,
  judgeRequest,
  mayNavigate,
  mayPress,
  mayUse,
  schemeOrigins,
} from "../../seal/index.ts";
import type { ShellEvent } from "../port.ts";
import type { AppPart, ContentsPart, FramePart, Preventable, RequestDetails, SessionPart } from "./parts.ts";

type Observe = (event: ShellEvent) => void;
type Blocked = Extract<ShellEvent, { kind: "blocked" }>["what"];

/** A port nobody listens on: whatever asks for the network ends here. */
export const deadProxy = "127.0.0.1:9";

const refuse = (observe: Observe, what: Blocked, detail: string): void => observe({ kind: "blocked", what, detail });

/** Hardens the session the runtime made by itself and every session and page it will ever make. */
export function hardenEverything(app: AppPart, defaultSession: SessionPart, observe: Observe): void {
  hardenSession(defaultSession, observe);
  app.on("session-created", (session) => hardenSession(session, observe));
  app.on("web-contents-created", (_event, contents) => hardenContents(contents, observe));
}

/**
 * Takes every permission, device, download and foreign request from a session, and its network with them.
 *
 * `setDisplayMediaRequestHandler` is never called: without a handler the runtime gives no display to anybody.
 */
export function hardenSession(session: SessionPart, observe: Observe): void {
  // Without a handler Electron grants everything.
  session.setPermissionRequestHandler((_contents, permission, callback) => {
    refuse(observe, "permission", permission);
    callback(mayUse(permission));
  });
  session.setPermissionCheckHandler((_contents, permission) => mayUse(permission));
  session.setDevicePermissionHandler(() => false);
  session.setBluetoothPairingHandler((_details, callback) => callback({ confirmed: false }));
  session.on("select-usb-device", (event, _details, callback) => chooseNothing(event, callback));
  session.on("select-hid-device", (event, _details, callback) => chooseNothing(event, callback));
  session.on("select-serial-port", (event, _ports, _contents, callback) => chooseNothing(event, callback));
  session.setSpellCheckerEnabled(false);
  void session.setProxy({ mode: "fixed_servers", proxyRules: deadProxy, proxyBypassRules: "<-loopback>" });
  session.on("will-download", (event, item) => {
    event.preventDefault();
    refuse(observe, "download", describeAddress(item.getURL()));
  });
  session.webRequest.onBeforeRequest((details, callback) => {
    const isAllowed = judgeRequest(factsOf(details), schemeOrigins) !== null;
    if (!isAllowed) {
      refuse(observe, "request", describeAddress(details.url));
    }
    callback({ cancel: !isAllowed });
  });
}

function chooseNothing(event: Preventable, callback: (id: string) => void): void {
  event.preventDefault();
  callback("");
}

function factsOf({ url, resourceType, frame }: RequestDetails): Parameters<typeof judgeRequest>[0] {
  if (resourceType === "mainFrame" || resourceType === "subFrame") {
    return { address: url, isMainFrame: resourceType === "mainFrame", isNavigation: true };
  }
  const isMainFrame = frame === undefined || frame === null ? null : frame.parent === null;
  return { address: url, isMainFrame, isNavigation: false };
}

/** Keeps a page where it is: no other address, window, view, menu, developer tools or shortcut. */
export function hardenContents(contents: ContentsPart, observe: Observe): void {
  contents.setWebRTCIPHandlingPolicy("disable_non_proxied_udp");
  contents.setWindowOpenHandler(({ url }) => {
    refuse(observe, "window", describeAddress(url));
    return { action: "deny" };
  });
  for (const event of ["will-navigate", "will-frame-navigate", "will-redirect"] as const) {
    contents.on(event, (details) => {
      if (!mayNavigate(details.url, details.isMainFrame, schemeOrigins)) {
        details.preventDefault();
        refuse(observe, "navigation", describeAddress(details.url));
      }
    });
  }
  for (const event of ["will-attach-webview", "context-menu"] as const) {
    contents.on(event, (details) => details.preventDefault());
  }
  contents.on("select-bluetooth-device", (event, _devices, callback) => chooseNothing(event, callback));
  void contents.setVisualZoomLevelLimits(1, 1);
  contents.on("devtools-opened", () => {
    contents.closeDevTools();
    refuse(observe, "devtools", "opened");
  });
  contents.on("before-input-event", (event, input) => {
    if (!mayPress(input)) {
      event.preventDefault();
    }
    if (captures(input)) {
      refuse(observe, "capture-key", input.key);
    }
  });
  contents.on("render-process-gone", () => observe({ kind: "renderer-gone" }));
  // A page that hangs shows its last frame and watches over nothing.
  contents.on("unresponsive", () => observe({ kind: "renderer-gone" }));
}

/** Whether a frame is the main frame of this page, by identity and not by what it says of itself. */
export function isMainFrameOf(contents: ContentsPart, frame: FramePart | null): boolean {
  if (frame === null || contents.isDestroyed() || frame.detached || frame.parent !== null) {
    return false;
  }
  const { mainFrame } = contents;
  return frame.processId === mainFrame.processId && frame.routingId === mainFrame.routingId;
}
