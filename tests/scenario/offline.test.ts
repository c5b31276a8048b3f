import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { formatOfflineLimit, parseOfflineLimit } from "../../main/formats/offline-limit.ts";
import { encodeCanonical } from "../../main/formats/canonical-json.ts";
import { openHouse, people, type House } from "./house.ts";
import { slipIn, standingLimit } from "./outbox.ts";
import { checkIn, obtainGrant, openPicture, unlockRoom } from "./story.ts";
import { storedEntries } from "../support/station-log.ts";

const day = 86_400_000;
const minute = 60_000;

let house: House;

beforeEach(async () => {
  house = await openHouse();
  await house.get("sync:now");
});
afterEach(() => house.close());

const logged = (t: string): unknown[] =>
  storedEntries(`${house.folder}/station`)
    .filter((entry) => entry.t === t)
    .map(({ b }) => b);
const level = async (): Promise<string> => (await house.get("station:status")).offline.level;
/** Grants that begin on day 20 and end on day 34. */
const later = (): { validFrom: string; validTo: string } => {
  const now = house.clock.wall().getTime();
  return { validFrom: new Date(now + 20 * day).toISOString(), validTo: new Date(now + 34 * day).toISOString() };
};
const tick = (): Promise<void> => new Promise((resolve) => setTimeout(resolve, 1_200));

describe("R12, R14: a station alone for longer than headquarters allows", () => {
  it("is told the limit with its article, logs it, and warns from 70 % on, once", async () => {
    expect((await house.get("station:status")).offline).toMatchObject({
      level: "ok",
      longestDays: 30,
      article: "H-offline",
      version: 1,
    });
    expect(logged("config")).toContainEqual(expect.objectContaining({ change: "offline.limit", version: 1 }));
    await house.stopHeadquarters();
    house.clock.pass(20 * day);
    expect(await level()).toBe("ok");
    house.clock.pass(1.5 * day);
    expect(await level()).toBe("low");
    await tick();
    await house.restart();
    await tick();
    expect(logged("lease.low")).toHaveLength(1);
    await house.startHeadquarters();
    expect(await house.get("sync:now")).toMatchObject({ status: "idle" });
    expect(await level()).toBe("ok");
  });

  it("begins no new viewing, says since when and by which article, and logs the refusal; after a receipt it goes on", async () => {
    const grant = await obtainGrant(house, { form: later() });
    await house.stopHeadquarters();
    // While the list of withdrawn certificates is good enough to let somebody in.
    house.clock.pass(29 * day);
    await house.get("identity:signIn", people.requester);
    house.clock.pass(2 * day);
    const failure = await house.refused("offline-too-long", "viewing:prepare", { grant: grant.id });
    expect(failure.article).toBe("H-offline");
    expect(house.clock.wall().getTime() - Date.parse(failure.since)).toBeGreaterThanOrEqual(31 * day);
    expect(house.refusals()[0]).toMatchObject({ failure: "offline-too-long" });
    // Turning the clock back gives nothing back.
    house.clock.set(-31 * day);
    await house.refused("offline-too-long", "viewing:prepare", { grant: grant.id });
    house.clock.set(31 * day);
    await house.startHeadquarters();
    await house.get("sync:now");
    expect((await house.get("viewing:prepare", { grant: grant.id })).stage).toBe("checkIn");
  });

  it("lets a viewing whose keys are open go on to its end, and opens no other", async () => {
    const first = await unlockRoom(house, await obtainGrant(house));
    const asset = first.footage[0]?.asset ?? ("" as never);
    await (await openPicture(house, await house.get("viewing:open", { viewing: first.id, asset }))).readAll();
    await house.get("viewing:end", { viewing: first.id });
    const grant = await obtainGrant(house, { form: later() });
    await house.stopHeadquarters();
    house.clock.pass(30 * day - 3 * minute);
    await house.get("identity:signIn", people.requester);
    const { id } = await house.get("viewing:prepare", { grant: grant.id });
    await checkIn(house, id);
    await house.get("viewing:acceptNotice", { viewing: id });
    await house.get("viewing:unlock", { viewing: id, ...people.supervisor });
    // Past the limit, and not so long that the keys would be dropped for resting.
    house.clock.pass(4 * minute);
    expect((await house.get("viewing:open", { viewing: id, asset })).open).toBeDefined();
    await house.get("viewing:end", { viewing: id });
    await house.refused("offline-too-long", "viewing:prepare", { grant: grant.id });
  });
});

describe("R1: headquarters' word on working alone", () => {
  it("counts only as headquarters logged it: a forged, an unlogged and an unreadable one change nothing", async () => {
    const { limit, proof } = parseOfflineLimit(standingLimit(house));
    const generous = encodeCanonical({ ...limit, version: 9, longestDays: 366 });
    const { index, checkpoint } = proof;
    const digests = proof.proof.map((one) => Buffer.from(one).toString("base64"));
    const proofText = ["c2sp.org/tlog-proof@v1", `index ${index}`, ...digests, "", checkpoint].join("\n");
    const files = [formatOfflineLimit(generous, proofText), "{}", "", "x".repeat(1000)];
    for (const file of files) {
      // oxlint-disable-next-line no-await-in-loop -- one after another
      await slipIn(house, file, "limit");
    }
    expect((await house.get("station:status")).offline).toMatchObject({ longestDays: 30, version: 1 });
    expect(logged("grant.reject")).toHaveLength(files.length);
  });

  it("is taken once however often it comes, and survives a restart", async () => {
    await slipIn(house, standingLimit(house), "limit");
    await house.restart();
    expect((await house.get("station:status")).offline).toMatchObject({ longestDays: 30, version: 1 });
    expect(logged("config").filter((b) => (b as { change?: string }).change === "offline.limit")).toHaveLength(1);
  });

  it("does not hold up what a later version of headquarters may send", async () => {
    await slipIn(house, "{}", "something new");
    const grant = await obtainGrant(house);
    expect(grant.id).toMatch(/^g-/u);
    expect(logged("config")).toContainEqual({ change: "outbox.unknown", kind: "something new" });
  });
});
