import type { GrantRefusal } from "../../../shared/failure.ts";
import { decisionActSchema, requestActSchema, type DecisionAct, type RequestAct } from "../../../shared/http/acts.ts";
import { outsidersOf, type Outsider } from "../../../shared/access/outside.ts";
import { brokenDuty } from "../../../shared/access/duties.ts";
import { coversRanges } from "../../../shared/time/frame-ranges.ts";
import type { RequestedAsset } from "../../../shared/model/request.ts";
import { fromBase64 } from "../../formats/bytes.ts";
import { decodeCanonical } from "../../formats/canonical-json.ts";
import { verifyCms } from "../../formats/cms.ts";
import type { Certificate } from "../../formats/x509.ts";
import { sha256Hex } from "../../formats/digest.ts";
import type { GrantFile } from "../../formats/grant-file.ts";
import type { GrantLeaf } from "../../formats/grant.ts";

/** Whose certificate it is; an outside authority may write any name into one. */
export type PersonOf = (certificate: Certificate) => string;

/** One signed act with the digest of its bytes. */
interface Signed<A> {
  readonly act: A;
  readonly digest: string;
}

/**
 * Judges a grant by its own evidence: the signed request and the signed decisions.
 *
 * Headquarters has judged them before; a station does not take its word for it (rules R1, R8). A
 * certificate must have been valid when it signed, not now.
 *
 * @returns `null` when the grant says no more than what was asked for and approved by the right persons.
 */
export function evidenceRefusal(
  leaf: GrantLeaf,
  evidence: GrantFile["evidence"],
  authorities: readonly string[],
  personOf: PersonOf,
): GrantRefusal | null {
  const at = new Date(leaf.issuedAt);
  const read = evidence.map(({ kind, cms }) => ({ kind, ...readAct(fromBase64(cms), authorities, personOf, at) }));
  if (read.some(({ content }) => content === null)) {
    return "tampered";
  }
  const request = read.flatMap(({ kind, content, digest, person }) => {
    const act = requestActSchema.safeParse(kind === "request" ? content : null);
    return act.success && act.data.person === person ? [{ act: act.data, digest }] : [];
  })[0];
  const decisions = read.flatMap(({ kind, content, digest, person }) => {
    const act = decisionActSchema.safeParse(kind === "decision" ? content : null);
    return act.success && act.data.person === person ? [{ act: act.data, digest }] : [];
  });
  if (request === undefined || decisions.length === 0) {
    return "tampered";
  }
  const sound =
    request.digest === leaf.requestDigest &&
    isAskedFor(leaf, request.act) &&
    isForThePersons(leaf, request) &&
    areTheApprovals(leaf, decisions) &&
    decisions.every(({ act }) => isApproved(leaf, request, act)) &&
    brokenDuty({
      requester: request.act.person,
      deciders: decisions.map(({ act }) => act.person),
      supervisors: leaf.supervisors.map(({ person }) => person),
      viewers: leaf.viewers.map(({ person }) => person),
      wearers: [],
    }) === null;
  return sound ? null : "tampered";
}

/** Persons without a certificate whom the signed request inside a grant names; nobody when it is no such request. */
export function outsidersIn(
  { requestDigest, issuedAt }: GrantLeaf,
  evidence: GrantFile["evidence"],
  authorities: readonly string[],
  personOf: PersonOf,
): Outsider[] {
  for (const { kind, cms } of evidence) {
    const bytes = fromBase64(cms);
    if (kind === "request" && sha256Hex(bytes) === requestDigest) {
      const act = requestActSchema.safeParse(readAct(bytes, authorities, personOf, new Date(issuedAt)).content);
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

function readAct(cms: Uint8Array, authorities: readonly string[], personOf: PersonOf, at: Date): ReadAct {
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

function isWithin(granted: GrantLeaf["assets"][number], allowed: readonly RequestedAsset[]): boolean {
  const ranges = allowed.filter(({ asset }) => asset === granted.asset).flatMap((asset) => asset.ranges);
  return granted.frames.length > 0 && coversRanges(ranges, granted.frames);
}
