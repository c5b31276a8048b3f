import { createHash, createPrivateKey } from "node:crypto";
import { createReadStream, readFileSync, statSync, writeFileSync } from "node:fs";
import { pipeline } from "node:stream/promises";
import { fromUtf8 } from "../formats/bytes.ts";
import { publicKeyOf } from "../formats/ed25519.ts";
import { FormatError } from "../formats/format-error.ts";
import type { Edition } from "../formats/installation.ts";
import {
  formatRoots,
  largestRelease,
  openRelease,
  parseRoots,
  releaseThreshold,
  signRelease,
  type Release,
  type ReleaseRoots,
} from "../formats/release.ts";
import { verifierKey } from "../formats/signed-note.ts";
import { addRelease, areRoots } from "../headquarters/index.ts";
import { releaseFaultWords, releaseRefusalWords, releaseWords } from "./release-words.ts";
import type { CommandLanguage } from "./words.ts";

interface Terminal {
  readonly language: CommandLanguage;
  readonly line: (text: string) => void;
}

function read(file: string): Uint8Array | null {
  try {
    return statSync(file).size > largestRelease ? null : readFileSync(file);
  } catch {
    return null;
  }
}

/**
 * `vitrine release sign FILE --key PEM --name NAME`: adds one person's signature to a release.
 *
 * Each of the persons who hold a release key runs it on their own machine; the file carries the signatures from one to the
 * next. The key never leaves its file.
 *
 * @returns 0 signed; 2 when file or key cannot be used.
 */
export function signReleaseCommand(
  options: { readonly file: string; readonly key: string; readonly name: string; readonly passphrase?: string },
  { language, line }: Terminal,
): number {
  const say = releaseWords[language];
  const file = read(options.file);
  if (file === null) {
    line(say.unreadable);
    return 2;
  }
  try {
    const { passphrase } = options;
    const pem = readFileSync(options.key);
    const key = createPrivateKey(passphrase === undefined ? pem : { key: pem, passphrase });
    const signed = signRelease(file, { name: options.name, key });
    writeFileSync(options.file, signed);
    line(say.signed(options.name));
    line(say.keyIs(verifierKey(options.name, publicKeyOf(key))));
    return 0;
  } catch (error) {
    line(error instanceof FormatError ? say.unreadable : say.noKey);
    return 2;
  }
}

/**
 * `vitrine release roots --edition EDITION --key VKEY --key VKEY --key VKEY --out FILE`: writes the keys that programs of an
 * edition pin.
 *
 * @returns 0 written; 2 when these are not three different keys.
 */
export function releaseRootsCommand(
  options: { readonly edition: Edition; readonly keys: readonly string[]; readonly out: string },
  { language, line }: Terminal,
): number {
  try {
    writeFileSync(options.out, formatRoots(options.edition, options.keys), { flag: "wx" });
  } catch (error) {
    line(error instanceof FormatError ? releaseWords[language].notThree : releaseWords[language].exists);
    return 2;
  }
  line(options.out);
  return 0;
}

function rootsIn(file: string): ReleaseRoots | null {
  try {
    return parseRoots(fromUtf8(readFileSync(file)));
  } catch {
    return null;
  }
}

async function digestOf(file: string): Promise<string | null> {
  const digest = createHash("sha512");
  try {
    await pipeline(createReadStream(file), digest);
    return digest.digest("hex");
  } catch {
    return null;
  }
}

/**
 * `vitrine release check FILE --roots FILE [--artefact FILE]`: says who signed a release and what it says, and whether this
 * package is the one it names.
 *
 * @returns 0 good; 1 when signatures, package or time do not hold; 2 when a file cannot be used.
 */
export async function checkReleaseCommand(
  options: { readonly file: string; readonly roots: string; readonly artefact?: string; readonly now: number },
  { language, line }: Terminal,
): Promise<number> {
  const say = releaseWords[language];
  const [file, roots] = [read(options.file), rootsIn(options.roots)];
  if (file === null || roots === null) {
    line(file === null ? say.unreadable : say.noRoots);
    return 2;
  }
  const opened = openRelease(file, roots);
  if (!opened.ok) {
    line(releaseFaultWords[opened.reason][language]);
    return opened.reason === "malformed" ? 2 : 1;
  }
  const { release, digest, signers } = opened;
  for (const fact of factsOf(release, language)) {
    line(fact);
  }
  line(say.digest(digest));
  line(say.by(signers, releaseThreshold));
  if (Date.parse(release.expires) <= options.now) {
    line(say.expired);
    return 1;
  }
  if (options.artefact !== undefined && (await digestOf(options.artefact)) !== release.artefact.sha512) {
    line(say.otherPackage);
    return 1;
  }
  line(options.artefact === undefined ? say.good : say.goodPackage);
  return 0;
}

/**
 * `vitrine release add FILE --artefact FILE --folder HEADQUARTERS [--roots FILE]`: gives a release to a headquarters, which may be
 * running. The keys are named with the first release of an edition and stay.
 *
 * @returns 0 added; 1 refused with the reason printed; 2 when a file cannot be used.
 */
export async function addReleaseCommand(
  options: {
    readonly file: string;
    readonly artefact: string;
    readonly folder: string;
    readonly roots?: string;
    readonly now: number;
  },
  { language, line }: Terminal,
): Promise<number> {
  const say = releaseWords[language];
  const { artefact, folder, now } = options;
  const file = read(options.file);
  const roots = options.roots === undefined ? undefined : read(options.roots);
  const text = roots === undefined || roots === null ? "" : fromUtf8(roots);
  if (file === null || statSync(artefact, { throwIfNoEntry: false })?.isFile() !== true) {
    line(say.unreadable);
    return 2;
  }
  if (roots !== undefined && !areRoots(text)) {
    line(say.noRoots);
    return 2;
  }
  const added = await addRelease(folder, { file, artefact, now, ...(roots === undefined ? {} : { roots: text }) });
  if (!added.ok) {
    line(releaseRefusalWords[added.failure][language]);
    return 1;
  }
  for (const fact of factsOf(added.value, language)) {
    line(fact);
  }
  line(say.added);
  return 0;
}

function factsOf(release: Release, language: CommandLanguage): readonly string[] {
  const say = releaseWords[language];
  return [
    say.what(release.version, release.counter, release.edition, release.platform),
    say.minimum(release.minimumVersion),
    say.time(release.issued, release.expires),
    say.package(release.artefact.name, release.artefact.size),
    release.emergency ? say.emergency : say.share(release.rollout),
  ];
}
