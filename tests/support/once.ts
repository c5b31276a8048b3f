import { existsSync, mkdirSync, mkdtempSync, renameSync, rmSync, statfsSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { setTimeout } from "node:timers/promises";

const variable = "VITRINE_TEST_RUN";

/** Free bytes a place in memory must have before everything temporary goes there. */
const roomyBytes = 4 * 2 ** 30;

/**
 * Global setup of vitest: a folder for what the files of one run share, gone when the run is over.
 *
 * Temporary files lie in memory where there is room, because databases wait for a disk at every commit, and programs that
 * tests start find the sources compiled.
 */
export default function openRun(): () => void {
  if (process.env[variable] !== undefined) {
    return () => undefined;
  }
  if (freeBytes("/dev/shm") > roomyBytes) {
    process.env["TMPDIR"] = "/dev/shm";
  }
  const folder = mkdtempSync(join(tmpdir(), "vitrine-run-"));
  process.env[variable] = folder;
  process.env["NODE_COMPILE_CACHE"] = join(folder, "compiled");
  return () => rmSync(folder, { recursive: true, force: true });
}

function freeBytes(place: string): number {
  if (!existsSync(place)) {
    return 0;
  }
  const { bavail, bsize } = statfsSync(place);
  return bavail * bsize;
}

/** Whether this process belongs to a run of vitest. */
export function isInRun(): boolean {
  return process.env[variable] !== undefined;
}

/**
 * A folder that is built once in a run of the tests: whichever file asks first builds it, others wait for it.
 *
 * It is a template: who wants to change something copies it. When building fails, it fails for all.
 */
export async function once(name: string, build: (folder: string) => Promise<void>): Promise<string> {
  const run = process.env[variable];
  if (run === undefined) {
    throw new Error("nothing is shared outside a run of vitest");
  }
  const folder = join(run, name);
  const failed = `${folder}.failed`;
  if (isFirst(`${folder}.begun`)) {
    try {
      mkdirSync(`${folder}.part`);
      await build(`${folder}.part`);
      renameSync(`${folder}.part`, folder);
    } catch (error) {
      writeFileSync(failed, String(error));
      throw error;
    }
  }
  while (!existsSync(folder)) {
    if (existsSync(failed)) {
      throw new Error(`${name} could not be built; the file that tried says why`);
    }
    // oxlint-disable-next-line no-await-in-loop -- another process builds it
    await setTimeout(50);
  }
  return folder;
}

function isFirst(mark: string): boolean {
  try {
    mkdirSync(mark);
    return true;
  } catch {
    return false;
  }
}
