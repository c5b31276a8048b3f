import { createHash } from "node:crypto";
import * as nodeFiles from "node:fs";
import { join } from "node:path";
import { pipeline } from "node:stream/promises";
import { byPath, installationFile } from "../formats/installation.ts";
import type { FoundEntry } from "../seal/index.ts";

const permissionBits = 0o7777;

/** What reading needs of `node:fs`. Electron's own shows archives as folders, so there `original-fs` must be handed in. */
export type TreeFiles = Pick<typeof nodeFiles, "createReadStream" | "promises">;

async function digestOf({ createReadStream }: TreeFiles, file: string): Promise<string> {
  const hash = createHash("sha256");
  await pipeline(createReadStream(file, { highWaterMark: 1 << 20 }), hash);
  return hash.digest("hex");
}

async function entryAt(files: TreeFiles, root: string, path: string): Promise<FoundEntry> {
  const file = join(root, path);
  const facts = await files.promises.lstat(file);
  if (facts.isSymbolicLink()) {
    return { kind: "link", path, target: await files.promises.readlink(file) };
  }
  if (!facts.isFile()) {
    return { kind: "special", path };
  }
  const mode = (facts.mode & permissionBits).toString(8);
  return { kind: "file", path, mode, size: facts.size, sha256: await digestOf(files, file) };
}

/**
 * Reads an installed tree, every file of it, without following links.
 *
 * The list of the tree itself is left out. Folders count only through what lies in them.
 *
 * @returns what was found, ordered by path.
 * @throws when a file or folder cannot be read: then nobody knows, and nothing may claim to.
 */
export async function readInstalledTree(root: string, files: TreeFiles = nodeFiles): Promise<FoundEntry[]> {
  const entries = await files.promises.readdir(root, { recursive: true, withFileTypes: true });
  const found: FoundEntry[] = [];
  for (const entry of entries) {
    const path = join(entry.parentPath, entry.name)
      .slice(root.replace(/\/+$/u, "").length + 1)
      .replaceAll("\\", "/");
    if (!entry.isDirectory() && path !== installationFile) {
      // oxlint-disable-next-line no-await-in-loop -- one file after the other: the disk is the limit
      found.push(await entryAt(files, root, path));
    }
  }
  return found.toSorted(byPath);
}
