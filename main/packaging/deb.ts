import { execFile } from "node:child_process";
import { cp, mkdir, mkdtemp, readdir, rm, stat, utimes, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { promisify } from "node:util";

const run = promisify(execFile);

/** What the Debian package is made of. */
export interface DebOptions {
  /** A sealed tree, as `packStation` leaves it. */
  readonly tree: string;
  /** Folder with the unit, the X server's rules and the user of the kiosk. */
  readonly assets: string;
  /** The file to write. */
  readonly file: string;
  readonly version: string;
  /** Seconds since 1970: the one time that every file in the package carries. */
  readonly epoch: number;
}

const placed: readonly (readonly [asset: string, folder: string, name: string])[] = [
  ["vitrine-kiosk.service", "usr/lib/systemd/system", "vitrine-kiosk.service"],
  ["vitrine-kiosk.conf", "etc/X11", "vitrine-kiosk.conf"],
  ["vitrine.sysusers", "usr/lib/sysusers.d", "vitrine.conf"],
];

/** Libraries that Electron for Linux loads, what the launcher calls, and the kiosk's X server. */
const depends = [
  "coreutils",
  "findutils",
  "fonts-noto-cjk",
  "libasound2",
  "libatk-bridge2.0-0",
  "libcups2",
  "libdrm2",
  "libgbm1",
  "libgtk-3-0",
  "libnss3",
  "libsecret-1-0",
  "openssl",
  "systemd",
  "xinit",
  "xserver-xorg",
];

const control = (version: string, kilobytes: number): string => `Package: vitrine
Version: ${version}
Architecture: amd64
Section: misc
Priority: optional
Maintainer: Vitrine <vitrine@localhost>
Installed-Size: ${kilobytes}
Depends: ${depends.join(", ")}
Description: sealed viewing station for law-enforcement recordings
 封阅：执法音视频密封查阅终端。
 Plays recordings only after an approved request and logs every view.
`;

// The service is not enabled by itself: the administrator enrols the station first.
const afterInstall = `#!/bin/sh
set -e
if [ "$1" = configure ]; then
  systemd-sysusers vitrine.conf
  install -d -m 0700 -o vitrine -g vitrine /var/lib/vitrine
fi
`;

async function filesUnder(folder: string): Promise<string[]> {
  const entries = await readdir(folder, { recursive: true, withFileTypes: true });
  return entries.filter((entry) => !entry.isSymbolicLink()).map((entry) => join(entry.parentPath, entry.name));
}

async function sizeOf(folder: string): Promise<number> {
  let bytes = 0;
  for (const file of await filesUnder(folder)) {
    // oxlint-disable-next-line no-await-in-loop -- few and quick
    bytes += (await stat(file)).size;
  }
  return Math.ceil(bytes / 1024);
}

async function settleTimes(folder: string, epoch: number): Promise<void> {
  for (const file of [...(await filesUnder(folder)), folder]) {
    // oxlint-disable-next-line no-await-in-loop -- few and quick
    await utimes(file, epoch, epoch);
  }
}

/**
 * Builds the Debian package with `dpkg-deb`: the tree under `/opt/vitrine`, everything owned by root, and the kiosk session.
 *
 * The same tree, version and epoch give the same bytes.
 *
 * @throws when `dpkg-deb` is not there or refuses.
 */
export async function buildDeb({ tree, assets, file, version, epoch }: DebOptions): Promise<void> {
  const work = await mkdtemp(join(tmpdir(), "vitrine-deb-"));
  try {
    const opt = join(work, "opt/vitrine");
    await mkdir(opt, { recursive: true, mode: 0o755 });
    await cp(tree, opt, { recursive: true, verbatimSymlinks: true });
    for (const [asset, folder, name] of placed) {
      // oxlint-disable-next-line no-await-in-loop -- few and quick
      await mkdir(join(work, folder), { recursive: true });
      // oxlint-disable-next-line no-await-in-loop -- few and quick
      await cp(join(assets, asset), join(work, folder, name));
    }
    const kilobytes = await sizeOf(work);
    await mkdir(join(work, "DEBIAN"));
    await writeFile(join(work, "DEBIAN/control"), control(version, kilobytes));
    await writeFile(join(work, "DEBIAN/conffiles"), "/etc/X11/vitrine-kiosk.conf\n");
    await writeFile(join(work, "DEBIAN/postinst"), afterInstall, { mode: 0o755 });
    await run("chmod", ["-R", "go-w,a+rX", work]);
    await settleTimes(work, epoch);
    await run("dpkg-deb", ["--root-owner-group", "-Zzstd", "--build", work, file], {
      env: { PATH: process.env["PATH"], SOURCE_DATE_EPOCH: String(epoch), LC_ALL: "C" },
    });
  } finally {
    await rm(work, { recursive: true, force: true });
  }
}
