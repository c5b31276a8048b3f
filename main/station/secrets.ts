import { createPrivateKey, createSecretKey, randomBytes, type KeyObject } from "node:crypto";
import { z } from "zod";
import { Breach } from "../diagnostics/index.ts";
import { base64, fromBase64, fromUtf8, utf8 } from "../formats/bytes.ts";
import { generateKemKey } from "../formats/hpke.ts";
import { createCsr } from "../formats/x509.ts";
import type { KeyStore } from "../shell/port.ts";
import { readIfThere, writeDurably } from "./durable-file.ts";

/** Keys of this station other than those of its log, which keeps its own. */
export interface StationSecrets {
  /** AES-256 key of everything on the sealed shelf. */
  readonly shelf: KeyObject;
  /** X25519 key that grants are sealed to. */
  readonly kem: KeyObject;
  readonly kemPublicKey: Uint8Array;
  readonly deviceKeyPem: string;
  readonly csrPem: string;
}

const fileSchema = z.strictObject({ v: z.literal(1), keyStore: z.string(), secrets: z.base64() });
const secretsSchema = z.strictObject({
  shelf: z.base64(),
  kem: z.base64(),
  kemPublicKey: z.base64(),
  deviceKeyPem: z.string(),
  csrPem: z.string(),
});

/**
 * Reads the station's keys, or makes them at the first start.
 *
 * They are wrapped by the platform's key store. Where there is none worth the name they lie in a file
 * that only this account can read; the shield meter says so.
 *
 * @throws {Breach} when the file is there and does not open.
 */
export function openSecrets(file: string, keyStore: KeyStore | null, name: string): StationSecrets {
  const text = readIfThere(file);
  if (text !== null) {
    return read(text, keyStore);
  }
  const kem = generateKemKey();
  const { csrPem, privateKeyPem } = createCsr({ commonName: name });
  const plain = JSON.stringify({
    shelf: base64(randomBytes(32)),
    kem: base64(kem.privateKey.export({ format: "der", type: "pkcs8" })),
    kemPublicKey: base64(kem.publicKey),
    deviceKeyPem: privateKeyPem,
    csrPem,
  });
  const secrets = keyStore === null ? utf8(plain) : keyStore.wrap(utf8(plain));
  writeDurably(file, JSON.stringify({ v: 1, keyStore: keyStore?.name ?? "file", secrets: base64(secrets) }));
  return parse(plain);
}

function read(text: string, keyStore: KeyStore | null): StationSecrets {
  try {
    const { keyStore: name, secrets } = fileSchema.parse(JSON.parse(text));
    if (name !== (keyStore?.name ?? "file")) {
      throw new Error("another key store sealed these keys");
    }
    return parse(fromUtf8(keyStore === null ? fromBase64(secrets) : keyStore.unwrap(fromBase64(secrets))));
  } catch (cause) {
    throw new Breach("keys", "the station's keys do not open", { cause });
  }
}

function parse(plain: string): StationSecrets {
  const { shelf, kem, kemPublicKey, deviceKeyPem, csrPem } = secretsSchema.parse(JSON.parse(plain));
  return {
    shelf: createSecretKey(fromBase64(shelf)),
    kem: createPrivateKey({ key: Buffer.from(fromBase64(kem)), format: "der", type: "pkcs8" }),
    kemPublicKey: fromBase64(kemPublicKey),
    deviceKeyPem,
    csrPem,
  };
}
