import { readFileSync } from "node:fs";
import { join } from "node:path";
import { openToken } from "../../main/formats/pkcs12.ts";
import { signPolicy } from "../../main/formats/policy-file.ts";
import { policyDigest } from "../../main/headquarters/index.ts";
import type { PolicyPack } from "../../shared/model/policy.ts";
import { people, type House } from "./house.ts";

/** Starts headquarters anew under a pack that the legal officer signs. */
export async function adopt(house: House, pack: PolicyPack): Promise<void> {
  const token = openToken(readFileSync(join(house.tokens, `${people.legal.token}.p12`)), people.legal.pin);
  if (!token.ok) {
    throw new Error("token of the legal officer does not open");
  }
  const statement = { pack: pack.pack, version: pack.version, digest: policyDigest(pack) };
  const policySignature = signPolicy(statement, { ...token, at: house.clock.wall() });
  await house.stopHeadquarters();
  await house.startHeadquarters({ policy: pack, policySignature });
}
