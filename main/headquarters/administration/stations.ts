import type { Failure } from "../../../shared/failure.ts";
import { fail, ok, type Result } from "../../../shared/result.ts";
import { fromBase64url } from "../../formats/bytes.ts";
import { FormatError } from "../../formats/format-error.ts";
import { isUsableKemKey } from "../../formats/hpke.ts";
import { parseVerifierKey } from "../../formats/signed-note.ts";
import { issueDevice, readCertificate, type Authority } from "../../formats/x509.ts";
import { certificateStart } from "../authority.ts";
import type { EnrolledStation, HeadquartersClock, StationEnrolment } from "../port.ts";
import type { NewStation, Stations } from "../stations.ts";
import type { AdministrationParts } from "./parts.ts";

const deviceDays = 397;

/** Binds a device certificate to the station's log origin. Refuses a second enrolment of one origin. */
export async function enrolStation(
  parts: AdministrationParts,
  enrolment: StationEnrolment,
  floor: NewStation["floor"] = [],
): Promise<Result<EnrolledStation, Failure>> {
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
  const enrolled: NewStation = {
    station,
    name: enrolment.name,
    room: enrolment.room,
    certificate: readCertificate(certificatePem).digest,
    kemPublicKey: enrolment.kemPublicKey,
    logOrigin: enrolment.logOrigin,
    logVerifierKey: enrolment.logVerifierKey,
    enrolledAt: new Date(clock.now()).toISOString(),
    revoked: false,
    floor,
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
      floor: [...floor],
    },
  });
  await stations.add(enrolled);
  return ok({ station, room: enrolled.room, certificatePem, trustPem: authority.certificatePem, ...handout });
}

/** The first thing that is wrong with an enrolment; keys of small order are refused (A26). */
export function wrongEnrolment(enrolment: StationEnrolment, stations: Stations): keyof StationEnrolment | null {
  const rules: readonly (readonly [keyof StationEnrolment, () => boolean])[] = [
    ["name", () => enrolment.name.length > 0 && enrolment.name.length <= 128],
    ["room", () => /^[a-z0-9][a-z0-9-]{0,63}$/u.test(enrolment.room)],
    ["kemPublicKey", () => isUsableKemKey(fromBase64url(enrolment.kemPublicKey))],
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
