import type { Failure } from "../../shared/failure.ts";
import { fail, ok, type Result } from "../../shared/result.ts";
import { holdFolder } from "../storage/index.ts";
import { masterFrom } from "./administration/index.ts";
import { restoreMaster } from "./secrets.ts";

/**
 * Puts the master key back from its shares, where it is missing and only if it opens everything sealed.
 *
 * @throws {FolderInUse} when headquarters is running.
 */
export async function restoreMasterKey(
  folder: string,
  shares: readonly string[],
): Promise<Result<{ readonly secrets: number }, Failure>> {
  const hold = holdFolder(folder);
  try {
    const master = await masterFrom(shares);
    if (!master.ok) {
      return master;
    }
    const restored = restoreMaster(folder, master.value.key);
    return typeof restored === "number" ? ok({ secrets: restored }) : fail({ code: "share-refused", reason: restored });
  } finally {
    hold.release();
  }
}
