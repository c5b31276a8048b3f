import { createHash } from "node:crypto";
import {
  createReadStream,
  createWriteStream,
  mkdirSync,
  readFileSync,
  renameSync,
  rmSync,
  statSync,
  writeFileSync,
} from "node:fs";
import { join } from "node:path";
import { Transform } from "node:stream";
import { pipeline } from "node:stream/promises";
import { fail, ok, type Result } from "../../../shared/result.ts";
import { fromUtf8 } from "../../formats/bytes.ts";
import { FormatError } from "../../formats/format-error.ts";
import { compareVersions, openRelease, parseRoots, type Release, type ReleaseFault } from "../../formats/release.ts";
import type { Journal } from "../journal.ts";

/**
 * Releases of the program that stations may fetch: for each edition and platform the newest, and the packages they name.
 *
 * They are files, so that whoever administers the machine adds one while headquarters runs. What lets a release count is the
 * signatures of two persons over it, under keys that the first release of an edition pinned here.
 */

/** Why a release is not added. */
export type ReleaseRefusal = ReleaseFault | "other-keys" | "no-keys" | "expired" | "not-newer" | "other-package";

type Kind = Pick<Release, "edition" | "platform">;

const releasesIn = (folder: string): string => join(folder, "releases");
const placeOf = (folder: string, { edition, platform }: Kind): string => join(releasesIn(folder), edition, platform);
const rootsFile = (folder: string, edition: string): string => join(releasesIn(folder), `roots-${edition}.json`);
const artefactFile = (folder: string, sha512: string): string => join(releasesIn(folder), "artefacts", sha512);

function readOrNull(file: string): Uint8Array | null {
  try {
    return readFileSync(file);
  } catch {
    return null;
  }
}

/** Whole or not at all, whoever reads at this moment. */
function replace(file: string, bytes: Uint8Array | string): void {
  writeFileSync(`${file}.part`, bytes, { mode: 0o600, flush: true });
  renameSync(`${file}.part`, file);
}

/** The release in force of a kind, verified under the pinned keys; `null` when there is none that holds. */
function inForce(folder: string, kind: Kind) {
  const [roots, file] = [
    readOrNull(rootsFile(folder, kind.edition)),
    readOrNull(join(placeOf(folder, kind), "release.json")),
  ];
  if (roots === null || file === null) {
    return null;
  }
  const opened = openRelease(file, parseRoots(fromUtf8(roots)));
  return opened.ok ? { ...opened, file } : null;
}

/** Copies a package and says whether it is the signed one. */
async function takePackage(from: string, to: string, { size, sha512 }: Release["artefact"]): Promise<boolean> {
  const part = `${to}.part`;
  const digest = createHash("sha512");
  let bytes = 0;
  const watch = new Transform({
    transform: (piece: Uint8Array, _encoding, next) => {
      digest.update(piece);
      bytes += piece.byteLength;
      next(null, piece);
    },
  });
  await pipeline(createReadStream(from), watch, createWriteStream(part, { mode: 0o600, flush: true }));
  if (bytes !== size || digest.digest("hex") !== sha512) {
    rmSync(part, { force: true });
    return false;
  }
  renameSync(part, to);
  return true;
}

/** The keys that count for a file: those pinned here, or those given where nothing was pinned yet. */
function keysFor(folder: string, file: Uint8Array, given: string | undefined): Result<string, ReleaseRefusal> {
  const edition = given === undefined ? editionIn(file) : parseRoots(given).edition;
  const found = edition === null ? null : readOrNull(rootsFile(folder, edition));
  const pinned = found === null ? undefined : fromUtf8(found);
  if (given !== undefined && pinned !== undefined && pinned !== given) {
    return fail("other-keys");
  }
  const keys = pinned ?? given;
  return keys === undefined ? fail("no-keys") : ok(keys);
}

/**
 * Adds a release: two of the edition's keys signed it, it is newer than the one in force, and the package is the one it names.
 *
 * The first release of an edition pins its keys; from then on other keys are refused.
 */
export async function addRelease(
  folder: string,
  given: { readonly file: Uint8Array; readonly artefact: string; readonly roots?: string; readonly now: number },
): Promise<Result<Release, ReleaseRefusal>> {
  const known = keysFor(folder, given.file, given.roots);
  if (!known.ok) {
    return known;
  }
  const keys = known.value;
  const opened = openRelease(given.file, parseRoots(keys));
  if (!opened.ok) {
    return fail(opened.reason);
  }
  const { release } = opened;
  if (Date.parse(release.expires) <= given.now) {
    return fail("expired");
  }
  const before = inForce(folder, release)?.release;
  const isNewer =
    before === undefined || (release.counter > before.counter && compareVersions(release.version, before.version) > 0);
  if (!isNewer) {
    return fail("not-newer");
  }
  const place = placeOf(folder, release);
  mkdirSync(place, { recursive: true, mode: 0o700 });
  mkdirSync(join(releasesIn(folder), "artefacts"), { recursive: true, mode: 0o700 });
  if (!(await takePackage(given.artefact, artefactFile(folder, release.artefact.sha512), release.artefact))) {
    return fail("other-package");
  }
  replace(rootsFile(folder, release.edition), keys);
  // Last, so that whoever reads the release finds its package.
  replace(join(place, "release.json"), given.file);
  return ok(release);
}

/** What a file says of its edition before anybody believes it: only which pinned keys to ask. */
function editionIn(file: Uint8Array): string | null {
  return /"edition":"(?<edition>sealed|end-to-end)"/u.exec(fromUtf8(file))?.groups?.["edition"] ?? null;
}

/** Releases as stations ask for them. */
export interface Releases {
  /** The newest release of a kind as it was signed; in the log of headquarters before the first station gets it. */
  current(kind: Kind): Uint8Array | null;
  /** A package by its digest; `null` when there is none. */
  artefact(sha512: string): { readonly file: string; readonly size: number } | null;
}

/** Opens the releases below headquarters' folder. */
export function openReleases(folder: string, journal: Pick<Journal, "record">): Releases {
  return {
    current: (kind) => {
      const found = inForce(folder, kind);
      if (found === null) {
        return null;
      }
      const logged = join(placeOf(folder, kind), "logged");
      if (fromUtf8(readOrNull(logged) ?? new Uint8Array()) !== found.digest) {
        const { version, counter } = found.release;
        journal.record({
          t: "hq.program",
          b: { act: "publish", digest: found.digest, ...kind, version, counter, signers: [...found.signers] },
        });
        replace(logged, found.digest);
      }
      return found.file;
    },
    artefact: (sha512) => {
      const file = artefactFile(folder, sha512);
      const size = statSync(file, { throwIfNoEntry: false })?.size;
      return size === undefined ? null : { file, size };
    },
  };
}

/** Whether a file of keys can be read. */
export function areRoots(text: string): boolean {
  try {
    parseRoots(text);
    return true;
  } catch (error) {
    if (error instanceof FormatError || error instanceof TypeError) {
      return false;
    }
    throw error;
  }
}
