import { existsSync, mkdirSync } from "node:fs";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import { NotBuilt } from "./cannot-start.ts";

/** Where a station keeps what. Nothing of it is readable by another account. */
export interface Folders {
  readonly root: string;
  /** Embedded headquarters, on a demonstration station. */
  readonly headquarters: string;
  readonly log: string;
  /** Second place for receipts, beside and not inside the log's folder. */
  readonly receipts: string;
  /** Ciphertext of packages. */
  readonly cache: string;
  readonly exports: string;
  /** Where people put files from a stick. */
  readonly imports: string;
  readonly diagnostics: string;
  readonly database: string;
  readonly secrets: string;
  readonly enrolment: string;
  /** Plan for a new log, there only while one is being begun. */
  readonly newLog: string;
  /** Kept while a breach has sealed the station. */
  readonly breach: string;
}

/** Where the technical log lies, also when nothing else could be laid out. */
export function diagnosticsIn(root: string): string {
  return join(root, "diagnostics");
}

/** Lays the folders out under `root` and makes those that must exist. */
export function layOut(root: string): Folders {
  // Everything this process creates from here on, SQLite's side files included.
  process.umask(0o077);
  const folders: Folders = {
    root,
    headquarters: join(root, "headquarters"),
    log: join(root, "log"),
    receipts: join(root, "log.receipts"),
    cache: join(root, "cache"),
    exports: join(root, "exports"),
    imports: join(root, "imports"),
    diagnostics: diagnosticsIn(root),
    database: join(root, "station.sqlite"),
    secrets: join(root, "secrets.json"),
    enrolment: join(root, "enrolment.json"),
    newLog: join(root, "new-log.json"),
    breach: join(root, "breach.json"),
  };
  for (const folder of [folders.root, folders.cache, folders.exports, folders.imports, folders.diagnostics]) {
    mkdirSync(folder, { recursive: true, mode: 0o700 });
  }
  return folders;
}

/**
 * The built interface, found upwards from the running file so that sources and bundle agree.
 *
 * @throws {NotBuilt} when the interface was never built.
 */
export function builtPages(): string {
  let folder = dirname(fileURLToPath(import.meta.url));
  for (;;) {
    const candidate = join(folder, "out", "renderer");
    if (existsSync(join(candidate, "index.html"))) {
      return candidate;
    }
    const parent = dirname(folder);
    if (parent === folder) {
      throw new NotBuilt();
    }
    folder = parent;
  }
}
