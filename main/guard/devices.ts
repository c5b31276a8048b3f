import { join } from "node:path";
import type { Sighting } from "../../shared/room-guard.ts";
import { cannotLook, saw, type Detector } from "./detector.ts";
import { namesIn, textOf } from "./reading.ts";

/** Classes of USB interfaces that matter here; a reader of certificates (0b) is what a supervisor plugs in. */
const classes: Readonly<Record<string, string>> = {
  "01": "sound",
  "03": "input",
  "06": "camera",
  "08": "storage",
  "0e": "video",
};

/** Disks that are made of memory, files or other disks, which nobody plugs in. */
const inner = /^(?:loop|ram|zram|dm-|md|nbd|sr|fd)/u;

function classOf(folder: string, name: string): string | undefined {
  return classes[textOf(join(folder, name, "bInterfaceClass"))?.trim() ?? ""];
}

/** What was plugged in by `/sys`: disks and sticks, keyboards and pointers, capture devices and microphones. */
export function watchDevices(root = "/sys"): Detector {
  let last: ReadonlySet<string> | null = null;
  return {
    sense: "devices",
    look: async () => {
      const disks = namesIn(join(root, "block"));
      const usb = join(root, "bus/usb/devices");
      const plugged = namesIn(usb);
      if (disks === null && plugged === null) {
        return cannotLook;
      }
      const now = new Set([
        ...(disks ?? []).filter((name) => !inner.test(name)).map((name) => `storage ${name}`),
        ...(plugged ?? []).flatMap((name) => {
          const kind = classOf(usb, name);
          return kind === undefined ? [] : [`${kind} ${name}`];
        }),
      ]);
      const before = last ?? now;
      last = now;
      const added = [...now].filter((one) => !before.has(one));
      const happened = added.map((detail): Sighting => ({ sign: "device-plugged", detail }));
      return saw([], happened);
    },
  };
}
