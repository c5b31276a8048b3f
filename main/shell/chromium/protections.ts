import { readFileSync } from "node:fs";
import type { BrowserContext } from "playwright-core";
import type { ProtectionState } from "../port.ts";

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

/** Asks the kernel about each renderer: `Seccomp: 2` is a filter, 0 is none. */
async function sandboxState(context: BrowserContext): Promise<ProtectionState> {
  if (process.getuid?.() === 0) {
    // Chromium cannot sandbox itself for root, and was started without.
    return "unavailable";
  }
  const browser = context.browser();
  if (process.platform !== "linux" || browser === null) {
    return "unknown";
  }
  try {
    const session = await browser.newBrowserCDPSession();
    const { processInfo } = await session.send("SystemInfo.getProcessInfo");
    await session.detach();
    const renderers = processInfo.filter(({ type }) => type === "renderer");
    const isFiltered = renderers.every(({ id }) => /^Seccomp:\s*2$/mu.test(readFileSync(`/proc/${id}/status`, "utf8")));
    return renderers.length > 0 && isFiltered ? "live" : "failed";
  } catch {
    return "unknown";
  }
}
