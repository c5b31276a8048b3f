/** What must come of an attempt: nothing leaves; the picture goes; it is written down; or it cannot honestly be prevented. */
export type Outcome = "block" | "pause" | "log" | "residual";

/** What this project's own suites say of an attempt. Files are named from `tests/`. */
export type Here =
  /** Made here, and what had to come of it came. */
  | { readonly state: "passed"; readonly tests: readonly string[] }
  /** Made here and not prevented; the tests show what stands against it instead. */
  | { readonly state: "residual"; readonly tests: readonly string[]; readonly instead: string }
  /** Cannot be made on a build machine: what a person does on a station, and what they must see. */
  | { readonly state: "by-hand"; readonly reason: string; readonly step: string }
  /** Nobody has made it yet. */
  | { readonly state: "open" };

/** One line of the corpus. */
export type Row = readonly [id: string, attempt: string, expected: Outcome, here: Here];

export const passed = (...tests: readonly string[]): Here => ({ state: "passed", tests });
export const residual = (instead: string, ...tests: readonly string[]): Here => ({ state: "residual", instead, tests });
export const byHand = (reason: string, step: string): Here => ({ state: "by-hand", reason, step });
export const open: Here = { state: "open" };
