import {
  createAdministrationDesk,
  createPolicyOfferDesk,
  createCatalogue,
  createDeputies,
  createDrafts,
  createExtractionDesk,
  createFindings,
  createGrants,
  createHeadquartersClient,
  createLogView,
  createProjection,
  createReceipts,
  besidesOf,
  createReceived,
  createRegister,
  createRequests,
  createRetentionDesk,
  createSealedShelf,
  createSittings,
  createStanding,
  createUnanswered,
  createViewingRoom,
  type AdministrationDesk,
  type PolicyOfferDesk,
  type Catalogue,
  type Deputies,
  type Destroyed,
  type Drafts,
  type ExtractionDesk,
  type FormSigners,
  type Findings,
  type Grants,
  type HeadquartersClient,
  type Projection,
  type Receipts,
  type Received,
  type Register,
  type Requests,
  type RemotePackage,
  type RetentionDesk,
  type Sittings,
  type StandingDesk,
  type Signing,
  type StandingRecord,
  type ViewingRoom,
} from "../access/index.ts";
import { createConfirmedFrames, createMarks, type Marks, type Notes } from "../annotations/index.ts";
import type { AuditLog } from "../auditlog/index.ts";
import type { TechnicalLog } from "../diagnostics/index.ts";
import { base64, base64url } from "../formats/bytes.ts";
import {
  createIdentity,
  createPinGuard,
  openTokenFolder,
  type DemonstrationPerson,
  type Identity,
} from "../identity/index.ts";
import type { Transport } from "../sync/index.ts";
import { createVault, pictureFilesIn, type Vault } from "../vault/index.ts";
import type { Failure } from "../../shared/failure.ts";
import type { EventChannel } from "../../shared/ipc/channels.ts";
import type { Payload } from "../../shared/ipc/contract.ts";
import type { RegisterRow } from "../../shared/model/evidence.ts";
import type { PersonId } from "../../shared/model/person.ts";
import { fail } from "../../shared/result.ts";
import { usualTimeZone } from "../../shared/time-zone.ts";
import { arrivedPackagesIn, packagesOver } from "./arrived-packages.ts";
import type { StationDatabase } from "./database.ts";
import { openDestroyed } from "./destroyed.ts";
import type { Enrolment } from "./enrolment.ts";
import type { Folders } from "./folders.ts";
import { askedBy, issuerOf, pinRules, roomLimits, undertakingIn, type Asked } from "./from-pack.ts";
import { holdArticleIn } from "./hold-article.ts";
import { composeNotes, framesOf, isOutsideWatching } from "./notes.ts";
import { openStandingDesk } from "./standing-desk.ts";
import { createPersonal, type Personal } from "./personal.ts";
import { extendsPin } from "./pin.ts";
import { signersOf, signPresence } from "./signers.ts";
import type { StationSecrets } from "./secrets.ts";

/** Tells the interface that something changed. */
export type Announce = <C extends EventChannel>(channel: C, payload: Payload<C>) => void;

/** Everything the rooms are composed from. */
export interface Parts {
  readonly folders: Folders;
  readonly enrolment: Enrolment;
  readonly secrets: StationSecrets;
  readonly log: AuditLog;
  readonly database: StationDatabase;
  readonly transport: Transport;
  readonly diagnostics: TechnicalLog;
  readonly origins: { readonly interface: string; readonly vault: string };
  readonly tokens: string;
  readonly demonstration: ReadonlyMap<string, DemonstrationPerson>;
  /** Folder of the built interface; the picture page is in `picture/` below it. */
  readonly pages: string;
  readonly announce: Announce;
  /** Why no new viewing may begin at this station; null when one may. */
  readonly standStill: () => Failure | null;
  /** Why the room guard lets nothing of this kind be shown now; null when it does. */
  readonly guarded: (asked: Asked) => Failure | null;
}

/** The rooms of one station, wired. */
export interface Rooms {
  readonly headquarters: HeadquartersClient;
  readonly received: Received;
  readonly standing: StandingRecord;
  readonly register: Register;
  readonly administration: AdministrationDesk;
  readonly policyOffers: PolicyOfferDesk;
  readonly identity: Identity;
  readonly signers: FormSigners;
  /** What acts of the signed-in person are signed and sent with. */
  readonly signing: Signing;
  readonly catalogue: Catalogue;
  readonly requests: Requests;
  readonly deputies: Deputies;
  readonly standingOrders: StandingDesk;
  readonly drafts: Drafts;
  readonly grants: Grants;
  readonly destroyed: Destroyed;
  readonly retention: RetentionDesk;
  readonly extractions: ExtractionDesk;
  /** Ciphertext of a package at headquarters. */
  readonly packageOf: (asset: string) => Promise<RemotePackage>;
  readonly findings: Findings;
  readonly room: ViewingRoom;
  readonly receipts: Receipts;
  readonly marks: Marks;
  readonly notes: Notes;
  readonly vault: Vault;
  readonly projection: Projection;
  readonly sittings: Sittings;
  readonly personal: Personal;
  /** Brings registers and marks up to the end of the log. */
  catchUp(): void;
}

const callTimeoutMs = 15_000;

/** Passes each room the narrow things it needs. No decision is made here. */
export function composeRooms(parts: Parts): Rooms {
  const { log, enrolment, secrets, transport, announce } = parts;
  const now = (): Date => log.now();
  const authorities = (): readonly string[] => [enrolment.trustPem, ...standing.authorities()];
  const signers = signersOf(authorities, () => received.people(), enrolment.trustPem);
  const shelf = createSealedShelf(parts.database.shelf, secrets.shelf);

  const headquarters = createHeadquartersClient({
    caller: {
      post: (path, body, headers) => transport.post(path, body, headers, AbortSignal.timeout(callTimeoutMs)),
    },
    session: () => identity.session(),
    now,
  });
  const headquartersKeys = (): { readonly origin: string; readonly verifierKeys: readonly string[] } => ({
    origin: enrolment.headquarters.origin,
    verifierKeys: [enrolment.headquarters.verifierKey, enrolment.cosignerVerifierKey],
  });
  const received = createReceived({
    headquarters,
    shelf,
    log,
    trust: () => ({ ...headquartersKeys(), authorities: authorities() }),
  });
  const register = createRegister({
    shelf,
    log,
    trust: headquartersKeys,
    loggedVersion: () => {
      catchUp();
      return projection.registerVersion();
    },
  });
  const standing = createStanding({
    headquarters,
    shelf,
    register,
    trustPem: enrolment.trustPem,
    policy: () => received.policy(),
    now,
  });

  const identity: Identity = createIdentity({
    folder: openTokenFolder(parts.tokens),
    guard: createPinGuard({ records: parts.database.pins, rules: () => pinRules(received.policy()), now }),
    directory: {
      find: (person) => received.people().find((known) => known.person === person) ?? null,
      list: () => received.people(),
      get received() {
        return received.directoryReceived;
      },
    },
    authorities,
    revocations: () => standing.revocations(),
    log,
    desk: {
      challenge: () => headquarters.call("challenge", {}),
      openSession: (cms) => headquarters.call("openSession", { cms: base64(cms) }),
    },
    station: enrolment.logOrigin,
    now,
    demonstration: parts.demonstration,
    onChange: (current) => {
      // Whoever signs out leaves the room; the grant stays.
      if (current === null) {
        room.leave();
      }
      announce("identity:changed", current);
    },
  });

  const signedIn = (): PersonId | null => identity.current()?.person.person ?? null;
  const catalogue = createCatalogue(headquarters, shelf);
  const unanswered = createUnanswered(shelf, now);
  const sign: Identity["sign"] = (pin, act) => identity.sign(pin, act);
  const signing: Signing = { headquarters, station: enrolment.logOrigin, sign, unanswered, person: signedIn };
  const requests = createRequests({
    ...signing,
    catalogue,
    beyond: (person, action, footage) => standing.beyond(person, action, footage),
    note: (t, record, outcome) => {
      const person = identity.current()?.person.person;
      const b = { request: record.id, number: record.number, digest: record.digest, outcome };
      log.append({ t, b, ...(person === undefined ? {} : { person }) });
    },
    onChange: (id) => announce("requests:changed", { id }),
    now,
  });

  const projection = createProjection();
  const sittings = createSittings();
  const view = createLogView(log, (entry) => {
    projection.take(entry);
    sittings.take(entry);
    marks.take(entry);
    notes.take(entry);
    destroyed.take(entry);
  });
  const catchUp = (): void => view.catchUp();

  const grants = createGrants({
    shelf,
    log,
    imported: (grant) => {
      catchUp();
      return projection.imported(grant);
    },
    supersededBy: (grant) => {
      catchUp();
      return projection.supersededBy(grant);
    },
    openings: (grant, except) => {
      catchUp();
      return projection.openings(grant, except);
    },
    extendsPin: (size, root) => extendsPin(log, size, root),
    headquarters: {
      origin: enrolment.headquarters.origin,
      // Its own key signs while it lasts; after a change of epoch the cosigner's line goes on vouching.
      verifierKeys: [enrolment.headquarters.verifierKey, enrolment.cosignerVerifierKey],
    },
    judge: () => ({
      authorities: authorities(),
      personOf: signers.personOf,
      pack: (digest) => received.policyOf(digest),
      person: (id) => received.people().find(({ person }) => person === id) ?? null,
      isBeyond: (...act) => standing.isBeyond(...act),
      underOrder: (order) => {
        catchUp();
        return projection.underOrder(order);
      },
    }),
    station: enrolment.logOrigin,
    stationKey: base64url(secrets.kemPublicKey),
    room: enrolment.room.id,
    now,
    isDestroyed: (asset) => destroyed.has(asset),
    onChange: (id) => {
      // A revocation takes the picture at once, not at the next look at the clock.
      room.tick();
      announce("grants:changed", id === undefined ? {} : { id });
    },
  });

  const frames = createConfirmedFrames();
  const arrived = arrivedPackagesIn(parts.folders.imports);
  const packageOf: Rooms["packageOf"] = packagesOver(transport, parts.diagnostics, arrived);
  const vault = createVault({
    leases: { lease: (body) => log.lease(body) },
    cacheFolder: parts.folders.cache,
    fetchPackage: packageOf,
    picture: pictureFilesIn(`${parts.pages}/picture`),
    interfaceOrigin: parts.origins.interface,
    now: () => now().getTime(),
    timeZone: () => received.policy()?.authority.timeZone ?? usualTimeZone,
  });

  const room: ViewingRoom = createViewingRoom({
    log,
    grants,
    present: (token, pin, use) => identity.present(token, pin, use),
    signPresence: (opened, act) => signPresence(opened, act, enrolment.logOrigin, now()),
    hasToken: (token) => identity.hasToken(token),
    limits: ({ policy }) => roomLimits(received.policyOf(policy.digest)),
    undertaking: ({ policy }) => undertakingIn(received.policyOf(policy.digest)),
    keepHand: (viewing, person, undertaking, signature) => {
      shelf.put("undertaking", undertaking.digest, undertaking.bytes);
      shelf.put("hand", `${viewing}/${person}`, signature.bytes);
    },
    keepObjection: (objection, hand) => shelf.put("hand", `objection/${objection}`, hand.bytes),
    objectionArticle: () => holdArticleIn(received.policy(), "objection"),
    pictures: {
      confirmed: (ticket) => vault.confirmed(ticket),
      open: async (request) =>
        destroyed.has(request.asset)
          ? fail({ code: "kept", asset: request.asset, impediment: "destroyed" })
          : vault.open({
              ...request,
              onConfirmed: (frame) => frames.add(request.viewing, request.asset, frame),
            }),
      close: (ticket) => vault.close(ticket),
      lastWord: (ticket) => vault.lastWord(ticket),
    },
    conclude: (viewing, recording) => receipts.conclude(viewing, recording),
    signedIn: () => identity.current()?.person ?? null,
    footage: async (asset) => {
      const answer = await catalogue.show(asset);
      return answer.ok ? answer.value : catalogue.remembered(asset);
    },
    beyond: (person, action, footage, { policy }) =>
      standing.beyondInRoom(person, action, footage, received.policyOf(policy.digest)),
    standStill: parts.standStill,
    guarded: (footage, leaf) => parts.guarded(askedBy(received.policyOf(leaf.policy.digest), footage, leaf)),
    kemKey: () => secrets.kem,
    now,
    vaultOrigin: parts.origins.vault,
    place: `${enrolment.name} ${enrolment.room.zh}`,
    onChange: (viewing) => announce("viewing:changed", viewing),
  });

  const sitting = (viewing: string): RegisterRow | null => {
    catchUp();
    const open = room.current()?.id ?? null;
    return projection.viewing(viewing, { open, received: log.lastReceipt()?.size ?? 0 });
  };

  const receipts = createReceipts({
    log,
    shelf,
    sitting,
    besides: (viewing) => besidesOf(viewing, sitting(viewing), sittings),
    issuer: () => issuerOf(enrolment, received.policy()),
    cosigner: enrolment.cosignerVerifierKey,
    now,
  });

  const destroyed: Destroyed = openDestroyed({
    shelf,
    log,
    enrolment,
    catchUp,
    grants,
    // The room asks whether something was destroyed, so it is made after this.
    room: () => room,
    vault,
    arrived,
  });

  const tellOfNotes = (asset: string): void =>
    announce("annotations:changed", { asset: asset as Payload<"annotations:changed">["asset"] });
  const marks: Marks = createMarks({
    log,
    ...framesOf({ room: () => room, vault, frames }),
    signedIn: () => identity.current()?.person ?? null,
    isOutsideWatching: () => isOutsideWatching({ room }),
    catchUp,
    onChange: tellOfNotes,
  });
  const notes: Notes = composeNotes({
    log,
    station: enrolment.logOrigin,
    identity: () => identity,
    room: () => room,
    people: () => received.people(),
    standing: () => standing,
    catalogue,
    headquarters,
    shelf,
    frames,
    ...signers,
    now,
    catchUp,
    onChange: tellOfNotes,
  });

  return {
    headquarters,
    received,
    standing,
    register,
    administration: createAdministrationDesk({ ...signing, shelf }),
    policyOffers: createPolicyOfferDesk({ headquarters, sign, authorities }),
    identity,
    signers,
    signing,
    catalogue,
    requests,
    deputies: createDeputies(signing),
    standingOrders: openStandingDesk({ signing, catalogue, enrolment, received, log, now }),
    drafts: createDrafts(shelf),
    grants,
    destroyed,
    retention: createRetentionDesk(signing),
    extractions: createExtractionDesk({ ...signing, log }),
    packageOf,
    findings: createFindings(signing),
    room,
    receipts,
    marks,
    notes,
    vault,
    projection,
    sittings,
    personal: createPersonal(shelf),
    catchUp,
  };
}
