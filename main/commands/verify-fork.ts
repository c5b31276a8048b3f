import { readFileSync, statSync } from "node:fs";
import { verifyForkProof, type ForkReport } from "../formats/fork-proof.ts";
import { parseVerifierKey } from "../formats/signed-note.ts";
import { forkLines } from "./fork-words.ts";
import type { CommandLanguage } from "./words.ts";

export interface VerifyForkCommand {
  readonly file: string;
  /** Verifier keys of the log that are known from elsewhere. */
  readonly key: readonly string[];
  readonly language: CommandLanguage;
  readonly line: (text: string) => void;
  readonly json?: boolean;
}

const longestFile = 65_536;

/**
 * `vitrine verify-fork FILE [--key VKEY]…`: checks the proof that a log forked, without app, network or database.
 *
 * @returns the exit code: 0 proven; 1 not proven, with the reason; 2 no such proof, or an option that cannot be used.
 */
export function verifyForkCommand({ file, key, language, line, json }: VerifyForkCommand): number {
  key.forEach((one) => parseVerifierKey(one));
  const bytes = fileBytes(file);
  const report: ForkReport = bytes === null ? { outcome: "unreadable" } : verifyForkProof(bytes, key);
  if (json === true) {
    line(JSON.stringify(report));
  } else {
    forkLines(report, language).forEach((text) => line(text));
  }
  return { proven: 0, "not-proven": 1, unreadable: 2 }[report.outcome];
}

function fileBytes(file: string): Uint8Array | null {
  try {
    return statSync(file).size > longestFile ? null : new Uint8Array(readFileSync(file));
  } catch {
    // Missing, a folder, or not ours to read: all the same to somebody who wants a proof checked.
    return null;
  }
}
