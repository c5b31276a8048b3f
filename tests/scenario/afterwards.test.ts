import { execFileSync } from "node:child_process";
import { cpSync, readFileSync } from "node:fs";
import { join } from "node:path";
import Database from "better-sqlite3";
import { afterAll, afterEach, beforeAll, describe, expect, it } from "vitest";
import { parseGrantFile } from "../../main/formats/grant-file.ts";
import { maximumLeafBytes } from "../../main/formats/log-entry.ts";
import type { Viewing } from "../../shared/model/viewing.ts";
import { clip, openHouse, originalOf, people, secondClip, type House } from "./house.ts";
import { latestGrantFile } from "./outbox.ts";
import { obtainGrant, openPicture, requestForm, stillUsable, unlockRoom } from "./story.ts";

const hour = 3_600_000;
const day = 24 * hour;
const asset = clip.asset as Viewing["footage"][number]["asset"];

let house: House;

beforeAll(async () => {
  house = await openHouse();
});
afterAll(() => house.close());

const latestRefusal = (): unknown => house.refusals()[0];

/** Somebody at headquarters corrects who wore the camera of a recording. */
function correctWearer(recording: string, person: string): void {
  const database = new Database(join(house.folder, "hq", "headquarters", "headquarters.sqlite"));
  const { record } = database.prepare("SELECT record FROM footage WHERE asset = ?").get(recording) as {
    record: string;
  };
  const corrected = { ...JSON.parse(record), wearers: [{ person, name: "张国华", certificateNo: "SLWH-31-0001" }] };
  database.prepare("UPDATE footage SET record = ? WHERE asset = ?").run(JSON.stringify(corrected), recording);
  database.prepare("UPDATE footage_wearer SET person = ? WHERE asset = ?").run(person, recording);
  database.close();
}

describe("what turns out between the approval and the picture", () => {
  afterEach(() => stillUsable(house));

  it("R8 the approver turns out to have worn the camera: nobody comes in under that approval", async () => {
    const request = { assets: [{ asset: secondClip.asset, ranges: [{ from: 10, to: 30 }], whole: false }] };
    const grant = await obtainGrant(house, { form: request });
    correctWearer(secondClip.asset, people.approver.token);
    await house.get("identity:signIn", people.requester);
    const { id } = await house.get("viewing:prepare", { grant: grant.id });
    const door = { viewing: id, papersChecked: true, devicesDeposited: true } as const;
    for (const [hand, capacity] of [
      [people.requester, "viewer"],
      [people.supervisor, "supervisor"],
    ] as const) {
      // oxlint-disable-next-line no-await-in-loop -- one door
      expect(await house.refused("duties-not-separate", "viewing:checkIn", { ...door, ...hand, capacity })).toEqual({
        code: "duties-not-separate",
        rule: "wearer-decides",
      });
    }
    expect(latestRefusal()).toMatchObject({
      attempt: "viewing:checkIn",
      failure: "duties-not-separate:wearer-decides",
    });
    correctWearer(secondClip.asset, people.secondApprover.token);
  });

  it("R9 a supervisor who turns out to have worn the camera opens no key, though headquarters is away by then", async () => {
    const grant = await obtainGrant(house);
    correctWearer(clip.asset, people.supervisor.token);
    await house.get("identity:signIn", people.requester);
    // The station hears of it while headquarters is there.
    await house.get("footage:show", { asset });
    await house.stopHeadquarters();
    const { id } = await house.get("viewing:prepare", { grant: grant.id });
    const door = { viewing: id, papersChecked: true, devicesDeposited: true } as const;
    await house.get("viewing:checkIn", { ...door, ...people.requester, capacity: "viewer" });
    const order = { ...door, ...people.supervisor, capacity: "supervisor" } as const;
    expect(await house.refused("duties-not-separate", "viewing:checkIn", order)).toMatchObject({
      rule: "wearer-supervises",
    });
    await house.startHeadquarters();
    correctWearer(clip.asset, people.wearer.token);
    await house.get("footage:show", { asset });
  });

  it("R1 an empty, backward, foreign or overlong range is refused by its field and filed nowhere", async () => {
    await house.get("identity:signIn", people.requester);
    const filed = async (): Promise<number> => (await house.get("requests:list", { scope: "mine" })).length;
    const before = await filed();
    const many = Array.from({ length: 65 }, (_one, at) => ({ from: at, to: at + 1 }));
    for (const ranges of [[], [{ from: 10, to: 10 }], [{ from: 30, to: 10 }], [{ from: 50, to: 61 }], many]) {
      const form = requestForm(house, { assets: [{ asset, ranges, whole: false }] });
      // oxlint-disable-next-line no-await-in-loop -- one desk
      const { field } = await house.refused("bad-request", "requests:file", { form, pin: people.requester.pin });
      expect({ ranges, field }).toMatchObject({ field: expect.stringMatching(/ranges|assets/u) });
    }
    expect(await filed()).toBe(before);
  });
});

describe("the play budget of a grant", () => {
  afterEach(() => stillUsable(house));

  it("R1 is the log's: putting the station's own database back gives no opening back", async () => {
    const grant = await obtainGrant(house, { approval: { playBudget: 1 } });
    const file = join(house.folder, "station", "station.sqlite");
    const copy = join(house.folder, "before.sqlite");
    await house.stopStation();
    cpSync(file, copy);
    await house.restart();
    const { id } = await unlockRoom(house, grant);
    await (await openPicture(house, await house.get("viewing:open", { viewing: id, asset }))).readAll();
    await house.get("viewing:end", { viewing: id });
    await house.stopStation();
    expect(readFileSync(file).equals(readFileSync(copy))).toBe(false);
    cpSync(copy, file);
    await house.restart();
    await house.get("identity:signIn", people.requester);
    expect(await house.refused("grant-refused", "viewing:prepare", { grant: grant.id })).toMatchObject({
      reason: "exhausted",
    });
    expect(latestRefusal()).toMatchObject({ attempt: "viewing:prepare", failure: "grant-refused:exhausted" });
  });
});

describe("a recording of ten thousand segments", () => {
  afterEach(() => stillUsable(house));

  const long = "SC-20261109-T003-01";

  it("R1 is asked for, approved, fetched and opened like any other, and its grant stays small", async () => {
    const source = join(house.folder, "long.mp4");
    execFileSync("ffmpeg", [
      ..."-v error -f lavfi -i testsrc2=size=32x32:rate=1/2:duration=20000 -c:v libx264 -preset ultrafast".split(" "),
      ..."-g 1 -bf 0 -pix_fmt yuv420p".split(" "),
      source,
    ]);
    const metadata = JSON.parse(readFileSync(originalOf(clip.asset).replace(/mp4$/u, "json"), "utf8")) as object;
    const { administration } = house.headquarters.headquarters;
    const recordedTo = "2026-11-09T14:33:20+08:00";
    const taken = await administration.ingest(source, { ...metadata, asset: long, recordedTo } as never);
    expect(taken.ok).toBe(true);
    const grant = await obtainGrant(house, {
      form: { assets: [{ asset: long, ranges: [{ from: 1, to: 9_999 }], whole: false }] },
    });
    const { leaf, leafBytes } = parseGrantFile(latestGrantFile(house));
    expect(leaf.assets[0]?.segments).toEqual([{ from: 1, to: 9_999 }]);
    expect(leafBytes.byteLength).toBeLessThan(maximumLeafBytes);
    const { id } = await unlockRoom(house, grant);
    const picture = await openPicture(house, await house.get("viewing:open", { viewing: id, asset: long }));
    const media = await picture.media();
    expect((await media.read(media.size - 1000, media.size)).byteLength).toBe(1000);
    await house.get("viewing:end", { viewing: id });
  });
});

describe("a certificate that ends between the approval and the picture", () => {
  it("R9 is refused at the door with its date, is logged, and the viewing waits for a new one", async () => {
    house.clock.pass(3 * 365 * day - 2 * day);
    await house.get("sync:now");
    const grant = await obtainGrant(house, {
      form: { validTo: new Date(house.clock.wall().getTime() + 10 * day).toISOString() },
    });
    await house.get("identity:signIn", people.requester);
    const { id } = await house.get("viewing:prepare", { grant: grant.id });
    house.clock.pass(3 * day);
    const door = { viewing: id, papersChecked: true, devicesDeposited: true, capacity: "viewer" } as const;
    const failure = await house.refused("certificate-expired", "viewing:checkIn", { ...door, ...people.requester });
    expect(Date.parse(failure.at)).toBeLessThan(house.clock.wall().getTime());
    expect(latestRefusal()).toMatchObject({ attempt: "viewing:checkIn", failure: "certificate-expired" });
    expect((await house.grants()).find((held) => held.id === grant.id)?.refusal).toBeUndefined();
  });
});
