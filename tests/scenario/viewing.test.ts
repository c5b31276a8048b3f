import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { verifyBundle } from "../../main/formats/log-bundle.ts";
import type { Mark } from "../../shared/model/mark.ts";
import { readFileSync } from "node:fs";
import { storedEntries } from "../support/station-log.ts";
import { clip, openHouse, people, type House } from "./house.ts";
import { obtainGrant, openPicture, unlockRoom, type Picture } from "./story.ts";

describe("one viewing from request to receipt", () => {
  let house: House;
  let picture: Picture;
  let mark: Mark;
  let untouched = 0;

  beforeAll(async () => {
    house = await openHouse({ elapsed: () => untouched });
  });
  afterAll(() => house.close());

  it("R1: an approved request becomes a grant that this station verified and logged", async () => {
    const grant = await obtainGrant(house);
    expect(grant.refusal).toBeUndefined();
    expect(grant.assets).toMatchObject([{ asset: clip.asset, ranges: [{ from: 10, to: 30 }] }]);
    expect(grant.approvers).toEqual([{ person: "p-0004", name: "张国华" }]);
    expect(grant.openings).toBe(0);
  });

  it("R12 R13: below the floor of its class nothing opens, and the refusal names what is missing, in the log too", async () => {
    const [grant] = await house.grants();
    const { found } = house.shell;
    house.shell.found = { ...found, network: "unknown", storage: "unavailable" };
    await expect(unlockRoom(house, grant ?? ({} as never))).rejects.toThrow(
      JSON.stringify({ code: "below-floor", missing: ["network", "storage"], article: "H-floors" }),
    );
    expect(house.refusals()[0]).toMatchObject({
      attempt: "viewing:unlock",
      failure: "below-floor:network storage",
    });
    house.shell.found = found;
    await house.get("identity:signOut");
  });

  it("R9: the picture opens after check-in, notice and the supervisor's unlock", async () => {
    const [grant] = await house.grants();
    if (grant === undefined) {
      throw new Error("no grant");
    }
    const unlocked = await unlockRoom(house, grant);
    expect(unlocked.stage).toBe("ready");
    const viewing = await house.get("viewing:open", {
      viewing: unlocked.id,
      asset: grant.assets[0]?.asset ?? "",
    });
    expect(viewing.stage).toBe("playing");
    picture = await openPicture(house, viewing);
    expect(await picture.watermark()).toEqual(["王芳 赵敏", "WS-301 三楼查阅室", grant.requestNumber]);
  });

  it("A32 R2: bytes come only under a lease that is in the log before them", async () => {
    const before = (await house.get("station:status")).log.size;
    const bytes = await picture.readAll();
    expect(new TextDecoder("latin1").decode(bytes.subarray(4, 8))).toBe("ftyp");
    expect((await house.get("station:status")).log.size).toBeGreaterThan(before);
    expect((await house.grants())[0]?.openings).toBe(1);
  });

  it("R6: a mark is taken from the confirmed frame and from no other", async () => {
    const viewing = await house.get("viewing:current");
    if (viewing === null) {
      throw new Error("no viewing");
    }
    const order = { viewing: viewing.id, asset: viewing.footage[0]?.asset ?? ("" as never), kind: "evidence" } as const;
    await house.refused("frame-unconfirmed", "annotations:add", { ...order, frame: 12, note: "出示证件" });
    expect(await picture.post("confirmed", { frame: 12 })).toBe(204);
    await house.refused("frame-unconfirmed", "annotations:add", { ...order, frame: 13, note: "出示证件" });
    mark = await house.get("annotations:add", { ...order, frame: 12, note: "出示证件" });
    expect(mark).toMatchObject({ frame: 12, by: { person: "p-0003" }, note: "出示证件" });
    expect(mark.frameDigest).toMatch(/^[0-9a-f]{64}$/u);
    expect(await house.get("annotations:list", { asset: order.asset })).toEqual([mark]);
  });

  it("R9: what was shown is attributed to everyone in the room", async () => {
    expect(await picture.post("shown", { ranges: [{ from: 10, to: 15 }], ratePercent: 100 })).toBe(204);
    expect(await picture.post("shown", { ranges: [{ from: 14, to: 20 }], ratePercent: 200 })).toBe(204);
    const viewing = await house.get("viewing:current");
    expect(viewing?.shown).toEqual([{ asset: clip.asset, ranges: [{ from: 10, to: 20 }] }]);
  });

  it("R10: after the end the register is the log's, and it names persons, frames and request", async () => {
    const viewing = await house.get("viewing:current");
    const ended = await house.get("viewing:end", { viewing: viewing?.id ?? "" });
    expect(ended.stage).toBe("ended");
    expect(await picture.status("/")).toBe(404);
    const [row] = await house.get("registers:viewings");
    expect(row).toMatchObject({
      outcome: "ended",
      marks: 1,
      caseNo: "示文综执〔2026〕第 31 号",
      approvers: [{ person: "p-0004" }],
      persons: [
        { person: "p-0003", capacity: "viewer", frames: [{ asset: clip.asset, ranges: [{ from: 10, to: 20 }] }] },
        { person: "p-0005", capacity: "supervisor", frames: [{ asset: clip.asset, ranges: [{ from: 10, to: 20 }] }] },
      ],
    });
  });

  it("the log verifies, headquarters countersigns it, and the exported bundle is sound", async () => {
    expect(await house.get("log:verify")).toMatchObject({ sound: true });
    const state = await house.get("sync:now");
    expect(state.receivedSize).toBeGreaterThan(0);
    expect((await house.get("registers:viewings"))[0]?.received).toBe(true);
    const { file, size } = await house.get("log:export");
    expect(size).toBeGreaterThan(0);
    expect(verifyBundle(readFileSync(file))).toMatchObject({ outcome: "sound", firstWrong: null });
  });

  it("R9 R12: a session that nobody touches is locked with all that it held, but not while a supervisor is on duty", async () => {
    const [grant] = await house.grants();
    const unlocked = await unlockRoom(house, grant ?? ({} as never));
    const shown = await house.get("viewing:open", { viewing: unlocked.id, asset: clip.asset });
    picture = await openPicture(house, shown);
    untouched += 3_600_000;
    // Longer than a station takes to look again.
    await new Promise((resolve) => void setTimeout(resolve, 1200));
    expect((await house.get("viewing:current"))?.stage).toBe("playing");
    await house.get("viewing:halt", { viewing: unlocked.id, reason: "empty-chair" });
    untouched += 599_000;
    await house.get("identity:active");
    untouched += 599_000;
    await new Promise((resolve) => void setTimeout(resolve, 1200));
    expect((await house.get("identity:current"))?.person.person).toBe(people.requester.token);
    untouched += 1000;
    await expect.poll(async () => house.get("identity:current"), { timeout: 5000 }).toBeNull();
    expect(await house.get("viewing:current")).toBeNull();
    expect(await picture.status("/")).toBe(404);
    const closed = storedEntries(`${house.folder}/station`).findLast(({ t }) => t === "session.close");
    expect(closed).toMatchObject({ b: { person: people.requester.token, idleMinutes: 10 } });
    await house.refused("not-signed-in", "viewing:resume", { viewing: unlocked.id, ...people.supervisor });
  });

  it("E19 R14: a restart in the middle of a viewing keeps everything and reopens nothing", async () => {
    const [grant] = await house.grants();
    if (grant === undefined) {
      throw new Error("no grant");
    }
    const unlocked = await unlockRoom(house, grant);
    await house.get("viewing:open", { viewing: unlocked.id, asset: grant.assets[0]?.asset ?? "" });
    await house.restart();
    expect(await house.get("viewing:current")).toBeNull();
    expect(await picture.status("/")).toBe(404);
    expect((await house.grants()).map(({ id }) => id)).toEqual([grant.id]);
    expect(await house.get("log:verify")).toMatchObject({ sound: true });
    await house.get("identity:signIn", people.requester);
    expect(await house.get("annotations:list", { asset: mark.asset })).toEqual([mark]);
    expect((await house.get("registers:viewings")).map(({ viewing }) => viewing)).toContain(unlocked.id);
  });
});
