import type { KeyObject } from "node:crypto";
import { Breach } from "../diagnostics/index.ts";
import { equalBytes, utf8 } from "../formats/bytes.ts";
import { formatCheckpoint } from "../formats/checkpoint.ts";
import { generateSigningKey, privateKeyFromSeed, publicKeyOf, seedOf, sign } from "../formats/ed25519.ts";
import { formatNote, noteKeyId, noteSignatureType } from "../formats/signed-note.ts";
import { LogEnded } from "./ended.ts";
import type { LogKeyStore } from "./log.ts";
import type { StoredKey } from "./store.ts";

/** The key of the running epoch. */
export interface EpochSigner {
  readonly origin: string;
  readonly epoch: number;
  /** Index of the first entry it attests. */
  readonly start: number;
  readonly publicKey: Uint8Array;
  readonly key: KeyObject;
  readonly keyId: number;
  /** When it was made, in nanoseconds of this boot. */
  readonly since: bigint;
}

type Place = Pick<EpochSigner, "origin" | "epoch" | "start" | "since">;

/** Makes the key of a new epoch, and the row that keeps it: wrapped by the platform where it can. */
export function newSigner(
  place: Place,
  keyStore: LogKeyStore | null,
): { readonly signer: EpochSigner; readonly stored: StoredKey } {
  const { privateKey, publicKey } = generateSigningKey();
  const seed = seedOf(privateKey);
  const kept = keyStore === null ? seed : keyStore.wrap(seed);
  return {
    signer: signerOf(place, privateKey, publicKey),
    stored: {
      epoch: place.epoch,
      start: place.start,
      publicKey,
      privateKey: kept,
      store: keyStore === null ? "file" : "platform",
    },
  };
}

/** Takes up the stored key of the running epoch. @throws {Breach} when it is gone, cannot be unwrapped, or is another key. */
export function loadSigner(place: Place, stored: StoredKey, keyStore: LogKeyStore | null): EpochSigner {
  if (stored.privateKey === null) {
    throw new LogEnded("keys-gone", "signing key of the log is gone");
  }
  const privateKey = privateKeyFromSeed(unwrap(stored.privateKey, stored.store, keyStore));
  if (!equalBytes(publicKeyOf(privateKey), stored.publicKey)) {
    throw new LogEnded("keys-gone", "signing key of the log is another");
  }
  return signerOf(place, privateKey, stored.publicKey);
}

function unwrap(kept: Uint8Array, store: StoredKey["store"], keyStore: LogKeyStore | null): Uint8Array {
  if (store === "file") {
    return kept;
  }
  if (keyStore === null) {
    throw new Breach("keys", "the platform key store that wraps the signing key is absent");
  }
  try {
    return keyStore.unwrap(kept);
  } catch (cause) {
    throw new Breach("keys", "signing key of the log cannot be unwrapped", { cause });
  }
}

function signerOf(place: Place, key: KeyObject, publicKey: Uint8Array): EpochSigner {
  return { ...place, key, publicKey, keyId: noteKeyId(place.origin, noteSignatureType.ed25519, publicKey) };
}

/** Signs any note text under the log's name. */
export function signText(text: string, signer: EpochSigner): string {
  return formatNote(text, [{ name: signer.origin, keyId: signer.keyId, signature: sign(signer.key, utf8(text)) }]);
}

/** The signed checkpoint over one head of the log. */
export function signHead(size: number, root: Uint8Array, signer: EpochSigner): string {
  return signText(formatCheckpoint({ origin: signer.origin, size, root }), signer);
}
