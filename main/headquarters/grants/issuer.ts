import { fail, ok, type Result } from "../../../shared/result.ts";
import type { Failure } from "../../../shared/failure.ts";
import { maskedNumber, outsidersOf } from "../../../shared/access/outside.ts";
import { papersNeeded, presenceRules } from "../../../shared/access/policy/room.ts";
import { shownFrames, withheldBy } from "../../../shared/access/withheld.ts";
import type { FrameRange } from "../../../shared/model/footage.ts";
import { FormatError } from "../../formats/format-error.ts";
import type { ApprovalChain } from "../../../shared/access/policy/approval.ts";
import type { PolicyPack } from "../../../shared/model/policy.ts";
import type { DecisionForm, RequestRecord } from "../../../shared/model/request.ts";
import type { Lifted, Withheld, Witnessed } from "../../../shared/model/withheld.ts";
import type { StandingNumber } from "../../../shared/model/standing-order.ts";
import { mergeRanges } from "../../../shared/time/frame-ranges.ts";
import type { AuditLog } from "../../auditlog/index.ts";
import { base64, utf8 } from "../../formats/bytes.ts";
import { sha256Hex } from "../../formats/digest.ts";
import { encodeGrantFile, grantStatement, type GrantEvidence, type GrantStatement } from "../../formats/grant-file.ts";
import { buildGrant, type GrantBody, type GrantLeaf, type PresencePerson } from "../../formats/grant.ts";
import { cover, type KeyNode } from "../../formats/key-tree.ts";
import { policyDigest } from "../../formats/policy-digest.ts";
import { formatProof } from "../../formats/tlog-proof.ts";
import type { Catalogue, CatalogueEntry } from "../catalogue.ts";
import type { Custody } from "../custody.ts";
import type { Directory } from "../directory.ts";
import type { AssetKeys } from "../ingest/index.ts";
import type { Mirror } from "../mirror/index.ts";
import type { HeadquartersClock } from "../port.ts";
import { segmentsOf } from "../requests/ranges.ts";
import { papersOf, recordingsOf } from "./basis.ts";
import { belowFloor, type Station, type Stations } from "../stations.ts";
import { witnessedLines } from "./withheld.ts";

type Approval = Extract<DecisionForm, { outcome: "approve" }>;

/** A grant as its rows are kept. */
export interface IssuedGrant {
  readonly grantId: string;
  readonly station: string;
  /** Index of its leaf in the log of headquarters. */
  readonly entry: number;
  /** Milliseconds since the epoch. */
  readonly notAfter: number;
  /** The `GrantFile` as the station receives it. */
  readonly file: string;
  readonly assets: readonly string[];
}

/** A grant whose keys are sealed and which only waits to be logged. */
export interface PreparedGrant {
  /** Logs the key release and the grant and proves that it is logged. Call once. @throws {Breach} */
  issue(): IssuedGrant;
}

/** A request as far as a grant is made from it. */
export type GrantedRequest = Pick<
  RequestRecord,
  "id" | "number" | "digest" | "applicant" | "form" | "footage" | "papers" | "decisions"
>;

/** What an approval brings. */
export interface ApprovalFacts {
  readonly request: GrantedRequest;
  /** The pack that the request goes by; the grant names it. */
  readonly policy: PolicyPack;
  readonly chain: ApprovalChain;
  /** Terms of the last step; every step before allowed at least as much. */
  readonly approval: Approval;
  /** Every step of the chain, in order. */
  readonly steps: GrantBody["approvals"];
  /** The signed acts that the grant rests on. */
  readonly evidence: readonly GrantEvidence[];
  /** The standing order under which it is granted, and its number there. */
  readonly standing?: StandingNumber;
  /** Station that the approver decided at; preferred when it stands in the approved room. */
  readonly station: string;
  /** Where two persons lifted lines of an earlier grant's list: then the grant takes its place, at the same station. */
  readonly lifting?: Lifting;
}

/** What a lifting leaves of a list. */
export interface Lifting {
  /** The grant in force until now. */
  readonly supersedes: string;
  /** SHA-256 of the word that agreed. */
  readonly digest: string;
  readonly withheld: readonly Withheld[];
  readonly lifted: readonly (Withheld & Pick<Lifted, "reason" | "asked" | "agreed">)[];
}

/** Turns approvals into grants. */
export interface GrantIssuer {
  prepare(facts: ApprovalFacts): Promise<Result<PreparedGrant, Failure>>;
}

/** What the issuer works with. */
export interface IssuerParts {
  readonly clock: HeadquartersClock;
  readonly log: AuditLog;
  readonly directory: Directory;
  readonly stations: Stations;
  readonly catalogue: Catalogue;
  readonly custody: Custody;
  readonly mirror: Mirror;
  /** Folder of the packages: the list of what is withheld carries digests of its frames. */
  readonly objects: string;
  /** Adds the cosignature that stations know headquarters by; the log itself signs with keys that change. */
  readonly cosigned: (checkpoint: string) => string;
}

interface ReleasedAsset {
  readonly body: GrantBody["assets"][number];
  readonly nodes: readonly KeyNode[];
}

/**
 * Makes the issuer of grants.
 *
 * A grant carries only the key-tree nodes that cover the approved segments (rule R1), sealed to the
 * station of the approved room and to the approved supervisors, and it is a leaf of the log of
 * headquarters before anybody receives it.
 */
export function createGrantIssuer(parts: IssuerParts): GrantIssuer {
  return {
    async prepare(facts) {
      const station = stationFor(parts.stations, facts);
      if (station === null) {
        return fail({ code: "bad-request", field: "form.room" });
      }
      const unfit = stationFailure(station, facts);
      if (unfit !== null) {
        return fail(unfit);
      }
      const released = await releaseAssets(parts, facts);
      if (!released.ok) {
        return released;
      }
      const withheld = await witnessedLines({ ...parts, policy: facts.policy }, withheldOf(facts));
      if (!withheld.ok) {
        return withheld;
      }
      const lifted = await liftedLines({ ...parts, policy: facts.policy }, facts.lifting);
      if (!lifted.ok) {
        return lifted;
      }
      const supervisors = await presentPersons(parts.directory, facts.approval.supervisors);
      const body = grantBody(parts, facts, {
        station,
        supervisors,
        released: released.value,
        withheld: withheld.value,
        lifted: lifted.value,
      });
      // Where the pack lets them be alone and the approver names nobody, the viewers' own shares open the keys (R9).
      const isAlone = body.presence?.supervisors === 0;
      const persons = isAlone ? await presentPersons(parts.directory, viewersOf(facts.request)) : supervisors;
      if (persons.length === 0) {
        return fail({ code: "bad-request", field: "form.supervisors" });
      }
      const { leaf } = buildGrant(body, new Map(released.value.map(({ body: { asset }, nodes }) => [asset, nodes])), {
        persons: persons.map(({ person, certificatePem }) => ({ person, certificatePem })),
        capacity: isAlone ? "viewer" : "supervisor",
      });
      const statement = statementOf(leaf);
      return statement === null
        ? fail({ code: "bad-request", field: "form.assets" })
        : ok({ issue: () => issue(parts, facts, { body, statement, station }) });
    },
  };
}

function stationFor(stations: Stations, { approval, station }: ApprovalFacts): Station | null {
  const inRoom = stations.inRoom(approval.room);
  const fit = inRoom.filter((candidate) => belowFloor(candidate).length === 0 && !candidate.waits);
  return fit.find((candidate) => candidate.station === station) ?? fit[0] ?? inRoom[0] ?? null;
}

function stationFailure(station: Station, { station: decidedAt, lifting }: ApprovalFacts): Failure | null {
  if (lifting !== undefined && station.station !== decidedAt) {
    // A grant elsewhere would leave the one that it replaces open.
    return { code: "lifting", reason: "not-open" };
  }
  if (station.waits) {
    return { code: "administration", reason: "new-log-waits" };
  }
  return belowFloor(station).length > 0 ? { code: "administration", reason: "floor-not-met" } : null;
}

/** What any step of the approval withheld and nobody lifted. */
function withheldOf({ request, approval, lifting }: ApprovalFacts): Withheld[] {
  return lifting === undefined
    ? withheldBy([...request.decisions.map(({ form }) => form), approval])
    : [...lifting.withheld];
}

/** What was lifted keeps its article and the digest of its frames: what had been hidden stays provable. */
async function liftedLines(
  parts: Parameters<typeof witnessedLines>[0],
  lifting: Lifting | undefined,
): Promise<Result<Lifted[], Failure>> {
  const lines = lifting?.lifted ?? [];
  const witnessed = await witnessedLines(
    parts,
    lines.map(({ reason: _reason, asked: _asked, agreed: _agreed, ...line }) => line),
  );
  return witnessed.ok
    ? ok(
        lines.flatMap(({ reason, asked, agreed }, index) => {
          const line = witnessed.value[index];
          return line === undefined ? [] : [{ ...line, reason, asked, agreed }];
        }),
      )
    : witnessed;
}

async function releaseAssets(
  { catalogue, custody }: IssuerParts,
  facts: ApprovalFacts,
): Promise<Result<ReleasedAsset[], Failure>> {
  const { approval } = facts;
  const withheld = withheldOf(facts);
  const released = await Promise.all(
    approval.assets.map(async ({ asset, ranges }): Promise<ReleasedAsset | null> => {
      const [entry, keys] = await Promise.all([catalogue.find(asset), custody.keysOf(asset)]);
      const shown = shownFrames(ranges, withheld, asset);
      return entry === null || keys === null || shown.length === 0 ? null : releaseAsset(entry, keys, shown);
    }),
  );
  const missing = approval.assets.find((_asset, index) => released[index] === null);
  return missing === undefined
    ? ok(released.filter((asset) => asset !== null))
    : fail({ code: "footage-unavailable", asset: missing.asset });
}

function releaseAsset(
  { footage, treeDepth, segments: all }: CatalogueEntry,
  { treeRoot }: AssetKeys,
  ranges: readonly FrameRange[],
): ReleasedAsset {
  const segments = segmentsOf(ranges, all);
  return {
    body: {
      asset: footage.asset,
      title: footage.title,
      kind: footage.kind,
      manifest: footage.manifestDigest,
      frames: mergeRanges(ranges),
      segments,
      treeDepth,
    },
    nodes: segments.flatMap(({ from, to }) => cover(treeRoot, treeDepth, from, to)),
  };
}

interface NamedPerson extends PresencePerson {
  readonly name: string;
  readonly certificate: string;
}

async function presentPersons(directory: Directory, persons: readonly string[]): Promise<NamedPerson[]> {
  const entries = await Promise.all(persons.map((person) => directory.find(person)));
  return entries.flatMap((entry) =>
    entry === null || entry.certificatePem === null || entry.person.certificate === undefined
      ? []
      : [
          {
            person: entry.person.person,
            name: entry.person.name,
            certificate: entry.person.certificate,
            certificatePem: entry.certificatePem,
          },
        ],
  );
}

/** Those of the applicants who have a certificate. */
function viewersOf({ applicant, form }: GrantedRequest): string[] {
  return form.viewer === undefined ? [applicant.person] : [];
}

/** `null` when the grant is too long even with its recordings beside the log: it belongs into several requests. */
function statementOf(leaf: GrantLeaf): GrantStatement | null {
  try {
    return grantStatement(leaf);
  } catch (error) {
    if (error instanceof FormatError) {
      return null;
    }
    throw error;
  }
}

function grantBody(
  { clock, mirror }: IssuerParts,
  { request, policy, chain, approval, steps, standing, lifting }: ApprovalFacts,
  {
    station,
    supervisors,
    released,
    withheld,
    lifted,
  }: {
    readonly station: Station;
    readonly supervisors: readonly NamedPerson[];
    readonly released: readonly ReleasedAsset[];
    readonly withheld: readonly Witnessed[];
    readonly lifted: readonly Lifted[];
  },
): GrantBody {
  const { form } = request;
  const head = mirror.head(station.logOrigin);
  const issuedAt = new Date(clock.now()).toISOString();
  return {
    v: 1,
    t: "grant.issue",
    grant: grantIdOf(request.id, lifting?.digest ?? steps.at(-1)?.digest ?? ""),
    request: request.id,
    requestNumber: request.number,
    requestDigest: request.digest,
    station: station.logOrigin,
    stationKey: station.kemPublicKey,
    room: approval.room,
    purpose: form.purpose,
    caseNo: form.caseNo,
    verbs: [form.verb],
    ...whoMayCome(policy, request, supervisors.length),
    supervisors: supervisors.map(({ person, name, certificate }) => ({ person, name, certificate })),
    approvals: [...steps],
    ...(chain.kind === "steps"
      ? {
          chain: {
            rule: chain.id,
            applicantUnit: request.applicant.unit,
            recordings: recordingsOf(request, { dated: standing !== undefined }),
          },
        }
      : {}),
    ...(standing === undefined ? {} : { standing }),
    ...papersOf(request),
    assets: released.map(({ body }) => body),
    ...(withheld.length === 0 ? {} : { withheld: [...withheld] }),
    ...(lifting === undefined ? {} : { supersedes: lifting.supersedes, lifted: [...lifted] }),
    notBefore: new Date(approval.validFrom).toISOString(),
    notAfter: new Date(approval.validTo).toISOString(),
    playBudget: approval.playBudget,
    policy: { pack: policy.pack, version: String(policy.version), digest: policyDigest(policy) },
    issuedAt,
    pin: { size: head.size, root: base64(head.root) },
  };
}

/** Viewers, companions, and the pack's rule for their class as it stands now. */
function whoMayCome(
  policy: PolicyPack,
  { applicant, form, digest }: GrantedRequest,
  supervisors: number,
): Pick<GrantBody, "viewers" | "companions" | "applicantClass" | "presence"> {
  const { applicantClass } = form;
  const { place: _place, supervisors: least, ...rule } = presenceRules(policy, applicantClass);
  const papers = papersNeeded(policy, applicantClass).map(({ paper }) => paper);
  const others = outsidersOf(form, digest).map(({ person, shownName, capacity, idKind, idNo, unit, ...one }) => ({
    person,
    name: shownName,
    capacity,
    outside: {
      idKind,
      idMask: maskedNumber(idNo),
      unit: one.protected ? "" : unit,
      papers: capacity === "viewer" ? papers : [],
      minor: one.minor ?? false,
      protected: one.protected,
    },
  }));
  const { person, name, certificate } = applicant;
  const self = { person, name, ...(certificate === undefined ? {} : { certificate }) };
  const companions = others.flatMap(({ capacity, ...one }) => (capacity === "viewer" ? [] : [{ ...one, capacity }]));
  return {
    applicantClass,
    // Whom the approver named must be there, even where the pack would let them be alone.
    presence: { ...rule, supervisors: Math.max(least, Math.min(supervisors, 1)) },
    viewers: [
      ...(form.viewer === undefined ? [self] : []),
      ...others.flatMap(({ capacity, ...one }) => (capacity === "viewer" ? [one] : [])),
    ],
    ...(companions.length === 0 ? {} : { companions }),
  };
}

/** One decision makes one grant: deciding again after a stop gives it the same name. */
function grantIdOf(request: string, decisionDigest: string): string {
  return `g-${sha256Hex(utf8(`${request}\n${decisionDigest}`)).slice(0, 20)}`;
}

function issue(
  { log, cosigned }: IssuerParts,
  { steps, evidence }: ApprovalFacts,
  {
    body,
    statement,
    station,
  }: { readonly body: GrantBody; readonly statement: GrantStatement; readonly station: Station },
): IssuedGrant {
  const { bytes, annex } = statement;
  const decider = steps.at(-1)?.person;
  log.append({
    t: "hq.release",
    b: {
      grant: body.grant,
      station: station.station,
      leaf: sha256Hex(bytes),
      // With an annex the segments would not fit here either; the leaf's digest covers them.
      assets: body.assets.map(({ asset, segments }) => (annex === undefined ? { asset, segments } : { asset })),
    },
    ...(decider === undefined ? {} : { person: decider }),
  });
  const { index } = log.appendStatement(bytes);
  const proof = formatProof({ index, proof: log.proveInclusion(index), checkpoint: cosigned(log.checkpoint()) });
  return {
    grantId: body.grant,
    station: station.station,
    entry: index,
    notAfter: Date.parse(body.notAfter),
    file: encodeGrantFile({
      leafBytes: bytes,
      annex,
      proof,
      evidence,
    }),
    assets: body.assets.map(({ asset }) => asset),
  };
}
