import { open, passed, residual, type Row } from "./here.ts";

const refusals = "scenario/refusals.test.ts";
const forgeries = "scenario/forgeries.test.ts";

/** D: grants. */
export const grantAttempts: readonly Row[] = [
  [
    "D01",
    "use a grant again: at once, after a restart, after a crash, as a second copy",
    "block",
    passed("scenario/supervised.test.ts", "redteam/grant-keys.test.ts"),
  ],
  [
    "D02",
    "use one before its time, after it, or with a time that cannot be",
    "block",
    passed(refusals, "redteam/grant-keys.test.ts"),
  ],
  [
    "D03",
    "use one of another station, person, recording, range or purpose",
    "block",
    passed(refusals, "redteam/grant-keys.test.ts", "unit/formats/grant.test.ts"),
  ],
  [
    "D04",
    "signatures and encodings that two readers read differently",
    "block",
    passed(forgeries, "unit/formats/canonical-json.test.ts", "unit/formats/grant.test.ts"),
  ],
  ["D05", "turn the clock back, before and while playing", "block", passed(refusals, "redteam/grant-keys.test.ts")],
  [
    "D06",
    "go on after a revocation, or while headquarters is away",
    "pause",
    passed("scenario/supervised.test.ts", "scenario/away.test.ts"),
  ],
  ["D07", "approve one's own request, or with one signature of two", "block", passed(refusals, forgeries)],
  ["D08", "play more often than approved", "block", passed(refusals)],
  ["D09", "open one grant many times at once", "block", open],
  [
    "D10",
    "inject the click or the PIN of an approver",
    "residual",
    residual(
      "every decision is signed with the certificate and PIN of the approver, and no office but theirs has a control that decides",
      "scenario/hostile-interface.test.ts",
    ),
  ],
];
