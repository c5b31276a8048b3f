import { readFileSync } from "node:fs";
import type { ProtectionState } from "./port.ts";

/**
 * Asks the kernel whether these processes run under a system-call filter: `Seccomp: 2` is one, 0 is none.
 *
 * "unknown" where the kernel cannot be asked; never "live" without an answer for each process.
 */
export function filterState(pids: readonly number[]): ProtectionState {
  if (process.platform !== "linux" || pids.length === 0) {
    return "unknown";
  }
  try {
    const isFiltered = pids.every((pid) => /^Seccomp:\s*2$/mu.test(readFileSync(`/proc/${pid}/status`, "utf8")));
    return isFiltered ? "live" : "failed";
  } catch {
    return "unknown";
  }
}
