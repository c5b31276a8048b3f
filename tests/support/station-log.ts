import { join } from "node:path";
import { DatabaseSync } from "node:sqlite";

/** One entry of a station's log as it lies on disk. */
export interface StoredEntry {
  /** Origin of the log. */
  readonly o: string;
  readonly t: string;
  readonly b: Readonly<Record<string, unknown>>;
}

/** Reads a station's log beside the running station, from `after` on, without going through its code. */
export function storedEntries(stationFolder: string, after = 0): StoredEntry[] {
  const database = new DatabaseSync(join(stationFolder, "log", "log.sqlite"), { readOnly: true });
  try {
    return database
      .prepare("SELECT leaf FROM entry WHERE seq >= ? ORDER BY seq")
      .all(after)
      .map(({ leaf }) => JSON.parse(new TextDecoder().decode(leaf as Uint8Array)) as StoredEntry);
  } finally {
    database.close();
  }
}
