import { cpSync, rmSync } from "node:fs";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import type { Finding } from "../../shared/model/finding.ts";
import type { Headquarters } from "../../main/headquarters/index.ts";
import { openDatabase } from "../../main/headquarters/database/database.ts";
import { openHouse, type House } from "./house.ts";
import { obtainGrant, unlockRoom } from "./story.ts";
import { World } from "../support/headquarters.ts";

const hour = 3_600_000;

async function found({ monitor, findings }: Headquarters): Promise<Finding[]> {
  await monitor.idle();
  await monitor.review();
  const listed = await findings.list("all", null);
  return listed.ok ? listed.value : [];
}

describe("C08 a machine put back to its state at the last sync (A10, A11)", () => {
  let house: House;
  beforeAll(async () => {
    house = await openHouse();
  });
  afterAll(() => house.close());

  it("is not detected when the grant was taken in before: the lost viewing comes back as 'expired unused'", async () => {
    const grant = await obtainGrant(house);
    await house.get("sync:now");
    await house.stopStation();
    const [station, image] = [join(house.folder, "station"), join(house.folder, "image")];
    cpSync(station, image, { recursive: true });
    await house.stopHeadquarters();
    await house.restart();
    const { id } = await unlockRoom(house, grant);
    // The keys are open, and with the originals at hand nothing would stop the picture.
    await house.get("viewing:end", { viewing: id });
    await house.stopStation();
    rmSync(station, { recursive: true });
    cpSync(image, station, { recursive: true });
    await house.startHeadquarters();
    await house.restart();
    // The window of the grant goes by on the machine that forgot.
    house.clock.pass(47 * hour);
    await house.restart();
    await house.get("sync:now");
    house.clock.pass(47 * hour);
    await house.restart();
    await house.get("sync:now");
    expect(await found(house.headquarters.headquarters)).toEqual([]);
  });
});

describe("I7: a grant that a station confirmed", () => {
  it("and that its log, read that far, does not hold, is found at once", async () => {
    const house = await openHouse();
    const grant = await obtainGrant(house);
    await house.get("sync:now");
    expect(await found(house.headquarters.headquarters)).toEqual([]);
    await house.stopHeadquarters();
    // As if the import had been in a tail that no log holds any more.
    const sqlite = openDatabase(join(house.folder, "hq", "headquarters", "headquarters.sqlite")).sqlite;
    sqlite.run("DELETE FROM monitor_grant WHERE grant_id = ?", grant.id);
    sqlite.close();
    await house.startHeadquarters();
    expect(await found(house.headquarters.headquarters)).toMatchObject([
      { kind: "grant-unreturned", detail: "acknowledged", grant: grant.id },
    ]);
    await house.close();
  });
});

describe("A10, A11: the second net, reconciliation (I7)", () => {
  let world: World;
  beforeAll(async () => {
    world = await World.open();
  });
  afterAll(() => world.close());

  it("a log that is shorter than the station confirmed before was put back", async () => {
    const acknowledge = (cursor: number, size: number) => world.call("acknowledge", { cursor, size });
    await acknowledge(1, 40);
    await acknowledge(1, 40);
    await acknowledge(2, 55);
    expect((await found(world.headquarters)).map(({ kind }) => kind)).not.toContain("log-rolled-back");
    await acknowledge(2, 47);
    await acknowledge(2, 47);
    const back = (await found(world.headquarters)).filter(({ kind }) => kind === "log-rolled-back");
    expect(back).toMatchObject([{ detail: "55 47", origin: world.station.origin }]);
  });

  it("a grant that never comes back is found after its end and the allowance, once, and not before", async () => {
    const request = await world.filed();
    const decided = await world.decide("p-approver", request);
    expect(decided.ok).toBe(true);
    const about = async (): Promise<Finding[]> =>
      (await found(world.headquarters)).filter(({ kind }) => kind === "grant-unreturned");
    expect(await about()).toEqual([]);
    world.ahead = 20 * 24 * hour;
    const [finding] = await about();
    expect(finding).toMatchObject({ detail: "never-imported", requestNumber: request.number, article: "S0-5.1.3" });
    world.ahead += 24 * hour;
    expect(await about()).toHaveLength(1);
  });
});
