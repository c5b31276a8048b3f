import { accessSync, constants, readFileSync } from "node:fs";
import { createRequire } from "node:module";
import { delimiter, dirname, isAbsolute, join } from "node:path";

const chromiumNames = [
  "chromium",
  "chromium-browser",
  "google-chrome",
  "google-chrome-stable",
  "microsoft-edge",
  "brave-browser",
] as const;

const windowsPlaces = [
  "Google\\Chrome\\Application\\chrome.exe",
  "Chromium\\Application\\chrome.exe",
  "Microsoft\\Edge\\Application\\msedge.exe",
] as const;

const macPlaces = [
  "/Applications/Google Chrome.app/Contents/MacOS/Google Chrome",
  "/Applications/Chromium.app/Contents/MacOS/Chromium",
] as const;

/**
 * Finds an installed Chromium or Chrome: `VITRINE_CHROMIUM` first, then the usual names.
 *
 * @returns `null` when there is none; nothing is installed or downloaded.
 */
export function findChromium(environment: NodeJS.ProcessEnv = process.env): string | null {
  const named = environment["VITRINE_CHROMIUM"];
  if (named !== undefined && named !== "") {
    return isExecutable(named) ? named : findOnPath(named, environment);
  }
  for (const name of chromiumNames) {
    const found = findOnPath(name, environment);
    if (found !== null) {
      return found;
    }
  }
  const installed = [environment["PROGRAMFILES"], environment["PROGRAMFILES(X86)"], environment["LOCALAPPDATA"]]
    .filter((folder) => folder !== undefined)
    .flatMap((folder) => windowsPlaces.map((place) => join(folder, place)));
  return [...installed, ...macPlaces].find(isExecutable) ?? null;
}

/**
 * Finds Electron's program: `VITRINE_ELECTRON`, `ELECTRON_OVERRIDE_DIST_PATH`, or what its package has unpacked.
 *
 * The package's own entry point is never loaded, because loading it starts a download.
 *
 * @returns `null` when the program is not on this machine.
 */
export function findElectron(environment: NodeJS.ProcessEnv = process.env): string | null {
  const named = environment["VITRINE_ELECTRON"];
  if (named !== undefined && named !== "") {
    return isExecutable(named) ? named : null;
  }
  try {
    const folder = dirname(createRequire(import.meta.url).resolve("electron/package.json"));
    // Written by Electron's installer once the program is complete.
    const program = readFileSync(join(folder, "path.txt"), "utf8").trim();
    const dist = environment["ELECTRON_OVERRIDE_DIST_PATH"] ?? join(folder, "dist");
    const path = join(dist, program);
    return isExecutable(path) ? path : null;
  } catch {
    return null;
  }
}

/** Finds a program by name in the folders of `PATH`. */
export function findOnPath(name: string, environment: NodeJS.ProcessEnv = process.env): string | null {
  if (isAbsolute(name)) {
    return isExecutable(name) ? name : null;
  }
  const folders = (environment["PATH"] ?? "").split(delimiter).filter((folder) => folder !== "");
  return folders.map((folder) => join(folder, name)).find(isExecutable) ?? null;
}

function isExecutable(path: string): boolean {
  try {
    accessSync(path, constants.X_OK);
    return true;
  } catch {
    return false;
  }
}
