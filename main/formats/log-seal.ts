import type { KeyObject } from "node:crypto";
import { concatBytes, utf8 } from "./bytes.ts";
import { hmacSha256, sha256 } from "./digest.ts";
import { hpkeOpen, hpkeSeal, type HpkeMessage } from "./hpke.ts";

/**
 * Forward-secure aggregate MAC over the leaves of a log (FssAgg, Ma and Tsudik; research note B.3).
 *
 * Only the current state is kept. Whoever holds the first key can recompute the aggregate; whoever
 * steals the current state can neither shorten nor rewrite what it already covers.
 */
export interface SealState {
  readonly size: number;
  readonly key: Uint8Array;
  readonly aggregate: Uint8Array;
}

const nextLabel = utf8("next");
const aggregateLabel = utf8("agg");

/** The seal before the first leaf, under this 32-byte first key. */
export function firstSeal(key: Uint8Array): SealState {
  return { size: 0, key, aggregate: new Uint8Array(32) };
}

/** The seal over one more leaf; the caller forgets the old state. */
export function extendSeal(state: SealState, leafDigest: Uint8Array): SealState {
  const tag = hmacSha256(state.key, leafDigest);
  return {
    size: state.size + 1,
    key: hmacSha256(state.key, nextLabel),
    aggregate: sha256(concatBytes(aggregateLabel, state.aggregate, tag)),
  };
}

const firstKeyInfo = utf8("vitrine/log-seal/v1");

/** Seals the first key of this log to somebody who may check the seal (X25519 public key, 32 bytes). */
export function sealFirstKey(recipient: Uint8Array, origin: string, firstKey: Uint8Array): HpkeMessage {
  return hpkeSeal(recipient, firstKeyInfo, utf8(origin), firstKey);
}

/** Opens the first key of this log. @throws {FormatError} when it was sealed to another, or for another log. */
export function openFirstKey(privateKey: KeyObject, origin: string, { enc, ct }: HpkeMessage): Uint8Array {
  return hpkeOpen(privateKey, firstKeyInfo, utf8(origin), enc, ct);
}
