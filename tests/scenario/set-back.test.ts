import { cpSync, rmSync } from "node:fs";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { CannotStart } from "../../main/station/index.ts";
import { storedEntries } from "../support/station-log.ts";
import { openHouse, people, type House } from "./house.ts";

let house: House;

beforeEach(async () => {
  house = await openHouse();
});
afterEach(() => house.close());

const stationFolder = (): string => join(house.folder, "station");
const copyFolder = (): string => join(house.folder, "copy");

/** Keeps a copy of the log as a backup would. */
function keep(): void {
  cpSync(join(stationFolder(), "log"), join(copyFolder(), "log"), { recursive: true });
  cpSync(join(stationFolder(), "log.receipts"), join(copyFolder(), "log.receipts"));
}

/** Puts the copy back, with or without the second place for receipts. */
function putBack({ receipts }: { readonly receipts: boolean }): void {
  rmSync(join(stationFolder(), "log"), { recursive: true });
  cpSync(join(copyFolder(), "log"), join(stationFolder(), "log"), { recursive: true });
  if (receipts) {
    cpSync(join(copyFolder(), "log.receipts"), join(stationFolder(), "log.receipts"));
  }
}

/** People come and go, and headquarters receives it. */
async function someWork(): Promise<void> {
  await house.get("identity:signIn", people.requester);
  await house.get("identity:signOut");
  expect(await house.get("sync:now")).toMatchObject({ status: "idle", unsynced: 0 });
}

async function refusedStart(): Promise<CannotStart["trouble"]> {
  const refusal: unknown = await house.restart().catch((error: unknown) => error);
  if (!(refusal instanceof CannotStart)) {
    throw new Error("the station started, or failed without a sentence", { cause: refusal });
  }
  return refusal.trouble;
}

/** What the register of the mirror and the station both hold in the end. */
async function expectWhole(before: readonly unknown[]): Promise<void> {
  expect(storedEntries(stationFolder()).slice(0, before.length)).toEqual(before);
  expect(await house.get("log:verify")).toMatchObject({ sound: true });
  expect(await house.get("sync:now")).toMatchObject({ status: "idle", unsynced: 0 });
}

describe("C08 R14: a station whose log was set back", () => {
  it.each([
    { what: "the log alone (A9)", receipts: false },
    { what: "the log and its second place for receipts (A6)", receipts: true },
  ])("$what: has it whole again from headquarters, sealed until a supervisor acts", async ({ receipts }) => {
    await someWork();
    keep();
    const size = storedEntries(stationFolder()).length;
    await someWork();
    const received = (await house.get("sync:now")).receivedSize;
    const before = storedEntries(stationFolder()).slice(0, received);
    expect(received).toBeGreaterThan(size);
    await house.stopStation();
    putBack({ receipts });

    await house.restart();
    expect((await house.get("station:status")).sealedBy).toBe("log");
    await house.refused("station-sealed", "requests:saveDraft", { draft: "x" });
    await house.get("identity:signIn", people.requester);
    expect((await house.get("station:status")).sealedBy).toBe("log");
    await house.get("identity:signIn", people.supervisor);
    expect((await house.get("station:status")).sealedBy).toBeUndefined();
    await expectWhole(before);
    const told = storedEntries(stationFolder(), received).filter(({ t }) => t === "recovery");
    expect(told.map(({ b }) => b)).toEqual(
      expect.arrayContaining([
        expect.objectContaining({ reason: "restored", from: size, to: received }),
        expect.objectContaining({ reason: "sealed by log", by: people.supervisor.token }),
      ]),
    );
  });

  it("does not open while headquarters is away, and comes back whole once it answers", async () => {
    await someWork();
    keep();
    await someWork();
    const received = (await house.get("sync:now")).receivedSize;
    const before = storedEntries(stationFolder()).slice(0, received);
    await house.stopStation();
    putBack({ receipts: false });
    await house.stopHeadquarters();
    expect(await refusedStart()).toBe("sealed-log");
    await house.startHeadquarters();
    await house.restart();
    await house.get("identity:signIn", people.supervisor);
    await expectWhole(before);
  });

  it("A12: that signed on before headquarters was heard is sealed by the first round of sync", async () => {
    await someWork();
    keep();
    await someWork();
    await house.stopStation();
    putBack({ receipts: true });
    await house.stopHeadquarters();
    await house.restart();
    expect((await house.get("sync:now")).status).toBe("offline");
    expect((await house.get("station:status")).sealedBy).toBeUndefined();
    await house.startHeadquarters();
    expect((await house.get("sync:now")).status).toMatch(/^(?:rollback|refused)$/u);
    expect((await house.get("station:status")).sealedBy).toBe("log");
    await house.refused("station-sealed", "requests:saveDraft", { draft: "x" });
  });
});
