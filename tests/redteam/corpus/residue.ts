import { open, passed, type Row } from "./here.ts";

const plaintext = "redteam/plaintext.test.ts";

/** G: what is left after stop, crash and loss of power. */
export const residueAttempts: readonly Row[] = [
  ["G01", "files after an ordinary end", "block", open],
  ["G02", "files after a kill in the middle of playing", "block", passed(plaintext)],
  ["G03", "dumps after a crash of each process", "block", open],
  ["G04", "memory two seconds after the end", "block", open],
  ["G05", "the swap space", "block", open],
  ["G06", "logs and what the program says", "block", open],
  ["G07", "thumbnails, lists of recent files, indexes of the desktop", "block", open],
  ["G08", "the clipboard after the end", "block", passed("unit/shell/electron-keep.test.ts")],
  ["G09", "command lines, environments and maps of the processes", "block", open],
  ["G10", "files without a name that are still open", "block", passed(plaintext)],
];
