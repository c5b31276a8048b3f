import { describe, expect, it } from "vitest";
import { hpke } from "./hpke.ts";
import { tally } from "./tally.ts";
import { publishedChecks, whyAbsent } from "./vectors.ts";

describe("published vectors", () => {
  it("the count sees a vector that does not come out as published", () => {
    const counted = tally("planted", 2, [
      { name: "agrees", agrees: () => true },
      { name: "does not", agrees: () => false },
    ]);
    expect(counted).toEqual({ file: "planted", passed: 1, total: 2, misses: ["does not"] });
    expect(tally("short", 2, []).misses).toEqual(["2 vectors expected, 0 found"]);
  });

  it("RFC 9180, base mode with X25519", () => {
    expect(hpke().misses).toEqual([]);
  });

  const absent = whyAbsent();
  it.for(publishedChecks)("$file", ({ run }, { skip }) => {
    if (absent !== null) {
      skip(absent);
    }
    expect(run().misses).toEqual([]);
  });
});
