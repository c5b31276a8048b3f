import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { fromUtf8, utf8 } from "../../../main/formats/bytes.ts";
import {
  canonicalText,
  decodeCanonical,
  encodeCanonical,
  type JsonValue,
} from "../../../main/formats/canonical-json.ts";
import { FormatError } from "../../../main/formats/format-error.ts";
import { cases } from "../../support/cases.ts";

const { json } = fc.letrec<{ json: JsonValue }>((tie) => ({
  json: fc.oneof(
    { depthSize: "small" },
    fc.string({ unit: "grapheme" }),
    fc.boolean(),
    fc.maxSafeInteger().map((n) => n + 0),
    fc.array(tie("json"), { maxLength: 4 }),
    fc.dictionary(fc.string({ unit: "grapheme" }), tie("json"), { maxKeys: 4, noNullPrototype: true }),
  ),
}));

function isTaken(text: string): boolean {
  try {
    decodeCanonical(utf8(text));
    return true;
  } catch (error) {
    if (error instanceof FormatError) {
      return false;
    }
    throw error;
  }
}

describe("canonical JSON (RFC 8785 without fractions and null)", () => {
  it("writes every value of the profile as RFC 8785 does, control characters and odd names too", () => {
    const value = { "€": '\u0000\u001f\u007f\u2028"\\/', "\r": -0, "😀": [true, -5], "\ufb33": {}, "1": [], "": "é" };
    expect(fromUtf8(encodeCanonical(value))).toBe(canonicalText(value));
    fc.assert(
      fc.property(json, (any) => {
        expect(fromUtf8(encodeCanonical(any))).toBe(canonicalText(any));
      }),
    );
  });

  it("reads back what it wrote, and writes it again byte for byte", () => {
    fc.assert(
      fc.property(json, (value) => {
        const bytes = encodeCanonical(value);
        expect(encodeCanonical(decodeCanonical(bytes))).toEqual(bytes);
      }),
    );
  });

  it("does not depend on the order in which an object was made", () => {
    fc.assert(
      fc.property(fc.array(fc.tuple(fc.string(), fc.integer()), { maxLength: 6 }), (pairs) => {
        const object = Object.fromEntries(pairs);
        const reversed = Object.fromEntries(Object.entries(object).toReversed());
        expect(encodeCanonical(reversed)).toEqual(encodeCanonical(object));
      }),
    );
  });

  it("sorts names by UTF-16 code units and keeps text as it is", () => {
    // U+1F600 is written with surrogates, which sort before U+FB33 though the character comes after it.
    const value = { "\ufb33": "x", b: false, "\ud83d\ude00": "\ufb33", "\u20ac": "封", "1": 1 };
    const text = '{"1":1,"b":false,"\u20ac":"封","\ud83d\ude00":"\ufb33","\ufb33":"x"}';
    expect(fromUtf8(encodeCanonical(value))).toBe(text);
  });

  it.for(
    cases([
      ['{"a":1,"a":1}', "a name twice"],
      ['{"a":1,"a":2}', "a name twice with different values"],
      ['{"b":1,"a":2}', "names out of order"],
      ['{"a": 1}', "a space"],
      ['{"a":1}\n', "a newline at the end"],
      ["1.5", "a fraction"],
      ["1.0", "a whole number written as a fraction"],
      ["1e3", "an exponent"],
      ["-0", "minus zero"],
      ["9007199254740993", "an integer beyond 2^53"],
      ["null", "null"],
      ['{"a":null}', "null inside"],
      ['"\\u0061"', "an escape that is not needed"],
      ['"\\ud800"', "a lone surrogate"],
      ['{"\\ud800":1}', "a lone surrogate in a name"],
      ["\ufeff1", "a byte order mark"],
      ["", "nothing"],
      ["{}{}", "two values"],
    ]),
  )("refuses $why", ({ value }) => {
    expect(() => decodeCanonical(utf8(value))).toThrow(FormatError);
  });

  it("D04 takes exactly the texts that RFC 8785 makes of their value, whatever order and spelling they come in", () => {
    const name = fc.oneof(
      fc.constantFrom("a", "b", "10", "9", "-1", "01", "__proto__", "é", "\ufb33", "😀"),
      fc.string(),
    );
    const { text } = fc.letrec<{ text: string }>((tie) => ({
      text: fc.oneof(
        { depthSize: "small" },
        fc.oneof(fc.string(), fc.maxSafeInteger(), fc.boolean()).map((value) => JSON.stringify(value)),
        fc.constantFrom('"\\u0041"', '"\\/"', "-0", "1.0", "1e1", ' "x"', '"\u2028"', '"\\u2028"'),
        fc.array(tie("text"), { maxLength: 3 }).map((members) => `[${members.join(",")}]`),
        fc
          .array(fc.tuple(name, tie("text")), { maxLength: 4 })
          .map((members) => `{${members.map(([key, value]) => `${JSON.stringify(key)}:${value}`).join(",")}}`),
      ),
    }));
    let taken = 0;
    let refused = 0;
    fc.assert(
      fc.property(text, (any) => {
        const isCanonical = canonicalText(JSON.parse(any)) === any;
        taken += isCanonical ? 1 : 0;
        refused += isCanonical ? 0 : 1;
        expect({ any, isTaken: isTaken(any) }).toEqual({ any, isTaken: isCanonical });
      }),
      { numRuns: 2_000 },
    );
    expect(Math.min(taken, refused)).toBeGreaterThan(200);
  });

  it.for(
    cases([
      ['{"10":1,"9":2}', "names that look like numbers, in the order of texts"],
      ['{"-1":0,"10":{"2":[],"a":1},"9":2,"a":3}', "such names among others and inside"],
    ]),
  )("takes $why", ({ value }) => {
    expect(fromUtf8(encodeCanonical(decodeCanonical(utf8(value))))).toBe(value);
    expect(() => decodeCanonical(utf8('{"9":2,"10":1}'))).toThrow(FormatError);
  });

  it("refuses bytes that are not utf-8", () => {
    expect(() => decodeCanonical(new Uint8Array([0x22, 0xff, 0x22]))).toThrow(FormatError);
  });

  it.for(
    cases<unknown>([
      [1.5, "a fraction"],
      [Number.NaN, "not a number"],
      [Number.POSITIVE_INFINITY, "infinity"],
      [2 ** 53, "an integer that is not exact"],
      [null, "null"],
      [undefined, "undefined"],
      [{ a: undefined }, "an undefined member"],
      [1n, "a bigint"],
      [new Date(0), "a date"],
      [new Map(), "a map"],
      [new Uint8Array(1), "bytes"],
      [Object("text"), "a boxed string"],
      [{ toJSON: () => "other" }, "a value that turns itself into another"],
      ["\ud800", "a lone surrogate"],
    ]),
  )("does not write $why", ({ value }) => {
    // The types forbid these; a caller without types must not get through either.
    expect(() => encodeCanonical(value as JsonValue)).toThrow(FormatError);
  });

  it("refuses nesting without end", () => {
    expect(() => decodeCanonical(utf8("[".repeat(100) + "]".repeat(100)))).toThrow(FormatError);
    expect(decodeCanonical(utf8("[".repeat(60) + "]".repeat(60)))).toBeDefined();
  });

  it("keeps a member named like the prototype", () => {
    expect(fromUtf8(encodeCanonical(decodeCanonical(utf8('{"__proto__":{"a":1},"a":2}'))))).toBe(
      '{"__proto__":{"a":1},"a":2}',
    );
  });
});
