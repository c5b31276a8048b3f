import type { Failure } from "../../../shared/failure.ts";
import type { PersonRecord } from "../../../shared/model/administration.ts";
import type { Authorisation } from "../../../shared/model/authorisation.ts";
import { personSchema, type Person, type PersonId, type Role } from "../../../shared/model/person.ts";
import { fail, ok, type Result } from "../../../shared/result.ts";
import { gradeCarries } from "../../../shared/access/grades.ts";
import type { CrlReason } from "../../formats/crl.ts";
import { FormatError } from "../../formats/format-error.ts";
import { sealToken } from "../../formats/pkcs12.ts";
import { issuePerson, issuePersonFromCsr, readCertificate, type PersonSubject } from "../../formats/x509.ts";
import { fieldOf } from "../acts.ts";
import { certificateStart } from "../authority.ts";
import type { NewPerson } from "../port.ts";
import type { AdministrationParts } from "./parts.ts";

const personDays = 1095;

/** Posts that only people of the authority itself may hold. */
const insideRoles: ReadonlySet<Role> = new Set([
  "approver",
  "roomSupervisor",
  "inspector",
  "legalOfficer",
  "archivist",
  "compliance",
  "administrator",
]);

/** Why somebody cannot be written down like this, or `null`. */
export async function wrongRecord(
  { directory }: AdministrationParts,
  { person, roles, outside }: PersonRecord,
  known: boolean,
): Promise<Failure | null> {
  const entry = await directory.find(person);
  if (!known && entry !== null) {
    return { code: "administration", reason: "person-exists" };
  }
  if (known && entry === null) {
    return { code: "administration", reason: "person-unknown" };
  }
  if (entry?.revoked === true) {
    return { code: "administration", reason: "person-withdrawn" };
  }
  return outside && roles.some((role) => insideRoles.has(role))
    ? { code: "administration", reason: "roles-outside" }
    : null;
}

/** Adds a person as the founder of a headquarters, not over the app. */
export async function addPerson(parts: AdministrationParts, person: NewPerson): Promise<Result<Person, Failure>> {
  const { directory, journal, trust, clock } = parts;
  const { certificatePem, outside = false, authorisation, ...record } = person;
  const parsed = personSchema.safeParse(record);
  if (!parsed.success) {
    return fail({ code: "bad-request", field: fieldOf(parsed.error) });
  }
  if ((await directory.find(parsed.data.person)) !== null) {
    return fail({ code: "bad-request", field: "person" });
  }
  const checked = certificatePem === undefined ? null : trust.check(certificatePem);
  if (checked !== null && !checked.ok) {
    return fail({ code: "certificate-foreign" });
  }
  const certificate = checked?.value.digest;
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
  if (authorisation !== undefined) {
    await authorise(parts, entry.person, authorisation, null);
    await directory.authorise(entry.person, authorisation, { by: null, at: clock.now() });
  }
  return ok(entry);
}

/** Logs a graded authorisation; the row is the caller's. */
export async function authorise(
  { journal }: AdministrationParts,
  person: string,
  authorisation: Authorisation,
  by: string | null,
): Promise<void> {
  const { grade, acts, verbs, scope, ceiling, from, to } = authorisation;
  journal.record({
    t: "hq.person",
    b: { person, act: "authorise", grade, acts: [...acts], verbs: [...verbs], scope: { ...scope }, ceiling, from, to },
    ...(by === null ? {} : { person: by }),
  });
}

/** Why an authorisation cannot be given, or `null`. */
export async function wrongAuthorisation(
  { directory, policy }: AdministrationParts,
  person: string,
  { grade, ceiling }: Authorisation,
): Promise<Failure | null> {
  const entry = await directory.find(person);
  if (entry === null) {
    return { code: "administration", reason: "person-unknown" };
  }
  if (entry.revoked) {
    return { code: "administration", reason: "person-withdrawn" };
  }
  return gradeCarries(policy, grade, ceiling) ? null : { code: "administration", reason: "ceiling-above-grade" };
}

/** Makes a key, a certificate and a token at once, as the founder of a headquarters does. */
export async function issueToken(
  parts: AdministrationParts,
  person: PersonId,
  pin: string,
): Promise<Result<Uint8Array, Failure>> {
  const { authority, directory } = parts;
  const entry = await directory.find(person);
  if (entry === null || entry.revoked) {
    return fail({ code: "not-found", subject: "certificate" });
  }
  if (!/^\d{6,12}$/u.test(pin)) {
    return fail({ code: "bad-request", field: "pin" });
  }
  const issued = issuePerson(authority, subjectOf(parts, entry.person));
  await useCertificate(parts, entry.person, issued.certificatePem, "superseded");
  return ok(sealToken({ ...issued, chainPem: authority.certificatePem, pin, name: entry.person.name }));
}

function subjectOf({ clock }: AdministrationParts, { person, name, unit }: Person): PersonSubject {
  return { person, name, unit, days: personDays, notBefore: certificateStart(clock) };
}

/** The certificate for a key whose signing request this is; `null` when the request is not sound. */
export function certify(parts: AdministrationParts, person: Person, csrPem: string): string | null {
  try {
    return issuePersonFromCsr(parts.authority, csrPem, subjectOf(parts, person));
  } catch (error) {
    if (error instanceof FormatError) {
      return null;
    }
    throw error;
  }
}

/** Makes this the person's one certificate; the one before is revoked. */
export async function useCertificate(
  { directory, journal, trust }: AdministrationParts,
  { person }: Person,
  certificatePem: string,
  reasonForFormer: CrlReason,
): Promise<void> {
  const former = (await directory.find(person))?.certificatePem ?? null;
  const { digest } = readCertificate(certificatePem);
  journal.record({ t: "hq.person", b: { person, act: "certificate", certificate: digest } });
  if (former !== null && readCertificate(former).digest !== digest) {
    await trust.revoke(former, person, reasonForFormer);
  }
  await directory.setCertificate(person, { digest, pem: certificatePem });
}

/** Withdraws a person: certificate, sessions, everything but what is written about them. */
export async function withdrawPerson(
  { directory, journal, trust, clock }: AdministrationParts,
  person: string,
  reason: CrlReason,
  by: string | null,
): Promise<void> {
  const certificatePem = (await directory.find(person))?.certificatePem ?? null;
  journal.record({ t: "hq.person", b: { person, act: "revoke", reason }, ...(by === null ? {} : { person: by }) });
  if (certificatePem !== null) {
    await trust.revoke(certificatePem, person, reason);
  }
  await directory.revoke(person, clock.now());
}
