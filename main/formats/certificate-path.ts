import { X509Certificate } from "node:crypto";
import forge from "node-forge";
import { binary } from "./der.ts";

/**
 * Certification paths of outside authorities (RFC 5280 section 6): root, perhaps intermediates, the authority that
 * issues persons' certificates. An extension that must be understood and is not, is a reason to refuse.
 */

/** Why certificates are no sound path, or a certificate is none for a person who signs. */
export type PathRefusal =
  | "unreadable"
  | "no-root"
  | "not-an-authority"
  | "too-long"
  | "signature"
  | "weak"
  | "expired"
  | "not-yet-valid"
  | "unsupported"
  | "purpose";

export type PathAnswer =
  | { readonly ok: true; readonly issuerPem: string; readonly name: string; readonly expires: Date }
  | { readonly ok: false; readonly reason: PathRefusal };

const pemBlock = /-----BEGIN CERTIFICATE-----[A-Za-z0-9+/=\s]+-----END CERTIFICATE-----/gu;
const mostCertificates = 8;
const fewestModulusBits = 2048;
/** basicConstraints, keyUsage, extKeyUsage, certificatePolicies, subjectAltName. Name constraints are not evaluated, so they refuse. */
const understood = new Set(["2.5.29.19", "2.5.29.15", "2.5.29.37", "2.5.29.32", "2.5.29.17"]);
const strongSignatures = new Set(["1.2.840.113549.1.1.11", "1.2.840.113549.1.1.12", "1.2.840.113549.1.1.13"]);

/** emailProtection, clientAuth, anyExtendedKeyUsage; a certificate without a list is for every purpose. */
const signingPurposes = new Set(["1.3.6.1.5.5.7.3.4", "1.3.6.1.5.5.7.3.2", "2.5.29.37.0"]);

interface Step {
  readonly native: X509Certificate;
  readonly parsed: forge.pki.Certificate;
}

interface KeyUsage {
  readonly keyCertSign?: boolean;
  readonly digitalSignature?: boolean;
  readonly keyEncipherment?: boolean;
}

function read(pem: string): Step | null {
  try {
    const native = new X509Certificate(pem);
    return { native, parsed: forge.pki.certificateFromAsn1(forge.asn1.fromDer(binary(native.raw), true)) };
  } catch {
    return null;
  }
}

function keyUsage({ parsed }: Step): KeyUsage | null {
  // What forge read under this name has these members.
  return parsed.getExtension("keyUsage") as KeyUsage | null;
}

function pathLength({ parsed }: Step): number {
  const constraints = parsed.getExtension("basicConstraints") as { readonly pathLenConstraint?: number } | null;
  return constraints?.pathLenConstraint ?? Number.POSITIVE_INFINITY;
}

function extensionsUnderstood({ parsed }: Step): boolean {
  return parsed.extensions.every((one: { readonly id?: string; readonly critical?: boolean }) =>
    one.critical === true ? understood.has(one.id ?? "") : true,
  );
}

/** What is wrong with one certificate of the path by itself. */
function stepRefusal(step: Step, at: Date): PathRefusal | null {
  const { native, parsed } = step;
  const bits = native.publicKey.asymmetricKeyDetails?.modulusLength ?? 0;
  const isStrong =
    native.publicKey.asymmetricKeyType === "rsa" &&
    bits >= fewestModulusBits &&
    strongSignatures.has(parsed.signatureOid);
  const rules: readonly (readonly [PathRefusal, boolean])[] = [
    ["weak", !isStrong],
    ["unsupported", !extensionsUnderstood(step)],
    ["not-yet-valid", at < native.validFromDate],
    ["expired", at > native.validToDate],
  ];
  return rules.find(([, wrong]) => wrong)?.[0] ?? null;
}

/** The certificates from the root to the one that issues nothing else of them; `null` when they are no single line. */
function inOrder(steps: readonly Step[]): Step[] | null {
  const roots = steps.filter(({ native }) => native.checkIssued(native));
  const [root, ...otherRoots] = roots;
  if (root === undefined || otherRoots.length > 0) {
    return null;
  }
  const line = [root];
  while (line.length < steps.length) {
    const last = line.at(-1);
    const next = steps.filter(
      (step) => last !== undefined && !line.includes(step) && step.native.checkIssued(last.native),
    );
    const [only, ...others] = next;
    if (only === undefined || others.length > 0) {
      return null;
    }
    line.push(only);
  }
  return line;
}

/** Checks the certificates of an outside authority; the answer names the one that issues persons' certificates. */
export function checkAuthorityPath(chainPem: string, at: Date): PathAnswer {
  const steps = (chainPem.match(pemBlock) ?? []).map(read);
  const known = steps.filter((step) => step !== null);
  if (steps.length === 0 || known.length < steps.length || steps.length > mostCertificates) {
    return { ok: false, reason: "unreadable" };
  }
  const line = inOrder(known);
  if (line === null) {
    return { ok: false, reason: "no-root" };
  }
  for (const [index, step] of line.entries()) {
    const issuer = line[Math.max(0, index - 1)] ?? step;
    const below = line.length - 1 - index;
    const wrong = authorityRefusal(step, issuer, below, at);
    if (wrong !== null) {
      return { ok: false, reason: wrong };
    }
  }
  const issuing = line.at(-1)?.native;
  return issuing === undefined
    ? { ok: false, reason: "unreadable" }
    : { ok: true, issuerPem: issuing.toString(), name: commonName(issuing), expires: issuing.validToDate };
}

function authorityRefusal(step: Step, issuer: Step, below: number, at: Date): PathRefusal | null {
  if (!step.native.ca || keyUsage(step)?.keyCertSign !== true) {
    return "not-an-authority";
  }
  if (!step.native.verify(issuer.native.publicKey)) {
    return "signature";
  }
  return pathLength(step) < below ? "too-long" : stepRefusal(step, at);
}

function commonName(certificate: X509Certificate): string {
  const line = certificate.subject.split("\n").find((one) => one.startsWith("CN="));
  return line?.slice(3) ?? certificate.subject;
}

/**
 * Whether a person can sign and open what is sealed to them with this certificate: an end certificate of an RSA key,
 * for signatures and key encipherment, without a purpose that excludes signing.
 */
export function personPurposeRefusal(certificatePem: string, at: Date): PathRefusal | null {
  const step = read(certificatePem);
  if (step === null) {
    return "unreadable";
  }
  const usage = keyUsage(step);
  const purposes = step.native.keyUsage;
  const signs = usage?.digitalSignature === true && usage.keyEncipherment === true && !step.native.ca;
  const fits = purposes === undefined || purposes.some((purpose) => signingPurposes.has(purpose));
  return signs && fits ? stepRefusal(step, at) : "purpose";
}
