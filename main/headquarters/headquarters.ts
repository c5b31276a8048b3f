import { mkdirSync } from "node:fs";
import { join } from "node:path";
import { base64url } from "../formats/bytes.ts";
import { verifierKey } from "../formats/signed-note.ts";
import { publicKeyOf } from "../formats/ed25519.ts";
import { holdFolder, openSqlite, type FolderHold } from "../storage/index.ts";
import { createActReader } from "./acts.ts";
import {
  askEnrolment,
  createAdministration,
  openOrders,
  openRegisterDesk,
  type AdministrationParts,
} from "./administration/index.ts";
import { issueServerCertificate, openAuthority } from "./authority.ts";
import { createBundleDesk } from "./bundles.ts";
import { openCatalogue } from "./catalogue.ts";
import { openCustody } from "./custody.ts";
import { openDatabase } from "./database/database.ts";
import { openDirectory } from "./directory.ts";
import { createGrantIssuer } from "./grants/issuer.ts";
import { stateOfflineLimit } from "./grants/offline-limits.ts";
import { openOutbox } from "./grants/outbox.ts";
import { createRevocations } from "./grants/revocations.ts";
import { createEnrolmentServer } from "./http/enrolment-server.ts";
import { createHandlers } from "./http/handlers.ts";
import { registerPackages } from "./http/packages.ts";
import { registerRoutes } from "./http/routes.ts";
import { urlOf } from "./http/address.ts";
import { createHttpServer, stationOf } from "./http/server.ts";
import { createJournal } from "./journal.ts";
import { openIncidents } from "./incidents/incidents.ts";
import { openDeclarations, openTimeChecks } from "./times/index.ts";
import { registerMirror } from "./mirror/index.ts";
import { createFindings, startMonitor } from "./monitor/index.ts";
import { adoptPolicy, latestPolicy } from "./policy/adopt.ts";
import { cosignNote, keptKemKey, keptKey, manifestSigner } from "./kept-keys.ts";
import { openOwnLog } from "./own-log.ts";
import { openPolicyInForce } from "./policy/in-force.ts";
import { openPolicyOffers } from "./policy/offers.ts";
import { refusePolicy } from "./policy/record.ts";
import { genericPolicy } from "./policy/read.ts";
import type { PolicyPack } from "../../shared/model/policy.ts";
import type { Headquarters, HeadquartersOptions } from "./port.ts";
import { openAttachments } from "./requests/attachments.ts";
import { openDelegations } from "./requests/delegations.ts";
import { openNotes } from "./notes/index.ts";
import { openExtractions } from "./extraction/index.ts";
import { openRetention } from "./retention/index.ts";
import { registerReleases } from "./releases/index.ts";
import { openRequestRecords } from "./requests/records.ts";
import { openRequests } from "./requests/requests.ts";
import { openViewingRooms } from "./rooms.ts";
import { openSecrets } from "./secrets.ts";
import { openSessions } from "./sessions.ts";
import { openStandingOrders } from "./standing-orders/orders.ts";
import { openStandingRecords } from "./standing-orders/records.ts";
import { signatureRoutes } from "./signatures.ts";
import { openStations } from "./stations.ts";
import { openTrust } from "./trust.ts";
import { oneAtATime } from "./turns.ts";

/**
 * Opens a headquarters in its folder, making everything it needs on the first start, and listens.
 *
 * One folder belongs to one running headquarters. Every act it accepts is in its signed log before it
 * takes effect; when the log cannot be written, the act fails.
 *
 * @throws {FolderInUse} when another program already runs in the folder.
 * @throws when the folder cannot be used or the port is taken.
 * @throws {Breach} when the log contradicts itself.
 */
export async function startHeadquarters(options: HeadquartersOptions): Promise<Headquarters> {
  const hold = holdFolder(options.folder);
  try {
    return await start(options, hold);
  } catch (error) {
    hold.release();
    throw error;
  }
}

async function start(options: HeadquartersOptions, hold: FolderHold): Promise<Headquarters> {
  const { folder, clock, host = "127.0.0.1", onIncident = () => undefined, trial = false } = options;
  const objects = join(folder, "objects");
  mkdirSync(objects, { recursive: true, mode: 0o700 });

  const secrets = openSecrets(folder);
  const { database, sqlite } = openDatabase(join(folder, "headquarters.sqlite"));
  const offered = options.policy ?? (await latestPolicy(database)) ?? genericPolicy();
  const authority = openAuthority({ folder, secrets, clock, name: offered.authority.zh });
  const directory = openDirectory(database);
  const trust = await openTrust(database, authority, clock);
  const adopted = await adoptPolicy(
    { database, authority, clock, issuers: trust.issuers(), directory },
    { pack: offered, signature: options.policySignature },
  ).catch((error: unknown) => refusePolicy(error, { folder, clock, database, offered }));
  const log = openOwnLog(folder, adopted.pack, clock);
  const journal = createJournal(log);
  const cosigner = { name: `${log.origin}/cosigner`, ...keptKey(secrets, "cosigner") };
  const cosigned = (checkpoint: string): string => cosignNote(checkpoint, cosigner, clock);
  const inForce = await openPolicyInForce(
    { database, log, journal, clock, issuers: trust.issuers(), cosigned },
    adopted,
  );
  const { policy } = inForce;
  // A connection of its own: what the mirror has cosigned must never be undone by another transaction.
  const mirrorStore = openSqlite(join(folder, "mirror.sqlite"), { migrations: [] });

  const stations = await openStations(database);
  const sessions = openSessions(database, clock);
  const catalogue = openCatalogue(database, clock, policy);
  const custody = openCustody(database, secrets);
  const rooms = openViewingRooms(database);
  const acts = createActReader({ trust, clock, directory });
  const delegations = openDelegations({ database, directory, acts, journal, policy, clock });
  const attachments = openAttachments({ database, secrets, journal, policy, clock });
  const policyAt = (moment: number): PolicyPack => inForce.at(moment);
  const standingRecords = openStandingRecords({ database, directory, policy, clock });
  const records = openRequestRecords({
    database,
    directory,
    catalogue,
    policyAt,
    delegations,
    standing: standingRecords,
    clock,
  });

  const serverCertificate = issueServerCertificate(authority, { host, names: options.names ?? [] });
  const server = createHttpServer({
    ...serverCertificate,
    trustPem: authority.certificatePem,
    stations,
    now: () => clock.now(),
    onIncident,
  });
  const travelKey = keptKemKey(secrets, "travel");
  const sealRecipient = { name: `${log.origin}/seal`, ...keptKemKey(secrets, "seal") };
  const mirror = registerMirror(server, {
    store: mirrorStore,
    cosigner,
    logOf: (origin) => {
      const key = stations.firstKeyOf(origin);
      return key === null ? null : { origin, verifierKey: key };
    },
    // Uploads go to the log in force only, and to none while the next one waits; what has ended stays to be read.
    stationOf: (request) => {
      const station = stationOf(request, stations);
      return station === null || station.waits ? null : station.logOrigin;
    },
    mayRead: (request, origin) => {
      const station = stationOf(request, stations);
      return station !== null && stations.byOrigin(origin)?.station === station.station;
    },
    now: () => new Date(clock.now()),
    onCosigned: ({ origin }) => {
      monitor.nudge(origin);
      retention.nudge(origin);
      notes.nudge(origin);
    },
    onEvidence: (origin, kind) => {
      journal.record({ t: "hq.evidence", b: { origin, kind } });
      monitor.nudge(origin);
    },
  });
  const monitor = startMonitor({
    database,
    mirror,
    stations,
    directory,
    secrets,
    policy,
    clock,
    cosigner: cosigner.name,
    travelKey: base64url(travelKey.publicKey),
    sealRecipient,
    onIncident,
  });
  const incidents = openIncidents({ database, directory, policy, journal, clock });
  const declarations = openDeclarations({ database, directory, policy, journal, clock });
  const timeChecks = openTimeChecks({ database, directory, catalogue, declarations, policy, journal, clock });
  const findings = createFindings({ database, directory, stations, mirror, policy, journal, clock });
  const standing = async (): Promise<{ kind: string; file: string }[]> => [
    { kind: "policy", file: await inForce.standing() },
    { kind: "limit", file: await stateOfflineLimit({ database, log, clock, policy, cosigned }) },
  ];
  const register = openRegisterDesk({ database, log, clock, directory, trust, cosigned });
  const outbox = openOutbox(database, clock, async () => [
    ...(await standing()),
    { kind: "authorisations", file: await register.file() },
  ]);
  // Before the first grant under a new pack: a station judges a grant by the pack that it names.
  const handOut = async (): Promise<void> => {
    for (const { station, revoked } of stations.list()) {
      // oxlint-disable-next-line no-await-in-loop -- one connection, one after the other
      await (revoked ? undefined : outbox.handOut(station));
    }
  };
  const offers = await openPolicyOffers({ database, directory, trust, journal, clock, inForce, onReplaced: handOut });
  await offers.bring();
  await handOut();
  const issuer = createGrantIssuer({
    clock,
    log,
    directory,
    stations,
    catalogue,
    custody,
    mirror,
    objects,
    cosigned,
  });
  const revocations = createRevocations({ log, cosigned });
  const retention = await openRetention({
    policy,
    clock,
    database,
    sqlite,
    log,
    cosigned,
    acts,
    directory,
    catalogue,
    custody,
    stations,
    mirror,
    journal,
    objects,
    onIncident,
  });
  const notes = openNotes({ database, directory, catalogue, trust, stations, mirror, onIncident });
  const ingestSigner = manifestSigner(secrets, log.origin);
  const extractions = await openExtractions(
    {
      policy,
      clock,
      database,
      acts,
      catalogue,
      custody,
      secrets,
      stations,
      journal,
      inTurn: (work) => retention.inTurn(work),
      objects,
      signer: ingestSigner,
    },
    onIncident,
  );
  // Two acts on one request, or on one standing order, at once would both see it as it was before.
  const inTurn = oneAtATime();
  const opened = openRequests(
    {
      database,
      directory,
      catalogue,
      stations,
      records,
      acts,
      journal,
      policy,
      policyAt,
      clock,
      delegations,
      attachments,
      standing: standingRecords,
    },
    issuer,
    revocations,
    inTurn,
  );
  const standingOrders = openStandingOrders(
    { database, directory, stations, records: standingRecords, acts, journal, policy, clock, revocations },
    inTurn,
  );
  const requests = {
    ...opened,
    // Under a standing order filing grants too.
    file: (...of: Parameters<typeof opened.file>) => retention.inTurn(() => opened.file(...of)),
    decide: (...of: Parameters<typeof opened.decide>) => retention.inTurn(() => opened.decide(...of)),
  };
  const bundles = createBundleDesk({
    stations,
    outbox,
    mirror,
    journal,
    log,
    cosigned,
    key: travelKey.privateKey,
    packageOf: async (asset) => {
      const entry = await catalogue.find(asset);
      return entry === null || entry.footage.destroyedOn !== undefined ? null : join(objects, entry.packageFile);
    },
  });
  // Filled once the server listens; nobody is enrolled before.
  const address = { url: "" };
  const administration: AdministrationParts = {
    policy,
    authority,
    clock,
    database,
    acts,
    directory,
    trust,
    register,
    rooms,
    stations,
    catalogue,
    custody,
    secrets,
    journal,
    requests,
    extractions,
    retention,
    bundles,
    revocations,
    offers,
    objects,
    trial,
    logSize: (origin) => mirror.head(origin).size,
    head: (origin) => mirror.head(origin),
    rootAt: (origin, size) => mirror.root(origin, size),
    sealRecipient: { name: sealRecipient.name, publicKey: base64url(sealRecipient.publicKey) },
    manifestSigner: ingestSigner,
    handout: {
      headquarters: {
        origin: log.origin,
        verifierKey: mirror.verifierKey,
        get url() {
          return address.url;
        },
        travelKey: base64url(travelKey.publicKey),
      },
      cosignerVerifierKey: mirror.verifierKey,
    },
  };
  registerRoutes(server, {
    stations,
    sessions,
    directory,
    before: () => offers.bring(),
    handlers: createHandlers({
      policy,
      policyFile: () => inForce.file(),
      directory,
      sessions,
      acts,
      catalogue,
      requests,
      delegations,
      attachments,
      standingOrders,
      outbox,
      journal,
      findings,
      incidents,
      signatures: signatureRoutes({ database, requests, incidents, declarations, retention, standingRecords }),
      timeChecks,
      declarations,
      monitor,
      travelKey: base64url(travelKey.publicKey),
      orders: openOrders(administration),
      administration,
      retention,
      notes,
      extractions,
    }),
  });
  registerPackages(server, { stations, catalogue, outbox, objects });
  registerReleases(server, { stations, folder, journal });
  const enrolments = createEnrolmentServer({
    ...serverCertificate,
    authority: {
      code: policy.authority.code.toLowerCase(),
      authority: { zh: policy.authority.zh, en: policy.authority.en },
      trial,
      trustPem: authority.certificatePem,
      sealRecipient: { name: sealRecipient.name, publicKey: base64url(sealRecipient.publicKey) },
    },
    ask: (request, from) => askEnrolment(administration, request, from),
    now: () => clock.now(),
    onIncident,
  });

  await server.listen({ host, port: options.port ?? 0 });
  address.url = urlOf(server.server.address(), options);
  await enrolments.listen({ host, port: options.enrolmentPort ?? 0 });
  let closing: Promise<void> | null = null;
  const close = async (): Promise<void> => {
    await enrolments.close();
    await server.close();
    await extractions.close();
    await monitor.close();
    await retention.close();
    await notes.close();
    await database.destroy();
    mirrorStore.close();
    log.close();
    hold.release();
  };
  return {
    url: address.url,
    trustPem: authority.certificatePem,
    origin: log.origin,
    verifierKey: mirror.verifierKey,
    cosignerVerifierKey: mirror.verifierKey,
    sealRecipient: { name: sealRecipient.name, publicKey: base64url(sealRecipient.publicKey) },
    get policy() {
      return inForce.adopted().pack;
    },
    monitor,
    findings,
    retention,
    notes,
    extractions,
    ingestVerifierKey: verifierKey(ingestSigner.name, publicKeyOf(ingestSigner.key)),
    forkProof: (evidence) => mirror.forkProof(evidence),
    enrolmentUrl: urlOf(enrolments.server.address(), options),
    administration: createAdministration(administration),
    close: () => (closing ??= close()),
  };
}
