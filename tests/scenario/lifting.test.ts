import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import type { GrantSummary } from "../../shared/model/grant.ts";
import type { RequestRecord } from "../../shared/model/request.ts";
import type { RequestStep } from "../../shared/model/request-steps.ts";
import type { Viewing } from "../../shared/model/viewing.ts";
import { authorisationFor } from "../support/authorisation.ts";
import { clip, openHouse, people, type House } from "./house.ts";
import { deskAt, type Desk } from "./retention-story.ts";
import { approvalOf, fileRequest, openPicture, unlockRoom, type Picture } from "./story.ts";

type Person = (typeof people)[keyof typeof people];

const asset = clip.asset;
const interval = { asset, from: 14, to: 18, ground: "privacy" } as const;
const region = { asset, from: 22, to: 26, region: { x: 0, y: 0, width: 2500, height: 2500 }, ground: "minor" } as const;
const reason = "当事人已书面同意公开该段";

let house: House;

/** Another workstation, so that people sign there while somebody views here. */
let desk: Desk;

/** What one person signs about a request; what headquarters refuses, when it does. */
async function step(by: Person, request: RequestRecord, form: object) {
  await desk.call("identity:signOut");
  await desk.get("identity:signIn", by);
  return desk.call("requests:step", { id: request.id, form: form as RequestStep, pin: by.pin });
}

async function signed(by: Person, request: RequestRecord, form: object): Promise<RequestRecord> {
  const result = await step(by, request, form);
  expect(result).toMatchObject({ ok: true, ...(result.ok ? {} : { why: JSON.stringify(result.failure) }) });
  return result.ok ? result.value : request;
}

async function decided(withheld: readonly object[], filed?: RequestRecord): Promise<RequestRecord> {
  const request = filed ?? (await fileRequest(house));
  await house.call("identity:signOut");
  await house.get("identity:signIn", people.approver);
  return house.get("requests:decide", {
    id: request.id,
    form: approvalOf(request, { withheld }),
    pin: people.approver.pin,
  });
}

async function grantsOf({ id }: RequestRecord): Promise<GrantSummary[]> {
  await house.get("sync:now");
  return (await house.grants()).filter(({ request }) => request === id);
}

/** What waits for a person to say whether a part may be lifted. */
const tasksOf = async (by: Person) => {
  await desk.call("identity:signOut");
  await desk.get("identity:signIn", by);
  return (await desk.get("station:tasks")).filter(({ kind }) => kind === "agreeLifting");
};

beforeAll(async () => {
  house = await openHouse();
  desk = deskAt(house, await house.start({ folder: join(house.folder, "station-2") }));
});
afterAll(() => house.close());

describe("what a clerk proposes not to show", () => {
  it("is signed and kept in order, and the approver confirms, changes or drops each line", async () => {
    const request = await fileRequest(house);
    const outside = { ...interval, to: 31 };
    expect(await step(people.legal, request, { step: "withhold", lines: [outside], note: "" })).toMatchObject({
      failure: { code: "bad-request", field: "form.lines.0" },
    });
    // Whoever asks proposes nothing about their own request (rule R8).
    expect(await step(people.requester, request, { step: "withhold", lines: [interval], note: "" })).toMatchObject({
      failure: { code: "duties-not-separate" },
    });
    await signed(people.legal, request, { step: "withhold", lines: [interval], note: "画面中有第三人证件" });
    const twice = await signed(people.legal, request, { step: "withhold", lines: [interval, region], note: "" });
    expect(twice.withholding?.proposals).toMatchObject([
      { by: { person: people.legal.token }, lines: [interval], note: "画面中有第三人证件" },
      { lines: [interval, region] },
    ]);
    // A proposal hides nothing by itself: what stands is what the approver signs.
    const record = await decided([region], twice);
    expect(record.withholding).toMatchObject({ current: [region], lifted: [] });
    expect(record.withholding?.proposals).toHaveLength(2);
    expect(record.transitions.map(({ what }) => what)).toEqual(["file", "withhold", "withhold", "approve"]);
    const [grant] = await grantsOf(record);
    expect(grant?.withheld).toMatchObject([region]);
  });
});

describe("lifting what is withheld (解除不予展示)", () => {
  let request: RequestRecord;
  let before: GrantSummary;
  let viewing: Viewing;
  let picture: Picture;
  /** Bytes of the picture that leaves the interval out. */
  let size: number;
  const lift = () => ({ step: "lift", grant: before.id, lines: [interval], reason });
  const word = (agree = true) => ({
    step: "liftWord",
    proposal: request.withholding?.waiting?.digest ?? "0".repeat(64),
    agree,
    reason: "同意",
  });

  beforeAll(async () => {
    request = await decided([interval, region]);
    const [grant] = await grantsOf(request);
    if (grant === undefined) {
      throw new Error("the grant did not come");
    }
    before = grant;
    await house.call("identity:signOut");
    const { id } = await unlockRoom(house, before);
    viewing = await house.get("viewing:open", { viewing: id, asset });
    picture = await openPicture(house, viewing);
    ({ size } = await picture.media());
  });

  it("R8, R12: nobody lifts alone, without a reason, lines that are not on the list, or their own request's", async () => {
    expect(await step(people.legal, request, { ...lift(), reason: " " })).toMatchObject({
      failure: { code: "bad-request" },
    });
    expect(await step(people.requester, request, lift())).toMatchObject({ failure: { rule: "requester-decides" } });
    expect(await step(people.supervisor, request, lift())).toMatchObject({
      failure: { code: "not-permitted", article: "H-withheld-lifting" },
    });
    expect(await step(people.legal, request, { ...lift(), lines: [{ ...interval, to: 19 }] })).toMatchObject({
      failure: { code: "lifting", reason: "line-unknown" },
    });
    expect(await step(people.secondApprover, request, word())).toMatchObject({
      failure: { code: "lifting", reason: "nothing-waits" },
    });
    request = await signed(people.approver, request, lift());
    expect(await step(people.approver, request, word())).toMatchObject({
      failure: { code: "lifting", reason: "same-person", article: "H-withheld-lifting" },
    });
    // A legal officer may ask and not agree.
    expect(await step(people.legal, request, word())).toMatchObject({ failure: { code: "not-permitted" } });
    expect(await step(people.legal, request, lift())).toMatchObject({
      failure: { code: "lifting", reason: "waiting" },
    });
    expect((await grantsOf(request)).map(({ id }) => id)).toEqual([before.id]);
    const refusals = await desk.get("registers:refusals");
    expect(refusals.some(({ failure }) => failure.startsWith("lifting"))).toBe(true);
  });

  it("waits under My tasks of the second person, and a refusal changes nothing and is kept", async () => {
    expect(await tasksOf(people.approver)).toEqual([]);
    expect(await tasksOf(people.secondApprover)).toMatchObject([
      { reference: request.id, subject: request.number, article: "H-withheld-lifting" },
    ]);
    request = await signed(people.secondApprover, request, word(false));
    expect(await tasksOf(people.secondApprover)).toEqual([]);
    expect(request.withholding).toMatchObject({ current: [interval, region], lifted: [] });
    expect(request.withholding).not.toHaveProperty("waiting");
    expect(request.transitions.at(-1)?.what).toBe("liftRefused");
  });

  it("two lift: a new grant shows the frames, names who and why, and the former one opens nothing any more", async () => {
    request = await signed(people.legal, request, lift());
    request = await signed(people.secondApprover, request, word());
    expect(request.withholding).toMatchObject({
      current: [region],
      lifted: [{ ...interval, reason, asked: { by: { name: "周法明" } }, agreed: { by: { person: "p-0009" } } }],
    });
    const grants = await grantsOf(request);
    const after = grants.find(({ id }) => id !== before.id);
    expect(grants.find(({ id }) => id === before.id)?.refusal).toBe("superseded");
    expect(after?.refusal).toBeUndefined();
    expect(after?.withheld).toMatchObject([region]);
    expect(after?.assets[0]?.ranges).toEqual([{ from: 10, to: 30 }]);
    // The frames' digest stays with the lifted line: what had been hidden remains provable.
    const digest = before.withheld?.find(({ from }) => from === interval.from)?.digest;
    expect(after?.lifted).toMatchObject([
      { ...interval, digest, reason, asked: { person: "p-0006", name: "周法明" }, agreed: { person: "p-0009" } },
    ]);
    expect(before.assets[0]?.ranges).toEqual([
      { from: 10, to: 14 },
      { from: 18, to: 30 },
    ]);
  });

  it("a viewing under way keeps the covers that it began with, and its receipt the former list", async () => {
    expect((await house.get("viewing:current"))?.stage).toBe("playing");
    // The decision on what is withheld has come; the picture under way still leaves it out.
    expect(await picture.status("/")).toBe(200);
    expect((await picture.media()).size).toBe(size);
    await picture.readAll();
    await house.get("viewing:end", { viewing: viewing.id });
    const [slip] = await house.get("receipts:list", { viewing: viewing.id });
    expect(slip?.withheld).toBe(2);
    expect(await house.refused("grant-refused", "viewing:prepare", { grant: before.id })).toMatchObject({
      reason: "superseded",
    });
  });

  it("R1: the sittings of the former grant count, and the new one shows what was lifted on form F6", async () => {
    await house.get("identity:signOut");
    const after = (await grantsOf(request)).find(({ refusal }) => refusal === undefined);
    // Two openings were approved and one was used.
    expect(after).toMatchObject({ openings: 1, playBudget: 2 });
    const next = await unlockRoom(house, after ?? before);
    const shown = await openPicture(house, await house.get("viewing:open", { viewing: next.id, asset }));
    await shown.readAll();
    await house.get("viewing:end", { viewing: next.id });
    const [slip] = await house.get("receipts:list", { viewing: next.id });
    expect(slip?.withheld).toBe(1);
    await house.get("forms:print", { form: "F6", viewing: next.id });
    const paper = JSON.stringify(house.shell.printed.at(-1));
    expect(paper).toContain("原不予展示、现已解除");
    expect(paper).toContain(reason);
    expect(paper).toContain(before.withheld?.[0]?.digest);
    expect((await grantsOf(request)).find(({ id }) => id === after?.id)?.refusal).toBe("exhausted");
  });

  it("a revocation ends every grant of the request, and then nothing is lifted any more", async () => {
    await signed(people.approver, request, { step: "revoke", ground: "noAuthority", reason: "撤销授权" });
    expect((await grantsOf(request)).map(({ refusal }) => refusal)).toEqual(["revoked", "revoked"]);
    const lines = { ...lift(), grant: (await grantsOf(request))[0]?.id, lines: [region] };
    expect(await step(people.legal, request, lines)).toMatchObject({
      failure: { code: "lifting", reason: "not-open" },
    });
  });

  it("O-2, O-104: what was withheld as a state secret is lifted by nobody whose grade does not reach it", async () => {
    const secret = { ...interval, ground: "stateSecret" } as const;
    const record = await decided([secret]);
    const { administration } = house.headquarters.headquarters;
    await administration.authorise(
      "p-0006" as never,
      authorisationFor("subordinates", { ceiling: "privacy", grade: 4 }),
    );
    const form = { step: "lift", grant: record.grant, lines: [secret], reason };
    expect(await step(people.legal, record, form)).toMatchObject({
      failure: { code: "beyond-authorisation" },
    });
    // The control: the other approver's grade reaches it.
    await signed(people.secondApprover, record, form);
  });
});
