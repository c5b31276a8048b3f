import { describe, expect, it } from "vitest";
import { genericPolicy } from "../../../../main/headquarters/policy/read.ts";
import {
  isConfidential,
  mayExcerpt,
  maySee,
  papersNeeded,
  presenceRules,
} from "../../../../shared/access/policy/room.ts";
import { secrecySchema } from "../../../../shared/model/footage.ts";
import { applicantClassSchema } from "../../../../shared/model/request.ts";

const pack = genericPolicy();

describe("presence", () => {
  it.each(applicantClassSchema.options)("R9 R11 names supervisors and the article for %s", (applicantClass) => {
    const rule = presenceRules(pack, applicantClass);
    expect(rule).toMatchObject({ supervisors: 1, article: "S0-4.3.2" });
    expect(rule).not.toHaveProperty("classes");
  });

  it("R9 where no rule applies one supervisor is needed", () => {
    const silent = {
      ...pack,
      presence: [{ ...presenceRules(pack, "staff"), classes: ["staff" as const], supervisors: 0 }],
    };
    expect(presenceRules(silent, "staff").supervisors).toBe(0);
    expect(presenceRules(silent, "party")).toMatchObject({ supervisors: 1, viewers: 1, article: "S0-4.3.3" });
  });
});

describe("papers", () => {
  it("O-12 are asked once each, whichever rules name them", () => {
    const article = "H-papers";
    const twice = {
      ...pack,
      papers: [
        { classes: ["lawyer" as const], papers: [{ paper: "powerOfAttorney" as const, article }] },
        {
          classes: ["lawyer" as const, "party" as const],
          papers: [
            { paper: "identityDocument" as const, article },
            { paper: "powerOfAttorney" as const, article },
          ],
        },
      ],
    };
    expect(papersNeeded(twice, "lawyer").map(({ paper }) => paper)).toEqual(["powerOfAttorney", "identityDocument"]);
    expect(papersNeeded(twice, "court")).toEqual([]);
  });
});

describe("secrecy", () => {
  it("O-105 what is pending, secret or in the supplementary volume is closed to everybody from outside", () => {
    for (const secrecy of secrecySchema.options) {
      const closed = ["confidential", "secret", "topSecret", "pending"].includes(secrecy);
      expect(maySee(pack, { secrecy, volume: "main" }, "superior").allowed).toBe(!closed);
      expect(maySee(pack, { secrecy, volume: "main" }, "staff").allowed).toBe(true);
      expect(maySee(pack, { secrecy, volume: "supplementary" }, "superior")).toMatchObject({
        allowed: false,
        article: "S0-4.2.2",
      });
    }
  });

  it("a level that the pack does not know is closed", () => {
    const silent = { ...pack, secrecy: { ...pack.secrecy, levels: [] } };
    expect(maySee(silent, { secrecy: "none", volume: "main" }, "staff").allowed).toBe(false);
  });

  it("O-8 the pack says which levels a chain calls confidential", () => {
    expect(secrecySchema.options.filter((secrecy) => isConfidential(pack, { secrecy }))).toEqual([
      "confidential",
      "secret",
      "topSecret",
    ]);
  });
});

describe("excerpts", () => {
  it("O-13 are a permission of their own", () => {
    expect(mayExcerpt(pack, "staff")).toEqual({ allowed: true, article: "H-excerpt" });
    expect(mayExcerpt(pack, "superior")).toMatchObject({ allowed: false, article: "H-excerpt" });
  });
});
