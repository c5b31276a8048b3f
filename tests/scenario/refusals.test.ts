// oxlint-disable no-await-in-loop -- attempts are made one after the other, as people make them
import { statSync } from "node:fs";
import { afterAll, afterEach, beforeAll, describe, expect, it } from "vitest";
import type { GrantSummary } from "../../shared/model/grant.ts";
import type { RefusalRow } from "../../shared/model/evidence.ts";
import { personIdSchema } from "../../shared/model/person.ts";
import type { Viewing } from "../../shared/model/viewing.ts";
import { base64url } from "../../main/formats/bytes.ts";
import { generateSigningKey } from "../../main/formats/ed25519.ts";
import { generateKemKey } from "../../main/formats/hpke.ts";
import { verifierKey } from "../../main/formats/signed-note.ts";
import { createCsr } from "../../main/formats/x509.ts";
import { storedEntries } from "../support/station-log.ts";
import { clip, openHouse, originalOf, people, secondClip, type House } from "./house.ts";
import { latestGrantFile, slipIn } from "./outbox.ts";
import {
  approvalOf,
  checkIn,
  fileRequest,
  obtainGrant,
  openPicture,
  requestForm,
  stillUsable,
  unlockRoom,
} from "./story.ts";

const hour = 3_600_000;
const asset = clip.asset as Viewing["footage"][number]["asset"];
const otherAsset = secondClip.asset as typeof asset;

let house: House;

beforeAll(async () => {
  house = await openHouse();
});
afterEach(() => stillUsable(house));
afterAll(() => house.close());

function latestRefusal(): RefusalRow | undefined {
  return house.refusals()[0];
}

async function prepare(grant: GrantSummary): Promise<Viewing> {
  await house.get("identity:signIn", people.requester);
  return house.get("viewing:prepare", { grant: grant.id });
}

describe("R1: without approval there is no picture", () => {
  it("refuses a grant that this station does not hold", async () => {
    await house.get("identity:signIn", people.requester);
    const grant = "g-000000000000" as GrantSummary["id"];
    expect(await house.refused("grant-refused", "viewing:prepare", { grant })).toMatchObject({ reason: "unknown" });
    expect(latestRefusal()).toMatchObject({
      attempt: "viewing:prepare",
      failure: "grant-refused:unknown",
      subject: grant,
    });
  });

  it("gives a pending request no grant, and a refused one neither", async () => {
    const request = await fileRequest(house);
    await house.get("identity:signIn", people.approver);
    await house.get("requests:decide", {
      id: request.id,
      form: { outcome: "refuse", ground: "scopeTooWide", opinion: "范围过宽" },
      pin: people.approver.pin,
    });
    await house.get("sync:now");
    expect((await house.grants()).filter((grant) => grant.request === request.id)).toEqual([]);
    await house.refused("already-decided", "requests:decide", {
      id: request.id,
      form: approvalOf(request),
      pin: people.approver.pin,
    });
    expect(latestRefusal()).toMatchObject({ attempt: "requests:decide", failure: "already-decided" });
  });

  it("D03 refuses anybody whom the grant does not name", async () => {
    const grant = await obtainGrant(house);
    await house.get("identity:signIn", people.legal);
    await house.refused("not-permitted", "viewing:prepare", { grant: grant.id });
    expect(latestRefusal()).toMatchObject({ failure: "not-permitted", person: { person: "p-0006" } });
  });

  it("refuses everything while nobody is signed in", async () => {
    await house.refused("not-signed-in", "footage:search", {});
    await house.refused("not-signed-in", "requests:file", { form: requestForm(house), pin: "1" });
    expect(latestRefusal()).toMatchObject({ attempt: "requests:file", failure: "not-signed-in" });
  });
});

describe("R1: outside the window, the room or the range there is no picture", () => {
  it("D02 refuses a grant before its window", async () => {
    const now = house.clock.wall().getTime();
    const window = { validFrom: new Date(now + hour).toISOString(), validTo: new Date(now + 2 * hour).toISOString() };
    const grant = await obtainGrant(house, { form: window });
    await house.get("identity:signIn", people.requester);
    const failure = await house.refused("grant-refused", "viewing:prepare", { grant: grant.id });
    expect(failure).toMatchObject({ reason: "not-yet-valid", at: window.validFrom });
  });

  it("D02 D05 stops a running picture when the window ends, and turning the clock back does not reopen it", async () => {
    const now = house.clock.wall().getTime();
    const grant = await obtainGrant(house, { form: { validTo: new Date(now + hour).toISOString() } });
    const { id } = await unlockRoom(house, grant);
    const picture = await openPicture(house, await house.get("viewing:open", { viewing: id, asset }));
    const source = await picture.media();
    house.clock.pass(hour);
    await expect(source.read(0, source.size)).rejects.toThrow("ticket");
    expect(await picture.status("/")).toBe(404);
    expect(await house.get("viewing:current")).toMatchObject({ stage: "stopped", stopReason: "grant-expired" });
    house.clock.set(-2 * hour);
    const failure = await house.refused("grant-refused", "viewing:unlock", { viewing: id, ...people.supervisor });
    expect(failure).toMatchObject({ reason: "expired", at: grant.notAfter });
    expect(latestRefusal()).toMatchObject({ attempt: "viewing:unlock", failure: "grant-refused:expired" });
    house.clock.set(2 * hour);
  });

  it("D03 refuses a recording that the grant does not name", async () => {
    const grant = await obtainGrant(house);
    const { id } = await unlockRoom(house, grant);
    const failure = await house.refused("grant-refused", "viewing:open", { viewing: id, asset: otherAsset });
    expect(failure).toMatchObject({ reason: "outside-range" });
    expect(latestRefusal()).toMatchObject({ attempt: "viewing:open", subject: otherAsset });
  });

  it("serves no more samples than the approved segments hold", async () => {
    const grant = await obtainGrant(house);
    const { id } = await unlockRoom(house, grant);
    const picture = await openPicture(house, await house.get("viewing:open", { viewing: id, asset }));
    const source = await picture.media();
    const original = statSync(originalOf(asset)).size;
    expect(source.size).toBeLessThan(original / 2);
    await expect(source.read(0, source.size + 1)).rejects.toThrow("ticket");
    expect(await picture.post("confirmed", { frame: 40 })).toBe(400);
    expect(await picture.post("shown", { ranges: [{ from: 40, to: 41 }], ratePercent: 100 })).toBe(400);
  });

  it("D03 rejects a grant for another station, and logs that it came", async () => {
    const other = { device: "22222222-2222-4222-8222-222222222222", key: generateSigningKey(), kem: generateKemKey() };
    const origin = `${house.headquarters.headquarters.origin.replace("/headquarters", "")}/ws/${other.device}/0`;
    const enrolled = await house.headquarters.headquarters.administration.enrolStation({
      name: "WS-302",
      room: "room-302",
      csrPem: createCsr({ commonName: other.device }).csrPem,
      kemPublicKey: base64url(other.kem.publicKey),
      logOrigin: origin,
      logVerifierKey: verifierKey(origin, other.key.publicKey),
    });
    const request = await fileRequest(house, { room: "room-302" });
    await house.get("identity:signIn", people.approver);
    await house.get("requests:decide", { id: request.id, form: approvalOf(request), pin: people.approver.pin });
    expect(enrolled.ok).toBe(true);
    await slipIn(house, latestGrantFile(house));
    expect((await house.grants()).some((grant) => grant.request === request.id)).toBe(false);
    expect(latestRefusal()).toMatchObject({ attempt: "grant.import", failure: "grant-refused:other-station" });
  });

  it("D08 refuses further sittings when the play budget is used up", async () => {
    const grant = await obtainGrant(house, { approval: { playBudget: 1 } });
    const { id } = await unlockRoom(house, grant);
    const picture = await openPicture(house, await house.get("viewing:open", { viewing: id, asset }));
    await picture.readAll();
    await house.get("viewing:open", { viewing: id, asset });
    await house.get("viewing:end", { viewing: id });
    const failure = await house.refused("grant-refused", "viewing:prepare", { grant: grant.id });
    expect(failure).toMatchObject({ reason: "exhausted" });
  });
});

describe("R9: without the right people in the room there is no picture", () => {
  it("refuses the notice, the unlock and the picture without a supervisor", async () => {
    const { id } = await prepare(await obtainGrant(house));
    const door = { viewing: id, papersChecked: true, devicesDeposited: true } as const;
    await house.get("viewing:checkIn", { ...door, ...people.requester, capacity: "viewer" });
    for (const attempt of ["viewing:acceptNotice", "viewing:unlock", "viewing:open"] as const) {
      const failure = await house.refused("presence", attempt, { viewing: id, asset, ...people.supervisor });
      expect(failure).toMatchObject({ reason: "supervisor-absent" });
      expect(latestRefusal()).toMatchObject({ attempt, failure: "presence:supervisor-absent" });
    }
  });

  it("refuses to enter without papers or with a telephone, and anybody else", async () => {
    const { id } = await prepare(await obtainGrant(house));
    const enter = {
      viewing: id,
      ...people.requester,
      capacity: "viewer",
      papersChecked: true,
      devicesDeposited: true,
    } as const;
    const refused = (change: object) => house.refused("presence", "viewing:checkIn", { ...enter, ...change });
    expect(await refused({ papersChecked: false })).toMatchObject({ reason: "papers-unchecked" });
    expect(await refused({ devicesDeposited: false })).toMatchObject({ reason: "devices-not-deposited" });
    expect(await refused(people.legal)).toMatchObject({ reason: "not-on-grant" });
  });

  it("refuses the unlock before the notice was accepted, and the picture before the unlock", async () => {
    const { id } = await prepare(await obtainGrant(house));
    await checkIn(house, id);
    expect(await house.refused("presence", "viewing:unlock", { viewing: id, ...people.supervisor })).toMatchObject({
      reason: "notice-not-accepted",
    });
    await house.get("viewing:acceptNotice", { viewing: id });
    expect(await house.refused("presence", "viewing:open", { viewing: id, asset })).toMatchObject({
      reason: "not-unlocked",
    });
  });

  it("E01 stops when the supervisor leaves, drops the keys, and goes on only after they unlock again", async () => {
    const { id } = await unlockRoom(house, await obtainGrant(house));
    const picture = await openPicture(house, await house.get("viewing:open", { viewing: id, asset }));
    const stopped = await house.get("viewing:checkOut", {
      viewing: id,
      person: personIdSchema.parse(people.supervisor.token),
    });
    expect(stopped).toMatchObject({ stage: "stopped", stopReason: "roster-broken" });
    expect(await picture.status("/")).toBe(404);
    expect(await house.refused("presence", "viewing:open", { viewing: id, asset })).toMatchObject({
      reason: "supervisor-absent",
    });
    await checkIn(house, id);
    expect(await house.refused("presence", "viewing:open", { viewing: id, asset })).toMatchObject({
      reason: "not-unlocked",
    });
    expect((await house.get("viewing:resume", { viewing: id, ...people.supervisor })).stage).toBe("ready");
    expect((await house.get("viewing:open", { viewing: id, asset })).stage).toBe("playing");
  });

  it("stops when the watermark is removed, and when the window goes", async () => {
    const { id } = await unlockRoom(house, await obtainGrant(house));
    const picture = await openPicture(house, await house.get("viewing:open", { viewing: id, asset }));
    await picture.post("alarm", { reason: "watermark-removed" });
    expect(await house.get("viewing:current")).toMatchObject({ stage: "stopped", stopReason: "watermark-removed" });
    await house.get("viewing:resume", { viewing: id, ...people.supervisor });
    house.app.observe({ kind: "lock" });
    expect(await house.get("viewing:current")).toMatchObject({ stage: "stopped", stopReason: "screen-locked" });
    const locked = await house.refused("room-guard", "viewing:resume", { viewing: id, ...people.supervisor });
    expect(locked.reason).toBe("screen-locked");
    house.app.observe({ kind: "unlock" });
  });

  it("has nothing left to do once ended", async () => {
    const { id } = await unlockRoom(house, await obtainGrant(house));
    await house.get("viewing:end", { viewing: id });
    const failure = await house.refused("not-found", "viewing:open", { viewing: id, asset });
    expect(failure.subject).toBe("viewing");
  });
});

describe("R8: duties are separate", () => {
  it("D07 the requester cannot decide, nor can the wearer of the camera", async () => {
    const request = await fileRequest(house, {
      assets: [{ asset: otherAsset, ranges: [{ from: 0, to: 10 }], whole: false }],
    });
    await house.get("identity:signIn", people.requester);
    const own = { id: request.id, form: approvalOf(request) };
    const requester = await house.refused("duties-not-separate", "requests:decide", {
      ...own,
      pin: people.requester.pin,
    });
    expect(requester.rule).toBe("requester-decides");
    await house.get("identity:signIn", people.secondApprover);
    const wearer = await house.refused("duties-not-separate", "requests:decide", {
      ...own,
      pin: people.secondApprover.pin,
    });
    expect(wearer.rule).toBe("wearer-decides");
    expect(latestRefusal()).toMatchObject({
      attempt: "requests:decide",
      failure: "duties-not-separate:wearer-decides",
    });
  });

  it("the viewer cannot be the supervisor, on either side of the door", async () => {
    const { id } = await prepare(await obtainGrant(house));
    const door = { viewing: id, papersChecked: true, devicesDeposited: true } as const;
    const viewer = await house.refused("duties-not-separate", "viewing:checkIn", {
      ...door,
      ...people.requester,
      capacity: "supervisor",
    });
    expect(viewer.rule).toBe("supervisor-is-viewer");
    await house.get("viewing:checkIn", { ...door, ...people.supervisor, capacity: "supervisor" });
    const supervisor = await house.refused("duties-not-separate", "viewing:checkIn", {
      ...door,
      ...people.supervisor,
      capacity: "viewer",
    });
    expect(supervisor.rule).toBe("supervisor-is-viewer");
  });
});

describe("R12: what no handler ever saw", () => {
  it("is a refused attempt by the name of its channel, without a word of what was in it", async () => {
    const words = "不得写入日志的文字";
    await house.get("identity:signOut");
    await house.get("identity:signIn", people.requester);
    await house.refused("bad-request", "footage:show", { asset: words.repeat(40) });
    expect(house.refusals()[0]).toMatchObject({
      attempt: "footage:show",
      failure: "bad-request:input",
      person: { person: people.requester.token },
    });
    await house.refused("bad-request", words as never);
    expect(house.refusals()[0]).toMatchObject({ attempt: "message", failure: "bad-request:channel" });
    const size = house.refusals().length;
    for (let times = 0; times < 40; times += 1) {
      // oxlint-disable-next-line no-await-in-loop -- a page that keeps trying
      await house.refused("bad-request", "footage:show", { asset: words.repeat(40) });
    }
    expect(house.refusals().length).toBeLessThanOrEqual(size + 20);
    expect(JSON.stringify(storedEntries(`${house.folder}/station`))).not.toContain(words);
    expect(await house.get("registers:refusals")).toEqual(house.refusals());
    await house.get("identity:signOut");
  });

  it("and the list of refusals names people, so it is for whoever is signed in", async () => {
    const failure = await house.refused("not-signed-in", "registers:refusals");
    expect(failure).toEqual({ code: "not-signed-in" });
  });
});
