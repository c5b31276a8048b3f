import { describe, expect, it } from "vitest";
import { brokenDuty, dutyBrokenBy, type Duties } from "../../../shared/access/duties.ts";

const separate: Duties = {
  requester: "requester",
  wearers: ["wearer", "wearer2"],
  viewers: ["requester"],
  supervisors: ["supervisor"],
  deciders: ["approver"],
};

describe("R8: duties", () => {
  it("are separate when five persons request, wear, view, supervise and decide", () => {
    expect(brokenDuty(separate)).toBeNull();
    expect(dutyBrokenBy(separate)).toBeNull();
  });

  it.each([
    ["nobody decides on their own request", { deciders: ["requester"], viewers: ["other"] }, "requester-decides"],
    ["nobody decides on what they will view", { viewers: ["requester", "approver"] }, "requester-decides"],
    ["nobody decides on their own recording", { deciders: ["wearer2"] }, "wearer-decides"],
    ["one of several who decide is enough", { deciders: ["approver", "wearer"] }, "wearer-decides"],
    ["nobody supervises what they decided", { deciders: ["supervisor"] }, "supervisor-decides"],
    ["nobody supervises what they view", { viewers: ["requester", "supervisor"] }, "supervisor-is-viewer"],
    [
      "nobody supervises what they asked for",
      { supervisors: ["requester"], viewers: ["other"] },
      "supervisor-is-viewer",
    ],
    ["nobody supervises their own recording", { wearers: ["supervisor"] }, "wearer-supervises"],
    ["nobody views their own recording alone", { requester: "wearer", viewers: ["wearer"] }, "wearer-is-only-viewer"],
  ] as const)("%s", (_title, change, rule) => {
    expect(brokenDuty({ ...separate, ...change })).toBe(rule);
    expect(dutyBrokenBy({ ...separate, ...change })).toEqual({ code: "duties-not-separate", rule });
  });

  it("let a wearer view their own recording beside somebody else", () => {
    expect(brokenDuty({ ...separate, viewers: ["requester", "wearer"] })).toBeNull();
  });

  it("hold for supervisors while nobody decides yet, and in a room without its requester", () => {
    expect(brokenDuty({ ...separate, deciders: [], supervisors: ["wearer"] })).toBe("wearer-supervises");
    const { requester: _none, ...room } = separate;
    expect(brokenDuty({ ...room, supervisors: ["requester"] })).toBe("supervisor-is-viewer");
  });
});
