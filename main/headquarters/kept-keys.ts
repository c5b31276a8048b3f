import type { KeyObject } from "node:crypto";
import { cosign } from "../formats/cosignature.ts";
import { generateSigningKey, privateKeyFromSeed, publicKeyOf, seedOf } from "../formats/ed25519.ts";
import { generateKemKey, kemKeyFrom, kemSecretOf, type KemKey } from "../formats/hpke.ts";
import { formatNote, parseNote } from "../formats/signed-note.ts";
import type { HeadquartersClock } from "./port.ts";
import type { Secrets } from "./secrets.ts";

/** An Ed25519 key that is made once and kept sealed. */
export function keptKey(secrets: Secrets, name: string): { privateKey: KeyObject; publicKey: Uint8Array } {
  const privateKey = privateKeyFromSeed(secrets.keep(name, () => seedOf(generateSigningKey().privateKey)));
  return { privateKey, publicKey: publicKeyOf(privateKey) };
}

/** An X25519 key that is made once and kept sealed. */
export function keptKemKey(secrets: Secrets, name: string): KemKey {
  return kemKeyFrom(secrets.keep(name, () => kemSecretOf(generateKemKey().privateKey)));
}

/** Who signs the manifests of packages. */
export function manifestSigner(secrets: Secrets, origin: string): { name: string; key: KeyObject } {
  return { name: `${origin}/ingest`, key: keptKey(secrets, "ingest").privateKey };
}

/** Adds the cosigner's line to a checkpoint of the log of headquarters. */
export function cosignNote(
  checkpoint: string,
  { name, privateKey }: { readonly name: string; readonly privateKey: KeyObject },
  clock: HeadquartersClock,
): string {
  const { text, signatures } = parseNote(checkpoint);
  return formatNote(text, [...signatures, cosign(text, name, privateKey, Math.floor(clock.now() / 1000))]);
}
