import type { GrantLeaf } from "../../formats/grant.ts";

/** A grant as headquarters issued it, as far as a viewing is judged by it. */
export interface GrantFacts extends Pick<
  GrantLeaf,
  "grant" | "station" | "notBefore" | "notAfter" | "playBudget" | "viewers" | "supervisors" | "companions"
> {
  readonly assets: readonly Pick<GrantLeaf["assets"][number], "asset" | "frames" | "segments">[];
  /** SHA-256 (hex) of the file that the station was given. */
  readonly digest: string;
}

/** What became of a grant in the log of its station; the monitor writes it as it reads. */
export interface GrantTrace {
  /** Index of `grant.import`. */
  imported: number | null;
  /** Index of the first `key.open`. */
  used: number | null;
  /** Index of a `grant.reject` for another reason than revocation. */
  rejected: number | null;
  /** Index at which the station logged that it is revoked. */
  revoked: number | null;
  /** Sittings in which footage was opened, at most one more than the play budget allows. */
  sittings: string[];
}

/** A grant that has not come back yet. */
export const untraced = (): GrantTrace => ({
  imported: null,
  used: null,
  rejected: null,
  revoked: null,
  sittings: [],
});

/** What headquarters knows, asked by rules. Answers are at hand: a rule never waits. */
export interface WatchFacts {
  readonly origin: string;
  /** Name of headquarters' cosigner: only its receipts are judged here. */
  readonly cosigner: string;
  /** Whether the log's genesis shares its seal key with headquarters. */
  readonly isSealShared: boolean;
  /** Headquarters' key for travel bundles, base64url. */
  readonly travelKey: string;
  /** Hours after which a running station must have written something. */
  readonly quietHours: number;
  /** Head that headquarters holds of another log, e.g. the one before; `root` in base64. */
  held(origin: string): { readonly size: number; readonly root: string };
  grant(id: string): GrantFacts | null;
  /** Only for grants of this station. */
  trace(grant: string): GrantTrace | null;
  /** `null` when the directory has never held this person. */
  person(id: string): { readonly revokedAt: number | null } | null;
  /** Whether headquarters cosigned this head of this log at this time; `null` when it cannot know any more. */
  cosigned(size: number, root: string, time: Date): boolean | null;
}
