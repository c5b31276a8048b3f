import { reservedShortcuts } from "../../seal/index.ts";
import type { ShellEvent } from "../port.ts";
import type { ElectronParts, WindowPart } from "./parts.ts";

type Observe = (event: ShellEvent) => void;

/** How often what the platform may have forgotten is looked at, milliseconds. */
const lookMs = 1000;

interface Kept {
  readonly platform: NodeJS.Platform;
  readonly kiosk: boolean;
}

/**
 * What has to be held up while the window is there, because the desktop, another program or the platform takes it away.
 *
 * In this order: the window is left out of captures before it is shown; it keeps its title; a kiosk stays on top of
 * everything, takes the desktop's own shortcuts, and keeps the clipboard empty. A demonstration leaves the desktop of
 * whoever runs it alone.
 *
 * @returns what ends all of it.
 */
export function keepWindow(electron: ElectronParts, window: WindowPart, kept: Kept, observe: Observe): () => void {
  keepFromCapture(window);
  // A title is what the taskbar shows and other programs read.
  window.on("page-title-updated", (event) => event.preventDefault());
  if (kept.kiosk) {
    window.setAlwaysOnTop(true, "screen-saver");
    window.setVisibleOnAllWorkspaces(true);
    takeShortcuts(electron, observe);
  }
  const look = (): void => {
    if (kept.kiosk) {
      emptyClipboard(electron);
    }
    if (kept.platform !== "linux" && !isProtected(window)) {
      observe({ kind: "unprotected" });
    }
  };
  look();
  const timer = setInterval(look, lookMs);
  return () => {
    clearInterval(timer);
    if (kept.kiosk) {
      electron.globalShortcut.unregisterAll();
      emptyClipboard(electron);
    }
  };
}

/** Asks the platform to leave the window out of captures, and asks again whenever it may have forgotten. */
function keepFromCapture(window: WindowPart): void {
  window.setContentProtection(true);
  for (const event of ["show", "restore", "hide"] as const) {
    window.on(event, () => window.setContentProtection(true));
  }
}

/** Whether the window is left out of captures, after one more attempt where it was not. */
function isProtected(window: WindowPart): boolean {
  if (window.isDestroyed() || window.isContentProtected()) {
    return true;
  }
  window.setContentProtection(true);
  return window.isContentProtected();
}

/** Both clipboards of the desktop: what is chosen with the mouse is in the second one, where there is one. */
function emptyClipboard({ clipboard }: ElectronParts): void {
  clipboard.clear();
  clipboard.selection?.clear();
}

/** A combination that another program holds already is not ours to take: it is observed, so that the log has it. */
function takeShortcuts({ globalShortcut }: ElectronParts, observe: Observe): void {
  for (const keys of reservedShortcuts) {
    const isTaken = globalShortcut.register(keys, () =>
      observe({ kind: "blocked", what: "capture-key", detail: keys }),
    );
    if (!isTaken) {
      observe({ kind: "blocked", what: "capture-key", detail: `not ours: ${keys}` });
    }
  }
}
