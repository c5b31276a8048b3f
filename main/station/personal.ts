import { createSavedFilters, type SavedFilters, type SealedShelf } from "../access/index.ts";
import { createSeenTasks, type SeenTasks } from "./tasks/seen.ts";

/** What the station keeps for each person, sealed, so that they find their screens as they left them. */
export interface Personal {
  readonly seenTasks: SeenTasks;
  readonly savedFilters: SavedFilters;
}

export function createPersonal(shelf: SealedShelf): Personal {
  return { seenTasks: createSeenTasks(shelf), savedFilters: createSavedFilters(shelf) };
}
