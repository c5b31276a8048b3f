import type { PolicyPack } from "../../model/policy.ts";
import type { DutyRule } from "../../failure.ts";
import type { Authorisation } from "../../model/authorisation.ts";
import type { Secrecy } from "../../model/footage.ts";
import type { RefusalGround } from "../../model/request.ts";
import type { AuthorisationRule } from "../../refusals.ts";
import { gradeArticle } from "../grades.ts";

/**
 * Every article that some rule of a pack names, once.
 *
 * Whatever is called `article`, and each of a list called `articles`, is such a name; the articles themselves are not.
 */
export function citedArticles(pack: object): ReadonlySet<string> {
  const cited = new Set<string>();
  const visit = (value: unknown): void => {
    if (Array.isArray(value)) {
      value.forEach(visit);
      return;
    }
    if (typeof value !== "object" || value === null) {
      return;
    }
    for (const [name, member] of Object.entries(value)) {
      if (name === "article" && typeof member === "string") {
        cited.add(member);
      } else if (name === "articles" && Array.isArray(member)) {
        member.filter((one) => typeof one === "string").forEach((one) => cited.add(one));
      } else if (name !== "articles") {
        visit(member);
      }
    }
  };
  visit(pack);
  return cited;
}

/** The article behind a separation of duties; absent when the pack names none. */
export function dutyArticle(pack: PolicyPack, rule: DutyRule): string | undefined {
  return pack.duties.find((duty) => duty.rule === rule)?.article;
}

/** A provision of the pack behind a refusal; absent when the pack does not name the ground. */
export function groundArticle(pack: PolicyPack, ground: RefusalGround): string | undefined {
  return pack.refusalGrounds.find((row) => row.ground === ground)?.article;
}

/** The provision behind what somebody would do beyond their authorisation: the ladder of grades where that is what stops them. */
export function authorisationArticle(
  pack: PolicyPack,
  rule: AuthorisationRule,
  held: Authorisation | null | undefined,
  footage: readonly { readonly secrecy: Secrecy }[],
): string | undefined {
  const ofLadder = rule === "above-ceiling" && held ? gradeArticle(pack, held, footage) : undefined;
  return ofLadder ?? groundArticle(pack, "noAuthority");
}
