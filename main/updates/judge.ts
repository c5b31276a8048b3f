import type { UpdateRefusal } from "../../shared/updates.ts";
import type { Edition } from "../formats/installation.ts";
import { compareVersions, rolloutPlace, type Release } from "../formats/release.ts";

/** The program that is installed here, as its signed list names it. */
export interface InstalledProgram {
  readonly edition: Edition;
  readonly version: string;
  readonly counter: number;
  readonly platform: string;
  /** SHA-256 of its signed list. */
  readonly installation: string;
}

/** What a release is held against. */
export interface ReleaseFacts {
  readonly program: InstalledProgram;
  /** Name under which headquarters enrolled this station. */
  readonly station: string;
  /** The log's own time, which never goes back. */
  readonly now: Date;
  /** The highest release that this station's log has seen, by counter and digest. */
  readonly highest: { readonly counter: number; readonly digest: string } | null;
  /** Digest of the release in hand. */
  readonly digest: string;
}

/** What a station does about a release whose signatures hold. */
export type Verdict =
  | { readonly kind: "take" }
  /** It is the program that runs here. */
  | { readonly kind: "current" }
  /** Not this station's turn yet. */
  | { readonly kind: "deferred"; readonly place: number }
  | { readonly kind: "refused"; readonly reason: UpdateRefusal };

/** How far the clock of whoever issues releases may be ahead. */
const aheadMs = 86_400_000;
const placesPerPercent = 100;

/** Rules that no release may break, the worst first: another product, an old one brought back, one held back, a second one. */
function brokenRule(release: Release, { program, highest, digest, now }: ReleaseFacts): UpdateRefusal | null {
  const isNewer = compareVersions(release.version, program.version);
  const isOwn = isNewer === 0 && release.counter === program.counter;
  const isNoStep = isNewer < 0 || release.counter < program.counter;
  const rules: readonly (readonly [UpdateRefusal, boolean])[] = [
    ["wrong-edition", release.edition !== program.edition],
    ["wrong-platform", release.platform !== program.platform],
    ["rolled-back", highest !== null && release.counter < highest.counter],
    ["contradiction", highest !== null && release.counter === highest.counter && digest !== highest.digest],
    ["not-yet", Date.parse(release.issued) > now.getTime() + aheadMs],
    ["expired", Date.parse(release.expires) <= now.getTime()],
    ["contradiction", isOwn && release.installation !== program.installation],
    ["older", isNoStep],
    ["contradiction", !isOwn && (isNewer === 0 || release.counter === program.counter)],
  ];
  return rules.find(([, isBroken]) => isBroken)?.[0] ?? null;
}

/**
 * Judges a release whose signatures hold. Pure: no file and no setting of this machine takes part but the installed program
 * and the signed log.
 */
export function judgeRelease(release: Release, facts: ReleaseFacts): Verdict {
  const reason = brokenRule(release, facts);
  if (reason !== null) {
    return { kind: "refused", reason };
  }
  if (release.counter === facts.program.counter) {
    return { kind: "current" };
  }
  const place = rolloutPlace(release, facts.station);
  return release.emergency || place < release.rollout * placesPerPercent
    ? { kind: "take" }
    : { kind: "deferred", place };
}
