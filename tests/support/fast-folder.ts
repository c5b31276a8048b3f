import { existsSync, mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";

/** A new folder in memory where the system has such a place: for tests that commit often and do not cut the power. */
export function fastFolder(prefix: string): { readonly path: string; readonly remove: () => void } {
  const base = existsSync("/dev/shm") ? "/dev/shm" : tmpdir();
  const path = mkdtempSync(join(base, `vitrine-${prefix}-`));
  return { path, remove: () => rmSync(path, { recursive: true, force: true }) };
}
