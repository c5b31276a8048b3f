import { startHeadquarters, type Headquarters } from "../headquarters/index.ts";
import { FolderInUse } from "../storage/index.ts";

/** Opens the headquarters of a folder for one command; `null` when it runs elsewhere. */
export async function openAlone(folder: string): Promise<Headquarters | null> {
  try {
    return await startHeadquarters({ folder, clock: { now: Date.now } });
  } catch (error) {
    if (error instanceof FolderInUse) {
      return null;
    }
    throw error;
  }
}
