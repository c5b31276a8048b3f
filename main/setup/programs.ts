import { spawnSync } from "node:child_process";
import { existsSync } from "node:fs";
import { findChromium, findOnPath } from "./browsers.ts";

/** Something beyond npm that a command needs. */
export type Program = "chromium" | "xvfb" | "ffmpeg" | "cjk-font" | "espeak-ng";

const programs: Readonly<Record<Program, { readonly debian: string; readonly isThere: () => boolean }>> = {
  chromium: { debian: "chromium", isThere: () => findChromium() !== null },
  xvfb: { debian: "xvfb", isThere: () => findOnPath("Xvfb") !== null },
  ffmpeg: { debian: "ffmpeg", isThere: () => findOnPath("ffmpeg") !== null },
  "espeak-ng": { debian: "espeak-ng", isThere: () => findOnPath("espeak-ng") !== null },
  "cjk-font": { debian: "fonts-noto-cjk", isThere: hasChineseFont },
};

/** Which of these are not on this machine. */
export function missingPrograms(wanted: readonly Program[]): Program[] {
  return wanted.filter((program) => !programs[program].isThere());
}

/**
 * Makes sure that these are on the machine; installs Debian's packages as root when they are not.
 *
 * @returns `null` when everything is there, else one sentence that says what to run.
 */
export function ensurePrograms(wanted: readonly Program[], say: (line: string) => void): string | null {
  const missing = missingPrograms(wanted);
  if (missing.length === 0) {
    return null;
  }
  const packages = missing.map((program) => programs[program].debian).join(" ");
  const mayInstall = process.getuid?.() === 0 && findOnPath("apt-get") !== null;
  if (mayInstall) {
    say(`Installing ${packages} …`);
    installPackages(packages.split(" "));
  }
  const still = missingPrograms(wanted).map((program) => programs[program].debian);
  return still.length === 0
    ? null
    : `This machine lacks ${still.join(", ")}. On Debian or Ubuntu run: sudo apt-get install -y ${still.join(" ")}`;
}

function installPackages(packages: readonly string[]): void {
  const env = { ...process.env, DEBIAN_FRONTEND: "noninteractive" };
  const install = ["install", "-y", "--no-install-recommends", ...packages];
  // Package lists may be there already; updating them first would need the network for nothing.
  if (spawnSync("apt-get", install, { stdio: "ignore", env }).status !== 0) {
    spawnSync("apt-get", ["update"], { stdio: ["ignore", "ignore", "inherit"], env });
    spawnSync("apt-get", install, { stdio: ["ignore", "ignore", "inherit"], env });
  }
}

function hasChineseFont(): boolean {
  const list = findOnPath("fc-list");
  if (list !== null) {
    return (spawnSync(list, [":lang=zh-cn"], { encoding: "utf8" }).stdout ?? "").trim() !== "";
  }
  return process.platform !== "linux" || existsSync("/usr/share/fonts/opentype/noto");
}
