import { papersNeeded, presenceRules } from "../../../shared/access/policy/room.ts";
import type { GrantRefusal } from "../../../shared/failure.ts";
import type { PolicyPack } from "../../../shared/model/policy.ts";
import type { GrantLeaf } from "../../formats/grant.ts";

/**
 * Holds what a grant says about the room against the policy pack that it names (rules R9, R11).
 *
 * Headquarters wrote the rule of presence into the grant; a station does not take its word for it. The pack is the one that
 * was in force when the grant was issued, not the one in force now.
 *
 * @param pack the proven pack of the digest in the grant; `null` when this station holds none.
 * @returns `policy-unknown` without that pack, `policy-exceeded` when the room would be kept less strictly than it says.
 */
export function packRefusal(leaf: GrantLeaf, pack: PolicyPack | null): GrantRefusal | null {
  if (pack === null || pack.pack !== leaf.policy.pack || String(pack.version) !== leaf.policy.version) {
    return "policy-unknown";
  }
  return keepsPresence(leaf, pack) ? null : "policy-exceeded";
}

/** As many supervisors and no more viewers than the class of the applicants needs, and nobody besides whom it leaves out; every paper shown. */
function keepsPresence({ applicantClass, presence, supervisors, viewers }: GrantLeaf, pack: PolicyPack): boolean {
  if (applicantClass === undefined || presence === undefined) {
    // Issued before grants named a rule: one supervisor stands in.
    return supervisors.length > 0;
  }
  const rule = presenceRules(pack, applicantClass);
  const papers = papersNeeded(pack, applicantClass);
  return (
    presence.supervisors >= rule.supervisors &&
    supervisors.length >= rule.supervisors &&
    presence.viewers <= rule.viewers &&
    (rule.interpreter || !presence.interpreter) &&
    (rule.guardian || !presence.guardian) &&
    viewers.every(({ outside }) => outside === undefined || papers.every(({ paper }) => outside.papers.includes(paper)))
  );
}
