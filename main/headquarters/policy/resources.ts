import { existsSync } from "node:fs";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";

/**
 * The folder `resources/` that ships with the program, found upwards from the running file, so that
 * sources and bundle agree.
 *
 * @throws when the program was installed without it.
 */
export function resourcesFolder(): string {
  let folder = dirname(fileURLToPath(import.meta.url));
  for (;;) {
    const candidate = join(folder, "resources");
    if (existsSync(join(candidate, "policies"))) {
      return candidate;
    }
    const parent = dirname(folder);
    if (parent === folder) {
      throw new Error("resources folder is missing");
    }
    folder = parent;
  }
}
