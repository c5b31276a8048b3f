import type { Failure } from "../../shared/failure.ts";
import { fail, ok, type Result } from "../../shared/result.ts";
import { checkAuthorityPath, personPurposeRefusal } from "../formats/certificate-path.ts";
import { crlReasons, issueCrl, type CrlReason } from "../formats/crl.ts";
import { readCertificate, verifyChain, type Authority } from "../formats/x509.ts";
import type { Database } from "./database/database.ts";
import type { HeadquartersClock } from "./port.ts";

/** An issuing authority whose persons may sign here. */
export interface TrustedAuthority {
  /** SHA-256 of its certificate, lower-case hex. */
  readonly digest: string;
  readonly name: string;
  readonly issuerPem: string;
  /** From the root down, PEM after PEM. */
  readonly chainPem: string;
  readonly expires: Date;
  readonly own: boolean;
}

/** A list of revoked certificates as it was signed. */
export interface IssuedRevocations {
  readonly der: Uint8Array;
  readonly number: number;
  readonly count: number;
  readonly issuedAt: Date;
  readonly due: Date;
}

/** Whose certificates count, and which of them do not any more. */
export interface Trust {
  readonly authorities: () => readonly TrustedAuthority[];
  /** Certificates of those who issue (PEM), the built-in authority first. */
  readonly issuers: () => readonly string[];
  readonly isRevoked: (digest: string) => boolean;
  /** Checks a person's certificate: path, validity, purpose, not revoked. */
  check(certificatePem: string): Result<{ readonly digest: string }, Failure>;
  /** Checks an outside authority without accepting it. */
  checkAuthority(chainPem: string): Result<TrustedAuthority, Failure>;
  accept(authority: TrustedAuthority): Promise<void>;
  /** Ends a certificate for good and signs a new list. */
  revoke(certificatePem: string, person: string, reason: CrlReason): Promise<void>;
  /** The list in force, signed anew at least once a day. */
  revocations(): Promise<IssuedRevocations>;
}

const day = 86_400_000;
/** A station may be without headquarters for weeks (rule R14); after this long its list is out of date. */
const listDays = 30;

/** Opens what headquarters trusts, over its tables. */
export async function openTrust(database: Database, authority: Authority, clock: HeadquartersClock): Promise<Trust> {
  const own = readCertificate(authority.certificatePem);
  const known: TrustedAuthority[] = [
    {
      digest: own.digest,
      name: own.subject.commonName,
      issuerPem: authority.certificatePem,
      chainPem: authority.certificatePem,
      expires: own.notAfter,
      own: true,
    },
    ...(await database.selectFrom("outside_authority").selectAll().orderBy("accepted_at").execute()).map((row) => ({
      digest: row.certificate,
      name: row.name,
      issuerPem: row.issuer_pem,
      chainPem: row.chain_pem,
      expires: new Date(row.expires_at),
      own: false,
    })),
  ];
  const revoked = new Set(
    (await database.selectFrom("revoked_certificate").select("certificate").execute()).map((row) => row.certificate),
  );
  const issuers = (): string[] => known.map(({ issuerPem }) => issuerPem);
  const isOwn = (pem: string): boolean => verifyChain(pem, [authority.certificatePem], new Date(clock.now())).ok;

  const sign = async (): Promise<IssuedRevocations> => {
    const rows = await database
      .selectFrom("revoked_certificate")
      .selectAll()
      .where("serial", "not like", "outside:%")
      .orderBy("revoked_at")
      .execute();
    const last = await database
      .selectFrom("revocation_list")
      .select(({ fn }) => fn.max<number | null>("number").as("number"))
      .executeTakeFirstOrThrow();
    const issuedAt = new Date(Math.floor(clock.now() / 1000) * 1000);
    const list = {
      number: (last.number ?? 0) + 1,
      issuedAt,
      due: new Date(issuedAt.getTime() + listDays * day),
      revoked: rows.map(({ serial, revoked_at, reason }) => ({
        serial,
        at: new Date(revoked_at),
        reason: reasonOf(reason),
      })),
    };
    const der = issueCrl(authority, list);
    await database
      .insertInto("revocation_list")
      .values({ number: list.number, issued_at: issuedAt.getTime(), due_at: list.due.getTime(), content: der })
      .execute();
    return { der, number: list.number, count: rows.length, issuedAt, due: list.due };
  };

  return {
    authorities: () => known,
    issuers,
    isRevoked: (digest) => revoked.has(digest),
    check(certificatePem) {
      const now = new Date(clock.now());
      const purpose = personPurposeRefusal(certificatePem, now);
      if (purpose === "unreadable") {
        return fail({ code: "certificate-unreadable" });
      }
      const chain = verifyChain(certificatePem, issuers(), now);
      const { digest, notAfter } = readCertificate(certificatePem);
      if (!chain.ok) {
        return fail(
          chain.reason === "expired"
            ? { code: "certificate-expired", at: notAfter.toISOString() }
            : { code: "certificate-foreign" },
        );
      }
      if (purpose !== null) {
        return fail({ code: "administration", reason: "certificate-purpose" });
      }
      return revoked.has(digest) ? fail({ code: "certificate-revoked" }) : ok({ digest });
    },
    checkAuthority(chainPem) {
      const path = checkAuthorityPath(chainPem, new Date(clock.now()));
      if (!path.ok) {
        return fail({ code: "administration", reason: "chain-unsound" });
      }
      const { digest } = readCertificate(path.issuerPem);
      const { issuerPem, name, expires } = path;
      return known.some((one) => one.digest === digest)
        ? fail({ code: "administration", reason: "settled" })
        : ok({ digest, name, issuerPem, chainPem, expires, own: false });
    },
    async accept(accepted) {
      await database
        .insertInto("outside_authority")
        .values({
          certificate: accepted.digest,
          name: accepted.name,
          issuer_pem: accepted.issuerPem,
          chain_pem: accepted.chainPem,
          expires_at: accepted.expires.getTime(),
          accepted_at: clock.now(),
        })
        .execute();
      known.push(accepted);
    },
    async revoke(certificatePem, person, reason) {
      const { serial, digest } = readCertificate(certificatePem);
      revoked.add(digest);
      await database
        .insertInto("revoked_certificate")
        .values({
          // Another authority may have used the same number; its certificates end by the directory alone.
          serial: isOwn(certificatePem) ? serial : `outside:${digest}`,
          certificate: digest,
          person,
          revoked_at: clock.now(),
          reason,
        })
        .onConflict((conflict) => conflict.doNothing())
        .execute();
      await sign();
    },
    async revocations() {
      const row = await database.selectFrom("revocation_list").selectAll().orderBy("number", "desc").executeTakeFirst();
      if (row === undefined || clock.now() - row.issued_at >= day) {
        return sign();
      }
      const { count } = await database
        .selectFrom("revoked_certificate")
        .select(({ fn }) => fn.countAll<number>().as("count"))
        .where("serial", "not like", "outside:%")
        .executeTakeFirstOrThrow();
      return {
        der: row.content,
        number: row.number,
        count,
        issuedAt: new Date(row.issued_at),
        due: new Date(row.due_at),
      };
    },
  };
}

function reasonOf(text: string): CrlReason {
  const reason = Object.keys(crlReasons).find((one) => one === text);
  if (reason === undefined) {
    throw new Error("revoked certificate has an unknown reason");
  }
  // It is one of the keys.
  return reason as CrlReason;
}
