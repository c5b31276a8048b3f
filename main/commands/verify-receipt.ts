import { readFileSync, statSync } from "node:fs";
import { join } from "node:path";
import { FormatError } from "../formats/format-error.ts";
import { isReceiptCode, receiptFromCodes } from "../formats/receipt-code.ts";
import { judgeReceipt, parseReceipt, type ReceiptVerdict, type ViewingReceipt } from "../formats/receipt.ts";
import { noteSignatureType, parseVerifierKey, type NoteVerifier } from "../formats/signed-note.ts";
import { receiptLines } from "./receipt-words.ts";
import type { CommandLanguage } from "./words.ts";

export interface VerifyReceiptCommand {
  /** A file, or the text of the receipt or of its codes itself. */
  readonly receipt: string;
  /** Verifier keys of the cosigners that are trusted. */
  readonly cosigner: readonly string[];
  readonly language: CommandLanguage;
  readonly line: (text: string) => void;
  readonly json?: boolean;
}

/** What a reader is told: the verdict, or that what was given is a damaged receipt or none at all. */
export type ReceiptReport =
  | { readonly outcome: "unreadable" }
  | { readonly outcome: "broken"; readonly fault: "format" | Extract<ReceiptVerdict, { outcome: "broken" }>["fault"] }
  | (Exclude<ReceiptVerdict, { outcome: "broken" }> &
      Pick<ViewingReceipt, "slip"> & {
        readonly index: number;
        /** The list of what was not shown, line by line. */
        readonly withheld?: readonly string[];
      });

/** Longest file that is looked into; a receipt of the longest entry and proof is far below it. */
const longestFile = 1_048_576;

/**
 * `vitrine verify-receipt FILE|TEXT`: checks a viewing receipt without app, network or database.
 *
 * @returns the exit code: 0 verified under a key that was given; 1 changed, or vouched for by nobody who is trusted, a
 * promise of the station among it; 2 no receipt, or an option that cannot be used.
 */
export function verifyReceiptCommand({ receipt, cosigner, language, line, json }: VerifyReceiptCommand): number {
  const report = reportOn(receipt, cosigner.map(cosignerKey));
  if (json === true) {
    line(JSON.stringify(report));
  } else {
    receiptLines(report, language).forEach(line);
  }
  return { verified: 0, promised: 1, unknown: 1, broken: 1, unreadable: 2 }[report.outcome];
}

function reportOn(given: string, authorities: readonly NoteVerifier[]): ReceiptReport {
  const text = textOf(given);
  if (text === null) {
    return { outcome: "unreadable" };
  }
  try {
    const receipt = parseReceipt(isReceiptCode(text) ? receiptFromCodes(text) : text);
    const verdict = judgeReceipt(receipt, authorities);
    return verdict.outcome === "broken"
      ? verdict
      : {
          ...verdict,
          slip: receipt.slip,
          index: receipt.proof.index,
          ...(receipt.withheld === undefined ? {} : { withheld: receipt.withheld.trimEnd().split("\n") }),
        };
  } catch (error) {
    if (error instanceof FormatError) {
      return { outcome: "broken", fault: "format" };
    }
    throw error;
  }
}

/** `null` when this is neither a receipt nor a file that begins like one. */
function textOf(given: string): string | null {
  const text = looksLikeReceipt(given) ? given : fileText(given);
  return text !== null && looksLikeReceipt(text) ? text.trim() : null;
}

function looksLikeReceipt(text: string): boolean {
  return isReceiptCode(text) || text.trimStart().startsWith("{");
}

function fileText(file: string): string | null {
  try {
    return statSync(file).size > longestFile ? null : readFileSync(file, "utf8");
  } catch {
    // Missing, a folder, or not ours to read: all the same to somebody who wants a receipt checked.
    return null;
  }
}

/** @throws {Error} with a sentence for the terminal when the key is not a cosigner's. */
function cosignerKey(text: string): NoteVerifier {
  const key = parseVerifierKey(text);
  if (key.type !== noteSignatureType.cosignature) {
    throw new Error("--cosigner is a cosigner's verifier key (type 0x04), not a log's");
  }
  return key;
}

/**
 * `vitrine verifier --cosigner VKEY…`: the stand-alone verifier page with these authorities filled in.
 *
 * @returns the page; it needs no network and no other file. @throws when a key is not a cosigner's.
 */
export function verifierPage(cosigners: readonly string[]): string {
  const page = readFileSync(join(import.meta.dirname, "../../resources/verifier/receipt.html"), "utf8");
  const keys = cosigners.map((text) => {
    const { name } = cosignerKey(text);
    // A key's name may hold quotes and angle brackets; in a page they would be markup.
    if (/["&<>]/u.test(name)) {
      throw new Error("a key's name holds signs that a page cannot carry");
    }
    return text;
  });
  const filled = `name="vitrine-authorities" content="${keys.join(" ")}"`;
  return page.replace('name="vitrine-authorities" content=""', () => filled);
}
