import { findingActSchema, sessionActSchema, type FindingAct, type SessionAct } from "../../../shared/http/acts.ts";
import type { RouteOutput } from "../../../shared/http/api.ts";
import type { Failure } from "../../../shared/failure.ts";
import type { Finding } from "../../../shared/model/finding.ts";
import type { PolicyPack } from "../../../shared/model/policy.ts";
import { fail, ok, type Result } from "../../../shared/result.ts";
import { base64 } from "../../formats/bytes.ts";
import type { ActReader } from "../acts.ts";
import type { Catalogue } from "../catalogue.ts";
import type { Directory, DirectoryEntry } from "../directory.ts";
import type { Outbox } from "../grants/outbox.ts";
import type { Journal } from "../journal.ts";
import { declarationRoutes, timeRoutes } from "../times/routes.ts";
import type { Declarations } from "../times/declarations.ts";
import type { TimeChecks } from "../times/time-checks.ts";
import { incidentRoutes } from "../incidents/routes.ts";
import type { Incidents } from "../incidents/incidents.ts";
import type { Findings, Monitor } from "../monitor/index.ts";
import {
  administrationView,
  askNewLog,
  ownLogOf,
  rehearseBackup,
  standingOf,
  type AdministrationParts,
  type Orders,
} from "../administration/index.ts";
import type { Extractions } from "../extraction/index.ts";
import type { Retention } from "../retention/index.ts";
import { beyondAuthorisation } from "../requests/authorised.ts";
import type { Attachments } from "../requests/attachments.ts";
import type { Delegations } from "../requests/delegations.ts";
import type { Notes } from "../notes/index.ts";
import type { Requests } from "../requests/requests.ts";
import type { Sessions } from "../sessions.ts";
import type { StandingOrders } from "../standing-orders/orders.ts";
import type { Station } from "../stations.ts";
import type { PersonCaller, RouteHandlers } from "./routes.ts";
import { withBytes } from "./with-bytes.ts";

/** The rooms of headquarters that answer over HTTP. */
export interface HandlerParts {
  readonly policy: PolicyPack;
  /** The pack with its signature and proof, as stations get it. */
  readonly policyFile: () => string;
  readonly directory: Directory;
  readonly sessions: Sessions;
  readonly acts: ActReader;
  readonly catalogue: Catalogue;
  readonly requests: Requests;
  readonly delegations: Delegations;
  readonly attachments: Attachments;
  readonly standingOrders: StandingOrders;
  readonly outbox: Outbox;
  readonly journal: Journal;
  readonly findings: Findings;
  readonly incidents: Incidents;
  readonly signatures: Pick<RouteHandlers, "showSignatures">;
  readonly timeChecks: TimeChecks;
  readonly declarations: Declarations;
  readonly monitor: Pick<Monitor, "acknowledged">;
  /** X25519 key that travel bundles are sealed to, base64url. */
  readonly travelKey: string;
  readonly orders: Orders;
  readonly retention: Pick<Retention, "view" | "take" | "withDue">;
  readonly notes: Pick<Notes, "list">;
  readonly extractions: Pick<Extractions, "list" | "take" | "listing" | "cite">;
  readonly administration: AdministrationParts;
}

/** Makes one handler per row of the contract. */
export function createHandlers(parts: HandlerParts): RouteHandlers {
  const { directory, sessions, catalogue, requests, standingOrders, outbox, findings, monitor, orders } = parts;
  const { administration, retention, declarations } = parts;
  return {
    challenge: async (_input, { station }) => ok({ nonce: sessions.challenge(station.station) }),
    openSession: async ({ cms }, { station }) => openSession(parts, cms, station),
    people: async () => ok([...(await directory.list())]),
    policy: async () => ok({ file: parts.policyFile() }),
    searchFootage: async (query, { reader }) => {
      const page = await catalogue.search(query, reader);
      return ok({ ...page, rows: await declarations.declaredOn(await retention.withDue(page.rows)) });
    },
    showFootage: async ({ asset }, { reader }) => {
      const footage = await catalogue.show(asset, reader);
      if (footage === null) {
        await noteBeyond(parts, asset, reader);
        return fail({ code: "not-found", subject: "footage" });
      }
      const [shown = footage] = await declarations.declaredOn(await retention.withDue([footage]));
      return ok(shown);
    },
    fileRequest: async ({ cms }, { session }) => withBytes(cms, (bytes) => requests.file(bytes, session)),
    listRequests: async ({ scope }, { reader }) => ok([...(await requests.list(scope, reader.person))]),
    showRequest: async ({ id }, { reader }) => {
      const record = await requests.show(id, reader.person);
      return record === null ? fail({ code: "not-found", subject: "request" }) : ok(record);
    },
    decideRequest: async ({ cms }, { session }) => withBytes(cms, (bytes) => requests.decide(bytes, session)),
    stepRequest: async ({ cms }, { session }) => withBytes(cms, (bytes) => requests.step(bytes, session)),
    ...paperHandlers(parts),
    listStandingOrders: async (_input, { reader }) => ok([...(await standingOrders.list(reader.person))]),
    proposeStandingOrder: async ({ cms }, { session }) =>
      withBytes(cms, (bytes) => standingOrders.propose(bytes, session)),
    decideStandingOrder: async ({ cms }, { session }) =>
      withBytes(cms, (bytes) => standingOrders.decide(bytes, session)),
    withdrawStandingOrder: async ({ cms }, { session }) =>
      withBytes(cms, (bytes) => standingOrders.withdraw(bytes, session)),
    listFindings: async ({ scope }, { reader }) => findings.list(scope, reader.person),
    showFinding: async ({ id }, { reader }) => findings.show(id, reader.person),
    settleFinding: async ({ cms }, caller) => withBytes(cms, (bytes) => settleFinding(parts, bytes, caller)),
    ...incidentRoutes(parts),
    ...parts.signatures,
    notes: async (query, { reader }) => parts.notes.list(query, reader),
    ...timeRoutes(parts),
    ...declarationRoutes(parts),
    administration: async (_input, { reader }) =>
      asAdministrator(parts, reader, async () => ok(await administrationView(administration, orders))),
    administer: async ({ cms }, { session }) => withBytes(cms, (bytes) => orders.take(bytes, session)),
    collectOrder: async ({ digest }, { reader }) => asAdministrator(parts, reader, () => orders.collect(digest)),
    policyOffers: async (_input, { reader }) => administration.offers.list(reader.person),
    showPolicyOffer: async ({ digest }, { reader }) => administration.offers.show(digest, reader.person),
    offerPolicy: async ({ pack, signature }, { session }) =>
      withBytes(signature, (bytes) => administration.offers.take(pack, bytes, session)),
    rehearseBackup: async ({ shares }, { reader }) =>
      asAdministrator(parts, reader, () => rehearseBackup(administration, shares, { by: reader.person.person })),
    retention: async (_input, { reader }) => retention.view(reader),
    retain: async ({ cms }, { session, reader }) => withBytes(cms, (bytes) => retention.take(bytes, session, reader)),
    listExtractions: async (_input, { reader }) => parts.extractions.list(reader),
    stepExtraction: async ({ cms }, { session, reader }) =>
      withBytes(cms, (bytes) => parts.extractions.take(bytes, session, reader)),
    listClip: async ({ id }, { reader }) => parts.extractions.listing(id, reader),
    citeFrame: async ({ asset, frame }, { reader }) => parts.extractions.cite(asset, frame, reader),
    standing: async () => ok(await standingOf(administration)),
    ownLog: async (_input, { station }) => ok(await ownLogOf(administration, station)),
    continueLog: (asked, { station }) => askNewLog(administration, station, asked),
    reportProtections: async (report, { station }) => {
      await administration.stations.report(station.station, report);
      return ok({});
    },
    outbox: async ({ after }, { station }) => ok(await outbox.after(station.station, after)),
    travelKey: async () => ok({ key: parts.travelKey }),
    acknowledge: async ({ cursor, size }, { station }) => {
      const earlier = await outbox.acknowledge(station.station, cursor, size);
      await monitor.acknowledged(station.logOrigin, { size: earlier }, { size });
      return ok({});
    },
  };
}

/** Deputies and papers. */
function paperHandlers({
  delegations,
  attachments,
  journal,
}: HandlerParts): Pick<
  RouteHandlers,
  "listDelegations" | "delegate" | "endDelegation" | "addAttachment" | "openAttachment"
> {
  const logged = async <T>(
    attempt: string,
    { station, session }: PersonCaller,
    result: Result<T, Failure>,
  ): Promise<Result<T, Failure>> => {
    if (!result.ok) {
      journal.refuse({ attempt, person: session.person, station: station.station }, result.failure);
    }
    return result;
  };
  return {
    listDelegations: async (_input, { reader }) => ok([...(await delegations.of(reader.person.person))]),
    delegate: async ({ cms }, caller) =>
      logged(
        "delegation.give",
        caller,
        await withBytes(cms, (bytes) =>
          delegations.give(bytes, { station: caller.station, person: caller.session.person }),
        ),
      ),
    endDelegation: async ({ cms }, caller) =>
      logged(
        "delegation.end",
        caller,
        await withBytes(cms, (bytes) =>
          delegations.end(bytes, { station: caller.station, person: caller.session.person }),
        ),
      ),
    addAttachment: async ({ name, content }, caller) =>
      logged(
        "attachment.add",
        caller,
        await withBytes(content, (bytes) => attachments.add({ name, bytes }, caller.session.person)),
      ),
    openAttachment: async ({ digest }, { reader }) => {
      const opened = await attachments.open(digest, reader);
      return opened.ok ? ok({ attachment: opened.value.attachment, content: base64(opened.value.bytes) }) : opened;
    },
  };
}

async function asAdministrator<T>(
  { journal }: HandlerParts,
  { person }: DirectoryEntry,
  work: () => Promise<Result<T, Failure>>,
): Promise<Result<T, Failure>> {
  if (person.roles.includes("administrator")) {
    return work();
  }
  const failure: Failure = { code: "administration", reason: "not-administrator" };
  journal.refuse({ attempt: "administration.look", person: person.person }, failure);
  return fail(failure);
}

/** Somebody named a recording that lies beyond their authorisation: they are told nothing, the log is (O-2). */
async function noteBeyond(
  { catalogue, journal, policy, administration }: HandlerParts,
  asset: string,
  reader: DirectoryEntry,
): Promise<void> {
  const entry = await catalogue.find(asset);
  if (entry === null) {
    return;
  }
  const beyond = beyondAuthorisation(policy, reader, { act: "apply" }, administration.clock.now(), [entry.footage]);
  journal.refuse(
    { attempt: "footage.show", person: reader.person.person, subject: asset },
    beyond ?? { code: "beyond-authorisation", rule: "outside-scope" },
  );
}

/** Opens a session for whoever signed a fresh challenge of this station; a refusal is in the log. */
async function openSession(
  parts: HandlerParts,
  cms: string,
  station: Station,
): Promise<Result<RouteOutput<"openSession">, Failure>> {
  const { acts, sessions, journal } = parts;
  return withBytes(cms, async (bytes) => {
    const refused = (failure: Failure): Result<never, Failure> => {
      journal.refuse({ attempt: "person.session", station: station.station }, failure);
      return fail(failure);
    };
    const opened = await acts.open<SessionAct>(bytes, sessionActSchema, station);
    if (!opened.ok) {
      return refused(opened.failure);
    }
    if (!sessions.redeem(station.station, opened.value.act.nonce)) {
      return refused({ code: "bad-request", field: "nonce" });
    }
    const { person } = opened.value.signer;
    const { secret, expires } = await sessions.open({ person: person.person, station: station.station });
    return ok({ session: secret, person, expires: expires.toISOString() });
  });
}

/** Settles a finding as the person signed; a refusal is in the log (rule R12). */
async function settleFinding(
  { acts, findings, journal }: HandlerParts,
  cms: Uint8Array,
  { station, session }: PersonCaller,
): Promise<Result<Finding, Failure>> {
  const opened = await acts.open<FindingAct>(cms, findingActSchema, station);
  const settled = !opened.ok
    ? opened
    : opened.value.signer.person.person === session.person
      ? await findings.settle(opened.value)
      : fail<Failure>({ code: "not-signed-in" });
  if (!settled.ok) {
    const subject = opened.ok ? { subject: String(opened.value.act.finding) } : {};
    const attempt = { attempt: "finding.settle", person: session.person, station: station.station, ...subject };
    journal.refuse(attempt, settled.failure);
  }
  return settled;
}
