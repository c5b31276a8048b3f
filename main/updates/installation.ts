import * as nodeFiles from "node:fs";
import { readFile } from "node:fs/promises";
import { join } from "node:path";
import { FormatError } from "../formats/format-error.ts";
import { installationFile, openInstallation, releaseKeyFile, type Installation } from "../formats/installation.ts";
import { parseVerifierKey, type NoteVerifier } from "../formats/signed-note.ts";
import { compareInstallation, type InstallationFault } from "../seal/index.ts";
import { readInstalledTree, type TreeFiles } from "./installed-tree.ts";

/** What a check means for the shield meter (R13): only an intact tree is live, and what nobody could read is unknown. */
export function integrityState({ state }: InstallationReport): "live" | "failed" | "unknown" {
  if (state === "intact") {
    return "live";
  }
  return state === "unknown" ? "unknown" : "failed";
}

/** What a check of the installed tree found. */
export type InstallationReport =
  | { readonly state: "intact"; readonly installation: Installation }
  /** The list is genuine and the tree is another one. */
  | { readonly state: "altered"; readonly installation: Installation; readonly faults: readonly InstallationFault[] }
  /** No list, or none that a key of the releases signed. */
  | { readonly state: "unlisted"; readonly why: "missing" | "malformed" | "unsigned" }
  /** A file could not be read: nobody knows. */
  | { readonly state: "unknown"; readonly code: string };

const codeOf = (error: unknown): string =>
  error instanceof Error && "code" in error && typeof error.code === "string" ? error.code : "EUNKNOWN";

async function readList(
  root: string,
  keys: readonly NoteVerifier[],
): Promise<Installation | (InstallationReport & { readonly state: "unlisted" | "unknown" })> {
  try {
    const opened = openInstallation(await readFile(join(root, installationFile)), keys);
    return opened ?? { state: "unlisted", why: "unsigned" };
  } catch (error) {
    if (error instanceof FormatError || error instanceof TypeError) {
      return { state: "unlisted", why: "malformed" };
    }
    const code = codeOf(error);
    return code === "ENOENT" ? { state: "unlisted", why: "missing" } : { state: "unknown", code };
  }
}

/**
 * Checks an installed tree against the signed list in it: every listed file unchanged, and none besides.
 *
 * The launcher checks the same before the program runs; this is the program's own look, for the shield meter and the log
 * (R13). It never answers "intact" for what it could not read.
 */
export async function checkInstallation(
  root: string,
  keys: readonly NoteVerifier[],
  files: TreeFiles = nodeFiles,
): Promise<InstallationReport> {
  const list = await readList(root, keys);
  if ("state" in list) {
    return list;
  }
  try {
    const faults = compareInstallation(list.entries, await readInstalledTree(root, files));
    return faults.length === 0
      ? { state: "intact", installation: list }
      : { state: "altered", installation: list, faults };
  } catch (error) {
    return { state: "unknown", code: codeOf(error) };
  }
}

/**
 * The tree's own look at itself, with the release key that lies in it.
 *
 * Whoever can change a file can change this program too: the proof is the launcher's, and this shows the accident, the half
 * update and the careless hand.
 */
export async function checkOwnInstallation(root: string, files: TreeFiles): Promise<InstallationReport> {
  try {
    const key = parseVerifierKey((await readFile(join(root, releaseKeyFile), "utf8")).trim());
    return await checkInstallation(root, [key], files);
  } catch (error) {
    return error instanceof FormatError
      ? { state: "unlisted", why: "unsigned" }
      : { state: "unknown", code: codeOf(error) };
  }
}
