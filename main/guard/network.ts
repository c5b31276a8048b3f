import { existsSync } from "node:fs";
import { join } from "node:path";
import type { Sighting } from "../../shared/room-guard.ts";
import { cannotLook, saw, type Detector } from "./detector.ts";
import { namesIn } from "./reading.ts";

/** Ways out of the room that were not there before: a network card or a phone that offers one. Inner bridges have no device. */
export function watchNetwork(root = "/sys/class/net"): Detector {
  let last: ReadonlySet<string> | null = null;
  return {
    sense: "network",
    look: async () => {
      const names = namesIn(root);
      if (names === null) {
        return cannotLook;
      }
      const now = new Set(names.filter((name) => existsSync(join(root, name, "device"))));
      const before = last ?? now;
      last = now;
      return saw(
        [],
        [...now].filter((name) => !before.has(name)).map((detail): Sighting => ({ sign: "network-added", detail })),
      );
    },
  };
}
