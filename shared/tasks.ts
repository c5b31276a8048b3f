/** Everything that can wait for a person, by name. No schemas here: a screen walks the list, and a kind without words does not compile. */
export const taskKinds = [
  "decideRequest",
  "agreeLifting",
  "checkPapers",
  "askThirdParty",
  "awaitThirdParty",
  "superviseViewing",
  "startViewing",
  "requestRefused",
  "requestReturned",
  "requestPending",
  "answerNote",
  "decideStandingOrder",
  "useStandingOrder",
  "unlockCertificate",
  "settleFinding",
  "consentExtraction",
  "extractEvidence",
  "verifyEvidence",
  "handleIncident",
  "closeIncident",
  "drawDestruction",
  "approveDestruction",
  "executeDestruction",
  "witnessDestruction",
  "awaitDestroyed",
  "confirmHold",
  "approveHold",
  "releaseHold",
  "acceptArchive",
  "reviewSuspension",
  "decideExtension",
  "countersignOrder",
  "enrolStation",
  "activatePolicy",
] as const;
export type TaskKind = (typeof taskKinds)[number];

interface Dated {
  readonly due?: string | undefined;
  readonly since: string;
}

function dueOf({ due }: Dated): number {
  return due === undefined ? Number.POSITIVE_INFINITY : Date.parse(due);
}

/** In the order of the law's deadlines: what is due first, then what has waited longest. */
export function byDeadline(one: Dated, other: Dated): number {
  const [a, b] = [dueOf(one), dueOf(other)];
  return a === b ? Date.parse(one.since) - Date.parse(other.since) : a - b;
}
