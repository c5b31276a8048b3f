import { passed, residual, type Row } from "./here.ts";

const packaging = "scenario/packaging.test.ts";
const updatesAtRest = "redteam/updates-at-rest.test.ts";

/** C: what is installed, kept and brought. */
export const fileAttempts: readonly Row[] = [
  ["C01", "change a byte of the program's archive", "block", passed(packaging)],
  ["C02", "take the archive away and put a folder or another one in its place", "block", passed(packaging)],
  ["C03", "flip a fuse of the executable", "block", passed(packaging)],
  ["C04", "exchange the snapshot of the script engine", "block", passed(packaging)],
  ["C05", "exchange a library that sees every frame, or a data file", "block", passed(packaging)],
  ["C06", "exchange native code, rights of the sandbox's helper", "block", passed(packaging)],
  ["C07", "add a file", "block", passed(packaging)],
  [
    "C08",
    "edit the station's books, or put its folder back to an earlier state",
    "block",
    passed("scenario/set-back.test.ts", "scenario/rollback.test.ts"),
  ],
  [
    "C09",
    "delete, edit, reorder, double or cut off entries of the log; fork it",
    "block",
    passed("redteam/log/history.test.ts", "redteam/log/flips.test.ts"),
  ],
  [
    "C10",
    "a disk that is full, read-only or failing",
    "pause",
    passed("scenario/full-disk.test.ts", "scenario/trouble.test.ts", "crash/power.test.ts"),
  ],
  ["C11", "a policy that allows more, another trust root", "block", passed("scenario/headquarters/policy.test.ts")],
  [
    "C12",
    "change, cut, exchange or mix ciphertext, also while it plays",
    "block",
    passed(
      "unit/formats/chunked-encryption.test.ts",
      "unit/formats/footage-package.test.ts",
      "unit/vault/vault.test.ts",
      "scenario/trouble.test.ts",
    ),
  ],
  [
    "C13",
    "an update that is unsigned, old, too large, for another machine, or of a lower number",
    "block",
    passed("redteam/updates.test.ts"),
  ],
  ["C14", "exchange an update between check and installation", "block", passed(updatesAtRest)],
  ["C15", "edit the share of a rollout, the channel, the folder of pending updates", "block", passed(updatesAtRest)],
  [
    "C16",
    "install an old version by hand",
    "residual",
    residual("the station's log names the program that runs and says when it is an older one", updatesAtRest),
  ],
];
