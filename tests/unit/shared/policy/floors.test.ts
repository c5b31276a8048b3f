import { describe, expect, it } from "vitest";
import { shippedPolicies, shippedPolicy } from "../../../../main/headquarters/index.ts";
import { floorOf, missingFrom } from "../../../../shared/access/policy/floors.ts";
import { protectionIds } from "../../../../shared/protections.ts";
import { secrecySchema } from "../../../../shared/model/footage.ts";

const pack = shippedPolicy("generic");

describe("the floor of a class of secrecy (R11, R12, R13)", () => {
  it("is what the pack says, with its article, and of several classes what all of them need", () => {
    expect(floorOf(pack, ["none"])).toEqual({ needs: ["sandbox", "network", "storage"], article: "H-floors" });
    expect(floorOf(pack, ["none", "privacy"]).needs).toEqual(["sandbox", "network", "storage", "keyStore"]);
  });

  it("is the highest where neither pack nor class is known, and the usual one where the pack says nothing", () => {
    const highest = floorOf(pack, ["topSecret"]).needs;
    expect(floorOf(null, ["none"]).needs).toEqual(highest);
    expect(floorOf(pack, []).needs).toEqual(highest);
    const { floors: _floors, ...silent } = pack;
    for (const secrecy of secrecySchema.options) {
      expect(floorOf(silent, [secrecy])).toEqual({ needs: floorOf(pack, [secrecy]).needs });
    }
  });

  it("is met by live protections alone: not by one that failed, is missing, or that nobody has looked at", () => {
    const floor = floorOf(pack, ["secret"]);
    const all = protectionIds.map((id) => ({ id, state: "live" }));
    expect(missingFrom(floor, all)).toEqual([]);
    for (const state of ["failed", "unavailable", "unknown"]) {
      for (const id of floor.needs) {
        expect(
          missingFrom(
            floor,
            all.map((found) => (found.id === id ? { id, state } : found)),
          ),
        ).toEqual([id]);
      }
    }
    expect(missingFrom(floor, [])).toEqual(floor.needs);
  });

  it.each(shippedPolicies())("stands in the pack %s for every class that somebody may see", (name) => {
    const shipped = shippedPolicy(name);
    for (const { level } of shipped.secrecy.levels) {
      expect(shipped.articles).toHaveProperty([floorOf(shipped, [level]).article ?? "none"]);
    }
  });
});
