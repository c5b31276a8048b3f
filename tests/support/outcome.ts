import { FormatError } from "../../main/formats/format-error.ts";

/** What a reader makes of its input: its answer, or `refused` when it threw a `FormatError`. Other errors pass through. */
export function outcomeOf<T>(read: () => T): T | "refused" {
  try {
    return read();
  } catch (error) {
    if (error instanceof FormatError) {
      return "refused";
    }
    throw error;
  }
}
