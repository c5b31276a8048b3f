import { readdirSync, readFileSync, statSync } from "node:fs";
import { join } from "node:path";

/** Names of the files that somebody put into the folder for arrivals. */
export function arrivals(folder: string): string[] {
  try {
    return readdirSync(folder).toSorted();
  } catch {
    return [];
  }
}

/**
 * One of those files, read whole; only what the folder lists itself is read, so that a name cannot lead out of it.
 *
 * @returns `null` when it is not there, larger than `largest` bytes, or cannot be read.
 */
export function readArrival(folder: string, name: string, largest: number): Uint8Array | null {
  if (!arrivals(folder).includes(name)) {
    return null;
  }
  const file = join(folder, name);
  try {
    return statSync(file).size > largest ? null : new Uint8Array(readFileSync(file));
  } catch {
    return null;
  }
}
