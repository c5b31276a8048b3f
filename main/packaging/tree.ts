import { createPublicKey } from "node:crypto";
import { chmod, readdir, readFile, rm, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { flipFuses } from "@electron/fuses";
import {
  installationFile,
  releaseKeyFile,
  signInstallation,
  type Edition,
  type InstalledEntry,
} from "../formats/installation.ts";
import { publicKeyOf } from "../formats/ed25519.ts";
import { verifierKey, type NoteSigner } from "../formats/signed-note.ts";
import { fusesOf } from "./fuses.ts";
import { readInstalledTree } from "../updates/index.ts";

/** Name of the program behind the launcher; the launcher carries the product's name. */
export const programName = "vitrine-bin";
const launcherName = "vitrine";

/** What a release is called. */
export interface Release {
  readonly edition: Edition;
  readonly version: string;
  readonly counter: number;
  readonly electron: string;
  readonly platform: string;
}

/** Languages of Chromium's own pages that a station can show. */
const keptLanguages = new Set(["zh-CN.pak", "en-US.pak"]);
const executables = new Set([launcherName, programName, "chrome_crashpad_handler"]);

/** Takes out what a sealed station never loads: Electron's default application and languages that it does not speak. */
export async function prune(root: string): Promise<void> {
  await rm(join(root, "resources/default_app.asar"), { force: true });
  const languages = await readdir(join(root, "locales")).catch(() => []);
  await Promise.all(
    languages.filter((name) => !keptLanguages.has(name)).map((name) => rm(join(root, "locales", name))),
  );
}

/** One mode for every file, whatever the machine that builds is set to; Chromium's own sandbox program stays setuid. */
async function settleModes(root: string): Promise<void> {
  for (const entry of await readdir(root, { recursive: true, withFileTypes: true })) {
    const path = join(entry.parentPath, entry.name);
    if (entry.isDirectory()) {
      // oxlint-disable-next-line no-await-in-loop -- few and quick
      await chmod(path, 0o755);
    } else if (entry.isFile()) {
      // oxlint-disable-next-line no-await-in-loop -- few and quick
      await chmod(path, modeOf(entry.name));
    }
  }
  await chmod(root, 0o755);
}

function modeOf(name: string): number {
  if (name === "chrome-sandbox") {
    return 0o4755;
  }
  return executables.has(name) ? 0o755 : 0o644;
}

async function writeLauncher(root: string, template: string, edition: Edition, signer: NoteSigner): Promise<void> {
  const pem = createPublicKey(signer.key).export({ format: "pem", type: "spki" }).toString().trim();
  const text = (await readFile(template, "utf8"))
    .replaceAll("@SIGNER@", signer.name)
    .replaceAll("@EDITION@", edition)
    .replaceAll("@PUBLIC_KEY@", pem);
  await writeFile(join(root, launcherName), text);
  await writeFile(join(root, releaseKeyFile), `${verifierKey(signer.name, publicKeyOf(signer.key))}\n`);
}

const isFound = (entry: { readonly kind: string }): entry is InstalledEntry => entry.kind !== "special";

/**
 * Turns a packed tree into a release: every fuse set, the launcher with the key of the releases in it, settled modes, and the
 * signed list of every file.
 *
 * @param template file of the launcher before edition, key and name are filled in.
 * @returns the list, which also lies in the tree.
 * @throws when Electron has a fuse that nobody has decided; {FormatError} for a file whose name cannot stand in a list.
 */
export async function sealTree(root: string, template: string, release: Release, signer: NoteSigner): Promise<string> {
  await flipFuses(join(root, programName), fusesOf(release.edition));
  await rm(join(root, installationFile), { force: true });
  await writeLauncher(root, template, release.edition, signer);
  await settleModes(root);
  const entries = (await readInstalledTree(root)).filter(isFound);
  const note = signInstallation({ ...release, entries }, signer);
  await writeFile(join(root, installationFile), note, { mode: 0o644 });
  return note;
}
