import { afterAll, beforeAll, beforeEach, describe, expect, it } from "vitest";
import { base64, fromBase64 } from "../../../main/formats/bytes.ts";
import { encodeCanonical } from "../../../main/formats/canonical-json.ts";
import { signCms } from "../../../main/formats/cms.ts";
import { createAuthority, issuePerson } from "../../../main/formats/x509.ts";
import { asJson, asset, pendingAsset, World } from "../../support/headquarters.ts";

let world: World;

beforeAll(async () => {
  world = await World.open();
}, 120_000);
afterAll(() => world.close());

describe("filing a request (F1)", () => {
  let session: string;
  beforeAll(async () => {
    session = await world.signIn("p-applicant");
  });

  const send = (cms: string) => world.call("fileRequest", { cms }, { session });
  const filing = (form: Record<string, unknown>, act: Record<string, unknown> = {}) =>
    send(world.sign("p-applicant", world.requestAct("p-applicant", form, act)));

  it("numbers it, names who may decide and shows each check with its article", async () => {
    const request = await world.filed();
    expect(request.number).toMatch(/^SLWH-F1-20\d\d-\d{4}$/u);
    expect(request.state).toBe("pending");
    expect(request.approvers.map(({ person }) => person)).toEqual([
      "p-approver",
      "p-decidingapplicant",
      "p-decidingsupervisor",
    ]);
    expect(request.checks).toHaveLength(5);
    for (const { article } of request.checks) {
      expect(world.headquarters.policy.articles).toHaveProperty([article]);
    }
  });

  it("counts numbers up without a gap", async () => {
    const [first, second] = [await world.filed(), await world.filed()];
    expect(Number(second.number.slice(-4))).toBe(Number(first.number.slice(-4)) + 1);
  });

  it("gives the same request again for the same signed bytes", async () => {
    const cms = world.sign("p-applicant", world.requestAct("p-applicant"));
    const [first, again] = [await send(cms), await send(cms)];
    expect(first).toMatchObject({ ok: true });
    expect(again).toEqual(first);
  });

  it("gives one request when the same bytes arrive twice at once", async () => {
    const cms = world.sign("p-applicant", world.requestAct("p-applicant"));
    const [one, other] = await Promise.all([send(cms), send(cms)]);
    expect(one).toMatchObject({ ok: true });
    expect(other).toEqual(one);
  });

  it("refuses a second act under a nonce that was used", async () => {
    expect(await filing({}, { nonce: "once" })).toMatchObject({ ok: true });
    expect(await filing({ purpose: "training" }, { nonce: "once" })).toMatchObject({
      failure: { code: "bad-request", field: "nonce" },
    });
  });

  it.each([
    ["no recording", { assets: [] }, "form.assets"],
    ["an empty range", { assets: [{ asset, ranges: [{ from: 60, to: 60 }], whole: false }] }, "form.assets.0.ranges.0"],
    [
      "a range past the end",
      { assets: [{ asset, ranges: [{ from: 240, to: 251 }], whole: false }] },
      "form.assets.0.ranges",
    ],
    [
      "the whole without a reason",
      { assets: [{ asset, ranges: [{ from: 0, to: 250 }], whole: false }] },
      "form.assets.0.wholeReason",
    ],
    [
      "one recording twice",
      { assets: [1, 2].map(() => ({ asset, ranges: [{ from: 0, to: 9 }], whole: false })) },
      "form.assets",
    ],
    ["a window that is over", { validTo: "2020-01-01T00:00:00Z" }, "form.validTo"],
    ["a window longer than the pack allows", { validTo: "2099-01-01T00:00:00Z" }, "form.validTo"],
    ["a room without a station", { room: "room-999" }, "form.room"],
    ["a supervisor who is none", { supervisor: "p-compliance" }, "form.supervisor"],
    ["a reason of nine signs", { purposeDetail: "核对告知权利的过程" }, "form.purposeDetail"],
    ["no duty behind a member of staff", { dutyBasis: " " }, "form.dutyBasis"],
    ["an applicant class the pack does not list", { applicantClass: "party" }, "form.applicantClass"],
  ])("refuses %s", async (_what, form, field) => {
    expect(await filing(form)).toMatchObject({ ok: false, status: 400, failure: { code: "bad-request", field } });
  });

  it("R11 refuses a purpose outside the pack's closed list and cites the article", async () => {
    const answer = await filing({ purpose: "disclosure" });
    expect(answer).toMatchObject({ failure: { code: "not-permitted", action: "purpose", article: "S0-4.3.4" } });
  });

  it("R7 refuses a verb that the pack does not know and cites the article", async () => {
    expect(await filing({ verb: "copy" })).toMatchObject({
      failure: { code: "not-permitted", action: "verb", article: "S0-4.2.2" },
    });
  });

  it("refuses a recording that does not exist", async () => {
    const answer = await filing({ assets: [{ asset: "WH-00000000-X", ranges: [{ from: 0, to: 9 }], whole: false }] });
    expect(answer).toMatchObject({ status: 404, failure: { code: "not-found", subject: "footage" } });
  });

  it("O-105 refuses a recording of pending secrecy to a class from outside, and takes it from staff", async () => {
    const assets = [{ asset: pendingAsset, ranges: [{ from: 0, to: 9 }], whole: false }];
    expect(await filing({ assets, applicantClass: "superior" })).toMatchObject({
      failure: { code: "not-permitted", action: "secrecy", article: "S0-4.2.2" },
    });
    expect(await filing({ assets })).toMatchObject({ ok: true });
  });

  it("R8 refuses a viewer who names themselves as supervisor", async () => {
    const answer = await world.file("p-supervisingapplicant", { supervisor: "p-supervisingapplicant" });
    expect(answer).toMatchObject({
      failure: { code: "duties-not-separate", rule: "supervisor-is-viewer", article: "S0-4.3.2" },
    });
  });

  it("R8 refuses a supervisor who wore the camera", async () => {
    const answer = await filing({ supervisor: "p-wearingsupervisor" });
    expect(answer).toMatchObject({ failure: { code: "duties-not-separate", rule: "wearer-supervises" } });
  });

  it("R8 refuses a wearer who would view alone", async () => {
    expect(await world.file("p-wearingapplicant")).toMatchObject({
      failure: { code: "duties-not-separate", rule: "wearer-is-only-viewer", article: "S0-5.1.3" },
    });
  });

  it("refuses an act that another person signed, though the session is right", async () => {
    const act = world.requestAct("p-applicant");
    expect(await send(world.sign("p-compliance", act))).toMatchObject({ failure: { code: "certificate-foreign" } });
    const theirs = world.requestAct("p-compliance");
    expect(await send(world.sign("p-compliance", theirs))).toMatchObject({
      failure: { code: "not-permitted", action: "request.file" },
    });
  });

  it("refuses a certificate of a stranger's authority that bears the right name", async () => {
    const stranger = createAuthority({ name: world.headquarters.policy.authority.zh, days: 10 });
    const forged = issuePerson(stranger, { person: "p-applicant", name: "p-applicant", unit: "", days: 1 });
    const cms = signCms(encodeCanonical(asJson(world.requestAct("p-applicant"))), { ...forged, at: world.now() });
    expect(await send(base64(cms))).toMatchObject({ failure: { code: "certificate-foreign" } });
  });

  it("refuses a form that was changed after signing, at every byte of the content that matters", async () => {
    const cms = fromBase64(world.sign("p-applicant", world.requestAct("p-applicant")));
    const at = Buffer.from(cms).indexOf(Buffer.from('"from":60'));
    expect(at).toBeGreaterThan(0);
    const changed = Uint8Array.from(cms);
    changed.set(Buffer.from('"from":20'), at);
    expect(await send(base64(changed))).toMatchObject({ failure: { code: "bad-request", field: "cms" } });
  });

  it.each([
    ["no CMS at all", base64(Uint8Array.of(1, 2, 3))],
    ["an empty body", ""],
    ["text that is not base64", "%%%%"],
  ])("refuses %s", async (_what, cms) => {
    expect(await send(cms)).toMatchObject({ ok: false, status: 400, failure: { code: "bad-request" } });
  });

  it("refuses an act made for another station, and one from another day", async () => {
    expect(await filing({}, { station: "slwh/ws/other/0" })).toMatchObject({ failure: { field: "station" } });
    expect(await filing({}, { at: "2026-01-01T00:00:00Z" })).toMatchObject({ failure: { field: "at" } });
  });

  it("refuses an act with a field that the contract does not know", async () => {
    expect(await filing({}, { extra: true })).toMatchObject({ failure: { code: "bad-request" } });
  });
});

describe("deciding on a request", () => {
  let request: Awaited<ReturnType<World["filed"]>>;
  beforeEach(async () => {
    request = await world.filed();
  });

  const stillPending = async (): Promise<void> => {
    const session = await world.signIn("p-compliance");
    expect(await world.call("showRequest", { id: request.id }, { session })).toMatchObject({
      value: { state: "pending" },
    });
  };

  it("R8 the requester does not decide, even as an approver", async () => {
    request = await world.filed("p-decidingapplicant");
    expect(request.approvers.map(({ person }) => person)).not.toContain("p-decidingapplicant");
    expect(await world.decide("p-decidingapplicant", request)).toMatchObject({
      status: 403,
      failure: { code: "duties-not-separate", rule: "requester-decides", article: "S0-4.3.1" },
    });
    await stillPending();
  });

  it("R8 a wearer does not decide, even as an approver", async () => {
    expect(await world.decide("p-wearingapprover", request)).toMatchObject({
      failure: { code: "duties-not-separate", rule: "wearer-decides", article: "S0-4.3.1" },
    });
    await stillPending();
  });

  it("R8 a wearer does not refuse either", async () => {
    const refusal = { outcome: "refuse", ground: "scopeTooWide", opinion: "范围过宽" };
    expect(await world.decide("p-wearingapprover", request, refusal)).toMatchObject({
      failure: { rule: "wearer-decides" },
    });
    await stillPending();
  });

  it("R8 the supervisor of the viewing does not decide, even as an approver", async () => {
    const approval = world.approval({ supervisors: ["p-decidingsupervisor"] });
    expect(await world.decide("p-decidingsupervisor", request, approval)).toMatchObject({
      failure: { code: "duties-not-separate", rule: "supervisor-decides", article: "S0-4.3.2" },
    });
    await stillPending();
  });

  it("R8 the supervisor whom the applicant proposed does not decide", async () => {
    request = await world.filed("p-applicant", { supervisor: "p-decidingsupervisor" });
    expect(request.approvers.map(({ person }) => person)).not.toContain("p-decidingsupervisor");
    expect(await world.decide("p-decidingsupervisor", request)).toMatchObject({
      failure: { rule: "supervisor-decides" },
    });
  });

  it("R8 an approver cannot make the viewer their own supervisor", async () => {
    request = await world.filed("p-supervisingapplicant");
    const approval = world.approval({ supervisors: ["p-supervisor", "p-supervisingapplicant"] });
    expect(await world.decide("p-approver", request, approval)).toMatchObject({
      failure: { code: "duties-not-separate", rule: "supervisor-is-viewer" },
    });
  });

  it("R8 an approver cannot make a wearer the supervisor", async () => {
    const approval = world.approval({ supervisors: ["p-wearingsupervisor"] });
    expect(await world.decide("p-approver", request, approval)).toMatchObject({
      failure: { rule: "wearer-supervises" },
    });
  });

  it("R7 refuses whoever is not an approver and cites the article", async () => {
    expect(await world.decide("p-compliance", request)).toMatchObject({
      failure: { code: "not-permitted", action: "request.decide", article: "S0-4.3.1" },
    });
    await stillPending();
  });

  it.each([
    ["a wider range", { assets: [{ asset, ranges: [{ from: 59, to: 110 }], whole: false }] }],
    ["another recording", { assets: [{ asset: pendingAsset, ranges: [{ from: 60, to: 110 }], whole: false }] }],
    ["the whole", { assets: [{ asset, ranges: [{ from: 0, to: 250 }], whole: true, wholeReason: "需要" }] }],
  ])("R1 does not approve %s than was asked for", async (_what, change) => {
    expect(await world.decide("p-approver", request, world.approval(change))).toMatchObject({
      failure: { code: "not-permitted", action: "scope", article: "S0-4.3.1" },
    });
    await stillPending();
  });

  it.each([
    ["a room without a station", { room: "room-999" }, "form.room"],
    ["more openings than the pack allows", { playBudget: 11 }, "form.playBudget"],
    ["a window that is over", { validTo: "2020-01-01T00:00:00Z" }, "form.validTo"],
    ["a supervisor who is none", { supervisors: ["p-compliance"] }, "form.supervisors"],
    ["one supervisor named twice", { supervisors: ["p-supervisor", "p-supervisor"] }, "form.supervisors"],
    ["nobody to supervise", { supervisors: [] }, "form.supervisors"],
  ])("refuses %s", async (_what, change, field) => {
    expect(await world.decide("p-approver", request, world.approval(change))).toMatchObject({
      failure: { code: "bad-request", field },
    });
    await stillPending();
  });

  it("refuses a decision on other bytes than were filed", async () => {
    const session = await world.signIn("p-approver");
    const act = { ...world.decisionAct("p-approver", request, world.approval()), requestDigest: "0".repeat(64) };
    expect(await world.call("decideRequest", { cms: world.sign("p-approver", act) }, { session })).toMatchObject({
      failure: { code: "bad-request", field: "requestDigest" },
    });
    await stillPending();
  });

  it("takes a narrower scope, and the same decision again gives the same request", async () => {
    const session = await world.signIn("p-approver");
    const narrower = world.approval({ assets: [{ asset, ranges: [{ from: 70, to: 80 }], whole: false }] });
    const cms = world.sign("p-approver", world.decisionAct("p-approver", request, narrower));
    const [first, again] = [
      await world.call("decideRequest", { cms }, { session }),
      await world.call("decideRequest", { cms }, { session }),
    ];
    expect(first).toMatchObject({ ok: true, value: { state: "approved", grant: expect.stringMatching(/^g-/u) } });
    expect(again).toEqual(first);
  });

  it("decides once", async () => {
    const [one, other] = await Promise.all([
      world.decide("p-approver", request),
      world.decide("p-decidingapplicant", request),
    ]);
    expect(one.ok).not.toBe(other.ok);
    expect([one, other].find(({ ok }) => !ok)).toMatchObject({ status: 409, failure: { code: "already-decided" } });
  });

  it("a refusal names its ground, leaves no grant, and is remembered at the next request", async () => {
    const mute = { outcome: "refuse", opinion: "范围过宽" };
    expect(await world.decide("p-approver", request, mute)).toMatchObject({ failure: { code: "bad-request" } });
    const refused = await world.decide("p-approver", request, { ...mute, ground: "scopeTooWide" });
    expect(refused).toMatchObject({ ok: true, value: { state: "refused" } });
    expect(refused.ok && "grant" in refused.value).toBe(false);
    const next = await world.filed();
    expect(next.checks.find(({ check }) => check === "conflictWithHistory")).toMatchObject({ passed: false });
  });

  it("lists to each person what concerns them", async () => {
    const listed = async (person: string, scope: "mine" | "toDecide" | "all") => {
      const answer = await world.call("listRequests", { scope }, { session: await world.signIn(person) });
      return answer.ok ? answer.value.map(({ id }) => id) : [];
    };
    expect(await listed("p-applicant", "mine")).toContain(request.id);
    expect(await listed("p-approver", "toDecide")).toContain(request.id);
    expect(await listed("p-wearingapprover", "toDecide")).not.toContain(request.id);
    expect(await listed("p-supervisor", "all")).toContain(request.id);
    expect(await listed("p-wearer", "all")).toEqual([]);
    const session = await world.signIn("p-wearer");
    expect(await world.call("showRequest", { id: request.id }, { session })).toMatchObject({ status: 404 });
  });
});
