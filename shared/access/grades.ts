import type { Ceiling } from "../model/authorisation.ts";
import type { Secrecy } from "../model/footage.ts";
import type { PolicyPack } from "../model/policy.ts";

/** The part of a policy pack that grades are judged by. */
export type Grading = Pick<PolicyPack, "grades">;

type Ladder = {
  readonly ranks: readonly { readonly rank: number; readonly classes: readonly Secrecy[]; readonly article?: string }[];
  readonly reach: readonly { readonly grade: number; readonly ceiling: Ceiling; readonly article?: string }[];
};

/** What counts where a pack has no ladder of its own. */
const usual: Ladder = {
  ranks: [
    { rank: 0, classes: ["none"] },
    { rank: 1, classes: ["internal"] },
    // Inside the unit a class that is still pending is handled like personal privacy (F16).
    { rank: 2, classes: ["privacy", "business", "pending"] },
    { rank: 3, classes: ["confidential"] },
    { rank: 4, classes: ["secret"] },
    { rank: 5, classes: ["topSecret"] },
  ],
  reach: [
    { grade: 1, ceiling: "topSecret" },
    { grade: 2, ceiling: "secret" },
    { grade: 3, ceiling: "confidential" },
    { grade: 4, ceiling: "privacy" },
  ],
};

const ladderOf = ({ grades }: Grading): Ladder => grades ?? usual;

function rankOf(pack: Grading, secrecy: Secrecy): number {
  const row = ladderOf(pack).ranks.find(({ classes }) => classes.includes(secrecy));
  // Nothing compares with what is no number, so that nothing lies within or under it.
  return row?.rank ?? Number.NaN;
}

/** Whether a class of secrecy lies within a ceiling; nothing does that the pack leaves without a rank. */
export function isWithinCeiling(pack: Grading, secrecy: Secrecy, ceiling: Ceiling): boolean {
  return rankOf(pack, secrecy) <= rankOf(pack, ceiling);
}

/** Whether an authorisation of this grade may carry this ceiling. */
export function gradeCarries(pack: Grading, grade: number, ceiling: Ceiling): boolean {
  const row = ladderOf(pack).reach.find((one) => one.grade === grade);
  return row !== undefined && isWithinCeiling(pack, ceiling, row.ceiling);
}

/**
 * The provision behind what lies above somebody's ceiling: how far their grade reaches, or where the class ranks.
 *
 * @returns nothing where the pack has no ladder, or leaves the grade or the class without a row.
 */
export function gradeArticle(
  pack: Grading,
  { grade, ceiling }: { readonly grade: number; readonly ceiling: Ceiling },
  footage: readonly { readonly secrecy: Secrecy }[],
): string | undefined {
  const { ranks, reach } = ladderOf(pack);
  if (!gradeCarries(pack, grade, ceiling)) {
    return reach.find((row) => row.grade === grade)?.article;
  }
  const above = footage.find(({ secrecy }) => !isWithinCeiling(pack, secrecy, ceiling));
  return above === undefined ? undefined : ranks.find(({ classes }) => classes.includes(above.secrecy))?.article;
}
