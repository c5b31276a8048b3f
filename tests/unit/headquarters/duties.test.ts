import { describe, expect, it } from "vitest";
import { brokenDuty, type Duties } from "../../../main/headquarters/requests/duties.ts";
import { personIdSchema, type PersonId } from "../../../shared/model/person.ts";

const id = (name: string): PersonId => personIdSchema.parse(`p-${name}`);
const separate: Duties = {
  requester: id("requester"),
  wearers: [id("wearer"), id("wearer2")],
  viewers: [id("requester")],
  supervisors: [id("supervisor")],
  decider: id("decider"),
};

describe("separation of duties", () => {
  it("R8 lets five different persons request, wear, view, supervise and decide", () => {
    expect(brokenDuty(separate)).toBeNull();
  });

  it.each([
    ["R8 the requester does not decide", { decider: id("requester") }, "requester-decides"],
    ["R8 a viewer does not decide", { viewers: [id("requester"), id("decider")] }, "requester-decides"],
    ["R8 a wearer does not decide", { decider: id("wearer2") }, "wearer-decides"],
    ["R8 a supervisor does not decide", { decider: id("supervisor") }, "supervisor-decides"],
    ["R8 a viewer does not supervise", { supervisors: [id("supervisor"), id("requester")] }, "supervisor-is-viewer"],
    ["R8 a wearer does not supervise", { supervisors: [id("wearer")] }, "wearer-supervises"],
    ["R8 a wearer does not view alone", { requester: id("wearer"), viewers: [id("wearer")] }, "wearer-is-only-viewer"],
  ])("%s", (_rule, change, broken) => {
    expect(brokenDuty({ ...separate, ...change })).toBe(broken);
  });

  it("R8 lets a wearer view in company", () => {
    expect(brokenDuty({ ...separate, viewers: [id("requester"), id("wearer")] })).toBeNull();
  });

  it("R8 holds the rules about supervisors while nobody decides yet", () => {
    const { decider: _none, ...undecided } = separate;
    expect(brokenDuty({ ...undecided, supervisors: [id("wearer")] })).toBe("wearer-supervises");
  });
});
