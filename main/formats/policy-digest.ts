import type { PolicyPack } from "../../shared/model/policy.ts";
import { encodeCanonical } from "./canonical-json.ts";
import { sha256Hex } from "./digest.ts";

/** The pack as the bytes that are digested and signed: canonical JSON (RFC 8785). */
export function policyBytes(pack: PolicyPack): Uint8Array {
  // Optional fields that are absent are not written as `undefined`.
  return encodeCanonical(JSON.parse(JSON.stringify(pack)));
}

/** SHA-256 of the pack as canonical JSON, lower-case hex: what grants and the log of headquarters name. */
export function policyDigest(pack: PolicyPack): string {
  return sha256Hex(policyBytes(pack));
}
