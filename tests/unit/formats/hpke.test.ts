import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { fromHex, utf8 } from "../../../main/formats/bytes.ts";
import { FormatError } from "../../../main/formats/format-error.ts";
import { generateKemKey, hpkeOpen, hpkeSeal, kemKeyFrom, kemSecretOf } from "../../../main/formats/hpke.ts";

const info = utf8("vitrine/test");
const aad = utf8("bound");
const key = generateKemKey();

describe("HPKE (RFC 9180, base mode)", () => {
  it("opens what was sealed to it, of any length", () => {
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 300 }), (plaintext) => {
        const { enc, ct } = hpkeSeal(key.publicKey, info, aad, plaintext);
        expect(hpkeOpen(key.privateKey, info, aad, enc, ct)).toEqual(plaintext);
      }),
      { numRuns: 20 },
    );
  });

  it("opens for nobody else, under no other purpose or binding, and with nothing changed", () => {
    const { enc, ct } = hpkeSeal(key.publicKey, info, aad, utf8("share"));
    const changed = (bytes: Uint8Array, at: number): Uint8Array => bytes.with(at, (bytes[at] ?? 0) ^ 1);
    const attempts = [
      () => hpkeOpen(generateKemKey().privateKey, info, aad, enc, ct),
      () => hpkeOpen(key.privateKey, utf8("other"), aad, enc, ct),
      () => hpkeOpen(key.privateKey, info, utf8("other"), enc, ct),
      () => hpkeOpen(key.privateKey, info, aad, changed(enc, 3), ct),
      () => hpkeOpen(key.privateKey, info, aad, enc, changed(ct, 0)),
      () => hpkeOpen(key.privateKey, info, aad, enc, changed(ct, ct.byteLength - 1)),
      () => hpkeOpen(key.privateKey, info, aad, enc, ct.subarray(0, 15)),
      () => hpkeOpen(key.privateKey, info, aad, enc.subarray(1), ct),
    ];
    for (const attempt of attempts) {
      expect(attempt).toThrow(FormatError);
    }
  });

  it.for([
    "0000000000000000000000000000000000000000000000000000000000000000",
    "0100000000000000000000000000000000000000000000000000000000000000",
    "e0eb7a7c3b41b8ae1656e3faf19fc46ada098deb9c32b1fd866205165f49b800",
    "5f9c95bca3508c24b1d0b1559c83ef5b04445cc4581c8e86d8224eddd09f1157",
    "ecffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff7f",
    "edffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff7f",
    "eeffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff7f",
  ])("refuses the point of small order %s (A26)", (point) => {
    expect(() => hpkeSeal(fromHex(point), info, aad, new Uint8Array())).toThrow(FormatError);
    expect(() => hpkeOpen(key.privateKey, info, aad, fromHex(point), new Uint8Array(16))).toThrow(FormatError);
  });

  it("keeps a key through its 32 bytes", () => {
    expect(kemKeyFrom(kemSecretOf(key.privateKey)).publicKey).toEqual(key.publicKey);
    expect(() => kemKeyFrom(new Uint8Array(31))).toThrow(FormatError);
  });
});
