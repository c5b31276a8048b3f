import { cpSync, existsSync, mkdirSync, mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { Page } from "playwright-core";
import type { LogClock } from "../../main/auditlog/index.ts";
import { prepareDemonstration } from "../../main/headquarters/demonstration/index.ts";
import { findChromium } from "../../main/setup/index.ts";
import { createChromiumShell } from "../../main/shell/chromium/index.ts";
import { startStation, type Station } from "../../main/station/index.ts";
import { isInRun, once } from "./once.ts";

/** The demonstration station as `npm start` opens it, in a browser without a window. */
export interface DemonstrationStation {
  readonly page: Page;
  readonly station: Station;
  readonly folder: string;
  /** The browser's profile folder while it runs. */
  readonly profile: string;
  /** Turns the machine's clock by so many milliseconds. */
  turnClock(ms: number): void;
  /** Ends station and browser; the folder stays unless it was made here. */
  close(): Promise<void>;
}

export interface DemonstrationStationOptions {
  readonly size?: { readonly width: number; readonly height: number };
  /** Used and kept when given; otherwise a temporary folder that goes with `close`. */
  readonly folder?: string;
  /** Lets the first start fill the demonstration itself, as people have it, instead of copying the run's. */
  readonly fromScratch?: boolean;
  /** Policy pack by name; the generic one when absent. */
  readonly policy?: string;
  /** Folder of recordings that headquarters holds beside those of the demonstration. */
  readonly moreMedia?: string;
}

const root = join(import.meta.dirname, "../..");

/** Starts the real station on the real shell with real demonstration data. Needs a build in `out/`. */
export async function startDemonstrationStation(
  options: DemonstrationStationOptions = {},
): Promise<DemonstrationStation> {
  const executable = findChromium();
  if (executable === null) {
    throw new Error("no Chromium on this machine; npm test installs one as root");
  }
  const folder = options.folder ?? mkdtempSync(join(tmpdir(), "vitrine-station-"));
  mkdirSync(folder, { recursive: true });
  if (options.fromScratch !== true && isInRun() && !existsSync(join(folder, "headquarters"))) {
    cpSync(await once("demonstration", fillDemonstration), join(folder, "headquarters"), { recursive: true });
  }
  if (options.moreMedia !== undefined) {
    const more = await prepareDemonstration(join(folder, "headquarters"), { media: options.moreMedia });
    await more.close();
  }
  const shell = await createChromiumShell({
    executable,
    preloadFile: join(root, "out/preload/index.cjs"),
    headless: true,
    size: options.size ?? { width: 1366, height: 768 },
  });
  let turnedMs = 0;
  const clock: LogClock = { wall: () => new Date(Date.now() + turnedMs), mono: () => process.hrtime.bigint() };
  const station = await startStation({
    shell,
    folder,
    demonstration: true,
    clock,
    policy: options.policy,
    // Other programs of the machine that runs the suites are not what these suites are about.
    senses: [],
  });
  return {
    page: shell.testOnlyPage(),
    station,
    folder,
    profile: shell.testOnlyProfile(),
    turnClock: (ms) => {
      turnedMs += ms;
    },
    close: async () => {
      await station.close();
      await shell.close();
      if (options.folder === undefined) {
        rmSync(folder, { recursive: true, force: true });
      }
    },
  };
}

async function fillDemonstration(folder: string): Promise<void> {
  process.umask(0o077);
  const demonstration = await prepareDemonstration(folder);
  await demonstration.close();
}
