import { describe, expect, it } from "vitest";
import { dueOf } from "../../../main/headquarters/retention/due.ts";
import { genericPolicy, shippedPolicy } from "../../../main/headquarters/policy/read.ts";
import { brokenRetentionDuty, retentionRoles } from "../../../shared/access/retention-duties.ts";
import { conflictOf, destroyFrom } from "../../../shared/access/policy/destruction.ts";
import { retentionDue } from "../../../shared/access/policy/retention.ts";
import type { SignedStep } from "../../../shared/model/retention.ts";
import { aFootage } from "./policy/builders.ts";

const pack = genericPolicy();
const at = "2026-11-25T00:00:00.000Z";

function step(act: string, person: string): SignedStep {
  return { act, person, name: person, at, digest: "0".repeat(64) } as SignedStep;
}

describe("R8: one person, one hand in destroying", () => {
  it.each([
    ["list.approve", "list.draw", "drawer-approves"],
    ["list.execute", "list.approve", "approver-destroys"],
    ["list.witness", "list.approve", "approver-destroys"],
    ["list.witness", "list.execute", "executor-is-witness"],
    ["hold.release", "hold.askRelease", "asker-releases"],
    ["hold.approve", "hold.register", "registrar-approves"],
    ["archive.accept", "archive.handOver", "hander-accepts"],
  ] as const)("%s is not signed by whoever signed %s", (now, before, rule) => {
    const earlier = [step(before, "p-0001")];
    expect(brokenRetentionDuty(now, "p-0001", { wearers: [], earlier })).toBe(rule);
    expect(brokenRetentionDuty(now, "p-0002", { wearers: [], earlier })).toBeNull();
  });

  it.each(["list.draw", "list.approve", "list.execute", "list.witness"] as const)(
    "the wearer does not sign %s for their own recording",
    (order) => {
      expect(brokenRetentionDuty(order, "p-0001", { wearers: ["p-0001"], earlier: [] })).toBe("wearer-destroys");
    },
  );

  it("the executor's roles and the head's never meet", () => {
    expect(retentionRoles["list.execute"].some((role) => retentionRoles["list.approve"].includes(role))).toBe(false);
  });
});

describe("O-92 to O-100: from when a recording may be destroyed", () => {
  it.each([
    ["2026-11-25", "2026-11-26", "a Wednesday: the day after"],
    ["2026-10-01", "2026-10-09", "in the National Day holidays: the day after the next working day"],
    ["2026-11-28", "2026-12-01", "a Saturday: the period runs on to Monday"],
    ["2026-11-27", "2026-11-30", "a Friday: not on the weekend"],
  ])("a period that ends on %s lets it go from %s, %s", (date, from) => {
    expect(destroyFrom(pack, { kind: "until", date })).toBe(from);
  });

  it("gives no day while the period is open, long-term or permanent", () => {
    expect(destroyFrom(pack, { kind: "open", missing: "caseClass" })).toBeUndefined();
    expect(destroyFrom(pack, { kind: "longTerm" })).toBeUndefined();
    expect(destroyFrom(pack, { kind: "permanent" })).toBeUndefined();
  });

  it("O-94: counts the later of the law's date and the one that was entered", () => {
    const facts = { evidence: false };
    const footage = aFootage({ recordedTo: "2026-08-31T09:00:00+08:00", retainUntil: "2026-12-01" });
    const short = dueOf(pack, footage, facts, []);
    // Six months after 31 August is the last day of February.
    expect(short.kept).toEqual({ kind: "until", date: "2027-02-28" });
    const leap = dueOf(
      pack,
      aFootage({ recordedTo: "2027-08-31T09:00:00+08:00", retainUntil: "2027-12-01" }),
      facts,
      [],
    );
    expect(leap.kept).toEqual({ kind: "until", date: "2028-02-29" });
    expect(dueOf(pack, aFootage({ ...footage, retainUntil: "2030-01-01" }), facts, []).kept).toEqual({
      kind: "until",
      date: "2030-01-01",
    });
  });

  it.each([
    ["market-company", "2027-02-28", "MC-4.6"],
    ["traffic-police", "2027-02-28", "JJ-13.1"],
    ["environment", "2027-05-30", "HB-11.1"],
    ["longjiang-urban", "2027-05-30", "LJ-19"],
    ["zibo-tobacco", "2027-11-30", "ZB-14.1"],
    ["north-carolina", "2027-11-30", "H-nc-base"],
  ])("O-92: %s keeps a recording of 30 November 2026 until %s by %s", (name, date, article) => {
    const due = retentionDue(shippedPolicy(name), { recordedOn: "2026-11-30", evidence: false, triggers: [] });
    expect(due).toMatchObject({ kept: { kind: "until", date }, articles: [article] });
  });

  it("O-95: Xiamen keeps a general penalty for ever and names both provisions that contradict each other", () => {
    const facts = { recordedOn: "2026-11-30", evidence: true, caseClosedOn: "2026-12-01", triggers: [] } as const;
    const due = retentionDue(shippedPolicy("xiamen"), { ...facts, caseClass: "generalPenalty" });
    expect(due.kept).toEqual({ kind: "permanent" });
    expect(conflictOf(due)).toHaveLength(2);
    expect(conflictOf(retentionDue(shippedPolicy("xiamen"), { ...facts, caseClass: "summaryPenalty" }))).toEqual([]);
  });
});
