import type { BrowserContext } from "playwright-core";
import type { ProtectionState } from "../port.ts";
import { filterState } from "../seccomp.ts";

/**
 * What is real in this browser on this machine.
 *
 * A stock browser keeps no picture from the clipboard of the system, from a screen recorder or from a
 * debugger, so most of the meter stays "unavailable" whatever the flags say.
 */
export async function chromiumProtections(
  context: BrowserContext,
  style: { readonly kiosk: boolean },
): Promise<Readonly<Record<string, ProtectionState>>> {
  return {
    sandbox: await sandboxState(context),
    capture: "unavailable",
    displays: "unavailable",
    lockScreen: "unavailable",
    clipboard: "unavailable",
    printing: "unavailable",
    network: "live",
    storage: "live",
    keyStore: "unavailable",
    integrity: "unavailable",
    kiosk: style.kiosk ? "live" : "unavailable",
    memory: "unavailable",
  };
}

async function sandboxState(context: BrowserContext): Promise<ProtectionState> {
  if (process.getuid?.() === 0) {
    // Chromium cannot sandbox itself for root, and was started without.
    return "unavailable";
  }
  const browser = context.browser();
  if (browser === null) {
    return "unknown";
  }
  const session = await browser.newBrowserCDPSession();
  const { processInfo } = await session.send("SystemInfo.getProcessInfo");
  await session.detach();
  return filterState(processInfo.filter(({ type }) => type === "renderer").map(({ id }) => id));
}
