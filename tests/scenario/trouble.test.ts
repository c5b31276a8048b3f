import { readdirSync, readFileSync, statSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import Database from "better-sqlite3";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import type { Viewing } from "../../shared/model/viewing.ts";
import { announced, clip, openHouse, people, type House } from "./house.ts";
import { checkIn, fileRequest, obtainGrant, openPicture, requestForm, unlockRoom } from "./story.ts";

const asset = clip.asset as Viewing["footage"][number]["asset"];
const year = 365 * 86_400_000;

let house: House;

beforeEach(async () => {
  house = await openHouse();
});
afterEach(() => house.close());

const sound = async (): Promise<void> => expect(await house.get("log:verify")).toMatchObject({ sound: true });

describe("R14: headquarters is away", () => {
  it("says so, lets people in, shows what is granted and cached, and catches up later", async () => {
    const grant = await obtainGrant(house);
    const { id } = await unlockRoom(house, grant);
    const first = await openPicture(house, await house.get("viewing:open", { viewing: id, asset }));
    await first.readAll();
    await house.get("viewing:end", { viewing: id });
    await house.get("identity:signOut");

    await house.stopHeadquarters();
    expect(await house.get("identity:signIn", people.requester)).toMatchObject({
      online: false,
      person: { name: "王芳" },
    });
    const failure = await house.refused("headquarters-unreachable", "requests:file", {
      form: requestForm(house),
      pin: people.requester.pin,
    });
    expect(failure.since).toBeDefined();
    expect(house.refusals()[0]).toMatchObject({ failure: "headquarters-unreachable" });
    await house.refused("headquarters-unreachable", "footage:search", {});
    expect((await house.get("footage:show", { asset })).asset).toBe(asset);
    expect((await house.get("sync:now")).status).toBe("offline");

    const again = await house.get("viewing:prepare", { grant: grant.id });
    await checkIn(house, again.id);
    await house.get("viewing:acceptNotice", { viewing: again.id });
    await house.get("viewing:unlock", { viewing: again.id, ...people.supervisor });
    const picture = await openPicture(house, await house.get("viewing:open", { viewing: again.id, asset }));
    expect((await picture.readAll()).length).toBeGreaterThan(0);
    await house.get("viewing:end", { viewing: again.id });

    await house.startHeadquarters();
    expect(await house.get("sync:now")).toMatchObject({ status: "idle" });
    expect((await house.get("registers:viewings"))[0]?.received).toBe(true);
    await house.get("requests:file", { form: requestForm(house), pin: people.requester.pin });
    expect(await house.get("identity:current")).toMatchObject({ online: true });
    await sound();
  });

  it("keeps a draft over a restart, sealed, for its author only", async () => {
    await house.get("identity:signIn", people.requester);
    await house.get("requests:saveDraft", { draft: "核对现场出示证件" });
    await house.restart();
    await house.refused("not-signed-in", "requests:draft");
    await house.get("identity:signIn", people.requester);
    expect(await house.get("requests:draft")).toBe("核对现场出示证件");
    await house.get("identity:signIn", people.approver);
    expect(await house.get("requests:draft")).toBeNull();
  });
});

describe("certificates over time", () => {
  it("an expired one is refused with its date, a withdrawn one as withdrawn", async () => {
    const { administration } = house.headquarters.headquarters;
    const legal = (await administration.people()).find(({ person }) => person === people.legal.token);
    await administration.revokePerson(legal?.person ?? ("" as never));
    await house.refused("certificate-revoked", "identity:signIn", people.legal);
    house.clock.pass(30 * year);
    const failure = await house.refused("certificate-expired", "identity:signIn", people.requester);
    expect(Date.parse(failure.at)).toBeLessThan(house.clock.wall().getTime());
    expect(
      house
        .refusals()
        .slice(0, 2)
        .map((row) => row.failure),
    ).toEqual(["certificate-expired", "certificate-revoked"]);
    await sound();
  });
});

describe("C12 R12: damaged footage", () => {
  it("is refused by name, logged, and takes nothing else with it", async () => {
    const grant = await obtainGrant(house);
    const { id } = await unlockRoom(house, grant);
    const objects = join(house.folder, "hq", "headquarters", "objects");
    for (const name of readdirSync(objects).filter((file) => file.includes(clip.asset))) {
      const file = join(objects, name);
      const bytes = readFileSync(file);
      // Everything but the beginning: the manifest stays readable, the segments do not.
      bytes.fill(0x5a, Math.floor(bytes.length / 3));
      writeFileSync(file, bytes);
    }
    const failure = await house.refused("footage-damaged", "viewing:open", { viewing: id, asset });
    expect(failure.asset).toBe(asset);
    expect(house.refusals()[0]).toMatchObject({
      attempt: "viewing:open",
      failure: "footage-damaged",
    });
    expect(await house.get("viewing:current")).toMatchObject({ stage: "ready" });
    await house.get("viewing:end", { viewing: id });
    await fileRequest(house);
    await sound();
  });
});

describe("C10 R14: the disk is full", () => {
  it("refuses new acts with a clear answer, loses nothing, and goes on when there is room", async () => {
    const grant = await obtainGrant(house);
    const { id } = await unlockRoom(house, grant);
    const { size } = (await house.get("station:status")).log;
    house.freeBytes = 0;
    await house.refused("disk-full", "viewing:open", { viewing: id, asset });
    await house.refused("disk-full", "identity:signIn", people.requester);
    expect((await house.get("station:status")).log.size).toBe(size);
    house.freeBytes = 2 ** 40;
    expect((await house.get("viewing:open", { viewing: id, asset })).stage).toBe("playing");
    await sound();
  });
});

describe("R2, R9: a picture that goes without a word", () => {
  it("leaves what was released and not reported as possible, for everybody in the room", async () => {
    const grant = await obtainGrant(house);
    const { id } = await unlockRoom(house, grant);
    const picture = await openPicture(house, await house.get("viewing:open", { viewing: id, asset }));
    await picture.readAll();
    await picture.post("shown", { ranges: [{ from: 10, to: 14 }], ratePercent: 100 });
    house.app.observe({ kind: "renderer-gone" });
    await house.get("viewing:end", { viewing: id });
    const [row] = await house.get("registers:viewings");
    expect(row?.persons).toHaveLength(2);
    for (const person of row?.persons ?? []) {
      expect(person).toMatchObject({
        frames: [{ asset, ranges: [{ from: 10, to: 14 }] }],
        possible: [{ asset, ranges: [{ from: 14, to: 30 }] }],
      });
    }
  });

  it("is settled when its last word comes a moment after the end", async () => {
    const grant = await obtainGrant(house);
    const { id } = await unlockRoom(house, grant);
    const picture = await openPicture(house, await house.get("viewing:open", { viewing: id, asset }));
    await picture.readAll();
    await house.get("viewing:end", { viewing: id });
    expect(await picture.post("shown", { ranges: [{ from: 10, to: 14 }], ratePercent: 100, last: true })).toBe(204);
    const [row] = await house.get("registers:viewings");
    for (const person of row?.persons ?? []) {
      expect(person.frames).toEqual([{ asset, ranges: [{ from: 10, to: 14 }] }]);
      expect(person.possible).toBeUndefined();
    }
    house.clock.pass(2000);
    expect(await picture.post("shown", { ranges: [{ from: 14, to: 15 }], ratePercent: 100 })).toBe(404);
    await sound();
  });
});

describe("a breach", () => {
  it("R12: seals the station until a supervisor has come and the log verifies", async () => {
    const grant = await obtainGrant(house);
    const { id } = await unlockRoom(house, grant);
    const picture = await openPicture(house, await house.get("viewing:open", { viewing: id, asset }));
    const database = new Database(join(house.folder, "station", "station.sqlite"));
    const before = database.prepare("SELECT sealed FROM shelf WHERE kind = 'grant'").get() as { sealed: Buffer };
    database.prepare("UPDATE shelf SET sealed = zeroblob(64) WHERE kind = 'grant'").run();

    const failure = await house.refused("station-sealed", "viewing:acceptNotice", { viewing: id });
    expect(failure.incident).toMatch(/^[0-9A-Z]{4}$/u);
    expect(await picture.status("/")).toBe(404);
    expect((await house.get("station:status")).sealedBy).toBe("keys");
    expect(announced(house, "station:changed")).not.toHaveLength(0);
    await house.refused("station-sealed", "requests:file", { form: requestForm(house), pin: people.requester.pin });

    await house.restart();
    expect((await house.get("station:status")).sealedBy).toBe("keys");
    await house.get("identity:signIn", people.requester);
    expect((await house.get("station:status")).sealedBy).toBe("keys");
    await house.get("identity:signIn", people.supervisor);
    expect((await house.get("station:status")).sealedBy).toBeUndefined();

    database.prepare("UPDATE shelf SET sealed = ? WHERE kind = 'grant'").run(before.sealed);
    database.close();
    expect((await house.grants()).map((held) => held.id)).toEqual([grant.id]);
    await sound();
  });
});

describe("R3: at rest", () => {
  it("files are readable by the station's account only", () => {
    const files = readdirSync(join(house.folder, "station"), { recursive: true, withFileTypes: true });
    for (const file of files) {
      expect({ file: file.name, others: statSync(join(file.parentPath, file.name)).mode & 0o077 }).toEqual({
        file: file.name,
        others: 0,
      });
    }
  });

  it("the station's own database names nobody in clear", async () => {
    await fileRequest(house);
    const folder = join(house.folder, "station");
    for (const name of readdirSync(folder).filter((file) => file.startsWith("station.sqlite"))) {
      const bytes = readFileSync(join(folder, name));
      const named = ["王芳", "示例书店"].filter((word) => bytes.includes(word));
      expect({ name, named }).toEqual({ name, named: [] });
    }
  });
});
