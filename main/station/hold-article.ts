import { triggerArticle } from "../../shared/access/policy/destruction.ts";
import type { PolicyPack } from "../../shared/model/policy.ts";
import type { Trigger } from "../../shared/model/policy/periods.ts";

/** The provision that keeps a recording for this reason; empty before the first policy pack has come. */
export function holdArticleIn(pack: PolicyPack | null, trigger: Trigger): string {
  return pack === null ? "" : triggerArticle(pack, trigger);
}
