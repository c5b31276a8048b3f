import { brokenDuty } from "../../../shared/access/duties.ts";
import { maySee } from "../../../shared/access/policy/room.ts";
import { countFault, hasSupervisors, isWhole, isWithinDay, useFault } from "../../../shared/access/standing-order.ts";
import type { GrantRefusal } from "../../../shared/failure.ts";
import type { PolicyPack } from "../../../shared/model/policy.ts";
import type { GrantLeaf } from "../../formats/grant.ts";
import type { Evidence, EvidenceJudge } from "./evidence.ts";

type Standing = NonNullable<Evidence["standing"]>;
type Recording = NonNullable<GrantLeaf["chain"]>["recordings"][number];

/** A grant under an order with everything it is judged by. */
interface Claimed {
  readonly leaf: GrantLeaf;
  readonly number: NonNullable<GrantLeaf["standing"]>;
  readonly request: Evidence["request"];
  readonly order: Standing["order"];
  readonly approval: Standing["approval"];
  readonly recording: Recording;
  readonly pack: PolicyPack;
}

/**
 * Holds a grant that nobody decided on its own against the signed standing order (常备调阅令, O-20) that travels inside it:
 * the approver's post and word, the frame, the holder, the room, the day, the separation of duties with the wearers, the
 * grades of both, and its number among the viewings (rules R1, R7, R8, R9).
 *
 * Headquarters has judged the same by the same rules; a station does not take its word for it.
 *
 * @returns `order-spent` when the number lies above what was approved or was given to another grant, `order-broken` when
 * the order does not say what the grant does.
 */
export function standingRefusal(leaf: GrantLeaf, evidence: Evidence, judge: EvidenceJudge): GrantRefusal | null {
  const pack = judge.pack(leaf.policy.digest);
  if (pack === null) {
    return "policy-unknown";
  }
  const claimed = claimedBy(leaf, evidence, pack);
  if (claimed === null || !isApproved(claimed, judge) || !isCovered(claimed, judge)) {
    return "order-broken";
  }
  if (areDutiesBroken(claimed)) {
    return "duties-broken";
  }
  if (isAnybodyBeyond(claimed, judge)) {
    return "beyond-authorisation";
  }
  return isSpent(claimed, judge) ? "order-spent" : null;
}

/** The grant names an order, the request claims the same one, and it is about one recording and nothing else. */
function claimedBy(leaf: GrantLeaf, { request, decisions, standing }: Evidence, pack: PolicyPack): Claimed | null {
  const { standing: number, chain } = leaf;
  const claim = request.act.standing;
  const [recording, ...more] = chain?.recordings ?? [];
  if (number === undefined || claim === undefined || standing === null || recording === undefined) {
    return null;
  }
  const { order, approval } = standing;
  const same = [
    [decisions.length + more.length, 0],
    [claim.order, number.order],
    [claim.day, number.day],
    [claim.digest, number.digest],
    [order.digest, number.digest],
    [`o-${order.digest.slice(0, 20)}`, number.order],
  ] as const;
  return same.every(([one, other]) => one === other)
    ? { leaf, number, request, order, approval, recording, pack }
    : null;
}

/** The holder of the post that the pack names approved exactly this order, and the grant names them. */
function isApproved({ leaf, number, order, approval, pack }: Claimed, judge: EvidenceJudge): boolean {
  const { act, digest } = approval;
  const [named, ...more] = leaf.approvals;
  return (
    act.form.outcome === "approve" &&
    act.order === number.order &&
    act.orderDigest === order.digest &&
    named?.person === act.person &&
    named.digest === digest &&
    named.deputyFor === undefined &&
    more.length === 0 &&
    judge.person(act.person)?.roles.includes(pack.urgent.approver.role) === true
  );
}

/** The order opens this recording, whole, to this person in this room on this day, and on no wider terms. */
function isCovered(claimed: Claimed, judge: EvidenceJudge): boolean {
  const { leaf, number, request, order, recording, pack } = claimed;
  const { person } = request.act;
  const { recordedFrom } = recording;
  const unit = leaf.chain?.applicantUnit;
  if (recordedFrom === undefined || unit === undefined || judge.person(person)?.unit !== unit) {
    return false;
  }
  const footage = { ...recording, recordedFrom };
  const viewing = { person, unit, room: leaf.room, day: number.day, footage };
  return useFault(pack, order.act.form, viewing) === null && isTheWhole(claimed) && keepsTerms(claimed);
}

/** One recording from its first frame to its last, as staff may see it. */
function isTheWhole({ leaf, recording, pack }: Claimed): boolean {
  const [granted, ...more] = leaf.assets;
  return (
    granted?.asset === recording.asset &&
    more.length === 0 &&
    isWhole(granted.frames, recording.frames) &&
    leaf.withheld === undefined &&
    leaf.applicantClass === "staff" &&
    maySee(pack, recording, "staff").allowed
  );
}

/** For the order's purpose and by its verb, within its day, opened no more often, with its own supervisors in the room. */
function keepsTerms({ leaf, number, order, pack }: Claimed): boolean {
  const { form } = order.act;
  const supervisors = leaf.supervisors.map(({ person }) => person);
  return (
    leaf.purpose === form.purpose &&
    leaf.verbs.every((verb) => verb === form.verb) &&
    leaf.playBudget <= form.playBudget &&
    isWithinDay(pack, number.day, Date.parse(leaf.notBefore), Date.parse(leaf.notAfter)) &&
    supervisors.every((person) => form.supervisors.some((allowed) => allowed === person)) &&
    hasSupervisors(pack, supervisors)
  );
}

function areDutiesBroken({ leaf, request, order, approval, recording }: Claimed): boolean {
  const deciders = [approval.act.person];
  return (
    deciders.some((person) => person === order.act.person) ||
    brokenDuty({
      requester: request.act.person,
      wearers: recording.wearers,
      viewers: leaf.viewers.map(({ person }) => person),
      supervisors: leaf.supervisors.map(({ person }) => person),
      deciders,
    }) !== null
  );
}

/** The order gives nobody more than their own grade, and nobody approved what lies above theirs. */
function isAnybodyBeyond({ request, approval, recording, pack }: Claimed, { isBeyond }: EvidenceJudge): boolean {
  const footage = [{ ...recording, wearers: recording.wearers.map((person) => ({ person })) }];
  const { person, at, form } = request.act;
  return (
    isBeyond(person, { act: "apply", verb: form.verb }, Date.parse(at), footage, pack) ||
    isBeyond(approval.act.person, { act: "approve" }, Date.parse(approval.act.at), footage, pack)
  );
}

function isSpent({ leaf, number, order }: Claimed, judge: EvidenceJudge): boolean {
  const others = judge.underOrder(number.order).filter(({ grant }) => grant !== leaf.grant);
  return (
    countFault(order.act.form, number) !== null ||
    others.some(
      ({ standing }) => standing.use === number.use || (standing.day === number.day && standing.ofDay === number.ofDay),
    )
  );
}
