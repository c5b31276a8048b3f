import { noteExportActSchema, type NoteExportAct } from "../../shared/http/acts.ts";
import { noteBundleSchema, type NoteBundle } from "../../shared/model/note.ts";
import { z } from "zod";
import { base64, fromBase64, fromUtf8, utf8 } from "./bytes.ts";
import { decodeCanonical, encodeCanonical, type JsonValue } from "./canonical-json.ts";
import { openCms, verifyCms } from "./cms.ts";
import { sha256Hex } from "./digest.ts";
import { FormatError } from "./format-error.ts";
import { writeRevision, type SignedRevision } from "./picture-note.ts";
import type { Certificate } from "./x509.ts";

/**
 * The notes on one recording as a file: every revision that its reader was shown, each author's signature, and the
 * signature of whoever took the file out. It holds no picture, no sample and no key.
 */

const bodySchema = z.strictObject({
  v: z.literal(1),
  t: z.literal("vitrine-notes"),
  asset: z.string().min(1).max(128),
  station: z.string().max(200),
  at: z.iso.datetime(),
  notes: noteBundleSchema,
});
const fileSchema = z.strictObject({ body: bodySchema, seal: z.base64() });

export interface NotesFile {
  readonly asset: string;
  readonly station: string;
  readonly at: string;
  readonly notes: NoteBundle;
  /** SHA-256 of the canonical bytes of the body, lower-case hex. */
  readonly digest: string;
  readonly seal: Uint8Array;
}

/** The bytes to sign, and how to make the file once they are. */
export function writeNotesFile(content: {
  readonly asset: string;
  readonly station: string;
  readonly at: string;
  readonly revisions: readonly SignedRevision[];
  /** CMS, base64. */
  readonly acts: readonly string[];
}): { readonly body: Uint8Array; readonly finish: (seal: Uint8Array) => Uint8Array } {
  const { asset, station, at, revisions, acts } = content;
  const notes = {
    revisions: revisions.map(({ revision, act }) => ({ content: writeRevision(revision).content, act })),
    acts: [...acts],
  };
  const body: JsonValue = { v: 1, t: "vitrine-notes", asset, station, at, notes };
  return {
    body: encodeCanonical(body),
    finish: (seal) => encodeCanonical({ body, seal: base64(seal) }),
  };
}

/** @throws {FormatError} when this is no such file, or not its canonical bytes. */
export function parseNotesFile(bytes: Uint8Array): NotesFile {
  const parsed = fileSchema.safeParse(decodeCanonical(utf8(fromUtf8(bytes).trim())));
  if (!parsed.success) {
    throw new FormatError("this is no file of notes");
  }
  const { body, seal } = parsed.data;
  const { asset, station, at, notes } = body;
  return { asset, station, at, notes, digest: sha256Hex(encodeCanonical(body)), seal: fromBase64(seal) };
}

/** Who took the file out; `null` when the signature does not hold over exactly this content. */
export function openNotesSeal(
  { seal, digest, asset }: NotesFile,
  authorities: readonly string[],
): { readonly act: NoteExportAct; readonly certificate: Certificate } | null {
  try {
    const verified = verifyCms(seal, [...authorities], openCms(seal).signedAt);
    if (!verified.ok) {
      return null;
    }
    const act = noteExportActSchema.safeParse(decodeCanonical(verified.content));
    return act.success && act.data.digest === digest && act.data.asset === asset
      ? { act: act.data, certificate: verified.certificate }
      : null;
  } catch (error) {
    if (error instanceof FormatError) {
      return null;
    }
    throw error;
  }
}
