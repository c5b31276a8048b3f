import type { Failure } from "../../shared/failure.ts";
import { personSchema, type Person, type PersonId } from "../../shared/model/person.ts";
import { fail, ok, type Result } from "../../shared/result.ts";
import { fromBase64url, utf8 } from "../formats/bytes.ts";
import { sha256Hex } from "../formats/digest.ts";
import { FormatError } from "../formats/format-error.ts";
import { sealToken } from "../formats/pkcs12.ts";
import { parseVerifierKey } from "../formats/signed-note.ts";
import { issueDevice, issuePerson, readCertificate, verifyChain, type Authority } from "../formats/x509.ts";
import { fieldOf } from "./acts.ts";
import { certificateStart } from "./authority.ts";
import type { BundleDesk } from "./bundles.ts";
import type { Catalogue } from "./catalogue.ts";
import type { Custody } from "./custody.ts";
import type { Directory } from "./directory.ts";
import { ingestFile, type IngestOptions } from "./ingest/index.ts";
import type { Journal } from "./journal.ts";
import type { Administration, EnrolledStation, HeadquartersClock, NewPerson, StationEnrolment } from "./port.ts";
import type { Requests } from "./requests/requests.ts";
import type { Station, Stations } from "./stations.ts";

const deviceDays = 397;
const personDays = 1095;
const kemKeyBytes = 32;

/** What the administrator's acts work with. */
export interface AdministrationParts {
  readonly authority: Authority;
  readonly clock: HeadquartersClock;
  readonly directory: Directory;
  readonly stations: Stations;
  readonly catalogue: Catalogue;
  readonly custody: Custody;
  readonly journal: Journal;
  readonly requests: Requests;
  readonly bundles: BundleDesk;
  readonly objects: string;
  readonly manifestSigner: IngestOptions["signer"];
  /** What a station takes home beside its certificate. */
  readonly handout: {
    readonly headquarters: EnrolledStation["headquarters"];
    readonly cosignerVerifierKey: string;
  };
}

/** Makes the administrator's acts. Each is in the log of headquarters before it takes effect. */
export function createAdministration(parts: AdministrationParts): Administration {
  const { clock, directory, stations, catalogue, journal, requests } = parts;
  return {
    enrolStation: (enrolment) => enrolStation(parts, enrolment),
    async revokeStation(station) {
      if (stations.find(station) === null) {
        return fail({ code: "bad-request", field: "station" });
      }
      journal.record({ t: "hq.admin", b: { act: "station.revoke", station } });
      await stations.revoke(station);
      return ok(undefined);
    },
    async stations() {
      return stations
        .list()
        .map(({ station, name, room, logOrigin, revoked }) => ({ station, name, room, logOrigin, revoked }));
    },
    addPerson: (person) => addPerson(parts, person),
    issueToken: (person, pin) => issueToken(parts, person, pin),
    async revokePerson(person) {
      if ((await directory.find(person)) === null) {
        return fail({ code: "bad-request", field: "person" });
      }
      journal.record({ t: "hq.person", b: { person, act: "revoke" } });
      await directory.revoke(person, clock.now());
      return ok(undefined);
    },
    people: () => directory.list(),
    ingest: (file, metadata, options = {}) => ingest(parts, file, metadata, options),
    footage: () => catalogue.list(),
    takeBundle: (file, answer, onProgress) => parts.bundles.take(file, answer, onProgress),
    async fileRequest(cms, session) {
      const filed = await requests.file(cms, session);
      return filed.ok ? ok(filed.value.id) : filed;
    },
  };
}

async function enrolStation(
  parts: AdministrationParts,
  enrolment: StationEnrolment,
): ReturnType<Administration["enrolStation"]> {
  const { authority, clock, stations, journal, handout } = parts;
  const wrong = wrongEnrolment(enrolment, stations);
  if (wrong !== null) {
    return fail({ code: "bad-request", field: wrong });
  }
  const station = nextStation(stations);
  const certificatePem = deviceCertificate(authority, enrolment.csrPem, station, clock);
  if (certificatePem === null) {
    return fail({ code: "bad-request", field: "csrPem" });
  }
  const enrolled: Station = {
    station,
    name: enrolment.name,
    room: enrolment.room,
    certificate: readCertificate(certificatePem).digest,
    kemPublicKey: enrolment.kemPublicKey,
    logOrigin: enrolment.logOrigin,
    logVerifierKey: enrolment.logVerifierKey,
    enrolledAt: new Date(clock.now()).toISOString(),
    revoked: false,
  };
  journal.record({
    t: "hq.enrol",
    b: {
      origin: enrolled.logOrigin,
      station,
      name: enrolled.name,
      room: enrolled.room,
      certificate: enrolled.certificate,
      kem: enrolled.kemPublicKey,
      verifierKey: enrolled.logVerifierKey,
    },
  });
  await stations.add(enrolled);
  return ok({ station, room: enrolled.room, certificatePem, trustPem: authority.certificatePem, ...handout });
}

function wrongEnrolment(enrolment: StationEnrolment, stations: Stations): keyof StationEnrolment | null {
  const rules: readonly (readonly [keyof StationEnrolment, () => boolean])[] = [
    ["name", () => enrolment.name.length > 0 && enrolment.name.length <= 128],
    ["room", () => /^[a-z0-9][a-z0-9-]{0,63}$/u.test(enrolment.room)],
    ["kemPublicKey", () => fromBase64url(enrolment.kemPublicKey).length === kemKeyBytes],
    [
      "logOrigin",
      () => /^[\w./-]{1,200}$/u.test(enrolment.logOrigin) && stations.byOrigin(enrolment.logOrigin) === null,
    ],
    ["logVerifierKey", () => parseVerifierKey(enrolment.logVerifierKey).name === enrolment.logOrigin],
  ];
  return rules.find(([, holds]) => !accepted(holds))?.[0] ?? null;
}

/** A rule that meets malformed bytes does not hold. */
function accepted(holds: () => boolean): boolean {
  try {
    return holds();
  } catch (error) {
    if (error instanceof FormatError) {
      return false;
    }
    throw error;
  }
}

function deviceCertificate(
  authority: Authority,
  csrPem: string,
  station: string,
  clock: HeadquartersClock,
): string | null {
  try {
    return issueDevice(authority, csrPem, {
      commonName: station,
      days: deviceDays,
      client: true,
      notBefore: certificateStart(clock),
    }).certificatePem;
  } catch (error) {
    if (error instanceof FormatError) {
      return null;
    }
    throw error;
  }
}

function nextStation(stations: Stations): string {
  const taken = new Set(stations.list().map(({ station }) => station));
  let number = taken.size + 1;
  const name = (): string => `ws-${String(number).padStart(2, "0")}`;
  while (taken.has(name())) {
    number += 1;
  }
  return name();
}

async function addPerson(parts: AdministrationParts, person: NewPerson): Promise<Result<Person, Failure>> {
  const { authority, clock, directory, journal } = parts;
  const { certificatePem, outside = false, ...record } = person;
  const parsed = personSchema.safeParse(record);
  if (!parsed.success) {
    return fail({ code: "bad-request", field: fieldOf(parsed.error) });
  }
  if ((await directory.find(parsed.data.person)) !== null) {
    return fail({ code: "bad-request", field: "person" });
  }
  if (
    certificatePem !== undefined &&
    !accepted(() => verifyChain(certificatePem, [authority.certificatePem], new Date(clock.now())).ok)
  ) {
    return fail({ code: "certificate-foreign" });
  }
  const certificate = certificatePem === undefined ? undefined : readCertificate(certificatePem).digest;
  const entry: Person = { ...parsed.data, ...(certificate === undefined ? {} : { certificate }) };
  journal.record({
    t: "hq.person",
    b: {
      person: entry.person,
      act: "add",
      roles: [...entry.roles],
      ...(certificate === undefined ? {} : { certificate }),
    },
  });
  await directory.add({ person: entry, certificatePem: certificatePem ?? null, outside });
  return ok(entry);
}

async function issueToken(
  parts: AdministrationParts,
  person: PersonId,
  pin: string,
): Promise<Result<Uint8Array, Failure>> {
  const { authority, clock, directory, journal } = parts;
  const entry = await directory.find(person);
  if (entry === null || entry.revoked) {
    return fail({ code: "not-found", subject: "certificate" });
  }
  if (!/^\d{6,12}$/u.test(pin)) {
    return fail({ code: "bad-request", field: "pin" });
  }
  const { name, unit } = entry.person;
  const issued = issuePerson(authority, { person, name, unit, days: personDays, notBefore: certificateStart(clock) });
  const { digest } = readCertificate(issued.certificatePem);
  journal.record({ t: "hq.person", b: { person, act: "certificate", certificate: digest } });
  await directory.setCertificate(person, { digest, pem: issued.certificatePem });
  return ok(sealToken({ ...issued, chainPem: authority.certificatePem, pin, name }));
}

async function ingest(
  parts: AdministrationParts,
  file: string,
  metadata: IngestOptions["meta"],
  { onProgress, signal }: Pick<IngestOptions, "onProgress" | "signal">,
): ReturnType<Administration["ingest"]> {
  const { catalogue, custody, journal, objects, manifestSigner, clock } = parts;
  if ((await catalogue.find(metadata.asset)) !== null) {
    return fail({ reason: "exists", detail: "listed in the catalogue" });
  }
  const taken = await ingestFile({
    file,
    meta: metadata,
    folder: objects,
    signer: manifestSigner,
    takeCustody: async (asset, keys) => {
      // Digests of random keys tell nothing about them, and let custody be checked later.
      journal.record({
        t: "hq.custody",
        b: { asset, keys: sha256Hex(Buffer.concat([utf8(asset), keys.treeRoot, keys.original])) },
      });
      // Keys of an ingest that stopped half-way open nothing that is listed.
      await custody.drop(asset);
      await custody.take(asset, keys);
    },
    now: new Date(clock.now()),
    ...(onProgress === undefined ? {} : { onProgress }),
    ...(signal === undefined ? {} : { signal }),
  });
  if (!taken.ok) {
    return taken;
  }
  const { footage } = taken.value;
  journal.record({
    t: "hq.ingest",
    b: {
      asset: footage.asset,
      original: footage.originalDigest,
      manifest: footage.manifestDigest,
      bytes: footage.bytes,
    },
  });
  await catalogue.add(taken.value);
  return ok(footage);
}
