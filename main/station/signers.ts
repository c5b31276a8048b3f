import { base64 } from "../formats/bytes.ts";
import { pemOfCertificate, verifyChain, type Certificate } from "../formats/x509.ts";
import { signAct } from "../identity/index.ts";
import type { FormSigners, RoomToken, SignedPresence } from "../access/index.ts";
import type { PresenceAct } from "../../shared/http/acts.ts";
import type { Person } from "../../shared/model/person.ts";

/** Whose signatures count at this station, and whose each is. */
export function signersOf(
  authorities: () => readonly string[],
  people: () => readonly Person[],
  trustPem: string,
): FormSigners {
  return { authorities, personOf: (certificate) => personOf(certificate, people(), trustPem) };
}

/** The directory says whose a certificate is; only the built-in authority's own names count beside it. */
export function personOf(
  { digest, der, subject, notBefore }: Certificate,
  people: readonly Person[],
  trustPem: string,
): string {
  const listed = people.find(({ certificate }) => certificate === digest);
  const isOwn = verifyChain(pemOfCertificate(der), [trustPem], notBefore).ok;
  return listed?.person ?? (isOwn ? subject.serialNumber : "");
}

/** A person's signature on being here, base64. */
export function signPresence(opened: RoomToken, said: SignedPresence, station: string, at: Date): string {
  const act: PresenceAct = { v: 1, ...said, person: opened.personId, station, at: at.toISOString() };
  return base64(signAct(opened, act, at));
}
