import { brokenDuty } from "../../../shared/access/duties.ts";
import { judgedForLifting, liftingRule, withoutLines } from "../../../shared/access/lifting.ts";
import { maySee } from "../../../shared/access/policy/room.ts";
import { hasLine } from "../../../shared/access/withheld.ts";
import type { GrantRefusal } from "../../../shared/failure.ts";
import type { RequestStepAct } from "../../../shared/http/acts.ts";
import type { Withheld } from "../../../shared/model/withheld.ts";
import type { GrantLeaf } from "../../formats/grant.ts";
import type { Evidence, EvidenceJudge, Signed } from "./evidence.ts";

/** One lifting as two persons signed it. */
interface SignedLifting {
  readonly lines: readonly Withheld[];
  readonly reason: string;
  readonly asked: RequestStepAct;
  readonly agreed: RequestStepAct;
}

type Recording = NonNullable<GrantLeaf["chain"]>["recordings"][number];
type GradedRecording = Omit<Recording, "wearers"> & { readonly wearers: readonly { readonly person: string }[] };

/** What an approver withheld and no two persons have lifted since. */
export function stillWithheld(withheld: readonly Withheld[], evidence: Pick<Evidence, "liftings">): Withheld[] {
  return withoutLines(
    withheld,
    (signedLiftings(evidence.liftings) ?? []).flatMap(({ lines }) => lines),
  );
}

/** Asked and agreed, pair by pair in the order they were signed; `null` when one of them is left over. */
function signedLiftings(signed: readonly Signed<RequestStepAct>[]): SignedLifting[] | null {
  const asked = signed.filter(({ act }) => act.form.step === "lift");
  const pairs = asked.flatMap(({ act, digest }): SignedLifting[] => {
    const words = signed.filter(({ act: { form } }) => form.step === "liftWord" && form.proposal === digest);
    const [word] = words;
    const form = act.form.step === "lift" ? act.form : null;
    const isAgreed = word?.act.form.step === "liftWord" && word.act.form.agree && words.length === 1;
    return form === null || word === undefined || !isAgreed
      ? []
      : [{ lines: form.lines, reason: form.reason, asked: act, agreed: word.act }];
  });
  return pairs.length * 2 === signed.length ? pairs : null;
}

/**
 * Holds what a grant says was lifted against the two signatures behind each line (rules R1, R8): two persons whom the pack
 * names, neither with a part in the request, each within their grade, and nothing lifted beyond what both signed.
 *
 * @returns `null` when exactly that was lifted, or nothing was.
 */
export function liftingRefusal(leaf: GrantLeaf, evidence: Evidence, judge: EvidenceJudge): GrantRefusal | null {
  const pairs = signedLiftings(evidence.liftings);
  const claimed = leaf.lifted ?? [];
  if (pairs === null || (leaf.supersedes === undefined) !== (pairs.length === 0)) {
    return "tampered";
  }
  const isSaid = pairs.every((pair) => isAbout(leaf, pair) && pair.lines.every((line) => isNamed(claimed, line, pair)));
  if (!isSaid || claimed.length !== pairs.flatMap(({ lines }) => lines).length) {
    return "tampered";
  }
  return pairs.map((pair) => handsRefusal(leaf, evidence, judge, pair)).find((refusal) => refusal !== null) ?? null;
}

function isAbout({ request, requestDigest }: GrantLeaf, { asked, agreed }: SignedLifting): boolean {
  return [asked, agreed].every((act) => act.request === request && act.requestDigest === requestDigest);
}

function isNamed(claimed: NonNullable<GrantLeaf["lifted"]>, line: Withheld, pair: SignedLifting): boolean {
  return claimed.some(
    ({ reason, asked, agreed, article: _article, digest: _digest, ...named }) =>
      hasLine([line], named) &&
      reason === pair.reason &&
      asked.person === pair.asked.person &&
      agreed.person === pair.agreed.person,
  );
}

function handsRefusal(
  leaf: GrantLeaf,
  { request }: Evidence,
  judge: EvidenceJudge,
  { lines, asked, agreed }: SignedLifting,
): GrantRefusal | null {
  const pack = judge.pack(leaf.policy.digest);
  if (pack === null) {
    return "policy-unknown";
  }
  const rule = liftingRule(pack);
  const holds = (person: string, roles: typeof rule.asks): boolean =>
    judge.person(person)?.roles.some((role) => roles.includes(role)) === true;
  if (!holds(asked.person, rule.asks) || !holds(agreed.person, rule.agrees)) {
    return "chain-broken";
  }
  const recordings = leaf.chain?.recordings ?? [];
  const duty = brokenDuty({
    requester: request.act.person,
    deciders: [asked.person, agreed.person],
    supervisors: leaf.supervisors.map(({ person }) => person),
    viewers: leaf.viewers.map(({ person }) => person),
    wearers: recordings.flatMap(({ wearers }) => wearers),
  });
  if (asked.person === agreed.person || duty !== null) {
    return "duties-broken";
  }
  const concerned = judgedForLifting(pack, recordings, lines).map(graded);
  const isBeyond =
    judge.isBeyond(asked.person, {}, Date.parse(asked.at), concerned, pack) ||
    judge.isBeyond(agreed.person, { act: "approve" }, Date.parse(agreed.at), concerned, pack) ||
    concerned.some((one) => !maySee(pack, one, request.act.form.applicantClass).allowed);
  return isBeyond ? "beyond-authorisation" : null;
}

/** A recording as grades are judged by it. */
function graded({ wearers, ...recording }: Recording): GradedRecording {
  return { ...recording, wearers: wearers.map((person) => ({ person })) };
}
