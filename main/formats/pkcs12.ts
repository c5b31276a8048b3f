import { createPrivateKey, hash, randomBytes } from "node:crypto";
import forge from "node-forge";
import { binary, type Der, derBytes, membersOf, tag } from "./der.ts";
import { FormatError } from "./format-error.ts";
import { isKeyOf, pemOfCertificate } from "./x509.ts";

/** Certificate tokens: PKCS#12 (RFC 7292) with PBES2, AES-256-CBC and an HMAC over the whole, all under the PIN. */

/** What a token holds. */
export interface TokenContents {
  readonly certificatePem: string;
  /** PKCS#8. */
  readonly privateKeyPem: string;
  /** Certificates of the issuers, one PEM after the other; may be empty. */
  readonly chainPem: string;
}

/** What opening a token comes to. */
export type OpenedToken =
  | ({ readonly ok: true } & TokenContents)
  | { readonly ok: false; readonly reason: "wrong-pin" | "unreadable" };

/** Rounds of key derivation; a six-digit PIN is guarded by the counting of wrong PINs, not by this. */
const iterations = 10_000;
const pemBlock = /-----BEGIN CERTIFICATE-----[^-]+-----END CERTIFICATE-----/gu;
const macFailure = "PKCS#12 MAC could not be verified. Invalid password?";

const derive = forge.pkcs5.pbkdf2;
// forge hands PBES2 a digest object, with which it derives keys in JavaScript: most of a second for each PIN on a slow
// machine. By the digest's name it has node:crypto derive the same keys.
Object.assign(forge.pkcs5, {
  pbkdf2: (password: string, salt: string, count: number, length: number, digest: forge.md.MessageDigest): string =>
    derive(password, salt, count, length, digest.algorithm),
});

/** What forge's key derivation asks of a digest; its types do not name it. */
interface RestartedDigest {
  readonly algorithm: string;
  readonly blockLength: number;
  readonly digestLength: number;
  start(): RestartedDigest;
  update(bytes: string): RestartedDigest;
  digest(): forge.util.ByteStringBuffer;
}

/** SHA-1 as forge's derivation of the HMAC's key asks for it, ten thousand times a PIN, hashed by node:crypto. */
function nodeDigest(): RestartedDigest {
  let text = "";
  const digest: RestartedDigest = {
    algorithm: "sha1",
    blockLength: 64,
    digestLength: 20,
    start: () => {
      text = "";
      return digest;
    },
    update: (bytes) => {
      text += bytes;
      return digest;
    },
    digest: () => forge.util.createBuffer(hash("sha1", Buffer.from(text, "latin1"), "binary")),
  };
  return digest;
}

type DeriveMacKey = (
  password: string,
  salt: forge.util.ByteStringBuffer,
  id: number,
  count: number,
  length: number,
  digest?: RestartedDigest | null,
) => forge.util.ByteStringBuffer;
const deriveMacKey = forge.pkcs12.generateKey as unknown as DeriveMacKey;
const isPlain = (): boolean => Reflect.get(Reflect.get(forge, "options") as object, "usePureJavaScript") === true;
const withNodeDigest: DeriveMacKey = (password, salt, id, count, length, digest) =>
  deriveMacKey(
    password,
    salt,
    id,
    count,
    length,
    isPlain() || (digest?.algorithm ?? "sha1") !== "sha1" ? digest : nodeDigest(),
  );
Object.assign(forge.pkcs12, { generateKey: withNodeDigest });

function isWrongPin(error: unknown): boolean {
  return error instanceof Error && error.message === macFailure;
}

/** Without the HMAC nothing tells a changed token from an intact one. */
function requireMac(pfx: Der): void {
  if (membersOf(pfx, tag.sequence).length !== 3) {
    throw new FormatError("certificate token has no mac");
  }
}

/** Makes a token that `openToken` and `openssl pkcs12` open with the PIN. */
export function sealToken(contents: TokenContents & { readonly pin: string; readonly name: string }): Uint8Array {
  const chain = contents.chainPem.match(pemBlock) ?? [];
  const certificates = [contents.certificatePem, ...chain].map((pem) => forge.pki.certificateFromPem(pem));
  const key = forge.pki.privateKeyFromPem(contents.privateKeyPem);
  const sealed = forge.pkcs12.toPkcs12Asn1(key, certificates, contents.pin, {
    algorithm: "aes256",
    count: iterations,
    friendlyName: contents.name,
  });
  return derBytes(sealed);
}

function bagsOf(pfx: forge.pkcs12.Pkcs12Pfx, bagType: string): readonly forge.pkcs12.Bag[] {
  return pfx.getBags({ bagType })[bagType] ?? [];
}

function keysOf(pfx: forge.pkcs12.Pkcs12Pfx): readonly string[] {
  const { pkcs8ShroudedKeyBag, keyBag } = forge.pki.oids;
  const bags = [pkcs8ShroudedKeyBag, keyBag].flatMap((type) => (type === undefined ? [] : bagsOf(pfx, type)));
  return bags.flatMap(({ key }) => (key === undefined ? [] : [forge.pki.privateKeyToPem(key)]));
}

function certificatesOf(pfx: forge.pkcs12.Pkcs12Pfx): readonly string[] {
  const { certBag } = forge.pki.oids;
  const bags = certBag === undefined ? [] : bagsOf(pfx, certBag);
  return bags.flatMap(({ cert }) =>
    cert === undefined ? [] : [pemOfCertificate(derBytes(forge.pki.certificateToAsn1(cert)))],
  );
}

function contentsOf(pfx: forge.pkcs12.Pkcs12Pfx): TokenContents {
  const [key, ...otherKeys] = keysOf(pfx);
  if (key === undefined || otherKeys.length > 0) {
    throw new FormatError("certificate token holds one key");
  }
  const certificates = certificatesOf(pfx);
  const own = certificates.find((pem) => isKeyOf(pem, key));
  if (own === undefined) {
    throw new FormatError("certificate token holds no certificate of its key");
  }
  return {
    certificatePem: own,
    privateKeyPem: createPrivateKey(key).export({ type: "pkcs8", format: "pem" }).toString(),
    chainPem: certificates.filter((pem) => pem !== own).join(""),
  };
}

/**
 * Opens a token with a PIN.
 *
 * `wrong-pin` when its HMAC does not verify, which a damaged token cannot be told apart from; `unreadable` when it is no
 * PKCS#12, has no HMAC, or does not hold exactly one RSA key with its certificate.
 */
export function openToken(token: Uint8Array, pin: string): OpenedToken {
  try {
    const pfx = forge.asn1.fromDer(binary(token), true);
    requireMac(pfx);
    return { ok: true, ...contentsOf(forge.pkcs12.pkcs12FromAsn1(pfx, true, pin)) };
  } catch (error) {
    return { ok: false, reason: isWrongPin(error) ? "wrong-pin" : "unreadable" };
  }
}

/**
 * What a wrong PIN costs, for a token that is not there: the derivation of the HMAC's key over which `openToken` finds the
 * PIN to be wrong. Neither the answer nor the time then tells which of the two it was.
 */
export function openAbsentToken(pin: string): Extract<OpenedToken, { readonly ok: false }> {
  const salt = forge.util.createBuffer(randomBytes(8).toString("latin1"), "raw");
  (forge.pkcs12.generateKey as unknown as DeriveMacKey)(pin, salt, 3, iterations, 20);
  return { ok: false, reason: "wrong-pin" };
}
