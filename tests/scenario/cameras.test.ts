import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import type { Viewing } from "../../shared/model/viewing.ts";
import { align } from "../../shared/cameras/alignment.ts";
import { canMakeClips } from "../support/clips.ts";
import { heardBy, speech, wav } from "../support/microphones.ts";
import { storedEntries } from "../support/station-log.ts";
import { clip, openHouse, originalOf, people, secondClip, type House } from "./house.ts";
import { obtainGrant, openPicture, stillUsable, unlockRoom, type Picture } from "./story.ts";

const first = clip.asset as Viewing["shown"][number]["asset"];
const second = secondClip.asset as typeof first;
const granted = (asset: string, from: number) => ({ asset, ranges: [{ from, to: from + 20 }], whole: false });

describe("two cameras of one event in one viewing", () => {
  let house: House;
  let viewing: Viewing["id"];
  let pictures: readonly [Picture, Picture];

  beforeAll(async () => {
    house = await openHouse();
    const grant = await obtainGrant(house, { form: { assets: [granted(first, 10), granted(second, 30)] } });
    viewing = (await unlockRoom(house, grant)).id;
  });
  afterAll(() => house.close());

  const entries = () => storedEntries(`${house.folder}/station`);
  const last = (type: string) => entries().findLast(({ t }) => t === type)?.b;

  it("R1: a camera beside opens only with what the grant covers, and only beside one that is open", async () => {
    await house.refused("bad-request", "viewing:open", { viewing, asset: second, beside: true });
    const one = await house.get("viewing:open", { viewing, asset: first });
    await house.refused("bad-request", "viewing:open", { viewing, asset: first, beside: true });
    const other = "SC-20261109-T009-01" as typeof first;
    await house.refused("grant-refused", "viewing:open", { viewing, asset: other, beside: true });
    const two = await house.get("viewing:open", { viewing, asset: second, beside: true });
    expect(two.open).toEqual(one.open);
    expect(two.beside).toMatchObject([{ asset: second }]);
    expect(last("view.intent")).toMatchObject({ asset: second, opening: 2, beside: [1] });
    pictures = [await openPicture(house, two), await openPicture(house, { open: two.beside?.[0] })];
    expect(pictures[0].ticket).not.toBe(pictures[1].ticket);
  });

  it("R2 R5: each has its own leases, watermark and shown frames", async () => {
    const [one, two] = pictures;
    await one.readAll();
    expect(last("view.lease")).toMatchObject({ asset: first, opening: 1 });
    await two.readAll();
    expect(last("view.lease")).toMatchObject({ asset: second, opening: 2, frames: { from: 30 } });
    expect(await two.watermark()).toEqual(await one.watermark());
    expect(await one.post("shown", { ranges: [{ from: 10, to: 15 }], ratePercent: 100 })).toBe(204);
    // What may be seen of the one may not be of the other.
    expect(await two.post("shown", { ranges: [{ from: 10, to: 15 }], ratePercent: 100 })).toBe(400);
    expect(await two.post("shown", { ranges: [{ from: 31, to: 36 }], ratePercent: 104 })).toBe(204);
    const { shown = [] } = (await house.get("viewing:current")) ?? {};
    expect(shown).toEqual([
      { asset: first, ranges: [{ from: 10, to: 15 }] },
      { asset: second, ranges: [{ from: 31, to: 36 }] },
    ]);
    // One sitting of the play budget, however many cameras.
    expect((await house.grants())[0]?.openings).toBe(1);
  });

  it("R6: a mark is on the frame that the camera it names confirmed", async () => {
    const [one, two] = pictures;
    await one.post("confirmed", { frame: 12 });
    await two.post("confirmed", { frame: 33 });
    const order = { viewing, kind: "evidence", note: "出示证件" } as const;
    await house.refused("frame-unconfirmed", "annotations:add", { ...order, asset: second, frame: 12 });
    expect(await house.get("annotations:add", { ...order, asset: second, frame: 33 })).toMatchObject({ frame: 33 });
    expect(await house.get("annotations:add", { ...order, asset: first, frame: 12 })).toMatchObject({ frame: 12 });
  });

  it("R12: moving one camera against the other is in the log, and only of cameras that are open", async () => {
    const moved = { viewing, offsetMs: -20_967, clockOffsetMs: -21_000 };
    await house.get("viewing:align", { ...moved, asset: first, beside: second });
    expect(last("view.align")).toMatchObject({ asset: first, beside: second, offsetMs: -20_967 });
    const other = "SC-20261109-T009-01" as typeof first;
    await house.refused("bad-request", "viewing:align", { ...moved, asset: first, beside: other });
  });

  it("takes away the one beside and leaves the other; never the other way round", async () => {
    const [one, two] = pictures;
    expect((await house.get("viewing:closeBeside", { viewing, asset: first })).open).toMatchObject({ asset: first });
    expect((await house.get("viewing:closeBeside", { viewing, asset: second })).beside).toBeUndefined();
    expect([await one.status("/"), await two.status("/")]).toEqual([200, 404]);
    const again = await house.get("viewing:open", { viewing, asset: second, beside: true });
    pictures = [one, await openPicture(house, { open: again.beside?.[0] })];
  });

  it("R9: an empty chair takes every picture, and nothing can be read of any of them", async () => {
    const media = await Promise.all(pictures.map((picture) => picture.media()));
    await house.get("viewing:halt", { viewing, reason: "empty-chair" });
    for (const [at, picture] of pictures.entries()) {
      // oxlint-disable-next-line no-await-in-loop -- one picture after the other
      expect(await picture.status("/")).toBe(404);
      // oxlint-disable-next-line no-await-in-loop
      await expect(media[at]?.read(0, 4096)).rejects.toThrow("the ticket is void");
    }
    expect((await house.get("viewing:current"))?.stage).toBe("stopped");
    expect(entries().filter(({ t }) => t === "view.stop")).toHaveLength(1);
    await house.get("viewing:resume", { viewing, ...people.supervisor });
    await stillUsable(house);
  });

  it("R2 R12: a stop by one of them, its watermark gone, takes the other with it", async () => {
    const [grant] = await house.grants();
    if (grant === undefined) {
      throw new Error("no grant");
    }
    await house.get("identity:signOut");
    const { id } = await unlockRoom(house, grant);
    const one = await openPicture(house, await house.get("viewing:open", { viewing: id, asset: first }));
    const opened = await house.get("viewing:open", { viewing: id, asset: second, beside: true });
    const two = await openPicture(house, { open: opened.beside?.[0] });
    expect(await two.post("alarm", { reason: "watermark-removed" })).toBe(204);
    expect([await one.status("/"), await two.status("/")]).toEqual([404, 404]);
    expect((await house.get("viewing:current"))?.stopReason).toBe("watermark-removed");
  });

  it.skipIf(!canMakeClips())(
    "headquarters refines the clocks by the sound both cameras heard, or says why not",
    async () => {
      const { administration } = house.headquarters.headquarters;
      const original = originalOf(clip.asset).replace(/mp4$/u, "json");
      const metadata = JSON.parse(readFileSync(original, "utf8")) as { recordedFrom: string };
      const said = speech(60, 7);
      const start = Date.parse(metadata.recordedFrom) + 86_400_000;
      const take = async (asset: string, fromMs: number, clockMs: number, sound: Float32Array) => {
        const samples = heardBy(sound, { fromMs, seconds: 40, gain: 0.5, noise: 0.01, seed: fromMs });
        const file = join(house.folder, `${asset}.wav`);
        writeFileSync(file, wav(samples));
        const recordedFrom = new Date(start + fromMs + clockMs).toISOString();
        const recordedTo = new Date(start + fromMs + clockMs + 40_000).toISOString();
        const taken = await administration.ingest(file, {
          ...metadata,
          asset,
          recordedFrom,
          recordedTo,
          gaps: [],
          clockOffsetSeconds: 0,
          clockUncertaintySeconds: 3,
        } as never);
        if (!taken.ok) {
          throw new Error(taken.failure.reason);
        }
        return taken.value;
      };
      const one = await take("SC-20261110-T011-01", 2000, 0, said);
      expect(one.heard).toBeUndefined();
      // Its clock is four seconds off, which six seconds of uncertainty allow.
      const two = await take("SC-20261110-T012-01", 7013, 4000, said);
      const found = align(two, one);
      expect(found).toMatchObject({ source: "sound", boundMs: 40 });
      expect(Math.abs(found.offsetMs - 5013)).toBeLessThan(33);
      expect(align(one, two).offsetMs).toBe(-found.offsetMs);
      const three = await take("SC-20261110-T013-01", 3000, 0, speech(60, 99));
      expect(align(three, one)).toMatchObject({ source: "clock", offsetMs: 1000, unheard: "unlike" });
    },
  );
});
