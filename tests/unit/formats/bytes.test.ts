import fc from "fast-check";
import { describe, expect, it } from "vitest";
import {
  base64,
  base64url,
  concatBytes,
  equalBytes,
  fromBase64,
  fromBase64url,
  fromHex,
  fromUtf8,
  hex,
  memorySource,
  utf8,
} from "../../../main/formats/bytes.ts";
import { FormatError } from "../../../main/formats/format-error.ts";

describe("bytes as text", () => {
  it("every encoding reads back what it wrote", () => {
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 200 }), (bytes) => {
        expect(fromHex(hex(bytes))).toEqual(bytes);
        expect(fromBase64(base64(bytes))).toEqual(bytes);
        expect(fromBase64url(base64url(bytes))).toEqual(bytes);
      }),
    );
  });

  it("text reads back, whatever script it is in", () => {
    fc.assert(
      fc.property(fc.string({ unit: "grapheme" }), (text) => {
        expect(fromUtf8(utf8(text))).toBe(text);
      }),
    );
    expect(fromUtf8(utf8("\ufeff封阅"))).toBe("\ufeff封阅");
  });

  it.for(["AA", "AA=", "AB==", "A A=", "AA==\n", "AA==A", "AAA_", "=", "AA==AA=="])(
    "refuses base64 that is not canonical: %j",
    (text) => {
      expect(() => fromBase64(text)).toThrow(FormatError);
    },
  );

  it.for(["AA==", "AB", "A", "AA+", "A A"])("refuses base64url that is not canonical: %j", (text) => {
    expect(() => fromBase64url(text)).toThrow(FormatError);
  });

  it.for(["0", "0G", "AB", "0x00", " 00"])("refuses hexadecimal that is not canonical: %j", (text) => {
    expect(() => fromHex(text)).toThrow(FormatError);
  });

  it("refuses what is not utf-8, and text that utf-8 cannot carry", () => {
    expect(() => fromUtf8(new Uint8Array([0xff]))).toThrow(FormatError);
    expect(() => fromUtf8(new Uint8Array([0xc0, 0x80]))).toThrow(FormatError);
    expect(() => utf8("\ud800")).toThrow(FormatError);
  });
});

describe("bytes", () => {
  it("are equal only when length and content are", () => {
    expect(equalBytes(new Uint8Array([1, 2]), new Uint8Array([1, 2]))).toBe(true);
    expect(equalBytes(new Uint8Array([1, 2]), new Uint8Array([1, 3]))).toBe(false);
    expect(equalBytes(new Uint8Array([1, 2]), new Uint8Array([1]))).toBe(false);
  });

  it("join in order", () => {
    expect(concatBytes(new Uint8Array([1]), new Uint8Array(), new Uint8Array([2, 3]))).toEqual(
      new Uint8Array([1, 2, 3]),
    );
  });

  it("a source in memory gives exactly the range and refuses one outside", async () => {
    const source = memorySource(new Uint8Array([1, 2, 3]));
    expect(await source.read(1, 3)).toEqual(new Uint8Array([2, 3]));
    await expect(source.read(1, 4)).rejects.toThrow(RangeError);
    await expect(source.read(2, 1)).rejects.toThrow(RangeError);
  });
});
