import { mayDo, type GradedAction } from "../../../shared/access/authorisation.ts";
import type { Failure } from "../../../shared/failure.ts";
import type { Footage } from "../../../shared/model/footage.ts";
import type { PolicyPack } from "../../../shared/model/policy.ts";
import type { DirectoryEntry } from "../directory.ts";
import { authorisationArticle } from "../../../shared/access/policy/articles.ts";

/**
 * What somebody would do beyond their graded authorisation (O-2), with the article of the pack.
 *
 * People of other authorities hold none: what opens footage to them is the approval alone.
 */
export function beyondAuthorisation(
  policy: PolicyPack,
  { person, outside, authorisation }: DirectoryEntry,
  action: GradedAction,
  now: number,
  footage: readonly Footage[],
): Extract<Failure, { code: "beyond-authorisation" }> | null {
  const rule = outside ? null : mayDo(authorisation, action, { pack: policy, person: person.person, now, footage });
  if (rule === null) {
    return null;
  }
  const article = authorisationArticle(policy, rule, authorisation, footage);
  return { code: "beyond-authorisation", rule, ...(article === undefined ? {} : { article }) };
}
