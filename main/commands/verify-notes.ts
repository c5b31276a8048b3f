import { readFileSync, statSync } from "node:fs";
import type { Chain } from "../../shared/annotation/chain.ts";
import { FormatError } from "../formats/format-error.ts";
import { openNotesSeal, parseNotesFile, type NotesFile } from "../formats/notes-file.ts";
import { acceptBundle, chainsOf, openNoteAct, type SignedRevision } from "../formats/picture-note.ts";
import type { Certificate } from "../formats/x509.ts";
import { notesLines } from "./notes-words.ts";
import type { CommandLanguage } from "./words.ts";

export interface VerifyNotesCommand {
  readonly file: string;
  /** PEM file with certificates of the authorities whose persons may sign. */
  readonly authority: string | undefined;
  readonly language: CommandLanguage;
  readonly line: (text: string) => void;
  readonly json?: boolean;
}

/** What was found out about a file of notes. */
export type NotesReport =
  | { readonly outcome: "unreadable" }
  | {
      /** `unconfirmed`: no authority's certificate was given; `broken`: a signature or a revision does not hold. */
      readonly outcome: "verified" | "unconfirmed" | "broken";
      readonly asset: string;
      readonly station: string;
      readonly at: string;
      readonly by: string | null;
      /** Revisions in the file whose author's signature does not hold. */
      readonly unsigned: number;
      readonly notes: readonly Chain<SignedRevision>[];
    };

/** Longest file that is looked into. */
const longestFile = 64 * 1024 * 1024;

/**
 * `vitrine verify-notes FILE`: checks a file of notes without app, network or picture.
 *
 * @returns the exit code: 0 every signature holds under an authority that was given; 1 one does not, or none was given;
 * 2 no file of notes, or an option that cannot be used.
 */
export function verifyNotesCommand({ file, authority, language, line, json }: VerifyNotesCommand): number {
  const report = reportOn(file, authority === undefined ? [] : certificatesIn(readFileSync(authority, "utf8")));
  if (json === true) {
    line(JSON.stringify(report));
  } else {
    notesLines(report, language).forEach(line);
  }
  return { verified: 0, unconfirmed: 1, broken: 1, unreadable: 2 }[report.outcome];
}

function reportOn(path: string, authorities: readonly string[]): NotesReport {
  const file = read(path);
  if (file === null) {
    return { outcome: "unreadable" };
  }
  const { asset, station, at, notes } = file;
  const said = { asset, station, at };
  if (authorities.length === 0) {
    return { outcome: "unconfirmed", ...said, by: null, unsigned: 0, notes: [] };
  }
  const seal = openNotesSeal(file, authorities);
  const { accepted } = acceptBundle(notes, (cms) => {
    const opened = openNoteAct(cms, authorities);
    return opened !== null && isOwn(opened.certificate, opened.act.person) ? opened.act : null;
  });
  const chains = chainsOf(accepted.filter(({ revision }) => revision.asset === asset));
  const shown = chains.reduce((sum, { steps }) => sum + steps.length, 0);
  const isSound = seal !== null && isOwn(seal.certificate, seal.act.person) && shown === notes.revisions.length;
  return {
    outcome: isSound ? "verified" : "broken",
    ...said,
    by: seal?.certificate.subject.commonName ?? null,
    unsigned: notes.revisions.length - shown,
    notes: chains,
  };
}

/** The built-in authority names its people in their certificates; another one's names are shown, not compared. */
function isOwn({ subject }: Certificate, person: string): boolean {
  return !subject.serialNumber.startsWith("p-") || subject.serialNumber === person;
}

/** `null` when this is no file of notes. */
function read(path: string): NotesFile | null {
  try {
    return statSync(path).size > longestFile ? null : parseNotesFile(readFileSync(path));
  } catch (error) {
    if (error instanceof FormatError || (error instanceof Error && "code" in error)) {
      return null;
    }
    throw error;
  }
}

function certificatesIn(pem: string): string[] {
  return pem.match(/-----BEGIN CERTIFICATE-----[\s\S]+?-----END CERTIFICATE-----/gu) ?? [];
}
