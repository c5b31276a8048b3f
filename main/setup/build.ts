import { spawnSync } from "node:child_process";
import { globSync, mkdirSync, readFileSync, statSync, writeFileSync } from "node:fs";
import { createHash } from "node:crypto";
import { join } from "node:path";

const root = join(import.meta.dirname, "../..");
const sources = [
  "{preload,renderer,shared}/**/*.{ts,tsx,css,html,json,svg,png,woff2}",
  "main/**/*.{ts,json}",
  "package-lock.json",
];
const products = ["out/main/index.js", "out/preload/index.cjs", "out/renderer/index.html", "out/packages/picture.json"];

/**
 * Builds the bundles unless those in `out/` come from exactly these sources.
 *
 * The stamp is a digest of names and contents, so that a checkout that changes times changes nothing.
 *
 * @returns `null` when the bundles are ready, else what the build printed.
 */
export function buildIfStale(say: (line: string) => void): string | null {
  const stampFile = join(root, "out", "build.stamp");
  const stamp = stampOfSources();
  const isFresh = products.every((product) => statSync(join(root, product), { throwIfNoEntry: false }) !== undefined);
  if (isFresh && readStamp(stampFile) === stamp) {
    return null;
  }
  say("Building the interface …");
  const script = join(root, "node_modules", "electron-vite", "bin", "electron-vite.js");
  const built = spawnSync(
    process.execPath,
    [script, "build", "-c", "main/electron.vite.config.ts", "--logLevel", "warn"],
    { cwd: root, encoding: "utf8" },
  );
  if (built.status !== 0) {
    return `${built.stdout}${built.stderr}`;
  }
  mkdirSync(join(root, "out"), { recursive: true });
  writeFileSync(stampFile, stamp);
  return null;
}

function stampOfSources(): string {
  const digest = createHash("sha256");
  for (const file of globSync(sources, { cwd: root }).toSorted()) {
    digest
      .update(`${file}\0`)
      .update(readFileSync(join(root, file)))
      .update("\0");
  }
  return digest.digest("hex");
}

function readStamp(file: string): string {
  try {
    return readFileSync(file, "utf8");
  } catch {
    return "";
  }
}
