import { z } from "zod";
import { base64, concatBytes, fromBase64, fromUtf8, utf8 } from "./bytes.ts";
import { decodeCanonical, encodeCanonical } from "./canonical-json.ts";
import { sha256, sha256Hex } from "./digest.ts";
import { sign, verify } from "./ed25519.ts";
import { FormatError } from "./format-error.ts";
import { editions } from "./installation.ts";
import { parseVerifierKey, type NoteSigner, type NoteVerifier } from "./signed-note.ts";

/**
 * What a release says of itself, signed by two of three release keys that lie with different persons (`release.json`).
 *
 * Canonical JSON throughout. A signature is Ed25519 over `vitrine release v1`, a newline and the canonical bytes of the member
 * `release`, so it is one for nothing else. Which keys count is pinned in the program, one set for each edition
 * (`resources/release-roots.json`): nothing that comes over a line can change it. `README.md` here has the members.
 */

/** Name of the file in which a release travels. */
export const releaseFile = "release.json";

/** The keys that count, inside the installed tree. */
export const releaseRootsFile = "resources/release-roots.json";

/** Largest file of a release, in bytes. */
export const largestRelease = 16_384;

/** Largest package that a station fetches, in bytes. */
export const largestArtefact = 1_073_741_824;

/** Signatures that a release needs, and the keys there are. */
export const releaseThreshold = 2;
const rootKeys = 3;
const mostSignatures = 8;
/** A release that nobody renews is old news after this; whoever holds headquarters back cannot hide the next one for longer. */
const longestDays = 400;
const dayMs = 86_400_000;

const domain = utf8("vitrine release v1\n");
const numberForm = /^(?<major>\d{1,6})\.(?<minor>\d{1,6})\.(?<patch>\d{1,6})$/u;
const version = z.string().regex(numberForm);
const sha256Form = z.string().regex(/^[0-9a-f]{64}$/u);
const moment = z.iso.datetime();

/** Members of a release; every name occurs once at any depth, so that the installer's shell script can read them. */
export const releaseSchema = z
  .strictObject({
    product: z.literal("vitrine"),
    edition: z.enum(editions),
    /** Such as `linux-x64`. */
    platform: z.string().regex(/^[a-z0-9]{1,16}-[a-z0-9]{1,16}$/u),
    version,
    /** Grows with every release of an edition and never falls, also when an older program is to be had back. */
    counter: z.int().min(1),
    /** Stations below this version receive no grant any more. */
    minimumVersion: version,
    issued: moment,
    /** No station takes the release after this. */
    expires: moment,
    /** What is fetched and installed: exactly this size, exactly these bytes. */
    artefact: z.strictObject({
      name: z.string().regex(/^[0-9A-Za-z][0-9A-Za-z._-]{0,119}$/u),
      size: z.int().min(1).max(largestArtefact),
      sha512: z.string().regex(/^[0-9a-f]{128}$/u),
    }),
    /** SHA-256 of the signed list of the tree inside (`installation.note`). */
    installation: sha256Form,
    /** SHA-256 of the bill of materials (CycloneDX). */
    bill: sha256Form,
    /** Share of the stations that take it, in percent; which ones they are follows from their names alone. */
    rollout: z.int().min(0).max(100),
    /** For all stations at once, whatever the share says. */
    emergency: z.boolean(),
  })
  .refine(({ issued, expires }) => {
    const life = Date.parse(expires) - Date.parse(issued);
    return life > 0 && life <= longestDays * dayMs;
  })
  .refine((release) => compareVersions(release.minimumVersion, release.version) <= 0);
export type Release = z.output<typeof releaseSchema>;

const fileSchema = z.strictObject({
  v: z.literal(1),
  release: releaseSchema,
  signatures: z
    .array(z.strictObject({ key: z.string().max(200), signature: z.string().regex(/^[0-9A-Za-z+/]{86}==$/u) }))
    .max(mostSignatures),
});

const rootsSchema = z.strictObject({
  v: z.literal(1),
  edition: z.enum(editions),
  threshold: z.literal(releaseThreshold),
  keys: z.array(z.string()).length(rootKeys),
});

/** The keys under which releases of one edition count. */
export interface ReleaseRoots {
  readonly edition: Release["edition"];
  readonly keys: readonly NoteVerifier[];
}

function numbersOf(text: string): number[] {
  const { major, minor, patch } = numberForm.exec(text)?.groups ?? {};
  if (major === undefined) {
    throw new FormatError("release: malformed version");
  }
  return [Number(major), Number(minor), Number(patch)];
}

/** Order of two versions, by their three numbers: below zero when the first is the older one. */
export function compareVersions(first: string, second: string): number {
  const [left, right] = [numbersOf(first), numbersOf(second)];
  const apart = left.findIndex((number, at) => number !== right[at]);
  return apart < 0 ? 0 : (left[apart] ?? 0) - (right[apart] ?? 0);
}

/** Writes the keys of an edition. @throws {FormatError} unless these are three different keys under three names. */
export function formatRoots(edition: Release["edition"], keys: readonly string[]): string {
  const text = fromUtf8(encodeCanonical({ v: 1, edition, threshold: releaseThreshold, keys: [...keys] }));
  parseRoots(text);
  return text;
}

/** Reads the keys of an edition. @throws {FormatError} when malformed, or when one key or name stands for two. */
export function parseRoots(text: string): ReleaseRoots {
  const { edition, keys } = parsed(rootsSchema, utf8(text));
  const verifiers = keys.map((key) => parseVerifierKey(key));
  const names = new Set(verifiers.map(({ name }) => name));
  const points = new Set(verifiers.map(({ publicKey }) => base64(publicKey)));
  if (names.size !== rootKeys || points.size !== rootKeys) {
    throw new FormatError("release: keys are not three different ones");
  }
  return { edition, keys: verifiers };
}

function parsed<T>(schema: z.ZodType<T>, bytes: Uint8Array): T {
  const answer = schema.safeParse(decodeCanonical(bytes));
  if (!answer.success) {
    throw new FormatError("release: malformed", { cause: answer.error });
  }
  return answer.data;
}

/** The bytes that release keys sign. */
export function signedBytes(release: Release): Uint8Array {
  return concatBytes(domain, encodeCanonical(release));
}

/** A release before anybody signed it. @throws {FormatError} when it does not follow the schema. */
export function formatRelease(release: Release): Uint8Array {
  const bytes = encodeCanonical({ v: 1, release, signatures: [] });
  parsed(fileSchema, bytes);
  return bytes;
}

/**
 * Adds one person's signature; an earlier one of the same key gives way.
 *
 * @throws {FormatError} when the file is no release.
 */
export function signRelease(file: Uint8Array, { name, key }: NoteSigner): Uint8Array {
  const { release, signatures } = parsed(fileSchema, file);
  const own = { key: name, signature: base64(sign(key, signedBytes(release))) };
  const others = signatures.filter((one) => one.key !== name);
  return encodeCanonical({ v: 1, release, signatures: [...others, own] });
}

/** Why a file counts for nothing. */
export type ReleaseFault = "malformed" | "unsigned" | "too-few-signatures" | "bad-signature" | "wrong-edition";

/** A release that enough keys signed, or why not. */
export type OpenedRelease =
  | {
      readonly ok: true;
      readonly release: Release;
      /** SHA-256 of the canonical release without its signatures: more signatures do not make it another one. */
      readonly digest: string;
      /** Names of the keys that signed. */
      readonly signers: readonly string[];
    }
  | { readonly ok: false; readonly reason: ReleaseFault };

/**
 * Opens a release under the pinned keys: at least two different ones signed exactly this.
 *
 * Signatures of other keys count for nothing; one of a pinned key that does not fit refuses the whole, as does one key twice.
 */
export function openRelease(file: Uint8Array, roots: ReleaseRoots): OpenedRelease {
  let read: z.output<typeof fileSchema>;
  try {
    if (file.byteLength > largestRelease) {
      return { ok: false, reason: "malformed" };
    }
    read = parsed(fileSchema, file);
  } catch (error) {
    if (error instanceof FormatError || error instanceof TypeError) {
      return { ok: false, reason: "malformed" };
    }
    throw error;
  }
  const { release, signatures } = read;
  if (new Set(signatures.map(({ key }) => key)).size !== signatures.length) {
    return { ok: false, reason: "malformed" };
  }
  const message = signedBytes(release);
  const signers: string[] = [];
  for (const { key, signature } of signatures) {
    const root = roots.keys.find(({ name }) => name === key);
    if (root !== undefined) {
      if (!verify(root.publicKey, message, fromBase64(signature))) {
        return { ok: false, reason: "bad-signature" };
      }
      signers.push(key);
    }
  }
  if (signers.length < releaseThreshold) {
    return { ok: false, reason: signers.length === 0 ? "unsigned" : "too-few-signatures" };
  }
  if (release.edition !== roots.edition) {
    return { ok: false, reason: "wrong-edition" };
  }
  return { ok: true, release, digest: releaseDigest(release), signers };
}

/** What names a release: SHA-256 of its canonical bytes, lower-case hex. */
export function releaseDigest(release: Release): string {
  return sha256Hex(encodeCanonical(release));
}

/**
 * Where a station stands in line for a release, from 0 to 9999. It follows from the station's enrolled name, the version and
 * the counter alone: nothing on the station's disk moves it, and each release draws the stations in another order.
 */
export function rolloutPlace(
  { version: number, counter }: Pick<Release, "version" | "counter">,
  station: string,
): number {
  const digest = sha256(utf8(`vitrine rollout v1\n${number}\n${counter}\n${station}`));
  return new DataView(digest.buffer, digest.byteOffset, digest.byteLength).getUint32(0) % 10_000;
}
