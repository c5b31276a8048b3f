import { generateKeyPairSync } from "node:crypto";
import { existsSync, readFileSync, renameSync, writeFileSync } from "node:fs";
import { isIP } from "node:net";
import { hostname } from "node:os";
import { join } from "node:path";
import { utf8, fromUtf8 } from "../formats/bytes.ts";
import { createAuthority, issueDevice, type Authority } from "../formats/x509.ts";
import type { HeadquartersClock } from "./port.ts";
import type { Secrets } from "./secrets.ts";

const authorityDays = 3650;
const serverDays = 397;
/** Clocks of stations may be behind: a certificate is good from a little before it was made. */
const skewMilliseconds = 10 * 60_000;

/** The time from which a certificate made now is good. */
export function certificateStart(clock: HeadquartersClock): Date {
  return new Date(clock.now() - skewMilliseconds);
}

/**
 * Opens the built-in certificate authority, making it on the first start.
 *
 * Key and certificate lie sealed; the certificate alone also lies in the open as `authority.pem`, for
 * whoever is asked to trust it.
 */
export function openAuthority(options: {
  readonly folder: string;
  readonly secrets: Secrets;
  readonly clock: HeadquartersClock;
  readonly name: string;
}): Authority {
  const { folder, secrets, clock, name } = options;
  const file = join(folder, "authority.pem");
  const kept = secrets.keep("authority", () =>
    // A day back, so that it covers everything it will ever issue.
    utf8(JSON.stringify(createAuthority({ name, days: authorityDays, notBefore: new Date(clock.now() - 86_400_000) }))),
  );
  const { certificatePem, privateKeyPem } = authorityOf(JSON.parse(fromUtf8(kept)));
  if (!existsSync(file)) {
    writeFileSync(`${file}.new`, certificatePem);
    renameSync(`${file}.new`, file);
  }
  if (readFileSync(file, "utf8") !== certificatePem) {
    throw new Error("certificate of the authority is not the one its key was sealed with");
  }
  return { certificatePem, privateKeyPem };
}

function authorityOf(value: unknown): Authority {
  if (typeof value !== "object" || value === null || !("certificatePem" in value) || !("privateKeyPem" in value)) {
    throw new Error("sealed authority is malformed");
  }
  return { certificatePem: String(value.certificatePem), privateKeyPem: String(value.privateKeyPem) };
}

/**
 * A key and a TLS certificate for this run of the server; the key is never written.
 *
 * Its validity follows the machine's own clock, by which TLS judges it at either end.
 */
export function issueServerCertificate(
  authority: Authority,
  options: { readonly host: string; readonly names: readonly string[] },
): { readonly certificatePem: string; readonly privateKeyPem: string } {
  const { publicKey, privateKey } = generateKeyPairSync("rsa", { modulusLength: 2048 });
  const names = new Set(["127.0.0.1", "localhost", hostname(), options.host, ...options.names]);
  names.delete("0.0.0.0");
  names.delete("::");
  const { certificatePem } = issueDevice(
    authority,
    { publicKeyPem: publicKey.export({ type: "spki", format: "pem" }).toString() },
    {
      commonName: "headquarters",
      days: serverDays,
      dns: [...names].filter((name) => isIP(name) === 0),
      ip: [...names].filter((name) => isIP(name) !== 0),
      server: true,
      notBefore: certificateStart(Date),
    },
  );
  return { certificatePem, privateKeyPem: privateKey.export({ type: "pkcs8", format: "pem" }).toString() };
}
