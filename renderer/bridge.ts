import type { Bridge } from "../shared/ipc/bridge.ts";

declare global {
  interface Window {
    readonly workstation: Bridge;
  }
}

/** The station behind this screen: every question a screen asks and every change it hears goes through here. */
export const workstation: Bridge = window.workstation;
