import {
  accessSync,
  constants,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  rmSync,
  statfsSync,
  writeFileSync,
} from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { setTimeout } from "node:timers/promises";

const prefix = "vitrine-profile-";
const sharedMemory = "/dev/shm";
const enoughForFrames = 256 * 1024 * 1024;

/** Folder for the browser's own files, gone after use. */
export interface Profile {
  readonly folder: string;
  /** What the browser may know of this session: no home folder but its own, no variables but these. */
  readonly environment: Readonly<Record<string, string>>;
  /** True when decoded frames can be shared between processes in memory rather than in files. */
  readonly sharedMemoryIsLarge: boolean;
  /** Resolves once the folder is gone and has stayed gone: a browser that is still ending writes it again. */
  remove(): Promise<void>;
}

/** What no switch turns off: offers to translate, to remember passwords, to print. */
const preferences = {
  translate: { enabled: false },
  credentials_enable_service: false,
  profile: { password_manager_enabled: false },
  printing: { enabled: false },
  browser: { enable_spellchecking: false },
  webrtc: { ip_handling_policy: "disable_non_proxied_udp" },
};

const passedOn = [
  "PATH",
  "DISPLAY",
  "WAYLAND_DISPLAY",
  "XAUTHORITY",
  "XDG_RUNTIME_DIR",
  "LANG",
  "LC_ALL",
  "SYSTEMROOT",
  "TZ",
];

/**
 * Makes a fresh profile folder, in memory where the system has a memory file system, and removes what an
 * earlier run that was killed has left behind.
 */
export function createProfile(extra: Readonly<Record<string, string>> = {}): Profile {
  const parent = hasRoom() && isWritable(sharedMemory) ? sharedMemory : tmpdir();
  removeLeftovers(parent);
  const folder = mkdtempSync(join(parent, `${prefix}${process.pid}-`));
  const home = join(folder, "home");
  mkdirSync(home);
  mkdirSync(join(folder, "Default"));
  writeFileSync(join(folder, "Default", "Preferences"), JSON.stringify(preferences));
  const environment: Record<string, string> = {};
  for (const name of passedOn) {
    const value = process.env[name];
    if (value !== undefined) {
      environment[name] = value;
    }
  }
  return {
    folder,
    environment: {
      ...environment,
      HOME: home,
      XDG_CONFIG_HOME: home,
      XDG_CACHE_HOME: home,
      XDG_DATA_HOME: home,
      ...extra,
    },
    sharedMemoryIsLarge: hasRoom(),
    remove: async () => removeForGood(folder),
  };
}

async function removeForGood(folder: string, quiet = 0, tries = 100): Promise<void> {
  const seen = existsSync(folder) ? 0 : quiet + 1;
  if (seen === 3 || tries === 0) {
    return;
  }
  rmSync(folder, { recursive: true, force: true, maxRetries: 3, retryDelay: 50 });
  await setTimeout(50);
  return removeForGood(folder, seen, tries - 1);
}

function hasRoom(): boolean {
  try {
    const { bavail, bsize } = statfsSync(sharedMemory);
    return bavail * bsize >= enoughForFrames;
  } catch {
    return false;
  }
}

function isWritable(folder: string): boolean {
  try {
    accessSync(folder, constants.W_OK);
    return true;
  } catch {
    return false;
  }
}

function removeLeftovers(parent: string): void {
  for (const name of readdirSync(parent)) {
    const pid = name.startsWith(prefix) ? Number.parseInt(name.slice(prefix.length), 10) : Number.NaN;
    if (Number.isInteger(pid) && !isAlive(pid)) {
      rmSync(join(parent, name), { recursive: true, force: true });
    }
  }
}

function isAlive(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    // EPERM: it lives and belongs to somebody else.
    return error instanceof Error && "code" in error && error.code === "EPERM";
  }
}
