import { randomBytes } from "node:crypto";
import { base64url } from "../formats/bytes.ts";

/** 128 random bits, base64url: no two signed acts are the same bytes. */
export function freshNonce(): string {
  return base64url(randomBytes(16));
}
