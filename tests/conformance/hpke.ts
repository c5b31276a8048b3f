import { createHash } from "node:crypto";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { z } from "zod";
import { concatBytes, equalBytes, fromHex, hex } from "../../main/formats/bytes.ts";
import {
  aes128Gcm,
  aes256Gcm,
  deriveKemKey,
  type HpkeAead,
  type HpkeContext,
  kemKeyFrom,
  openInContext,
  recipientContext,
  sealInContext,
  senderContext,
} from "../../main/formats/hpke.ts";
import { type Tally, tally, type Vector } from "./tally.ts";

const file = "hpke-rfc9180.json";
const hexText = z.string().transform((text) => fromHex(text));
const schema = z.object({
  vectors: z.array(
    z.object({
      aead: z.literal([1, 2]),
      info: hexText,
      ikmE: hexText,
      ikmR: hexText,
      skRm: hexText,
      pkRm: z.string(),
      enc: hexText,
      key: z.string().optional(),
      baseNonce: z.string().optional(),
      encryptions: z.array(z.object({ sequence: z.int(), aad: hexText, pt: hexText, ct: hexText })).optional(),
      accumulated: z.string().optional(),
    }),
  ),
});
type HpkeVector = z.infer<typeof schema>["vectors"][number];

interface Contexts {
  readonly aead: HpkeAead;
  readonly sender: HpkeContext;
  readonly recipient: HpkeContext;
}

function contextsOf(vector: HpkeVector): Contexts {
  const aead = vector.aead === 1 ? aes128Gcm : aes256Gcm;
  const { context: sender } = senderContext(fromHex(vector.pkRm), vector.info, deriveKemKey(vector.ikmE), aead);
  const { privateKey } = kemKeyFrom(vector.skRm);
  return { aead, sender, recipient: recipientContext(privateKey, vector.info, vector.enc, aead) };
}

function keysAgree(vector: HpkeVector): boolean {
  const { sender, recipient } = contextsOf(vector);
  const listed =
    vector.key === undefined || (vector.key === hex(sender.key) && vector.baseNonce === hex(sender.baseNonce));
  return (
    hex(kemKeyFrom(vector.skRm).publicKey) === vector.pkRm &&
    hex(deriveKemKey(vector.ikmR).publicKey) === vector.pkRm &&
    equalBytes(deriveKemKey(vector.ikmE).publicKey, vector.enc) &&
    equalBytes(sender.key, recipient.key) &&
    listed
  );
}

/** Inputs of random length from one endless stream, each one length byte followed by so many bytes. */
function* drawnInputs(): Generator<Uint8Array, never> {
  const stream = createHash("shake128", { outputLength: 2 ** 20 }).digest();
  for (let offset = 0; ;) {
    const length = stream.readUInt8(offset);
    yield new Uint8Array(stream.subarray(offset + 1, offset + 1 + length));
    offset += 1 + length;
  }
}

function accumulate({ aead, sender, recipient }: Contexts): string {
  const inputs = drawnInputs();
  const ciphertexts: Uint8Array[] = [];
  for (let sequence = 0; sequence < 1000; sequence += 1) {
    const aad = inputs.next().value;
    const plaintext = inputs.next().value;
    const ciphertext = sealInContext(aead, sender, sequence, aad, plaintext);
    if (!equalBytes(openInContext(aead, recipient, sequence, aad, ciphertext), plaintext)) {
      return `message ${sequence} does not open`;
    }
    ciphertexts.push(ciphertext);
  }
  return createHash("shake128", { outputLength: 16 })
    .update(concatBytes(...ciphertexts))
    .digest("hex");
}

function vectorsOf(vector: HpkeVector): readonly Vector[] {
  const name = `aead ${vector.aead}`;
  const contexts = contextsOf(vector);
  const { aead, sender, recipient } = contexts;
  const { accumulated } = vector;
  return [
    { name: `${name}, keys`, agrees: () => keysAgree(vector) },
    ...(vector.encryptions ?? []).map(({ sequence, aad, pt, ct }): Vector => ({
      name: `${name}, encryption ${sequence}`,
      agrees: () =>
        equalBytes(sealInContext(aead, sender, sequence, aad, pt), ct) &&
        equalBytes(openInContext(aead, recipient, sequence, aad, ct), pt),
    })),
    ...(accumulated === undefined
      ? []
      : [{ name: `${name}, 1000 encryptions`, agrees: () => accumulate(contexts) === accumulated }]),
  ];
}

/** RFC 9180, base mode with X25519: the vectors travel with the tests. */
export function hpke(): Tally {
  const { vectors } = schema.parse(JSON.parse(readFileSync(join(import.meta.dirname, file), "utf8")));
  return tally(file, 9, vectors.flatMap(vectorsOf));
}
