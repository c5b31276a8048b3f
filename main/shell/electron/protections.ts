import type { ProtectionState } from "../port.ts";
import { filterState } from "../seccomp.ts";
import { deadProxy } from "./harden.ts";
import { openKeyStore } from "./key-store.ts";
import type { ElectronParts, SessionPart, WindowPart } from "./parts.ts";
import type { ElectronOptions } from "./shell.ts";

const live = (isLive: boolean): ProtectionState => (isLive ? "live" : "failed");

/**
 * What is real here, by asking the runtime and the kernel rather than by remembering what was set.
 *
 * What nobody has looked at stays "unknown"; what the platform cannot do is "unavailable".
 */
export async function electronProtections(
  electron: ElectronParts,
  { platform, integrity, kiosk }: Pick<ElectronOptions, "platform" | "integrity" | "kiosk">,
  window: WindowPart | null,
  session: SessionPart | null,
): Promise<Readonly<Record<string, ProtectionState>>> {
  const keeps = openKeyStore(electron.safeStorage, platform) !== null;
  return {
    sandbox: sandboxState(electron, window),
    // Only Windows and macOS leave a window out of captures; on Linux the call does nothing.
    capture: platform === "linux" ? "unavailable" : live(window?.isContentProtected() ?? false),
    displays: "unknown",
    lockScreen: platform === "linux" ? "unavailable" : "live",
    // Emptied every second while the window is there; what another program keeps of it is beyond reach.
    clipboard: kiosk && window !== null ? "live" : "unavailable",
    printing: "unknown",
    network: session === null ? "unknown" : live(await isCutOff(session)),
    storage: session === null ? "unknown" : live(!session.isPersistent()),
    keyStore: keeps ? "live" : "unavailable",
    integrity: await integrity(),
    kiosk: window?.isKiosk() === true ? "live" : "unavailable",
    memory: "unavailable",
  };
}

async function isCutOff(session: SessionPart): Promise<boolean> {
  return (await session.resolveProxy("https://example.invalid/")).endsWith(deadProxy);
}

function sandboxState({ app }: ElectronParts, window: WindowPart | null): ProtectionState {
  if (app.commandLine.hasSwitch("no-sandbox")) {
    return "failed";
  }
  return window === null || window.isDestroyed() ? "unknown" : filterState([window.webContents.getOSProcessId()]);
}
