import fc from "fast-check";
import { createHmac, createSecretKey } from "node:crypto";
import { describe, expect, it } from "vitest";
import { hex, utf8 } from "../../../main/formats/bytes.ts";
import { hmacSha256 } from "../../../main/formats/digest.ts";

describe("HMAC-SHA-256 (RFC 2104)", () => {
  it("gives the values of RFC 4231, keys longer than a block included", () => {
    const long = new Uint8Array(131).fill(0xaa);
    expect(hex(hmacSha256(new Uint8Array(20).fill(0x0b), utf8("Hi There")))).toBe(
      "b0344c61d8db38535ca8afceaf0bf12b881dc200c9833da726e9376c2e32cff7",
    );
    expect(hex(hmacSha256(utf8("Jefe"), utf8("what do ya want for nothing?")))).toBe(
      "5bdcc146bf60754e6a042426089575c75a003f089d2739839dec58b964ec3843",
    );
    expect(hex(hmacSha256(long, utf8("Test Using Larger Than Block-Size Key - Hash Key First")))).toBe(
      "60e431591ee0b67f0d8a26aacbf5b77f8e0bc6213728c5140546040f0ee37f54",
    );
  });

  it("is node:crypto's for keys and messages of any length, as bytes or as a key object", () => {
    fc.assert(
      fc.property(fc.uint8Array({ minLength: 1, maxLength: 200 }), fc.uint8Array({ maxLength: 300 }), (key, bytes) => {
        const expected = createHmac("sha256", key).update(bytes).digest("hex");
        expect(hex(hmacSha256(key, bytes))).toBe(expected);
        expect(hex(hmacSha256(createSecretKey(key), bytes))).toBe(expected);
      }),
    );
  });
});
