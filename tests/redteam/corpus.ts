import { captureAttempts } from "./corpus/capture.ts";
import { fileAttempts } from "./corpus/files.ts";
import { grantAttempts } from "./corpus/grants.ts";
import type { Here, Outcome, Row } from "./corpus/here.ts";
import { launchAttempts } from "./corpus/launch.ts";
import { residueAttempts } from "./corpus/residue.ts";
import { roomAttempts } from "./corpus/room.ts";
import { scriptAttempts } from "./corpus/script.ts";

/** One attempt of the red-team corpus: 150 ways in which footage, sound, keys or names might get out of a station. */
export interface Attempt {
  readonly id: string;
  readonly attempt: string;
  readonly expected: Outcome;
  readonly here: Here;
}

/** The classes in their order, with how many attempts each has. */
export const classes: readonly {
  readonly letter: string;
  readonly title: string;
  readonly size: number;
  readonly rows: readonly Row[];
}[] = [
  { letter: "A", title: "Script of an attacker in the interface", size: 53, rows: scriptAttempts },
  { letter: "B", title: "How a station is started", size: 25, rows: launchAttempts },
  { letter: "C", title: "What is installed, kept and brought", size: 16, rows: fileAttempts },
  { letter: "D", title: "Grants", size: 10, rows: grantAttempts },
  { letter: "E", title: "Room and machine while a picture is shown", size: 20, rows: roomAttempts },
  { letter: "F", title: "Capture from outside the program", size: 16, rows: captureAttempts },
  { letter: "G", title: "What is left behind", size: 10, rows: residueAttempts },
];

export const corpus: readonly Attempt[] = classes.flatMap(({ rows }) =>
  rows.map(([id, attempt, expected, here]) => ({ id, attempt, expected, here })),
);

/** Files below `tests/` whose tests show an attempt; none where it is made by hand. */
export function testsOf({ here }: Attempt): readonly string[] {
  return here.state === "passed" || here.state === "residual" ? here.tests : [];
}

/**
 * Ids that a title begins with: "A01 A02 a canvas …" is about two attempts.
 *
 * The log has a corpus of its own (`log/corpus.test.ts`), whose ids stand before a colon or in brackets.
 */
export function idsOf(title: string): string[] {
  return /^(?:[A-G]\d\d )+/u.exec(title)?.[0].trim().split(" ") ?? [];
}
