import { describe, expect, it } from "vitest";
import { brokenDuty, type Duties } from "../../../main/access/duties.ts";

const separate: Duties = {
  requester: "requester",
  deciders: ["approver"],
  supervisors: ["supervisor"],
  viewers: ["requester"],
  wearers: ["wearer"],
};

describe("R8: duties", () => {
  it("are separate when everybody does one thing", () => {
    expect(brokenDuty(separate)).toBeNull();
  });

  it.each([
    ["nobody decides on their own request", { deciders: ["requester"], viewers: ["other"] }, "requester-decides"],
    ["nobody decides on their own recording", { deciders: ["wearer"] }, "wearer-decides"],
    ["nobody supervises what they decided", { deciders: ["supervisor"] }, "supervisor-decides"],
    ["nobody supervises what they view", { viewers: ["requester", "supervisor"] }, "supervisor-is-viewer"],
    ["nobody supervises their own recording", { wearers: ["supervisor"] }, "wearer-supervises"],
    ["nobody views their own recording alone", { wearers: ["requester"] }, "wearer-is-only-viewer"],
  ] as const)("%s", (_title, change, rule) => {
    expect(brokenDuty({ ...separate, ...change })).toBe(rule);
  });

  it("let a wearer view their own recording beside somebody else", () => {
    expect(brokenDuty({ ...separate, viewers: ["wearer", "requester"] })).toBeNull();
  });
});
