import { workstation } from "../bridge.ts";
import { useSession } from "./store.ts";

const everyMs = 15_000;
const signs = ["pointerdown", "pointermove", "keydown", "wheel"] as const;

/** Tells the station that somebody is at work, as often as it needs to know; what they do is not told. */
export function watchActivity(): () => void {
  let told = -everyMs;
  const tell = (): void => {
    const now = performance.now();
    if (now - told >= everyMs && (useSession.getState().current ?? null) !== null) {
      told = now;
      void workstation.identity.active();
    }
  };
  for (const sign of signs) {
    window.addEventListener(sign, tell, { capture: true, passive: true });
  }
  return () => {
    for (const sign of signs) {
      window.removeEventListener(sign, tell, { capture: true });
    }
  };
}
