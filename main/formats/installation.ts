import { FormatError } from "./format-error.ts";
import { openNote, signNote, type NoteSigner, type NoteVerifier } from "./signed-note.ts";

/**
 * The list of an installed tree: every file of one release with its mode, size and digest, as a C2SP signed note that the
 * key of the releases signs. Plain lines, so that the launcher checks it with `openssl` and `sha256sum` before any program
 * of ours has run. `README.md` here has the grammar.
 */

/** A sealed release, or the one that end-to-end tests drive; each has a key of its own. */
export const editions = ["sealed", "end-to-end"] as const;
export type Edition = (typeof editions)[number];

/** A file, or a symbolic link with where it leads. */
export type InstalledEntry =
  | {
      readonly kind: "file";
      /** Relative, with slashes. */
      readonly path: string;
      /** Permission bits in octal, such as `644`. */
      readonly mode: string;
      /** Bytes. */
      readonly size: number;
      /** SHA-256, lower-case hex. */
      readonly sha256: string;
    }
  | { readonly kind: "link"; readonly path: string; readonly target: string };

/** What was released: one tree, complete. */
export interface Installation {
  readonly edition: Edition;
  /** Semantic version of the product. */
  readonly version: string;
  /** Grows with every release and never falls; a station and its headquarters remember the highest (no rollback). */
  readonly counter: number;
  readonly electron: string;
  /** Such as `linux-x64`. */
  readonly platform: string;
  /** Ordered by path. */
  readonly entries: readonly InstalledEntry[];
}

/** Name of the list inside the tree that it describes; it does not list itself. */
export const installationFile = "installation.note";

/** The verifier key of the releases, inside the tree. */
export const releaseKeyFile = "resources/release.vkey";

const heading = "vitrine installation v1";
const versionForm = /^\d{1,6}\.\d{1,6}\.\d{1,6}(?:-[0-9A-Za-z.-]{1,40})?$/u;
const platformForm = /^[a-z0-9]{1,16}-[a-z0-9]{1,16}$/u;
const counterForm = /^(?:0|[1-9]\d{0,14})$/u;
const modeForm = /^[0-7]{3,4}$/u;
const digestForm = /^[0-9a-f]{64}$/u;
const mostEntries = 100_000;
/** Printable ASCII without the backslash, with which `sha256sum` would write a name in another way. */
const nameForm = /^(?!\.{1,2}$)[\u0020-\u005b\u005d-\u007e]{1,255}$/u;

/** Whether a path can stand in the list: relative, of plain names, nowhere leading out. */
export function isInstalledPath(path: string): boolean {
  return path.length <= 1024 && path.split("/").every((name) => nameForm.test(name)) && path.trim() === path;
}

/** Order of the list: by code units, as `LC_ALL=C sort` does. */
export function byPath(first: { readonly path: string }, second: { readonly path: string }): number {
  if (first.path === second.path) {
    return 0;
  }
  return first.path < second.path ? -1 : 1;
}

function need(holds: boolean, what: string): void {
  if (!holds) {
    throw new FormatError(`installation: ${what}`);
  }
}

function requireInstallation({ edition, version, counter, electron, platform, entries }: Installation): void {
  need(editions.includes(edition), "unknown edition");
  need(versionForm.test(version) && versionForm.test(electron), "malformed version");
  need(counterForm.test(String(counter)), "malformed counter");
  need(platformForm.test(platform), "malformed platform");
  need(entries.length > 0 && entries.length <= mostEntries, "between 1 and 100000 entries");
  let last = "";
  for (const entry of entries) {
    need(isInstalledPath(entry.path) && entry.path !== installationFile, "a path is not allowed");
    need(entry.path > last, "paths are not in order");
    last = entry.path;
    if (entry.kind === "file") {
      need(modeForm.test(entry.mode), "malformed mode");
      need(counterForm.test(String(entry.size)), "malformed size");
      need(digestForm.test(entry.sha256), "malformed digest");
    } else {
      need(isInstalledPath(entry.target), "a link leads out of the tree");
    }
  }
}

const lineOf = (entry: InstalledEntry): string =>
  entry.kind === "file"
    ? `file ${entry.mode} ${entry.size} ${entry.sha256} ${entry.path}`
    : `link ${entry.target.length} ${entry.target} ${entry.path}`;

/** Signs the list. @throws {FormatError} when a part does not follow the format. */
export function signInstallation(installation: Installation, signer: NoteSigner): string {
  requireInstallation(installation);
  const { edition, version, counter, electron, platform, entries } = installation;
  const head = [
    heading,
    `edition ${edition}`,
    `version ${version}`,
    `counter ${counter}`,
    `electron ${electron}`,
    `platform ${platform}`,
    `entries ${entries.length}`,
  ];
  return signNote(`${[...head, ...entries.map(lineOf)].join("\n")}\n`, signer);
}

function entryOf(line: string): InstalledEntry {
  const file = /^file (?<mode>\S+) (?<size>\d+) (?<sha256>\S+) (?<path>.+)$/u.exec(line)?.groups;
  if (file !== undefined) {
    const { mode = "", size = "", sha256 = "", path = "" } = file;
    need(counterForm.test(size), "malformed size");
    return { kind: "file", mode, size: Number(size), sha256, path };
  }
  const link = /^link (?<length>\d{1,4}) (?<rest>.+)$/u.exec(line)?.groups;
  const [length, rest] = [Number(link?.["length"]), link?.["rest"] ?? ""];
  need(link !== undefined && rest[length] === " ", "a line is malformed");
  return { kind: "link", target: rest.slice(0, length), path: rest.slice(length + 1) };
}

function parseText(text: string): Installation {
  const lines = text.split("\n");
  lines.pop();
  const value = (at: number, name: string): string => {
    const line = lines[at] ?? "";
    need(line.startsWith(`${name} `), `no ${name}`);
    return line.slice(name.length + 1);
  };
  need(lines[0] === heading, "another kind of note");
  const counter = value(3, "counter");
  need(counterForm.test(counter), "malformed counter");
  const edition = editions.find((known) => known === value(1, "edition"));
  if (edition === undefined) {
    throw new FormatError("installation: unknown edition");
  }
  const installation: Installation = {
    edition,
    version: value(2, "version"),
    counter: Number(counter),
    electron: value(4, "electron"),
    platform: value(5, "platform"),
    entries: lines.slice(7).map(entryOf),
  };
  need(value(6, "entries") === String(installation.entries.length), "the list is not complete");
  requireInstallation(installation);
  return installation;
}

/**
 * Opens a list under the keys of the releases.
 *
 * @returns `null` when none of these keys signed it.
 * @throws {FormatError} when it is malformed or a signature does not verify.
 */
export function openInstallation(note: Uint8Array | string, keys: readonly NoteVerifier[]): Installation | null {
  const opened = openNote(note, keys);
  return opened === null ? null : parseText(opened.text);
}
