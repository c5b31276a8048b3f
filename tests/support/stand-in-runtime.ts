import { chmodSync, mkdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";

const sentinel = "dL7pKGdnNz796PbbjQWNKmHXBZaB9tsX";

/**
 * Writes a folder that packaging takes for an unpacked Electron: the same layout, a fuse wire, and a program that prints its
 * environment, its limit for core files and its mask instead of opening a window. Electron's own program is not to be had from the package registry.
 */
export function standInRuntime(folder: string, fuses = 9): void {
  mkdirSync(join(folder, "resources"), { recursive: true });
  mkdirSync(join(folder, "locales"));
  writeFileSync(
    join(folder, "electron"),
    Buffer.concat([
      Buffer.from('#!/bin/sh\n[ -z "$1" ] || exit 3\nexport -p\necho "core $(ulimit -c) mask $(umask)"\nexit 0\n'),
      Buffer.from(sentinel),
      Buffer.from([1, fuses]),
      Buffer.from("101100001".padEnd(fuses, "0")),
    ]),
  );
  chmodSync(join(folder, "electron"), 0o700);
  for (const language of ["de", "en-US", "zh-CN"]) {
    writeFileSync(join(folder, "locales", `${language}.pak`), language);
  }
  for (const name of [
    "libffmpeg.so",
    "chrome-sandbox",
    "chrome_crashpad_handler",
    "icudtl.dat",
    "LICENSES.chromium.html",
  ]) {
    writeFileSync(join(folder, name), `stand-in for ${name}\n`);
  }
}
