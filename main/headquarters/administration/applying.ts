import type { Failure } from "../../../shared/failure.ts";
import type { Order, OrderYield } from "../../../shared/model/administration.ts";
import type { Person } from "../../../shared/model/person.ts";
import { publicKeyOfCsr, readCertificate } from "../../formats/x509.ts";
import { FormatError } from "../../formats/format-error.ts";
import { makeBackup, wrongCustodians } from "./backup.ts";
import { approveEnrolment, declineEnrolment, wrongApproval } from "./enrolments.ts";
import { acceptNewLog, refuseNewLog, wrongAcceptance, wrongRefusal } from "./new-logs.ts";
import type { AdministrationParts } from "./parts.ts";
import { authorise, certify, useCertificate, withdrawPerson, wrongAuthorisation, wrongRecord } from "./people.ts";

/** How one kind of order is held against what is there, and how it takes effect. */
interface Application<O extends Order> {
  /** `hands`: whoever signs it, the one who ordered first. */
  readonly wrong: (parts: AdministrationParts, order: O, hands: readonly string[]) => Promise<Failure | null>;
  /** Runs only after `wrong` found nothing and the order is in the log. */
  readonly apply: (parts: AdministrationParts, order: O, by: string) => Promise<OrderYield | null>;
}

type Applications = { readonly [K in Order["order"]]: Application<Extract<Order, { order: K }>> };

const unknownPerson: Failure = { code: "administration", reason: "person-unknown" };
const withdrawn: Failure = { code: "administration", reason: "person-withdrawn" };

async function wrongPerson({ directory }: AdministrationParts, person: string): Promise<Failure | null> {
  const entry = await directory.find(person);
  return entry === null ? unknownPerson : entry.revoked ? withdrawn : null;
}

async function personOf({ directory }: AdministrationParts, person: string): Promise<Person> {
  const entry = await directory.find(person);
  if (entry === null) {
    throw new Error("person of an applied order is unknown");
  }
  return entry.person;
}

function isSoundCsr(csrPem: string): boolean {
  try {
    publicKeyOfCsr(csrPem);
    return true;
  } catch (error) {
    if (error instanceof FormatError) {
      return false;
    }
    throw error;
  }
}

const nothing = async (): Promise<null> => null;

// One row per kind of order: a new one without both halves does not compile.
const applications: Applications = {
  "person.add": {
    wrong: (parts, { record }) => wrongRecord(parts, record, false),
    apply: async ({ directory, journal }, { record: { outside, ...person } }, by) => {
      journal.record({
        t: "hq.person",
        b: { person: person.person, act: "add", roles: [...person.roles] },
        person: by,
      });
      await directory.add({ person, certificatePem: null, outside });
      return null;
    },
  },
  "person.import": {
    wrong: async (parts, { records }) => {
      const ids = records.map(({ person }) => person);
      if (new Set(ids).size !== ids.length) {
        return { code: "administration", reason: "person-exists" };
      }
      const wrong = await Promise.all(records.map((record) => wrongRecord(parts, record, false)));
      return wrong.find((one) => one !== null) ?? null;
    },
    apply: async ({ directory, journal }, { records }, by) => {
      for (const { outside, ...person } of records) {
        journal.record({
          t: "hq.person",
          b: { person: person.person, act: "add", roles: [...person.roles] },
          person: by,
        });
        // oxlint-disable-next-line no-await-in-loop -- one row after its entry
        await directory.add({ person, certificatePem: null, outside });
      }
      return null;
    },
  },
  "person.edit": {
    wrong: (parts, { record }) => wrongRecord(parts, record, true),
    apply: async ({ directory, journal }, { record: { outside, ...person } }, by) => {
      journal.record({
        t: "hq.person",
        b: { person: person.person, act: "edit", roles: [...person.roles] },
        person: by,
      });
      await directory.edit(person, outside);
      return null;
    },
  },
  "person.revoke": {
    wrong: (parts, { person }) => wrongPerson(parts, person),
    apply: async (parts, { person, reason }, by) => {
      await withdrawPerson(parts, person, reason, by);
      return null;
    },
  },
  "certificate.issue": {
    wrong: async (parts, { person, csrPem }) =>
      (await wrongPerson(parts, person)) ?? (isSoundCsr(csrPem) ? null : { code: "bad-request", field: "csrPem" }),
    apply: async (parts, { person, csrPem }) => {
      const entry = await personOf(parts, person);
      const certificatePem = certify(parts, entry, csrPem);
      if (certificatePem === null) {
        throw new Error("signing request of an applied order is not sound");
      }
      await useCertificate(parts, entry, certificatePem, "superseded");
      return {
        kind: "certificate",
        person: entry.person,
        certificatePem,
        chainPem: parts.authority.certificatePem,
      };
    },
  },
  "certificate.accept": {
    wrong: async (parts, { person, certificatePem }) => {
      const wrong = await wrongPerson(parts, person);
      if (wrong !== null) {
        return wrong;
      }
      const checked = parts.trust.check(certificatePem);
      if (!checked.ok) {
        return checked.failure;
      }
      const holder = await parts.directory.byCertificate(checked.value.digest);
      return holder === null ? null : { code: "administration", reason: "certificate-taken" };
    },
    apply: async (parts, { person, certificatePem }) => {
      await useCertificate(parts, await personOf(parts, person), certificatePem, "superseded");
      return null;
    },
  },
  "certificate.revoke": {
    wrong: async (parts, { person }) => {
      const entry = await parts.directory.find(person);
      return entry === null
        ? unknownPerson
        : entry.certificatePem === null
          ? { code: "not-found", subject: "certificate" }
          : null;
    },
    apply: async ({ directory, journal, trust }, { person, reason }, by) => {
      const certificatePem = (await directory.find(person))?.certificatePem ?? "";
      const { digest } = readCertificate(certificatePem);
      journal.record({
        t: "hq.person",
        b: { person, act: "certificate.revoke", certificate: digest, reason },
        person: by,
      });
      await trust.revoke(certificatePem, person, reason);
      await directory.setCertificate(person, null);
      return null;
    },
  },
  "authority.accept": {
    wrong: async ({ trust }, { chainPem }) => {
      const checked = trust.checkAuthority(chainPem);
      return checked.ok ? null : checked.failure;
    },
    apply: async ({ trust }, { chainPem }) => {
      const checked = trust.checkAuthority(chainPem);
      if (checked.ok) {
        await trust.accept(checked.value);
      }
      return null;
    },
  },
  "authorisation.set": {
    wrong: (parts, { person, authorisation }) => wrongAuthorisation(parts, person, authorisation),
    apply: async (parts, { person, authorisation }, by) => {
      await authorise(parts, person, authorisation, by);
      await parts.directory.authorise(person, authorisation, { by, at: parts.clock.now() });
      return null;
    },
  },
  "authorisation.withdraw": {
    wrong: async ({ directory }, { person }) => {
      const entry = await directory.find(person);
      return entry === null
        ? unknownPerson
        : entry.authorisation === null
          ? { code: "not-found", subject: "grant" }
          : null;
    },
    apply: async ({ directory, journal, clock }, { person }, by) => {
      journal.record({ t: "hq.person", b: { person, act: "authorisation.withdraw" }, person: by });
      await directory.authorise(person, null, { by, at: clock.now() });
      return null;
    },
  },
  "room.keep": {
    wrong: nothing,
    apply: async ({ rooms }, { room }) => {
      await rooms.keep(room);
      return null;
    },
  },
  "station.enrol": { wrong: wrongApproval, apply: approveEnrolment },
  "station.decline": {
    wrong: async (parts, { enrolment }) => {
      const row = await parts.database
        .selectFrom("enrolment")
        .select("state")
        .where("enrolment", "=", enrolment)
        .executeTakeFirst();
      return row?.state === "pending" ? null : { code: "administration", reason: "enrolment-unknown" };
    },
    apply: declineEnrolment,
  },
  "station.floor": {
    wrong: async ({ stations }, { station }) => stationFailure(stations.find(station)),
    apply: async ({ stations }, { station, floor }) => {
      await stations.setFloor(station, floor);
      return null;
    },
  },
  "station.revoke": {
    wrong: async ({ stations }, { station }) => stationFailure(stations.find(station)),
    apply: async ({ stations }, { station }) => {
      await stations.revoke(station);
      return null;
    },
  },
  "station.newLog": { wrong: wrongAcceptance, apply: acceptNewLog },
  "station.refuseLog": { wrong: wrongRefusal, apply: refuseNewLog },
  "keys.backup": {
    wrong: (parts, { custodians, threshold }) => wrongCustodians(parts, custodians, threshold),
    apply: (parts, { custodians, threshold }) => makeBackup(parts, custodians, threshold),
  },
  "policy.activate": {
    wrong: ({ offers }, { policy, from }, hands) => offers.wrongActivation(policy, from, hands),
    apply: async ({ offers }, { policy, from }, by) => {
      await offers.activate(policy, from, by);
      await offers.bring();
      return null;
    },
  },
  "policy.withdraw": {
    wrong: ({ offers }, { policy }) => offers.wrongWithdrawal(policy),
    apply: async ({ offers }, { policy }) => {
      await offers.withdraw(policy);
      return null;
    },
  },
};

function stationFailure(station: { readonly revoked: boolean } | null): Failure | null {
  return station === null || station.revoked ? { code: "administration", reason: "station-unknown" } : null;
}

/** How this order is checked and applied. */
export function applicationOf<O extends Order>({ order }: O): Application<O> {
  // The row was looked up by the order's own kind, so it takes exactly this order.
  return applications[order] as unknown as Application<O>;
}
