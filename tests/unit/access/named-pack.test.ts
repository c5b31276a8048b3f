import { afterAll, describe, expect, it } from "vitest";
import { join } from "node:path";
import { packRefusal } from "../../../main/access/grants/named-pack.ts";
import type { GrantLeaf } from "../../../main/formats/grant.ts";
import { policyDigest, shippedPolicy } from "../../../main/headquarters/index.ts";
import { papersNeeded, presenceRules } from "../../../shared/access/policy/room.ts";
import { makeMutant, type Mutant } from "../../support/mutants.ts";

const pack = shippedPolicy("xiamen");
const { place: _place, ...rule } = presenceRules(pack, "lawyer");

/** What a grant for a lawyer says under the generic pack; the fields that are judged here, and no others. */
const leaf = {
  policy: { pack: pack.pack, version: String(pack.version), digest: policyDigest(pack) },
  applicantClass: "lawyer",
  presence: rule,
  supervisors: [{ person: "p-1", name: "赵敏", certificate: "0".repeat(64) }],
  viewers: [
    { person: "o-1", name: "林律师", outside: outside(papersNeeded(pack, "lawyer").map(({ paper }) => paper)) },
  ],
} as unknown as GrantLeaf;

function outside(papers: readonly string[]): object {
  return { idKind: "idCard", idMask: "****", unit: "", papers, minor: false, protected: false };
}

/** Changes and what they exceed. */
const exceeding: readonly (readonly [string, object])[] = [
  ["a room without a supervisor", { presence: { ...rule, supervisors: 0 } }],
  ["fewer supervisors than it asks for", { supervisors: [] }],
  ["more viewers at once", { presence: { ...rule, viewers: rule.viewers + 1 } }],
  ["a lawyer without their papers", { viewers: [{ person: "o-1", name: "林律师", outside: outside([]) }] }],
];

describe("R9, R11: the room of a grant and the pack it names", () => {
  it("takes a grant that says just what the pack says", () => {
    expect(papersNeeded(pack, "lawyer").length).toBeGreaterThan(0);
    expect(packRefusal(leaf, pack)).toBeNull();
  });

  it("refuses a grant without its pack, and one whose pack goes by another name or version", () => {
    expect(packRefusal(leaf, null)).toBe("policy-unknown");
    expect(packRefusal(leaf, { ...pack, version: pack.version + 1 })).toBe("policy-unknown");
    expect(packRefusal(leaf, { ...pack, pack: "another" })).toBe("policy-unknown");
  });

  it.each(exceeding)("refuses %s", (_what, change) => {
    expect(packRefusal({ ...leaf, ...change }, pack)).toBe("policy-exceeded");
  });
});

describe("R11: without one of its comparisons the station would take such a grant", () => {
  const mutants: Mutant[] = [];
  afterAll(() => mutants.forEach((mutant) => mutant.remove()));
  const file = "main/access/grants/named-pack.ts";

  it.each([
    ["more viewers at once", "presence.viewers <= rule.viewers &&"],
    ["fewer supervisors than it asks for", "supervisors.length >= rule.supervisors &&"],
    ["a room without a supervisor", "presence.supervisors >= rule.supervisors &&"],
  ])("%s", async (what, from) => {
    const mutant = makeMutant({ file, from, to: "" });
    mutants.push(mutant);
    const { packRefusal: blind } = (await import(/* @vite-ignore */ join(mutant.folder, file))) as {
      packRefusal: typeof packRefusal;
    };
    const change = exceeding.find(([one]) => one === what)?.[1];
    expect(blind({ ...leaf, ...change }, pack)).toBeNull();
  });
});
