import type { InstalledEntry } from "../formats/installation.ts";

/** One way in which a tree on disk is not what was released; paths only, never contents. */
export interface InstallationFault {
  readonly fault: "missing" | "surplus" | "changed" | "other-mode" | "other-kind" | "other-target" | "special";
  readonly path: string;
}

/** What lies on disk. */
export type FoundEntry =
  | InstalledEntry
  /** Neither file nor link nor folder: a device, a pipe, a socket. */
  | { readonly kind: "special"; readonly path: string };

function faultOf(listed: InstalledEntry, found: FoundEntry): InstallationFault["fault"] | null {
  if (found.kind === "special") {
    return "special";
  }
  if (listed.kind === "link" || found.kind === "link") {
    if (listed.kind !== found.kind) {
      return "other-kind";
    }
    return listed.kind === "link" && found.kind === "link" && listed.target === found.target ? null : "other-target";
  }
  if (listed.size !== found.size || listed.sha256 !== found.sha256) {
    return "changed";
  }
  return listed.mode === found.mode ? null : "other-mode";
}

/**
 * Compares a released list with what lies on disk, both ways: what is listed must be there unchanged, and nothing else may be.
 *
 * @returns every fault, ordered by path; empty means that the tree is the one that was released.
 */
export function compareInstallation(
  listed: readonly InstalledEntry[],
  found: readonly FoundEntry[],
): InstallationFault[] {
  const onDisk = new Map(found.map((entry) => [entry.path, entry]));
  const faults: InstallationFault[] = [];
  for (const entry of listed) {
    const there = onDisk.get(entry.path);
    const fault = there === undefined ? "missing" : faultOf(entry, there);
    if (fault !== null) {
      faults.push({ fault, path: entry.path });
    }
    onDisk.delete(entry.path);
  }
  faults.push(...[...onDisk.keys()].map((path) => ({ fault: "surplus" as const, path })));
  return faults.toSorted((first, second) => (first.path < second.path ? -1 : 1));
}
