import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { parseRange } from "../../../main/seal/index.ts";

describe("byte ranges", () => {
  it.each<[string | null, number, ReturnType<typeof parseRange>]>([
    [null, 10, { kind: "whole" }],
    ["bytes=0-", 10, { kind: "part", from: 0, to: 10 }],
    ["bytes=3-5", 10, { kind: "part", from: 3, to: 6 }],
    ["bytes=3-99", 10, { kind: "part", from: 3, to: 10 }],
    ["bytes=9-", 10, { kind: "part", from: 9, to: 10 }],
    ["bytes=-4", 10, { kind: "part", from: 6, to: 10 }],
    ["bytes=-40", 10, { kind: "part", from: 0, to: 10 }],
  ])("reads %j of %i bytes", (header, size, range) => {
    expect(parseRange(header, size)).toEqual(range);
  });

  it.each([
    "bytes=5-2",
    "bytes=10-",
    "bytes=-0",
    "bytes=-",
    "bytes=0-1,4-5",
    "bytes=9223372036854775808-",
    "bytes=NaN-",
    "bytes= 0-5",
    "bytes=0 -5",
    "bytes=0x1-",
    "bytes=+1-",
    "bytes=1e3-",
    "items=0-5",
    "bytes",
    "",
    "BYTES=0-5",
  ])("A30 satisfies nothing for %j", (header) => {
    expect(parseRange(header, 10)).toEqual({ kind: "unsatisfiable" });
  });

  it("satisfies no range of an empty source", () => {
    expect(parseRange("bytes=0-", 0)).toEqual({ kind: "unsatisfiable" });
    expect(parseRange(null, 0)).toEqual({ kind: "whole" });
  });

  it("never leaves the source, whatever is asked", () => {
    const digits = fc.string({ unit: fc.constantFrom("0", "1", "2", "5", "9"), maxLength: 18 });
    const headers = fc.oneof(
      fc.string(),
      fc.tuple(digits, digits).map(([a, b]) => `bytes=${a}-${b}`),
    );
    fc.assert(
      fc.property(headers, fc.nat(), (header, size) => {
        const range = parseRange(header, size);
        const { from, to } = range.kind === "part" ? range : { from: 0, to: 1 };
        expect(range.kind).not.toBe("whole");
        expect(Number.isSafeInteger(from) && Number.isSafeInteger(to)).toBe(true);
        expect(0 <= from && from < to && (range.kind !== "part" || to <= size)).toBe(true);
      }),
      { numRuns: 5000 },
    );
  });
});
