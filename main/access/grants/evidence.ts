import type { GradedAction, GradedFootage } from "../../../shared/access/authorisation.ts";
import type { GrantRefusal } from "../../../shared/failure.ts";
import { outsidersOf, type Outsider } from "../../../shared/access/outside.ts";
import {
  decisionActSchema,
  delegationActSchema,
  requestActSchema,
  requestStepActSchema,
  standingDecisionActSchema,
  standingProposalActSchema,
  type DecisionAct,
  type DelegationAct,
  type RequestAct,
  type RequestStepAct,
  type StandingDecisionAct,
  type StandingProposalAct,
} from "../../../shared/http/acts.ts";
import type { Person } from "../../../shared/model/person.ts";
import type { PolicyPack } from "../../../shared/model/policy.ts";
import { hasLine, shownFrames, withheldBy } from "../../../shared/access/withheld.ts";
import { coversRanges } from "../../../shared/time/frame-ranges.ts";
import type { RequestedAsset } from "../../../shared/model/request.ts";
import type { StandingNumber } from "../../../shared/model/standing-order.ts";
import { fromBase64 } from "../../formats/bytes.ts";
import { decodeCanonical } from "../../formats/canonical-json.ts";
import { verifyCms } from "../../formats/cms.ts";
import type { Certificate } from "../../formats/x509.ts";
import { sha256Hex } from "../../formats/digest.ts";
import type { GrantFile } from "../../formats/grant-file.ts";
import type { GrantLeaf } from "../../formats/grant.ts";
import { chainRefusal } from "./chain.ts";
import { liftingRefusal, stillWithheld } from "./lifting.ts";
import { standingRefusal } from "./standing-order.ts";

/** Whose certificate it is; an outside authority may write any name into one. */
export type PersonOf = (certificate: Certificate) => string;

/** What a station holds beside a grant to judge it by. */
export interface EvidenceJudge {
  readonly authorities: readonly string[];
  readonly personOf: PersonOf;
  /** The pack of this digest; `null` when the station has never received it. */
  readonly pack: (digest: string) => PolicyPack | null;
  readonly person: (person: string) => Person | null;
  /** Whether somebody acted beyond their grade at that moment, by the ladder of that pack; also where nothing is known of them. */
  readonly isBeyond: (
    person: string,
    action: GradedAction,
    at: number,
    footage: readonly GradedFootage[],
    pack: PolicyPack,
  ) => boolean;
  /** Viewings under a standing order that came to this station before, by the log. */
  readonly underOrder: (order: string) => readonly { readonly grant: string; readonly standing: StandingNumber }[];
}

/** One signed act with the digest of its bytes. */
export interface Signed<A> {
  readonly act: A;
  readonly digest: string;
}

/** The signed acts that a grant came with, each by the person it names. */
export interface Evidence {
  readonly request: Signed<RequestAct>;
  readonly decisions: readonly Signed<DecisionAct>[];
  readonly delegations: readonly Signed<DelegationAct>[];
  /** What was asked and agreed about lifting what is withheld. */
  readonly liftings: readonly Signed<RequestStepAct>[];
  /** The standing order that stands in for decisions, and the approver's word on it. */
  readonly standing: {
    readonly order: Signed<StandingProposalAct>;
    readonly approval: Signed<StandingDecisionAct>;
  } | null;
}

/**
 * Judges a grant by its own evidence: the signed request, every signed step of the chain and the delegations behind them,
 * or the signed standing order (常备调阅令) in their place.
 *
 * Headquarters has judged them before; a station does not take its word for it (rules R1, R8). A
 * certificate must have been valid when it signed, not now.
 *
 * @returns `null` when the grant says no more than what was asked for and approved by the right persons.
 */
export function evidenceRefusal(
  leaf: GrantLeaf,
  evidence: GrantFile["evidence"],
  judge: EvidenceJudge,
): GrantRefusal | null {
  const read = readEvidence(leaf, evidence, judge);
  if (read === null) {
    return "tampered";
  }
  const { request, decisions } = read;
  const isOfTheRequest =
    request.digest === leaf.requestDigest && isAskedFor(leaf, request.act) && isForThePersons(leaf, request);
  if (isUnderOrder(leaf, read)) {
    return isOfTheRequest ? standingRefusal(leaf, read, judge) : "tampered";
  }
  const sound =
    isOfTheRequest &&
    areTheApprovals(leaf, decisions) &&
    decisions.every(({ act }) => isApproved(leaf, request, act)) &&
    keepsWithheld(leaf, read);
  return sound ? (chainRefusal(leaf, read, judge) ?? liftingRefusal(leaf, read, judge)) : "tampered";
}

/** Any word of a standing order makes it one: then everything in the grant must be of that order. */
function isUnderOrder(leaf: GrantLeaf, { request, standing }: Evidence): boolean {
  return leaf.standing !== undefined || request.act.standing !== undefined || standing !== null;
}

function readEvidence(leaf: GrantLeaf, evidence: GrantFile["evidence"], judge: EvidenceJudge): Evidence | null {
  const at = new Date(leaf.issuedAt);
  const read = evidence.map(({ kind, cms }) => ({ kind, ...readAct(fromBase64(cms), judge, at) }));
  if (read.some(({ content }) => content === null)) {
    return null;
  }
  const signed = <A extends { readonly person: string }>(
    of: GrantFile["evidence"][number]["kind"],
    schema: { safeParse(value: unknown): { success: true; data: A } | { success: false } },
  ): Signed<A>[] =>
    read.flatMap(({ kind, content, digest, person }) => {
      const act = schema.safeParse(kind === of ? content : null);
      return act.success && act.data.person === person ? [{ act: act.data, digest }] : [];
    });
  const [request] = signed<RequestAct>("request", requestActSchema);
  const decisions = signed<DecisionAct>("decision", decisionActSchema);
  const delegations = signed<DelegationAct>("delegation", delegationActSchema);
  const liftings = signed<RequestStepAct>("lifting", requestStepActSchema);
  const [order] = signed<StandingProposalAct>("standing", standingProposalActSchema);
  const [approval] = signed<StandingDecisionAct>("standingDecision", standingDecisionActSchema);
  const standing = order === undefined || approval === undefined ? null : { order, approval };
  const known = decisions.length + delegations.length + liftings.length + (standing === null ? 1 : 3);
  const isWhole = known === evidence.length;
  // Under a standing order nobody decided again, and nothing was lifted.
  const isOneWay = standing === null ? decisions.length > 0 : decisions.length + liftings.length === 0;
  return request === undefined || !isWhole || !isOneWay
    ? null
    : { request, decisions, delegations, liftings, standing };
}

/** Persons without a certificate whom the signed request inside a grant names; nobody when it is no such request. */
export function outsidersIn(
  { requestDigest, issuedAt }: GrantLeaf,
  evidence: GrantFile["evidence"],
  judge: EvidenceJudge,
): Outsider[] {
  for (const { kind, cms } of evidence) {
    const bytes = fromBase64(cms);
    if (kind === "request" && sha256Hex(bytes) === requestDigest) {
      const act = requestActSchema.safeParse(readAct(bytes, judge, new Date(issuedAt)).content);
      return act.success ? outsidersOf(act.data.form, requestDigest) : [];
    }
  }
  return [];
}

interface ReadAct {
  readonly content: unknown;
  readonly digest: string;
  readonly person: string;
}

function readAct(cms: Uint8Array, { authorities, personOf }: EvidenceJudge, at: Date): ReadAct {
  const digest = sha256Hex(cms);
  const verified = verifyCms(cms, [...authorities], at);
  if (!verified.ok) {
    return { content: null, digest, person: "" };
  }
  try {
    return { content: decodeCanonical(verified.content), digest, person: personOf(verified.certificate) };
  } catch {
    return { content: null, digest, person: "" };
  }
}

/** Nothing is granted that nobody asked for. */
function isAskedFor(leaf: GrantLeaf, { form }: RequestAct): boolean {
  return (
    leaf.caseNo === form.caseNo &&
    leaf.purpose === form.purpose &&
    leaf.verbs.every((verb) => verb === form.verb) &&
    leaf.assets.every((asset) => isWithin(asset, form.assets))
  );
}

/** The applicant views, or exactly those for whom a clerk asked; and the rule of presence is for their class. */
function isForThePersons(leaf: GrantLeaf, { act: { form, person }, digest }: Signed<RequestAct>): boolean {
  const asked = outsidersOf(form, digest);
  const isViewer = ({ capacity }: (typeof asked)[number]): boolean => capacity === "viewer";
  const viewers = [...(form.viewer === undefined ? [person] : []), ...asked.filter(isViewer).map((one) => one.person)];
  const companions = leaf.companions ?? [];
  return (
    (leaf.applicantClass ?? form.applicantClass) === form.applicantClass &&
    leaf.viewers.length === viewers.length &&
    leaf.viewers.every((viewer) => viewers.some((one) => one === viewer.person)) &&
    leaf.viewers.every((viewer) => agrees(viewer, asked)) &&
    companions.length === asked.filter((one) => !isViewer(one)).length &&
    companions.every((one) => agrees(one, asked) && asked.some((named) => isSame(named, one)))
  );
}

type Asked = ReturnType<typeof outsidersOf>;

function isSame(named: Asked[number], one: { readonly person: string; readonly capacity: string }): boolean {
  return named.person === one.person && named.capacity === one.capacity;
}

/** An outside person is described as the request describes them. */
function agrees({ person, name, outside }: GrantLeaf["viewers"][number], asked: Asked): boolean {
  const named = asked.find((one) => one.person === person);
  return named === undefined
    ? outside === undefined
    : outside !== undefined &&
        named.shownName === name &&
        (named.minor ?? false) === outside.minor &&
        named.protected === outside.protected;
}

function areTheApprovals(leaf: GrantLeaf, decisions: readonly Signed<DecisionAct>[]): boolean {
  return (
    leaf.approvals.length === decisions.length &&
    leaf.approvals.every(({ person, digest }) =>
      decisions.some((decision) => decision.digest === digest && decision.act.person === person),
    )
  );
}

/** Nothing is granted beyond what each approver signed. */
function isApproved(leaf: GrantLeaf, request: Signed<RequestAct>, act: DecisionAct): boolean {
  const { form } = act;
  if (form.outcome !== "approve" || act.request !== leaf.request || act.requestDigest !== request.digest) {
    return false;
  }
  return (
    form.room === leaf.room &&
    leaf.playBudget <= form.playBudget &&
    Date.parse(leaf.notBefore) >= Date.parse(form.validFrom) &&
    Date.parse(leaf.notAfter) <= Date.parse(form.validTo) &&
    leaf.supervisors.every(({ person }) => form.supervisors.some((allowed) => allowed === person)) &&
    leaf.assets.every((asset) => isWithin(asset, form.assets))
  );
}

/** What an approver withheld stays withheld unless two lifted it, and none of its frames is granted. */
function keepsWithheld(leaf: GrantLeaf, { decisions, liftings }: Evidence): boolean {
  const withheld = leaf.withheld ?? [];
  const owed = stillWithheld(withheldBy(decisions.map(({ act }) => act.form)), { liftings });
  return (
    owed.every((line) => hasLine(withheld, line)) &&
    leaf.assets.every(({ asset, frames }) => coversRanges(shownFrames(frames, withheld, asset), frames))
  );
}

function isWithin(granted: GrantLeaf["assets"][number], allowed: readonly RequestedAsset[]): boolean {
  const ranges = allowed.filter(({ asset }) => asset === granted.asset).flatMap((asset) => asset.ranges);
  return granted.frames.length > 0 && coversRanges(ranges, granted.frames);
}
