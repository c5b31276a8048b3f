import { describe, expect, it } from "vitest";
import { namedPolicy, shippedPolicies } from "../../../main/headquarters/index.ts";
import { handInDue } from "../../../shared/access/policy/hand-in.ts";
import { presenceRules } from "../../../shared/access/policy/room.ts";
import { retentionDue } from "../../../shared/access/policy/retention.ts";
import { World } from "../../support/headquarters.ts";

/** What one and the same request meets under each authority's law. The recording it asks for is in the archive. */
const expected = {
  generic: {
    decides: "p-approver",
    article: "S0-4.3.1",
    room: "S0-4.3.2",
    keeps: "H-base-retention",
    handIn: "S0-4.1.1",
  },
  "jiangsu-culture": {
    decides: "p-approver",
    article: "JS-16.1",
    room: "S0-4.3.2",
    keeps: "H-base-retention",
    handIn: "S0-4.1.1",
  },
  "market-company": { decides: "p-approver", article: "MC-4.7", room: "S0-4.3.2", keeps: "MC-4.6", handIn: "MC-4.6" },
  environment: { decides: "p-approver", article: "HB-15.1", room: "S0-4.3.2", keeps: "HB-11.1", handIn: "HB-10" },
  "zibo-tobacco": { decides: "p-archivist", article: "ZB-17.2", room: "S0-4.3.2", keeps: "ZB-14.1", handIn: "ZB-13.1" },
  "traffic-police": { decides: "p-approver", article: "JJ-16", room: "S0-4.3.2", keeps: "JJ-13.1", handIn: "JJ-11" },
  "health-supervision": {
    decides: "p-approver",
    article: "WS-3.4.3-1",
    room: "S0-4.3.2",
    keeps: "WS-3.3.4-2",
    handIn: "WS-3.3.2",
  },
  "longjiang-urban": { decides: "p-legal", article: "LJ-20", room: "S0-4.3.2", keeps: "LJ-19", handIn: "LJ-5" },
  xiamen: { decides: "p-approver", article: "CF-19.1", room: "S0-4.3.2", keeps: "H-base-retention", handIn: "CF-14" },
  "north-carolina": {
    decides: "p-approver",
    article: "NC-h",
    room: "H-nc-supervisor",
    keeps: "H-nc-base",
    handIn: "H-nc-handin",
  },
} as const;

describe("one request under the law of each authority, without a change of code", () => {
  it("covers every pack that ships", () => {
    expect(Object.keys(expected).toSorted()).toEqual(shippedPolicies());
  });

  it.each(Object.entries(expected))(
    "R11 %s",
    async (name, { decides, article, room, keeps, handIn }) => {
      const policy = namedPolicy(name);
      const world = await World.open({ policy });
      try {
        await world.addPerson("p-legal", ["legalOfficer"]);
        await world.addPerson("p-archivist", ["archivist"]);
        const request = await world.filed();
        expect(request.approvers.map(({ person }) => person)).toContain(decides);
        expect(request.number).toMatch(new RegExp(`^${policy.authority.code}-F1-`, "u"));
        expect(request.checks.map((check) => check.article)).toContain(article);

        const stranger = ["p-approver", "p-legal"].find((person) => person !== decides) ?? "";
        expect(await world.decide(stranger, request)).toMatchObject({
          failure: { code: "not-permitted", action: "request.decide", article },
        });
        expect(await world.decide(decides, request)).toMatchObject({ ok: true, value: { state: "approved" } });

        expect(presenceRules(policy, "staff").article).toBe(room);
        const stage = name === "environment" ? "station" : "storage";
        expect(handInDue(policy, { stage, endedAt: Date.now() })?.article).toBe(handIn);
        const kept = retentionDue(policy, {
          recordedOn: "2026-01-01",
          evidence: false,
          triggers: [],
          litigationEndsOn: "2026-02-01",
        });
        expect(kept.articles).toEqual([keeps]);
      } finally {
        await world.close();
      }
    },
    60_000,
  );

  it("R7 R11 a form that one authority takes another refuses with its own article", async () => {
    const world = await World.open({ policy: namedPolicy("longjiang-urban") });
    try {
      await world.addPerson("p-legal", ["legalOfficer"]);
      expect(await world.file("p-applicant", { verb: "borrow" })).toMatchObject({
        failure: { code: "not-permitted", action: "verb", article: "LJ-20" },
      });
      expect(await world.file("p-applicant", { applicantClass: "lawyer", legalRoute: "fileAccess" })).toMatchObject({
        failure: { code: "bad-request", field: "form.applicantClass" },
      });
    } finally {
      await world.close();
    }
  }, 60_000);
});
