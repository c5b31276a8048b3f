import { FormatError } from "../formats/format-error.ts";
import { parseVerifierKey, type NoteVerifier } from "../formats/signed-note.ts";

/** The verifier keys that somebody typed; `null` when one of them is none. */
export function keysOf(keys: readonly string[]): NoteVerifier[] | null {
  try {
    return keys.map(parseVerifierKey);
  } catch (error) {
    if (error instanceof FormatError) {
      return null;
    }
    throw error;
  }
}
