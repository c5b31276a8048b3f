import { z } from "zod";
import { findingDetailSchema, findingIdSchema, findingSchema } from "../model/finding.ts";
import {
  administrationViewSchema,
  orderRecordSchema,
  orderYieldSchema,
  standingSchema,
} from "../model/administration.ts";
import { incidentRecordSchema } from "../model/incident.ts";
import { assetIdSchema, footagePageSchema, footageQuerySchema, footageSchema } from "../model/footage.ts";
import { newLogStageSchema } from "../model/new-log.ts";
import { personIdSchema, personSchema } from "../model/person.ts";
import { offeredPackSchema, policyOfferSchema } from "../model/policy-offer.ts";
import { noteBundleSchema } from "../model/note.ts";
import { requestIdSchema, requestRecordSchema, requestScopeSchema } from "../model/request.ts";
import { attachmentSchema, delegationSchema, digestSchema } from "../model/request-steps.ts";
import { retentionViewSchema } from "../model/retention.ts";
import { clipListingSchema, extractionIdSchema, extractionViewSchema } from "../model/extraction.ts";
import { standingOrderSchema } from "../model/standing-order.ts";
import { protectionSchema } from "../model/station.ts";
import { timeRoutes } from "./time-api.ts";

/**
 * The HTTP contract between a station and headquarters.
 *
 * TLS with a device certificate says which station is calling; `authorization: Bearer <session>`
 * says which person, after that person signed a challenge. Acts (filing, deciding) are CMS
 * SignedData (RFC 5652) over canonical JSON (RFC 8785), so authenticity never rests on the session.
 * Packages and the C2SP log endpoints have their own formats and are not in this table.
 */

const base64 = z.base64();
const nothing = z.object({});
/** Characters of a policy pack. */
const largestPack = 4 * 1_048_576;

interface Route {
  readonly method: "GET" | "POST";
  readonly path: string;
  /** Whether a person's session is needed beside the device certificate. */
  readonly person: boolean;
  readonly input: z.ZodType;
  readonly output: z.ZodType;
  /** Bytes of the largest body, where the usual limit is too small. */
  readonly largestBody?: number;
}

export const routes = {
  challenge: {
    method: "POST",
    path: "/v1/challenges",
    person: false,
    input: nothing,
    output: z.object({ nonce: z.string() }),
  },
  /** `cms` signs `SessionAct`. */
  openSession: {
    method: "POST",
    path: "/v1/sessions",
    person: false,
    input: z.object({ cms: base64 }),
    output: z.object({ session: z.string(), person: personSchema, expires: z.iso.datetime() }),
  },
  people: { method: "POST", path: "/v1/people", person: false, input: nothing, output: z.array(personSchema) },
  policy: { method: "POST", path: "/v1/policy", person: false, input: nothing, output: z.object({ file: z.string() }) },
  searchFootage: {
    method: "POST",
    path: "/v1/catalogue/search",
    person: true,
    input: footageQuerySchema,
    output: footagePageSchema,
  },
  showFootage: {
    method: "POST",
    path: "/v1/catalogue/show",
    person: true,
    input: z.object({ asset: z.string() }),
    output: footageSchema,
  },
  /** `cms` signs `RequestAct`. Idempotent: the same bytes give the same request. Under a standing order it is granted at once. */
  fileRequest: {
    method: "POST",
    path: "/v1/requests",
    person: true,
    input: z.object({ cms: base64 }),
    output: requestRecordSchema,
  },
  listRequests: {
    method: "POST",
    path: "/v1/requests/list",
    person: true,
    input: z.object({ scope: requestScopeSchema }),
    output: z.array(requestRecordSchema),
  },
  showRequest: {
    method: "POST",
    path: "/v1/requests/show",
    person: true,
    input: z.object({ id: requestIdSchema }),
    output: requestRecordSchema,
  },
  /** The signed acts behind a form, for whoever may see it; base64. */
  showSignatures: {
    method: "POST",
    path: "/v1/signatures",
    person: true,
    input: z.object({ of: z.enum(["request", "incident", "declaration", "hold", "list"]), id: z.string().max(64) }),
    output: z.array(base64),
  },
  /** `cms` signs `DecisionAct`. */
  decideRequest: {
    method: "POST",
    path: "/v1/decisions",
    person: true,
    input: z.object({ cms: base64 }),
    output: requestRecordSchema,
  },
  /** `cms` signs `RequestStepAct`: withdrawal, revocation, return, papers, third party. Idempotent. */
  stepRequest: {
    method: "POST",
    path: "/v1/requests/steps",
    person: true,
    input: z.object({ cms: base64 }),
    output: requestRecordSchema,
  },
  /** Delegations that the person gave or received. */
  listDelegations: {
    method: "POST",
    path: "/v1/delegations/list",
    person: true,
    input: nothing,
    output: z.array(delegationSchema),
  },
  /** `cms` signs `DelegationAct`. Idempotent. */
  delegate: {
    method: "POST",
    path: "/v1/delegations",
    person: true,
    input: z.object({ cms: base64 }),
    output: delegationSchema,
  },
  /** `cms` signs `DelegationEndAct`. Idempotent. */
  endDelegation: {
    method: "POST",
    path: "/v1/delegations/end",
    person: true,
    input: z.object({ cms: base64 }),
    output: delegationSchema,
  },
  /** Standing orders (常备调阅令) that concern the person; viewings under them are requests. */
  listStandingOrders: {
    method: "POST",
    path: "/v1/standing-orders/list",
    person: true,
    input: nothing,
    output: z.array(standingOrderSchema),
  },
  /** `cms` signs `StandingProposalAct`. Idempotent. */
  proposeStandingOrder: {
    method: "POST",
    path: "/v1/standing-orders",
    person: true,
    input: z.object({ cms: base64 }),
    output: standingOrderSchema,
  },
  /** `cms` signs `StandingDecisionAct`. Idempotent. */
  decideStandingOrder: {
    method: "POST",
    path: "/v1/standing-orders/decisions",
    person: true,
    input: z.object({ cms: base64 }),
    output: standingOrderSchema,
  },
  /** `cms` signs `StandingWithdrawalAct`. Idempotent. */
  withdrawStandingOrder: {
    method: "POST",
    path: "/v1/standing-orders/withdrawals",
    person: true,
    input: z.object({ cms: base64 }),
    output: standingOrderSchema,
  },
  /** Hands in a scan of a paper; what it is, its own bytes say. Idempotent. */
  addAttachment: {
    method: "POST",
    path: "/v1/attachments",
    person: true,
    input: z.object({ name: z.string().max(256), content: base64 }),
    output: attachmentSchema,
    largestBody: 15_000_000,
  },
  openAttachment: {
    method: "POST",
    path: "/v1/attachments/open",
    person: true,
    input: z.object({ digest: digestSchema }),
    output: z.object({ attachment: attachmentSchema, content: base64 }),
  },
  /** Findings of the monitor: all for compliance, those about the machine for administrators. */
  listFindings: {
    method: "POST",
    path: "/v1/findings/list",
    person: true,
    input: z.object({ scope: z.enum(["open", "all"]) }),
    output: z.array(findingSchema),
  },
  showFinding: {
    method: "POST",
    path: "/v1/findings/show",
    person: true,
    input: z.object({ id: findingIdSchema }),
    output: findingDetailSchema,
  },
  /** `cms` signs `FindingAct`. */
  settleFinding: {
    method: "POST",
    path: "/v1/findings/settle",
    person: true,
    input: z.object({ cms: base64 }),
    output: findingSchema,
  },
  /** Incidents: all for compliance, their own for room supervisors. */
  listIncidents: {
    method: "POST",
    path: "/v1/incidents/list",
    person: true,
    input: nothing,
    output: z.array(incidentRecordSchema),
  },
  /** `cms` signs `IncidentAct`. Idempotent: the same bytes give the same incident. */
  recordIncident: {
    method: "POST",
    path: "/v1/incidents",
    person: true,
    input: z.object({ cms: base64 }),
    output: incidentRecordSchema,
  },
  /** `cms` signs `IncidentStepAct`. */
  stepIncident: {
    method: "POST",
    path: "/v1/incidents/steps",
    person: true,
    input: z.object({ cms: base64 }),
    output: incidentRecordSchema,
  },
  /**
   * Signed notes of every station that the person may read, from `after` on: on one recording, or those in which the
   * person is asked.
   */
  notes: {
    method: "POST",
    path: "/v1/notes",
    person: true,
    input: z.object({ asset: z.string().max(128).optional(), after: z.int().nonnegative() }),
    output: z.object({ bundle: noteBundleSchema, next: z.int().nonnegative().nullable() }),
  },
  ...timeRoutes,
  /** Everything an administrator may see; for others refused. */
  administration: {
    method: "POST",
    path: "/v1/administration",
    person: true,
    input: nothing,
    output: administrationViewSchema,
  },
  /** `cms` signs `OrderAct` or `CountersignAct`. The same bytes a second time are refused. */
  administer: {
    method: "POST",
    path: "/v1/administration/acts",
    person: true,
    input: z.object({ cms: base64 }),
    output: orderRecordSchema,
  },
  /** What an applied order hands out, to an administrator. */
  collectOrder: {
    method: "POST",
    path: "/v1/administration/collect",
    person: true,
    input: z.object({ digest: z.string().max(64) }),
    output: orderYieldSchema,
  },
  /** Packs that legal officers signed, newest first; for legal officers and administrators. */
  policyOffers: {
    method: "POST",
    path: "/v1/policy/offers",
    person: true,
    input: nothing,
    output: z.array(policyOfferSchema),
  },
  showPolicyOffer: {
    method: "POST",
    path: "/v1/policy/offers/show",
    person: true,
    input: z.object({ digest: digestSchema }),
    output: offeredPackSchema,
  },
  /** `pack` is the whole pack as canonical JSON; `signature` signs its digest (`main/formats/policy-file.ts`). */
  offerPolicy: {
    method: "POST",
    path: "/v1/policy/offers/sign",
    person: true,
    input: z.object({ pack: z.string().max(largestPack), signature: base64 }),
    output: policyOfferSchema,
    largestBody: 2 * largestPack,
  },
  /** Combines shares of the master key in memory and proves that they open what is sealed; changes nothing. */
  rehearseBackup: {
    method: "POST",
    path: "/v1/administration/rehearsals",
    person: true,
    input: z.object({ shares: z.array(z.string().max(1024)).max(32) }),
    output: z.object({ set: z.string(), secrets: z.int() }),
  },
  /** What comes due, what is held, and the destruction lists, as far as the person may know of it. */
  retention: { method: "POST", path: "/v1/retention", person: true, input: nothing, output: retentionViewSchema },
  /** `cms` signs `RetentionAct`. The same bytes a second time are refused. */
  retain: {
    method: "POST",
    path: "/v1/retention/acts",
    person: true,
    input: z.object({ cms: base64 }),
    output: retentionViewSchema,
  },
  /** Evidence marks and what became of them, as far as the person may know of the recordings. */
  listExtractions: {
    method: "POST",
    path: "/v1/extractions/list",
    person: true,
    input: nothing,
    output: z.array(extractionViewSchema),
  },
  /** `cms` signs `ExtractionAct`. The same bytes a second time are refused. Cutting happens within the call. */
  stepExtraction: {
    method: "POST",
    path: "/v1/extractions",
    person: true,
    input: z.object({ cms: base64 }),
    output: extractionViewSchema,
  },
  /** What the clip that headquarters keeps presents, read back from its file: digests and proofs, never a picture. */
  listClip: {
    method: "POST",
    path: "/v1/extractions/clip",
    person: true,
    input: z.object({ id: extractionIdSchema }),
    output: clipListingSchema,
  },
  /** The citation of one frame as text. */
  citeFrame: {
    method: "POST",
    path: "/v1/citations",
    person: true,
    input: z.object({ asset: assetIdSchema, frame: z.int().nonnegative() }),
    output: z.object({ citation: z.string() }),
  },
  /** Authorisations, authorities and revoked certificates, for every station. */
  standing: { method: "POST", path: "/v1/standing", person: false, input: nothing, output: standingSchema },
  /** What headquarters knows as this station's log, and what became of a new one it asked to take. */
  ownLog: {
    method: "POST",
    path: "/v1/log",
    person: false,
    input: nothing,
    output: z.object({
      origin: z.string(),
      /** To whom a new log seals the first key of its seal: name, and X25519 key (base64url). */
      sealRecipient: z.object({ name: z.string(), publicKey: z.string() }),
      asked: z
        .object({
          origin: z.string(),
          stage: newLogStageSchema.extract(["waiting", "refused"]),
          at: z.iso.datetime(),
          by: personIdSchema,
          note: z.string().optional(),
        })
        .optional(),
    }),
  },
  /** `cms` signs `NewLogAct`; `genesis` is the leaf (base64), `checkpoint` the new log's note over it alone. */
  continueLog: {
    method: "POST",
    path: "/v1/log/continue",
    person: false,
    input: z.object({ cms: base64, genesis: base64.max(32_768), checkpoint: z.string().max(4096) }),
    output: nothing,
  },
  /** Which protections are live at the station. */
  reportProtections: {
    method: "POST",
    path: "/v1/protections",
    person: false,
    input: z.object({ shell: z.enum(["electron", "chromium"]), protections: z.array(protectionSchema).max(32) }),
    output: nothing,
  },
  /** Everything headquarters has issued for this station since `after`; grants are `GrantFile`s. */
  outbox: {
    method: "POST",
    path: "/v1/outbox",
    person: false,
    input: z.object({ after: z.int() }),
    output: z.object({
      items: z.array(z.object({ cursor: z.int(), kind: z.string().max(32), file: z.string() })),
      next: z.int(),
    }),
  },
  /** X25519 key (base64url) that travel bundles for headquarters are sealed to. */
  travelKey: {
    method: "POST",
    path: "/v1/travel-key",
    person: false,
    input: nothing,
    output: z.object({ key: z.string().regex(/^[A-Za-z0-9_-]{43}$/u) }),
  },
  acknowledge: {
    method: "POST",
    path: "/v1/acknowledgements",
    person: false,
    input: z.object({ cursor: z.int(), size: z.int() }),
    output: nothing,
  },
} as const satisfies Record<string, Route>;

export type RouteName = keyof typeof routes;
export type RouteInput<R extends RouteName> = z.input<(typeof routes)[R]["input"]>;
export type RouteOutput<R extends RouteName> = z.output<(typeof routes)[R]["output"]>;

/** `GET /v1/packages/{asset}`: the footage package, with Range; ciphertext only. */
export const packagePath = (asset: string): string => `/v1/packages/${encodeURIComponent(asset)}`;

/** Refusals by headquarters: HTTP 4xx with this body. `code` is one of `Failure`'s codes. */
export const refusalSchema = z.object({ failure: z.record(z.string(), z.unknown()) });
