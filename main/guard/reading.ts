import { readdirSync, readFileSync } from "node:fs";

/** What a system file says; `null` where it is not there, went away, or is not ours to read. */
export function textOf(file: string): string | null {
  return quietly(() => readFileSync(file, "utf8"));
}

/** Names in a system folder; `null` where it is not there or not ours to read. */
export function namesIn(folder: string): string[] | null {
  return quietly(() => readdirSync(folder));
}

/** The answer, or `null` where the system refuses: what ends between two reads is not there. */
export function quietly<T>(read: () => T): T | null {
  try {
    return read();
  } catch {
    return null;
  }
}
