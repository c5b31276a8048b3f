import { chainOf, faultOf, namedFrames, type Signed } from "../../shared/annotation/chain.ts";
import { noteActSchema, type NoteAct } from "../../shared/http/acts.ts";
import { noteBundleSchema, revisionSchema, type NoteBundle, type Revision } from "../../shared/model/note.ts";
import { fromBase64, fromUtf8, utf8 } from "./bytes.ts";
import { decodeCanonical, encodeCanonical, type JsonValue } from "./canonical-json.ts";
import { openCms, verifyCms } from "./cms.ts";
import { sha256Hex } from "./digest.ts";
import { FormatError } from "./format-error.ts";
import type { Certificate } from "./x509.ts";

/**
 * Notes on pictures: revisions as canonical JSON, and the signatures over their digests.
 *
 * A note holds no picture: frames are named by index, time and digest, drawings are numbers.
 */

/** Longest revision; with its envelope it stays below the longest entry of the log. */
export const maximumRevisionBytes = 12_288;

/** The exact bytes of a revision as text, and their digest. @throws {FormatError} when it is too long. */
export function writeRevision(revision: Revision): { readonly content: string; readonly digest: string } {
  // Absent fields come out of schemas as `undefined`, which canonical JSON does not know.
  const bytes = encodeCanonical(JSON.parse(JSON.stringify(revision)) as JsonValue);
  if (bytes.byteLength > maximumRevisionBytes) {
    throw new FormatError("a revision is too long");
  }
  return { content: fromUtf8(bytes), digest: sha256Hex(bytes) };
}

/** Name of a note: nobody else can begin one under it. */
export function noteIdOf(person: string, asset: string, nonce: string): string {
  return `n-${sha256Hex(utf8(`${person}\n${asset}\n${nonce}`)).slice(0, 20)}`;
}

/** Reads one revision; `null` when it is not canonical, not of this shape, contradicts itself or bears a name not its own. */
export function readRevision(content: string): Signed | null {
  const bytes = utf8(content);
  if (bytes.byteLength > maximumRevisionBytes) {
    return null;
  }
  try {
    const parsed = revisionSchema.safeParse(decodeCanonical(bytes));
    return parsed.success && isWhole(parsed.data) ? { digest: sha256Hex(bytes), revision: parsed.data } : null;
  } catch (error) {
    if (error instanceof FormatError) {
      return null;
    }
    throw error;
  }
}

function isWhole(revision: Revision): boolean {
  const { note, nonce, previous, asset, by, frames } = revision;
  const isFirst = revision.revision === 0;
  const isNamed =
    isFirst === (nonce !== undefined) &&
    isFirst === (previous === undefined) &&
    (nonce === undefined || note === noteIdOf(by.person, asset, nonce));
  const named = namedFrames(revision);
  const hasFrames = named.length === frames.length && named.every((frame, index) => frames[index]?.frame === frame);
  return isNamed && hasFrames && faultOf(revision) === null;
}

/** What a signature over revisions says, as far as the signer's certificate is believed. */
export interface OpenedNoteAct {
  readonly act: NoteAct;
  readonly certificate: Certificate;
}

/** Opens a signature over revisions; `null` when it does not hold under these authorities at the time it was made. */
export function openNoteAct(cms: Uint8Array, authorities: readonly string[]): OpenedNoteAct | null {
  try {
    const verified = verifyCms(cms, [...authorities], openCms(cms).signedAt);
    if (!verified.ok) {
      return null;
    }
    const act = noteActSchema.safeParse(decodeCanonical(verified.content));
    return act.success ? { act: act.data, certificate: verified.certificate } : null;
  } catch (error) {
    if (error instanceof FormatError) {
      return null;
    }
    throw error;
  }
}

/** A revision with the signature that it stands under, by the digest of the CMS bytes. */
export interface SignedRevision extends Signed {
  readonly act: string;
}

/**
 * The revisions of a bundle that their own authors signed. Everything else is left out.
 *
 * `openAct` answers for the signer: it gives an act only when the certificate is that of `act.person`.
 */
export function acceptBundle(
  bundle: NoteBundle,
  openAct: (cms: Uint8Array) => NoteAct | null,
): { readonly accepted: SignedRevision[]; readonly acts: ReadonlyMap<string, string> } {
  const acts = new Map<string, string>();
  const said = new Map<string, NoteAct>();
  for (const text of bundle.acts) {
    const cms = fromBase64(text);
    const act = openAct(cms);
    if (act !== null) {
      acts.set(sha256Hex(cms), text);
      said.set(sha256Hex(cms), act);
    }
  }
  const accepted = bundle.revisions.flatMap(({ content, act }): SignedRevision[] => {
    const read = readRevision(content);
    const by = said.get(act);
    return read !== null && by !== undefined && isSaid(read, by) ? [{ ...read, act }] : [];
  });
  return { accepted, acts };
}

/** Whether a person's signature is over this revision, which says itself to be theirs. */
export function isSaid({ digest, revision }: Signed, act: NoteAct): boolean {
  return act.person === revision.by.person && act.asset === revision.asset && act.revisions.includes(digest);
}

/** Reads a bundle that came from elsewhere; `null` when it is none. */
export function parseBundle(value: unknown): NoteBundle | null {
  const parsed = noteBundleSchema.safeParse(value);
  return parsed.success ? parsed.data : null;
}

/** Groups revisions by note and orders each. Notes whose first revision is missing are left out. */
export function chainsOf<S extends Signed>(revisions: Iterable<S>): NonNullable<ReturnType<typeof chainOf<S>>>[] {
  const byNote = new Map<string, S[]>();
  for (const one of revisions) {
    byNote.set(one.revision.note, [...(byNote.get(one.revision.note) ?? []), one]);
  }
  return [...byNote.values()].map((all) => chainOf(all)).filter((chain) => chain !== null);
}
