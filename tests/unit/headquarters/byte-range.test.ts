import { describe, expect, it } from "vitest";
import { readByteRange } from "../../../main/headquarters/http/byte-range.ts";

describe("the Range header (RFC 9110 §14)", () => {
  it.each([
    [undefined, { kind: "whole" }],
    ["bytes=0-0", { kind: "part", from: 0, to: 1 }],
    ["bytes=0-", { kind: "part", from: 0, to: 100 }],
    ["bytes=10-19", { kind: "part", from: 10, to: 20 }],
    ["bytes=99-500", { kind: "part", from: 99, to: 100 }],
    ["bytes=-1", { kind: "part", from: 99, to: 100 }],
    ["bytes=-500", { kind: "part", from: 0, to: 100 }],
    ["bytes=100-", { kind: "unsatisfiable" }],
    ["bytes=100-200", { kind: "unsatisfiable" }],
    ["bytes=-0", { kind: "unsatisfiable" }],
    ["bytes=5-4", { kind: "whole" }],
    ["bytes=-", { kind: "whole" }],
    ["bytes=0-1,3-4", { kind: "whole" }],
    ["lines=0-1", { kind: "whole" }],
    ["bytes=1e3-", { kind: "whole" }],
  ])("%s", (header, range) => {
    expect(readByteRange(header, 100)).toEqual(range);
  });

  it("is unsatisfiable on an empty body", () => {
    expect(readByteRange("bytes=0-", 0)).toEqual({ kind: "unsatisfiable" });
  });
});
