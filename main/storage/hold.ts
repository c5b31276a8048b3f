import { mkdirSync } from "node:fs";
import { join } from "node:path";
import Database from "better-sqlite3";

/** A folder that this process alone works in. */
export interface FolderHold {
  /** Lets the folder go; may be called twice. The end of the process lets it go too, however it ends. */
  release(): void;
}

/** Another program works in the folder; nothing was touched. */
export class FolderInUse extends Error {
  constructor() {
    super("folder is in use by another program");
    this.name = "FolderInUse";
  }
}

/**
 * Takes a folder for this process alone.
 *
 * Two programs that append to one log would each sign what the other does not know, which is a fork made
 * by ourselves. The lock is SQLite's own exclusive lock on a file of its own, so the operating system frees
 * it when the process dies.
 *
 * @throws {FolderInUse} when another program, or another part of this one, holds the folder.
 */
export function holdFolder(folder: string): FolderHold {
  mkdirSync(folder, { recursive: true, mode: 0o700 });
  const database = new Database(join(folder, "in-use.lock"), { timeout: 0 });
  try {
    database.exec("BEGIN EXCLUSIVE");
  } catch (error) {
    database.close();
    if (error instanceof Database.SqliteError && error.code === "SQLITE_BUSY") {
      throw new FolderInUse();
    }
    throw error;
  }
  return {
    release: () => {
      if (database.open) {
        database.close();
      }
    },
  };
}
