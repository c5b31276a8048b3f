import { join } from "node:path";
import type { Sighting } from "../../shared/room-guard.ts";
import { cannotLook, saw, type Detector } from "./detector.ts";
import { namesIn, textOf } from "./reading.ts";

const guests = /QEMU|KVM|VMware|VirtualBox|innotek|Xen|Bochs|Parallels|Virtual Machine|bhyve/iu;

/** Swap that ends on a disk; compressed memory does not. */
function diskSwap(words: string): string[] {
  return words
    .split("\n")
    .slice(1)
    .map((one) => one.split(/\s/u)[0] ?? "")
    .filter((name) => name !== "" && !/zram/u.test(name));
}

function powerOf(root: string): string {
  const folder = join(root, "sys/class/power_supply");
  return (namesIn(folder) ?? [])
    .map((name) => textOf(join(folder, name, "online"))?.trim() ?? "")
    .filter((online) => online !== "")
    .join(" ");
}

/**
 * What kind of machine this is: a guest of another one, one that may write memory to its disk, one on a battery.
 *
 * Hints, each of which an owner of the machine can hide; without any of them nothing is claimed.
 */
export function watchMachine(root = "/"): Detector {
  let last: string | null = null;
  return {
    sense: "machine",
    look: async () => {
      const [processor, swaps, limits] = ["proc/cpuinfo", "proc/swaps", "proc/self/limits"].map((file) =>
        textOf(join(root, file)),
      );
      if (typeof processor !== "string" || typeof swaps !== "string" || typeof limits !== "string") {
        return cannotLook;
      }
      const product = ["sys_vendor", "product_name"]
        .map((name) => textOf(join(root, "sys/class/dmi/id", name))?.trim() ?? "")
        .join(" ");
      const present: Sighting[] = diskSwap(swaps).map((name) => ({ sign: "swap-on", detail: name.slice(0, 120) }));
      if (guests.test(product) || /^flags\s*:.*\bhypervisor\b/mu.test(processor)) {
        present.push({ sign: "virtual-machine", detail: product.trim() || "hypervisor" });
      }
      if (!/^Max core file size\s+0\s/mu.test(limits)) {
        present.push({ sign: "core-dumps", detail: "limit" });
      }
      const power = powerOf(root);
      const happened: Sighting[] =
        last === null || last === power ? [] : [{ sign: "power-changed", detail: power.slice(0, 40) || "none" }];
      last = power;
      return saw(present, happened);
    },
  };
}
