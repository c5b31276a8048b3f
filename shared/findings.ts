/**
 * What headquarters' monitor can find in the logs of the stations. No schemas here, so that a screen can walk the
 * list and the compiler sees when a kind has no sentence.
 */

/** Kinds about the machine and its log rather than about people; administrators see these. */
export const technicalFindings = [
  "log-rule",
  "seal-mismatch",
  "seal-not-shared",
  "receipt-unknown",
  "clock-moved",
  "recovery",
  "configuration",
  "quiet-log",
  "silent",
  "log-forked",
  "log-inconsistent",
  "log-rotation",
  "log-rolled-back",
  "log-continued",
  "footage-damaged",
] as const;

/** Every kind: the technical ones, and what was done with grants, footage and keys, and by whom. */
export const findingKinds = [
  ...technicalFindings,
  "export-attempt",
  "grant-unknown",
  "grant-elsewhere",
  "grant-altered",
  "grant-rejected",
  "grant-unreturned",
  "key-before-import",
  "lease-before-key",
  "shown-before-lease",
  "outside-scope",
  "outside-window",
  "after-revocation",
  "over-budget",
  "person-unknown",
  "person-revoked",
  "person-not-granted",
  "unsupervised",
] as const;
export type FindingKind = (typeof findingKinds)[number];

/** Where a finding stands. A person puts it there, with a reason; `open` again when the reason did not hold. */
export const findingStates = ["open", "explained", "closed"] as const;
export type FindingState = (typeof findingStates)[number];
