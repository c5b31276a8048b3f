import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { concatBytes, fromHex, hex, utf8 } from "../../../main/formats/bytes.ts";
import {
  generateSigningKey,
  isLowOrderPublicKey,
  privateKeyFromSeed,
  publicKeyOf,
  seedOf,
  sign,
  verify,
} from "../../../main/formats/ed25519.ts";
import { FormatError } from "../../../main/formats/format-error.ts";
import { parseVerifierKey, verifierKey } from "../../../main/formats/signed-note.ts";

/** All encodings of the eight points of small order: canonical, with the sign of zero, and at or above p. */
const lowOrder = [
  "0000000000000000000000000000000000000000000000000000000000000000",
  "0100000000000000000000000000000000000000000000000000000000000000",
  "ecffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff7f",
  "edffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff7f",
  "eeffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff7f",
  "26e8958fc2b227b045c3f489f2ef98f0d5dfac05d3c63339b13802886d53fc05",
  "c7176a703d4dd84fba3c0b760d10670f2a2053fa2c39ccc64ec7fd7792ac037a",
].flatMap((text) => {
  const plain = fromHex(text);
  return [plain, plain.with(31, (plain[31] ?? 0) | 0x80)];
});

describe("Ed25519", () => {
  it("agrees with the first two vectors of RFC 8032 section 7.1", () => {
    const first = privateKeyFromSeed(fromHex("9d61b19deffd5a60ba844af492ec2cc44449c5697b326919703bac031cae7f60"));
    expect(hex(publicKeyOf(first))).toBe("d75a980182b10ab7d54bfed3c964073a0ee172f3daa62325af021a68f707511a");
    expect(hex(sign(first, new Uint8Array()))).toBe(
      "e5564300c360ac729086e2cc806e828a84877f1eb8e5d974d873e065224901555fb8821590a33bacc61e39701cf9b46bd25bf5f0595bbe24655141438e7a100b",
    );
    const second = privateKeyFromSeed(fromHex("4ccd089b28ff96da9db6c346ec114e0f5b8a319f35aba624da8cf6ed4fb8a6fb"));
    expect(hex(sign(second, new Uint8Array([0x72])))).toBe(
      "92a009a9f0d4cab8720e820b5f642540a2b27b5416503f8fb3762223ebdb69da085ac1e43e15996e458f3613d0f11d8c387b2eaeb4302aeeb00d291612bb0c00",
    );
  });

  it("verifies what it signed and nothing with a changed bit", () => {
    const { privateKey, publicKey } = generateSigningKey();
    fc.assert(
      fc.property(fc.uint8Array({ minLength: 1, maxLength: 100 }), fc.nat(), (message, seed) => {
        const signature = sign(privateKey, message);
        const flip = (bytes: Uint8Array): Uint8Array => {
          const at = seed % (bytes.byteLength * 8);
          return bytes.with(at >> 3, (bytes[at >> 3] ?? 0) ^ (1 << (at & 7)));
        };
        expect(verify(publicKey, message, signature)).toBe(true);
        expect(verify(publicKey, flip(message), signature)).toBe(false);
        expect(verify(publicKey, message, flip(signature))).toBe(false);
        expect(verify(flip(publicKey), message, signature)).toBe(false);
      }),
      { numRuns: 50 },
    );
  });

  it("refuses S plus the group order, which would be a second signature of one message", () => {
    const { privateKey, publicKey } = generateSigningKey();
    const message = utf8("封阅");
    const signature = sign(privateKey, message);
    const order = (1n << 252n) + 27742317777372353535851937790883648493n;
    const s = BigInt(`0x${hex(signature.slice(32).toReversed())}`) + order;
    const other = fromHex(s.toString(16).padStart(64, "0")).toReversed();
    expect(verify(publicKey, message, concatBytes(signature.subarray(0, 32), other))).toBe(false);
  });

  it("knows each of the fourteen encodings of a point of small order and trusts none (A26)", () => {
    expect(lowOrder.length).toBe(14);
    for (const point of lowOrder) {
      expect(isLowOrderPublicKey(point)).toBe(true);
      expect(verify(point, utf8("m"), concatBytes(point, new Uint8Array(32)))).toBe(false);
      expect(() => parseVerifierKey(verifierKey("example.org/log", point))).toThrow(FormatError);
    }
    expect(isLowOrderPublicKey(generateSigningKey().publicKey)).toBe(false);
  });

  it("answers malformed input with false", () => {
    const { privateKey, publicKey } = generateSigningKey();
    const signature = sign(privateKey, new Uint8Array());
    expect(verify(publicKey.subarray(1), new Uint8Array(), signature)).toBe(false);
    expect(verify(publicKey, new Uint8Array(), signature.subarray(1))).toBe(false);
    expect(verify(new Uint8Array(32).fill(2), new Uint8Array(), signature)).toBe(false);
  });

  it("keeps a key through its seed", () => {
    const { privateKey, publicKey } = generateSigningKey();
    expect(publicKeyOf(privateKeyFromSeed(seedOf(privateKey)))).toEqual(publicKey);
    expect(() => privateKeyFromSeed(new Uint8Array(31))).toThrow(FormatError);
  });
});
