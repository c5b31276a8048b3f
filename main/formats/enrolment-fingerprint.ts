import { concatBytes, utf8 } from "./bytes.ts";
import { sha256 } from "./digest.ts";

const alphabet = "0123456789ABCDEFGHJKMNPQRSTVWXYZ";
const letters = 20;
const group = 4;

/** The keys a machine brings, and what it calls its log. */
export interface EnrolmentKeys {
  readonly csrPem: string;
  readonly kemPublicKey: string;
  readonly logOrigin: string;
  readonly logVerifierKey: string;
}

/**
 * What a person compares on two screens at an enrolment: 100 bits over the machine's keys and the certificate of the
 * authority that answered it.
 *
 * Whoever sits between them shows another certificate to the machine or other keys to headquarters, and the two
 * screens differ. Each part carries its length, so no two lists of parts give the same bytes.
 */
export function enrolmentFingerprint(keys: EnrolmentKeys, authorityDer: Uint8Array): string {
  const parts = [keys.csrPem, keys.kemPublicKey, keys.logOrigin, keys.logVerifierKey].map(utf8);
  return comparable("vitrine/enrolment/v1", [...parts, authorityDer]);
}

/** What a person compares on two screens when a station goes on under a new log: 100 bits over its verifier key. */
export function logFingerprint(verifierKey: string): string {
  return comparable("vitrine/new-log/v1", [utf8(verifierKey)]);
}

function comparable(label: string, parts: readonly Uint8Array[]): string {
  const framed = [utf8(label), ...parts].flatMap((part) => [utf8(`${part.byteLength}:`), part]);
  const bits = [...sha256(concatBytes(...framed))].map((byte) => byte.toString(2).padStart(8, "0")).join("");
  const text = Array.from(
    { length: letters },
    (_none, at) => alphabet[Number.parseInt(bits.slice(at * 5, at * 5 + 5), 2)],
  );
  return (text.join("").match(new RegExp(`.{${group}}`, "gu")) ?? []).join("-");
}
