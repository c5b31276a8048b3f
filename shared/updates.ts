/** The closed lists of updates: why a station does not take one, and what the log tells of them. No schemas here. */

/** Why an update is not taken. Each is an entry in the station's log, and headquarters hears of it. */
export const updateRefusals = [
  /** Not the format of a release. */
  "malformed",
  /** No release key of this edition signed it. */
  "unsigned",
  "too-few-signatures",
  /** A release key's signature does not fit the content. */
  "bad-signature",
  "wrong-edition",
  "wrong-platform",
  "expired",
  /** Issued later than now. */
  "not-yet",
  /** Its counter is below one that this station has seen. */
  "rolled-back",
  /** Not newer than the program that is installed. */
  "older",
  /** Another release with a counter or a version that was given already. */
  "contradiction",
  "too-large",
  /** Headquarters pointed elsewhere; nothing is fetched from another place. */
  "redirected",
  /** No answer, or one that came too slowly. */
  "unanswered",
  "wrong-size",
  "wrong-digest",
  /** The file was another one when it was to be installed. */
  "swapped",
  /** The disk had no room. */
  "no-space",
  /** The program after the installation is still the one before. */
  "not-installed",
] as const;
export type UpdateRefusal = (typeof updateRefusals)[number];

/** What the log tells of an update. */
export const updateSteps = ["offered", "deferred", "refused", "downloaded", "handed-over", "installed"] as const;
export type UpdateStep = (typeof updateSteps)[number];

/** What the signed log remembers of the program and its updates: the only memory that counts. */
export interface UpdateMemory {
  /** Counter of the newest program that ever ran here; 0 before the first. */
  readonly installed: number;
  /** The highest release that this station ever had before it, by its own digest. */
  readonly highest: { readonly counter: number; readonly digest: string } | null;
  /** What was told last. */
  readonly last: {
    readonly step: UpdateStep;
    readonly digest: string;
    readonly reason?: UpdateRefusal | undefined;
  } | null;
}
