import { readFile } from "node:fs/promises";
import { join } from "node:path";
import type { PictureFiles } from "./ports.ts";

// Names come from the URL: nothing but the page and flat file names below `assets/` can be meant.
const known = /^(?:index\.html|assets\/[\w-][\w.-]{0,127})$/u;

/** The built picture page in a folder. Names that do not have the shape of a built file do not exist. */
export function pictureFilesIn(folder: string): PictureFiles {
  return {
    async read(name) {
      if (!known.test(name)) {
        return null;
      }
      try {
        return await readFile(join(folder, name));
      } catch {
        return null;
      }
    },
  };
}
