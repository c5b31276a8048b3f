import { chainFault, type SignedStep } from "../../../shared/access/chain.ts";
import { brokenDuty } from "../../../shared/access/duties.ts";
import { approvalChain, opensRoom, signedSteps } from "../../../shared/access/policy/approval.ts";
import { approvalFacts } from "../../../shared/access/policy/facts.ts";
import { maySee, papersBeforehand, presenceRules } from "../../../shared/access/policy/room.ts";
import type { GrantRefusal } from "../../../shared/failure.ts";
import type { DecisionAct } from "../../../shared/http/acts.ts";
import type { PolicyPack } from "../../../shared/model/policy.ts";
import type { GrantLeaf } from "../../formats/grant.ts";
import type { Evidence, EvidenceJudge, Signed } from "./evidence.ts";

const day = 86_400_000;

type Chain = NonNullable<GrantLeaf["chain"]>;

/**
 * Walks the chain of approval once more, by the pack that the grant names: its steps, posts, order and narrowing, the
 * separation of duties with the wearers, the grades of everybody who acted, the pack's own limits, and the papers.
 *
 * @returns `null` when the pack that the station holds would have let exactly these persons grant exactly this.
 */
export function chainRefusal(leaf: GrantLeaf, evidence: Evidence, judge: EvidenceJudge): GrantRefusal | null {
  const pack = judge.pack(leaf.policy.digest);
  if (pack === null) {
    return "policy-unknown";
  }
  const { chain } = leaf;
  const steps = signedStepsOf(evidence, judge);
  if (chain === undefined || steps === null || !isTheChain(leaf, chain, pack, evidence, steps)) {
    return "chain-broken";
  }
  if (areDutiesBroken(leaf, chain, evidence, steps)) {
    return "duties-broken";
  }
  if (isAnybodyBeyond(chain, pack, evidence, steps, judge)) {
    return "beyond-authorisation";
  }
  return isWithinPack(leaf, chain, pack, evidence, judge) ? null : "chain-broken";
}

/** Each decision with the post it was signed in; `null` when somebody claims a post that nobody gave them. */
function signedStepsOf({ decisions, delegations }: Evidence, judge: EvidenceJudge): SignedStep[] | null {
  const steps = decisions.map(({ act, digest }): SignedStep | null => {
    const holder = holderOf(act, delegations);
    const person = holder === null ? null : judge.person(holder);
    return person === null
      ? null
      : {
          person: act.person,
          digest,
          step: act.step,
          previous: act.previous,
          requestDigest: act.requestDigest,
          form: act.form,
          post: { person: person.person, roles: person.roles },
        };
  });
  return steps.includes(null) ? null : steps.filter((step) => step !== null);
}

function holderOf(act: DecisionAct, delegations: Evidence["delegations"]): string | null {
  if (act.delegation === undefined) {
    return act.person;
  }
  const given = delegations.find(({ digest }) => digest === act.delegation)?.act;
  const at = Date.parse(act.at);
  const holds =
    given !== undefined &&
    given.form.deputy === act.person &&
    Date.parse(given.form.from) <= at &&
    at < Date.parse(given.form.to);
  return holds ? given.person : null;
}

/** Every step of the pack's chain for this request, no more and no fewer, and the grant names each as it was signed. */
function isTheChain(
  leaf: GrantLeaf,
  { rule, applicantUnit, recordings }: Chain,
  pack: PolicyPack,
  { request }: Evidence,
  steps: readonly SignedStep[],
): boolean {
  const { form } = request.act;
  const areTheRecordings =
    recordings.length === form.assets.length &&
    form.assets.every(({ asset }) => recordings.some((recording) => recording.asset === asset));
  const chain = approvalChain(pack, approvalFacts(pack, { form, footage: recordings, applicantUnit }));
  const asked = signedSteps(chain);
  return (
    areTheRecordings &&
    chain.kind === "steps" &&
    chain.id === rule &&
    steps.length === asked.length &&
    steps.every(({ form: { outcome } }) => outcome === "approve") &&
    chainFault(asked, steps, leaf.requestDigest) === null &&
    leaf.approvals.every(({ person, digest, step, deputyFor }, index) => {
      const signed = steps[index];
      const standsFor = signed?.post.person === signed?.person ? undefined : signed?.post.person;
      return signed?.digest === digest && signed.person === person && step === index && deputyFor?.person === standsFor;
    })
  );
}

function areDutiesBroken(
  leaf: GrantLeaf,
  { recordings }: Chain,
  { request }: Evidence,
  steps: readonly SignedStep[],
): boolean {
  const wearers = [...new Set(recordings.flatMap((recording) => recording.wearers))];
  const rule = brokenDuty({
    requester: request.act.person,
    deciders: steps.flatMap(({ person, post }) => [person, post.person]),
    supervisors: leaf.supervisors.map(({ person }) => person),
    viewers: leaf.viewers.map(({ person }) => person),
    wearers,
  });
  return rule !== null;
}

/** A deputy stands in a post, never above their own grade, and nobody gives what they do not hold. */
function isAnybodyBeyond(
  { recordings }: Chain,
  pack: PolicyPack,
  { request, decisions }: Evidence,
  steps: readonly SignedStep[],
  { isBeyond }: EvidenceJudge,
): boolean {
  const footage = recordings.map(({ wearers, ...recording }) => ({
    ...recording,
    wearers: wearers.map((person) => ({ person })),
  }));
  const { person, at, form } = request.act;
  const applicant =
    form.applicantClass === "staff" &&
    isBeyond(person, { act: "apply", verb: form.verb }, Date.parse(at), footage, pack);
  return (
    applicant ||
    steps.some((step, index) => {
      const signedAt = signedAtOf(decisions[index]);
      return [step.person, step.post.person].some((hand) =>
        isBeyond(hand, { act: "approve" }, signedAt, footage, pack),
      );
    })
  );
}

function signedAtOf(decision: Signed<DecisionAct> | undefined): number {
  return decision === undefined ? Number.NaN : Date.parse(decision.act.at);
}

/** The pack's closed lists, levels of secrecy, periods, presence and papers. */
function isWithinPack(
  leaf: GrantLeaf,
  { applicantUnit, recordings }: Chain,
  pack: PolicyPack,
  { request }: Evidence,
  judge: EvidenceJudge,
): boolean {
  const { form, person } = request.act;
  const papers = leaf.papers ?? [];
  return (
    judge.person(person)?.unit === applicantUnit &&
    leaf.verbs.every(opensRoom) &&
    pack.purposes.some(({ purpose }) => purpose === leaf.purpose) &&
    leaf.assets.every(({ asset }) =>
      recordings.some((recording) => recording.asset === asset && maySee(pack, recording, form.applicantClass).allowed),
    ) &&
    Date.parse(leaf.notAfter) - Date.parse(leaf.notBefore) <= pack.validity.maximumDays * day &&
    leaf.playBudget <= pack.playBudget.maximum &&
    leaf.supervisors.length >= presenceRules(pack, form.applicantClass).supervisors &&
    papersBeforehand(pack, form.applicantClass).every(({ paper }) =>
      papers.some((checked) => checked.paper === paper && checked.checkedBy.person !== person),
    )
  );
}
