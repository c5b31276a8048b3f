import { cp, mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { Arch, build, Platform } from "electron-builder";
import { openFaults } from "./electron-floor.ts";
import { prune } from "./tree.ts";

/** What packing needs. */
export interface PackOptions {
  /** Folder of the project, with `out/` built. */
  readonly project: string;
  /** Folder of the unpacked Electron; nothing is downloaded. */
  readonly runtime: string;
  /** Version of that Electron. */
  readonly electron: string;
  readonly version: string;
  /** Folder that becomes the tree; what was there is replaced. */
  readonly out: string;
}

/**
 * Packs the program for Linux with electron-builder and takes out what a station never loads.
 *
 * The tree is of no edition yet and does not start: `sealTree` sets the fuses, writes the launcher and signs the list.
 *
 * @throws when a known fault is open in that Electron.
 */
export async function packStation({ project, runtime, electron, version, out }: PackOptions): Promise<void> {
  const open = openFaults("electron", electron);
  if (open.length > 0) {
    throw new Error(`Electron ${electron} has known faults: ${open.join(", ")}`);
  }
  const work = await mkdtemp(join(tmpdir(), "vitrine-pack-"));
  try {
    await build({
      targets: Platform.LINUX.createTarget("dir", Arch.x64),
      projectDir: project,
      publish: "never",
      config: {
        extends: join(project, "electron-builder.yml"),
        electronDist: runtime,
        electronVersion: electron,
        extraMetadata: { version },
        directories: { output: work },
      },
    });
    const tree = join(work, "linux-unpacked");
    await prune(tree);
    await rm(out, { recursive: true, force: true });
    await cp(tree, out, { recursive: true, preserveTimestamps: true, verbatimSymlinks: true });
  } finally {
    await rm(work, { recursive: true, force: true });
  }
}
