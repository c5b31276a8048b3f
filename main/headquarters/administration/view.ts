import type { AdministrationView, Standing } from "../../../shared/model/administration.ts";
import type { HeldAuthorisation } from "../../../shared/model/authorisation.ts";
import { base64 } from "../../formats/bytes.ts";
import { readCertificate } from "../../formats/x509.ts";
import type { DirectoryEntry } from "../directory.ts";
import { belowFloor, type Station } from "../stations.ts";
import { listBackups } from "./backup.ts";
import { pendingEnrolments } from "./enrolments.ts";
import { waitingLogs } from "./new-logs.ts";
import type { Orders } from "./orders.ts";
import type { AdministrationParts } from "./parts.ts";

/** Everything the administrator's screens show. */
export async function administrationView(parts: AdministrationParts, orders: Orders): Promise<AdministrationView> {
  const { directory, rooms, stations, trust } = parts;
  const history = await directory.authorisations();
  const { number, count, issuedAt, due } = await trust.revocations();
  return {
    people: (await directory.all()).map((entry) => personRow(entry, history)),
    rooms: [...(await rooms.list())],
    stations: stations.list().map((station) => stationRow(parts, station)),
    enrolments: await pendingEnrolments(parts),
    newLogs: await waitingLogs(parts),
    authorities: trust
      .authorities()
      .map(({ digest, name, expires, own }) => ({ digest, name, expires: expires.toISOString(), own })),
    revocations: { number, count, renewedAt: issuedAt.toISOString(), due: due.toISOString() },
    orders: [...(await orders.list())],
    backups: await listBackups(parts),
  };
}

function personRow(
  { person, outside, revoked, certificatePem }: DirectoryEntry,
  history: readonly HeldAuthorisation[],
): AdministrationView["people"][number] {
  return {
    person,
    outside,
    revoked,
    ...(certificatePem === null ? {} : { certificateExpires: readCertificate(certificatePem).notAfter.toISOString() }),
    authorisations: history.filter((held) => held.person === person.person),
  };
}

function stationRow({ logSize }: AdministrationParts, station: Station): AdministrationView["stations"][number] {
  const { name, room, logOrigin, enrolledAt, revoked, seenAt, shell } = station;
  return {
    station: station.station,
    name,
    room,
    logOrigin,
    enrolledAt,
    revoked,
    ...(seenAt === null ? {} : { lastSeen: new Date(seenAt).toISOString() }),
    logSize: logSize(logOrigin),
    floor: [...station.floor],
    below: belowFloor(station),
    ...(shell === null ? {} : { shell }),
  };
}

/** What every station keeps beside the directory. */
export async function standingOf({ register, trust }: AdministrationParts): Promise<Standing> {
  const { der } = await trust.revocations();
  return { register: await register.file(), revocations: base64(der) };
}
