import { fail, ok } from "../../../shared/result.ts";
import type { Administration } from "../port.ts";
import { backupMaster, rehearseBackup } from "./backup.ts";
import { ingest } from "./footage.ts";
import type { AdministrationParts } from "./parts.ts";
import { addPerson, authorise, issueToken, withdrawPerson, wrongAuthorisation } from "./people.ts";
import { enrolStation } from "./stations.ts";

/**
 * Makes the acts of whoever owns the machine: founding, demonstration, command line.
 *
 * Each is in the log of headquarters before it takes effect. Over the app administrators give signed
 * orders instead (`orders.ts`).
 */
export function createAdministration(parts: AdministrationParts): Administration {
  const { clock, directory, stations, catalogue, journal, requests, extractions, rooms } = parts;
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
    async keepRoom(room) {
      const known = await rooms.find(room.room);
      if (JSON.stringify(known) !== JSON.stringify(room)) {
        journal.record({ t: "hq.config", b: { change: "room", room: room.room } });
        await rooms.keep(room);
      }
    },
    addPerson: (person) => addPerson(parts, person),
    async authorise(person, authorisation) {
      const wrong = await wrongAuthorisation(parts, person, authorisation);
      if (wrong !== null) {
        return fail(wrong);
      }
      await authorise(parts, person, authorisation, null);
      await directory.authorise(person, authorisation, { by: null, at: clock.now() });
      return ok(undefined);
    },
    async everKnown() {
      const [entries, held] = await Promise.all([directory.all(), directory.authorisations()]);
      return { people: entries.map(({ person }) => person.person), authorised: held.map(({ person }) => person) };
    },
    issueToken: (person, pin) => issueToken(parts, person, pin),
    async revokePerson(person) {
      if ((await directory.find(person)) === null) {
        return fail({ code: "bad-request", field: "person" });
      }
      await withdrawPerson(parts, person, "unspecified", null);
      return ok(undefined);
    },
    people: () => directory.list(),
    backupMaster: (threshold, to) => backupMaster(parts, threshold, to),
    rehearseMaster: (shares, act) => rehearseBackup(parts, shares, { act }),
    ingest: (file, metadata, options = {}) => ingest(parts, file, metadata, options),
    footage: () => catalogue.list(),
    takeBundle: (file, answer, onProgress) => parts.bundles.take(file, answer, onProgress),
    async fileRequest(cms, session) {
      const filed = await requests.file(cms, session);
      return filed.ok ? ok(filed.value.id) : filed;
    },
    decideRequest: (cms, session) => requests.decide(cms, session),
    async stepEvidence(cms, session) {
      const reader = await directory.find(session.person);
      return reader === null ? fail({ code: "bad-request", field: "person" }) : extractions.take(cms, session, reader);
    },
    async citeFrame(asset, frame, { person }) {
      const reader = await directory.find(person);
      return reader === null ? fail({ code: "bad-request", field: "person" }) : extractions.cite(asset, frame, reader);
    },
  };
}
