import { verifyCosignature } from "./cosignature.ts";
import { FormatError } from "./format-error.ts";
import { parseNote, type NoteVerifier } from "./signed-note.ts";

/** When this cosigner signed the checkpoint in a note; `null` when it did not, or its line does not verify. */
export function cosignatureTime(note: string, cosigner: NoteVerifier): Date | null {
  try {
    const { text, signatures } = parseNote(note);
    for (const line of signatures) {
      const seconds = verifyCosignature(text, line, cosigner);
      if (seconds !== null) {
        return new Date(seconds * 1000);
      }
    }
    return null;
  } catch (error) {
    if (error instanceof FormatError) {
      return null;
    }
    throw error;
  }
}
