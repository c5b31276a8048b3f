import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { heldAt, mayDo, type GradedAction, type GradedFootage } from "../../../shared/access/authorisation.ts";
import { gradeArticle, gradeCarries, isWithinCeiling } from "../../../shared/access/grades.ts";
import type { Authorisation } from "../../../shared/model/authorisation.ts";
import { mayDo as offered } from "../../../renderer/footage/may.ts";
import type { Footage } from "../../../shared/model/footage.ts";
import type { Person, PersonId } from "../../../shared/model/person.ts";
import type { PolicyPack } from "../../../shared/model/policy.ts";
import { authorisationFor, unit } from "../../support/authorisation.ts";
import { makeMutant } from "../../support/mutants.ts";

const footage: GradedFootage = {
  unit,
  squad: "一中队",
  caseNo: "案1",
  secrecy: "privacy",
  state: "unit",
  wearers: [{ person: "p-wearer" }],
};
const now = Date.parse("2026-11-25T00:00:00Z");
const judge = (change: Partial<Authorisation>, of: Partial<GradedFootage> = {}, person = "p-1") =>
  mayDo(
    authorisationFor("subordinates", change),
    { act: "apply", verb: "view" },
    { pack: {}, person, now, footage: [{ ...footage, ...of }] },
  );

describe("O-2, O-4: graded authorisation", () => {
  it("gives nothing to whoever has none", () => {
    expect(mayDo(null, { act: "apply" }, { pack: {}, person: "p-1", now, footage: [] })).toBe("no-authorisation");
  });

  it.each([
    ["in force, within everything", {}, {}, null],
    ["not yet in force", { from: "2026-11-26T00:00:00Z" }, {}, "outside-period"],
    ["at its end exactly", { to: "2026-11-25T00:00:00Z" }, {}, "outside-period"],
    ["without the act", { acts: ["audit"] }, {}, "act-not-granted"],
    ["without the verb", { verbs: ["copy"] }, {}, "verb-not-granted"],
    ["another unit", { scope: { kind: "unit", unit: "x" } }, {}, "outside-scope"],
    ["another squad", { scope: { kind: "squad", unit, squad: "二中队" } }, {}, "outside-scope"],
    ["another case", { scope: { kind: "cases", cases: ["案2"] } }, {}, "outside-scope"],
    ["the named case", { scope: { kind: "cases", cases: ["案1"] } }, {}, null],
    ["somebody else's, with scope for one's own", { scope: { kind: "self" } }, {}, "outside-scope"],
    ["a class above the ceiling", { ceiling: "internal" }, {}, "above-ceiling"],
    ["a ceiling above the grade", { grade: 4, ceiling: "secret" }, { secrecy: "none" }, "above-ceiling"],
    ["a class still pending, within the unit", { ceiling: "privacy" }, { secrecy: "pending" }, null],
    ["a person to stand back from", { conflicts: ["p-wearer"] }, {}, "conflict-of-interest"],
    ["a case to stand back from", { conflicts: ["案1"] }, {}, "conflict-of-interest"],
  ] as const)("%s", (_what, change, of, rule) => {
    expect(judge(change as Partial<Authorisation>, of)).toBe(rule);
  });

  it("has one's own recordings within scope, but not above the ceiling", () => {
    expect(judge({ scope: { kind: "self" } }, {}, "p-wearer")).toBeNull();
    expect(judge({ scope: { kind: "self" } }, { secrecy: "topSecret" }, "p-wearer")).toBe("above-ceiling");
  });

  it("O-6 lets an officer ask for their own recordings in the archive, and do nothing else with them by right", () => {
    const may = (action: GradedAction, state: GradedFootage["state"], person = "p-wearer") =>
      mayDo(authorisationFor("self"), action, { pack: {}, person, now, footage: [{ ...footage, state }] });
    expect(may({ act: "annotate" }, "pendingAcceptance")).toBeNull();
    expect(may({ act: "annotate" }, "archived")).toBe("outside-scope");
    expect(may({}, "archived")).toBe("outside-scope");
    expect(may({ act: "apply", verb: "view" }, "archived")).toBeNull();
    // At the door, with the approval that they asked for.
    expect(may({ verb: "view" }, "archived")).toBeNull();
    expect(may({ act: "apply", verb: "view" }, "archived", "p-other")).toBe("outside-scope");
  });

  it("O-6 the screen offers a request exactly where this rule takes one, for an officer with scope for themselves", () => {
    const officer = { person: "p-wearer", roles: ["officer"] } as unknown as Person;
    for (const state of ["unit", "pendingAcceptance", "archived"] as const) {
      const own = { ...footage, state } as unknown as Footage;
      const isTaken =
        mayDo(
          authorisationFor("self"),
          { act: "apply", verb: "view" },
          { pack: {}, person: officer.person, now, footage: [own] },
        ) === null;
      expect({ state, offered: offered(own, officer).request }).toEqual({ state, offered: isTaken });
    }
  });

  it("O-6 the test sees it where the archive makes no difference", async () => {
    const file = "shared/access/authorisation.ts";
    const mutant = makeMutant({ file, from: '(isAsking || footage.state !== "archived")', to: "true" });
    const blind = (await import(/* @vite-ignore */ join(mutant.folder, file))) as { mayDo: typeof mayDo };
    mutant.remove();
    const own = { pack: {}, person: "p-wearer", now, footage: [{ ...footage, state: "archived" as const }] };
    expect(
      blind.mayDo(authorisationFor("subordinates", { scope: { kind: "self" } }), { act: "annotate" }, own),
    ).toBeNull();
  });

  it("O-2 judges an act by the authorisation of its time, not by what came after it", () => {
    const held = authorisationFor("subordinates");
    const changes = [
      { person: "p-1" as PersonId, grantedAt: "2026-11-20T00:00:00.000Z" },
      { person: "p-1" as PersonId, authorisation: held, grantedAt: "2026-11-10T00:00:00.000Z" },
    ];
    const at = (day: string) => heldAt(changes, Date.parse(`2026-11-${day}T00:00:00Z`));
    expect([at("09"), at("10"), at("19"), at("20")]).toEqual([undefined, held, held, undefined]);
  });

  it("lets each grade carry its ceiling and none above", () => {
    const highest = [1, 2, 3, 4].map((grade) =>
      (["topSecret", "secret", "confidential", "privacy"] as const).find((ceiling) => gradeCarries({}, grade, ceiling)),
    );
    expect(highest).toEqual(["topSecret", "secret", "confidential", "privacy"]);
    expect(gradeCarries({}, 9, "none")).toBe(false);
  });

  it("R11 goes by the ladder of the pack: what it does not rank or reach lies above everybody", () => {
    const grades: NonNullable<PolicyPack["grades"]> = {
      ranks: [
        { rank: 1, classes: ["none"], article: "A-1" },
        { rank: 2, classes: ["privacy", "pending"], article: "A-2" },
        { rank: 3, classes: ["confidential"], article: "A-3" },
      ],
      reach: [
        { grade: 1, ceiling: "confidential", article: "A-4" },
        { grade: 4, ceiling: "none", article: "A-5" },
      ],
    };
    const pack = { grades };
    expect([1, 3, 4].map((grade) => gradeCarries(pack, grade, "none"))).toEqual([true, false, true]);
    expect(gradeCarries(pack, 4, "privacy")).toBe(false);
    expect(isWithinCeiling(pack, "pending", "privacy")).toBe(true);
    expect(isWithinCeiling(pack, "secret", "confidential")).toBe(false);
    expect(isWithinCeiling(pack, "none", "topSecret")).toBe(false);
    const [held, above] = [{ grade: 1, ceiling: "privacy" } as const, { secrecy: "confidential" } as const];
    expect(gradeArticle(pack, held, [above])).toBe("A-3");
    expect(gradeArticle(pack, { ...held, grade: 4 }, [above])).toBe("A-5");
    expect(gradeArticle({}, held, [above])).toBeUndefined();
  });
});
