import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";

const shape = /^[\w.-]{1,128}$/u;
const ending = ".p12";

/** Certificate tokens as the station sees them: PKCS#12 files in one folder, e.g. on a reader that mounts as a disk. */
export interface TokenFolder {
  /** Ids, i.e. file names without ending, ascending. A missing folder is an empty one: the reader is unplugged. */
  list(): string[];
  /** The bytes of one token; `null` when it is gone or its id is not one this folder could have listed. */
  read(id: string): Uint8Array | null;
}

/** Looks into `folder` anew at each call, so that tokens may come and go while the station runs. */
export function openTokenFolder(folder: string): TokenFolder {
  return {
    list: () => namesIn(folder).toSorted(),
    read: (id) => {
      if (!shape.test(id) || !namesIn(folder).includes(id)) {
        return null;
      }
      try {
        return readFileSync(join(folder, `${id}${ending}`));
      } catch {
        return null;
      }
    },
  };
}

function namesIn(folder: string): string[] {
  try {
    return readdirSync(folder, { withFileTypes: true })
      .filter((entry) => entry.isFile() && entry.name.endsWith(ending))
      .map((entry) => entry.name.slice(0, -ending.length))
      .filter((id) => shape.test(id));
  } catch {
    return [];
  }
}
