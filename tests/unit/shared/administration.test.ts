import { describe, expect, it } from "vitest";
import { brokenOrderRule, needsSecond, subjectsOf, type OrderFacts } from "../../../shared/access/administration.ts";
import { orderSchema, type Order } from "../../../shared/model/administration.ts";
import type { Role } from "../../../shared/model/person.ts";
import { authorisationFor } from "../../support/authorisation.ts";

const roles: Readonly<Record<string, readonly Role[]>> = {
  "p-a1": ["administrator"],
  "p-a2": ["administrator"],
  "p-a3": ["administrator"],
  "p-o1": ["officer"],
};
const facts: OrderFacts = {
  rolesOf: (person) => roles[person] ?? [],
  administrators: ["p-a1", "p-a2", "p-a3"],
};
const record = (person: string, held: readonly Role[]) => ({
  person,
  name: "x",
  latinName: "x",
  unit: "u",
  post: "",
  certificateNo: "",
  roles: held,
  outside: false,
});
const order = (value: object): Order => orderSchema.parse(value);
const about = (person: string) => [
  order({ order: "person.edit", record: record(person, ["officer"]) }),
  order({ order: "person.revoke", person, reason: "unspecified", note: "" }),
  order({ order: "certificate.issue", person, csrPem: "x" }),
  order({ order: "certificate.accept", person, certificatePem: "x" }),
  order({ order: "certificate.revoke", person, reason: "unspecified", note: "" }),
  order({ order: "authorisation.set", person, authorisation: authorisationFor("self") }),
  order({ order: "authorisation.withdraw", person, note: "x" }),
];

describe("R8: whose hands an order needs", () => {
  it("nobody's own, neither to order nor to countersign", () => {
    for (const one of about("p-a1")) {
      expect(brokenOrderRule(one, ["p-a1"], facts)).toBe("self");
      expect(brokenOrderRule(one, ["p-a2", "p-a1"], facts)).toBe("self");
      expect(brokenOrderRule(one, ["p-a2"], facts)).toBeNull();
    }
    const many = order({ order: "person.import", records: [record("p-x1", ["officer"]), record("p-a1", ["officer"])] });
    expect(brokenOrderRule(many, ["p-a1"], facts)).toBe("self");
  });

  it("not those of somebody without the office, and not one hand twice", () => {
    const [one = about("p-o1")[0]] = about("p-o1");
    if (one === undefined) {
      throw new Error("no order");
    }
    expect(brokenOrderRule(one, ["p-o1"], facts)).toBe("not-administrator");
    expect(brokenOrderRule(one, ["p-a1", "p-o2"], facts)).toBe("not-administrator");
    expect(brokenOrderRule(one, ["p-a1", "p-a1"], facts)).toBe("same-person");
  });

  it("two wherever an administrator is concerned, or is made", () => {
    expect(about("p-a3").every((one) => needsSecond(one, facts))).toBe(true);
    const made = [
      order({ order: "person.add", record: record("p-n1", ["administrator"]) }),
      order({ order: "person.edit", record: record("p-o1", ["administrator"]) }),
      order({ order: "person.import", records: [record("p-n1", ["officer", "administrator"])] }),
    ];
    expect(made.every((one) => needsSecond(one, facts))).toBe(true);
  });

  it("two wherever keys are concerned, one for the rest", () => {
    const keys = [
      order({ order: "authority.accept", chainPem: "x" }),
      order({ order: "station.enrol", enrolment: "0".repeat(64), fingerprint: "x", room: "room-1", floor: [] }),
      order({ order: "station.floor", station: "ws-01", floor: [] }),
      order({ order: "keys.backup", threshold: 2, custodians: ["p-a1", "p-a2"] }),
    ];
    expect(keys.every((one) => needsSecond(one, facts))).toBe(true);
    const byOrder = about("p-o1")
      .filter((one) => needsSecond(one, facts))
      .map((one) => one.order);
    expect(byOrder).toEqual(["certificate.issue", "certificate.accept"]);
    // What takes away must not wait: a lost token, a stolen station.
    const urgent = order({ order: "station.revoke", station: "ws-01", note: "x" });
    expect([needsSecond(urgent, facts), subjectsOf(urgent)]).toEqual([false, []]);
  });

  it("leaves at least two administrators in office, whichever way one goes", () => {
    const two: OrderFacts = { ...facts, administrators: ["p-a1", "p-a2"] };
    const leaving = [
      order({ order: "person.revoke", person: "p-a2", reason: "unspecified", note: "" }),
      order({ order: "person.edit", record: record("p-a2", ["officer"]) }),
    ];
    for (const one of leaving) {
      expect(brokenOrderRule(one, ["p-a1"], two)).toBe("too-few-administrators");
      expect(brokenOrderRule(one, ["p-a1"], facts)).toBeNull();
    }
    expect(
      brokenOrderRule(order({ order: "person.edit", record: record("p-a2", ["administrator"]) }), ["p-a1"], two),
    ).toBeNull();
  });
});
