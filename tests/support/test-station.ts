import { base64url } from "../../main/formats/bytes.ts";
import { generateSigningKey } from "../../main/formats/ed25519.ts";
import { generateKemKey } from "../../main/formats/hpke.ts";
import { verifierKey } from "../../main/formats/signed-note.ts";
import { createCsr } from "../../main/formats/x509.ts";
import type { EnrolledStation, Headquarters } from "../../main/headquarters/index.ts";

/** A station as a test drives it: keys, certificate and nothing else. */
export interface TestStation {
  readonly enrolled: EnrolledStation;
  readonly origin: string;
  readonly privateKeyPem: string;
  readonly kemPrivateKey: ReturnType<typeof generateKemKey>["privateKey"];
}

/** Enrols a station with fresh keys; its log is only a name here. */
export async function enrolTestStation(
  headquarters: Headquarters,
  origin: string,
  room = "room-301",
): Promise<TestStation> {
  const { csrPem, privateKeyPem } = createCsr({ commonName: "station" });
  const kem = generateKemKey();
  const enrolled = await headquarters.administration.enrolStation({
    name: "WS-301",
    room,
    csrPem,
    kemPublicKey: base64url(kem.publicKey),
    logOrigin: origin,
    logVerifierKey: verifierKey(origin, generateSigningKey().publicKey),
  });
  if (!enrolled.ok) {
    throw new Error(`not enrolled: ${JSON.stringify(enrolled.failure)}`);
  }
  return { enrolled: enrolled.value, origin, privateKeyPem, kemPrivateKey: kem.privateKey };
}
