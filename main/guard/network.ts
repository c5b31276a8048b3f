import { existsSync, readdirSync } from "node:fs";
import { join } from "node:path";
import type { Sighting } from "../../shared/room-guard.ts";
import { cannotLook, saw, type Detector } from "./detector.ts";

/** Ways out of the room that were not there before: a network card or a phone that offers one. Inner bridges have no device. */
export function watchNetwork(root = "/sys/class/net"): Detector {
  let last: ReadonlySet<string> | null = null;
  return {
    sense: "network",
    look: async () => {
      const now = cards(root);
      if (now === null) {
        return cannotLook;
      }
      const before = last ?? now;
      last = now;
      return saw(
        [],
        [...now].filter((name) => !before.has(name)).map((detail): Sighting => ({ sign: "network-added", detail })),
      );
    },
  };
}

function cards(root: string): ReadonlySet<string> | null {
  try {
    return new Set(readdirSync(root).filter((name) => existsSync(join(root, name, "device"))));
  } catch {
    return null;
  }
}
