import type { Failure } from "../../shared/failure.ts";
import { personIdSchema, type Person, type PersonId } from "../../shared/model/person.ts";
import { fail, ok, type Result } from "../../shared/result.ts";
import { sha256Hex } from "../formats/digest.ts";
import { openAbsentToken, openToken as openPkcs12 } from "../formats/pkcs12.ts";
import { readCertificate, verifyChain } from "../formats/x509.ts";
import type { PinGuard } from "./pin-guard.ts";
import type { Directory, OpenedToken } from "./ports.ts";
import type { TokenFolder } from "./token-folder.ts";

/** Certificates that ended before their time, and until when the list may be relied on. */
export interface Revocations {
  readonly due: Date;
  readonly revoked: readonly { readonly serial: string }[];
}

/** What opening a certificate token depends on. */
export interface TokenDesk {
  readonly folder: TokenFolder;
  readonly guard: PinGuard;
  readonly directory: Directory;
  /** Certificates of the authorities whose persons may work here (PEM). */
  readonly authorities: () => readonly string[];
  /** The built-in authority's list of revoked certificates; `null` until one has come. */
  readonly revocations: () => Revocations | null;
  readonly now: () => Date;
}

/**
 * Opens a certificate token with its PIN and checks the certificate behind it.
 *
 * The private key is in the answer and nowhere else; the caller uses it for one act and lets it go.
 * The attempt is counted before the PIN is tried and forgotten once it was right, so that nobody gets an attempt for
 * nothing by ending the program in between.
 */
export function openToken(desk: TokenDesk, token: string, pin: string): Result<OpenedToken, Failure> {
  const bytes = desk.folder.read(token);
  return bytes === null
    ? fail({ code: "not-found", subject: "certificate" })
    : tryPin(desk, token, subjectsOf(token, bytes), () => openPkcs12(bytes, pin));
}

/**
 * The same for whoever has not signed in: a token that is not there is refused like a wrong PIN, with the same words, delays,
 * locking and work. Who has which certificate is nobody's to find out by trying; only the right PIN tells more.
 */
export function openTokenOrConceal(desk: TokenDesk, token: string, pin: string): Result<OpenedToken, Failure> {
  // Counted apart, or whoever tries names would lock certificates that are not even here.
  return desk.folder.read(token) === null
    ? tryPin(desk, token, [`absent:${token}`], () => openAbsentToken(pin))
    : openToken(desk, token, pin);
}

function tryPin(
  desk: TokenDesk,
  token: string,
  subjects: readonly string[],
  open: () => ReturnType<typeof openPkcs12>,
): Result<OpenedToken, Failure> {
  const state = desk.guard.state(subjects);
  if (state.state === "locked") {
    return fail({ code: "certificate-locked" });
  }
  if (state.state === "delayed") {
    return fail({ code: "pin-delayed", retryAfterSeconds: state.retryAfterSeconds });
  }
  const counted = desk.guard.failed(subjects);
  const opened = open();
  if (!opened.ok) {
    return opened.reason === "wrong-pin" ? wrongPin(counted) : fail({ code: "certificate-unreadable" });
  }
  desk.guard.clear(subjects);
  const checked = checkCertificate(desk, opened.certificatePem);
  return checked.ok
    ? ok({ ...checked.value, token, certificatePem: opened.certificatePem, privateKeyPem: opened.privateKeyPem })
    : checked;
}

/** Names under which wrong PINs of one token are counted. */
export function subjectsOf(token: string, bytes: Uint8Array): readonly string[] {
  return [`token:${token}`, `bytes:${sha256Hex(bytes)}`];
}

function wrongPin({ retryAfterSeconds, attemptsLeft }: ReturnType<PinGuard["failed"]>): Result<never, Failure> {
  return attemptsLeft === 0
    ? fail({ code: "certificate-locked" })
    : fail({ code: "wrong-pin", retryAfterSeconds, attemptsLeft });
}

interface CheckedCertificate {
  readonly person: Person;
  readonly personId: PersonId;
  readonly certificate: string;
  readonly certificateExpires: Date;
}

function checkCertificate(desk: TokenDesk, certificatePem: string): Result<CheckedCertificate, Failure> {
  const certificate = readCertificate(certificatePem);
  const chain = verifyChain(certificatePem, [...desk.authorities()], desk.now());
  if (!chain.ok) {
    return chain.reason === "expired"
      ? fail({ code: "certificate-expired", at: certificate.notAfter.toISOString() })
      : fail({ code: "certificate-foreign" });
  }
  const ended = revocationFailure(desk, certificate.serial);
  if (ended !== null) {
    return fail(ended);
  }
  // Another authority names its people in its own way; the directory knows whose certificate it is.
  const listed = desk.directory.list().find((person) => person.certificate === certificate.digest);
  const id = personIdSchema.safeParse(listed?.person ?? certificate.subject.serialNumber);
  if (!id.success) {
    return fail({ code: "certificate-foreign" });
  }
  const known = desk.directory.find(id.data);
  // The directory names each person's one valid certificate; a replaced or withdrawn one is not it.
  if (desk.directory.received && known?.certificate !== certificate.digest) {
    return fail({ code: "certificate-revoked" });
  }
  return ok({
    person: known ?? strangerNamed(id.data, certificate.subject.commonName, certificate.digest),
    personId: id.data,
    certificate: certificate.digest,
    certificateExpires: certificate.notAfter,
  });
}

/** Honoured without headquarters too: the list says itself until when it may be relied on (RFC 5280, nextUpdate). */
function revocationFailure({ revocations, now }: TokenDesk, serial: string): Failure | null {
  const list = revocations();
  if (list === null) {
    return null;
  }
  if (list.revoked.some((one) => one.serial === serial)) {
    return { code: "certificate-revoked" };
  }
  return now() > list.due ? { code: "revocations-stale", due: list.due.toISOString() } : null;
}

/** A person whose certificate is sound while the directory has never been received: a name, and no rights. */
function strangerNamed(person: PersonId, name: string, certificate: string): Person {
  return { person, name, latinName: name, unit: "", post: "", certificateNo: "", roles: [], certificate };
}
