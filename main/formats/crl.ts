import { createPrivateKey, sign, verify, X509Certificate } from "node:crypto";
import forge from "node-forge";
import { equalBytes, fromHex, hex } from "./bytes.ts";
import {
  binary,
  contentOf,
  type Der,
  derBytes,
  integer,
  membersOf,
  oid,
  oidOf,
  onlyMember,
  parseDer,
  readInteger,
  readTime,
  tag,
  taggedZero,
  taggedZeroMembers,
  timeOf,
  universal,
} from "./der.ts";
import { FormatError } from "./format-error.ts";
import type { Authority } from "./x509.ts";

/**
 * Lists of revoked certificates: X.509 CRLs, version 2 (RFC 5280 section 5), complete, signed by the authority itself
 * with SHA-256 and RSA. `openssl crl -verify` accepts what `issueCrl` makes.
 */

/** CRLReason of RFC 5280 section 5.3.1, as far as they end a certificate for good. */
export const crlReasons = {
  unspecified: 0,
  keyCompromise: 1,
  affiliationChanged: 3,
  superseded: 4,
  cessationOfOperation: 5,
} as const;
export type CrlReason = keyof typeof crlReasons;

/** One certificate that ended before its time. */
export interface RevokedCertificate {
  /** Serial number, lower-case hexadecimal. */
  readonly serial: string;
  readonly at: Date;
  readonly reason: CrlReason;
}

/** A list as its authority signed it. */
export interface Crl {
  /** Each list of an authority has a higher number than the one before. */
  readonly number: number;
  readonly issuedAt: Date;
  /** A newer list exists from then on; who has none is not up to date. */
  readonly due: Date;
  readonly revoked: readonly RevokedCertificate[];
}

const id = { reason: "2.5.29.21", number: "2.5.29.20", authorityKey: "2.5.29.35" } as const;
const sha256WithRsa = "1.2.840.113549.1.1.11";

function algorithm(): Der {
  return universal(tag.sequence, [oid(sha256WithRsa), universal(tag.none, "")]);
}

function extension(type: string, value: Der): Der {
  return universal(tag.sequence, [oid(type), universal(tag.octetString, binary(derBytes(value)))]);
}

function subjectName(certificateDer: Uint8Array): Der {
  const [tbs] = membersOf(parseDer(certificateDer), tag.sequence);
  const subject = membersOf(tbs, tag.sequence)[5];
  if (subject === undefined) {
    throw new FormatError("certificate is not of version 3");
  }
  return subject;
}

function keyIdentifier(certificatePem: string): Der {
  const identifier = forge.pki.certificateFromPem(certificatePem).generateSubjectKeyIdentifier().getBytes();
  const implicit = forge.asn1.create(forge.asn1.Class.CONTEXT_SPECIFIC, forge.asn1.Type.NONE, false, identifier);
  return universal(tag.sequence, [implicit]);
}

/** Signs a list; DER. */
export function issueCrl(authority: Authority, list: Crl): Uint8Array {
  const { raw } = new X509Certificate(authority.certificatePem);
  const rows = list.revoked.map(({ serial, at, reason }) =>
    universal(tag.sequence, [
      universal(tag.integer, binary(fromHex(serial))),
      timeOf(at),
      universal(tag.sequence, [
        extension(id.reason, universal(tag.enumerated, String.fromCodePoint(crlReasons[reason]))),
      ]),
    ]),
  );
  const tbs = universal(tag.sequence, [
    integer(1),
    algorithm(),
    subjectName(raw),
    timeOf(list.issuedAt),
    timeOf(list.due),
    // RFC 5280 5.1.2.6: absent, not empty, while nothing is revoked.
    ...(rows.length === 0 ? [] : [universal(tag.sequence, rows)]),
    taggedZero([
      universal(tag.sequence, [
        extension(id.authorityKey, keyIdentifier(authority.certificatePem)),
        extension(id.number, integer(list.number)),
      ]),
    ]),
  ]);
  const signature = sign("sha256", derBytes(tbs), createPrivateKey(authority.privateKeyPem));
  return derBytes(universal(tag.sequence, [tbs, algorithm(), universal(tag.bitString, `\u0000${binary(signature)}`)]));
}

function requireAlgorithm(value: Der | undefined): void {
  if (value === undefined || !equalBytes(derBytes(value), derBytes(algorithm()))) {
    throw new FormatError("list uses another algorithm");
  }
}

function extensionsOf(value: Der | undefined): ReadonlyMap<string, Uint8Array> {
  const rows = membersOf(value, tag.sequence).map((row) => {
    const [type, content, ...rest] = membersOf(row, tag.sequence);
    // A third member is `critical`: nothing this reader knows may be.
    if (rest.length > 0) {
      throw new FormatError("list has an extension of another kind");
    }
    return [oidOf(type), contentOf(content, tag.octetString)] as const;
  });
  return new Map(rows);
}

function reasonOf(value: Der | undefined): CrlReason {
  const bytes = value === undefined ? undefined : extensionsOf(value).get(id.reason);
  const code = bytes === undefined ? 0 : contentOf(parseDer(bytes), tag.enumerated)[0];
  const found = Object.entries(crlReasons).find(([, number]) => number === code)?.[0];
  if (found === undefined) {
    throw new FormatError("list gives an unknown reason");
  }
  // The entry came from the table of reasons itself.
  return found as CrlReason;
}

function revokedOf(rows: Der): RevokedCertificate[] {
  return membersOf(rows, tag.sequence).map((row) => {
    const [serial, at, extensions] = membersOf(row, tag.sequence);
    return { serial: hex(contentOf(serial, tag.integer)), at: readTime(at), reason: reasonOf(extensions) };
  });
}

/**
 * Reads a list and checks that this authority signed it. Whether it is still up to date is for the caller to ask.
 *
 * @throws {FormatError} when it is malformed, another authority's, or not signed by it.
 */
export function readCrl(der: Uint8Array, authorityPem: string): Crl {
  const authority = new X509Certificate(authorityPem);
  const [tbs, outer, signature, ...rest] = membersOf(parseDer(der), tag.sequence);
  requireAlgorithm(outer);
  const [version, inner, issuer, issuedAt, due, ...more] = membersOf(tbs, tag.sequence);
  requireAlgorithm(inner);
  if (tbs === undefined || issuer === undefined || rest.length > 0 || more.length > 2 || readInteger(version) !== 1) {
    throw new FormatError("list has another structure");
  }
  if (!equalBytes(derBytes(issuer), derBytes(subjectName(authority.raw)))) {
    throw new FormatError("list is another authority's");
  }
  if (!verify("sha256", derBytes(tbs), authority.publicKey, bitsOf(signature))) {
    throw new FormatError("list is not signed by its authority");
  }
  const [rows, tagged] = more.length === 2 ? more : [undefined, more[0]];
  const number = extensionsOf(onlyMember(taggedZeroMembers(tagged))).get(id.number);
  if (number === undefined) {
    throw new FormatError("list has no number");
  }
  return {
    number: readInteger(parseDer(number)),
    issuedAt: readTime(issuedAt),
    due: readTime(due),
    revoked: rows === undefined ? [] : revokedOf(rows),
  };
}

/** Octets of an RSA-2048 signature as a bit string: tag, length in three octets, no unused bits, 256 octets. */
const signatureHead = fromHex("0382010100");

function bitsOf(value: Der | undefined): Uint8Array {
  // forge may read a structure into a bit string, so its encoding is what counts.
  const encoded = value === undefined ? new Uint8Array() : derBytes(value);
  const head = encoded.subarray(0, signatureHead.byteLength);
  if (!equalBytes(head, signatureHead) || encoded.byteLength !== signatureHead.byteLength + 256) {
    throw new FormatError("signature is malformed");
  }
  return encoded.subarray(signatureHead.byteLength);
}
