import { existsSync, mkdirSync, readFileSync, truncateSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { ingestCommand } from "../../main/commands/ingest.ts";
import { CannotStart, type Station, type StationOptions } from "../../main/station/index.ts";
import { holdFolder } from "../../main/storage/index.ts";
import { makeShell, openHouse, people, type House } from "./house.ts";

let house: House;
let extra: Station | null = null;

beforeEach(async () => {
  house = await openHouse();
});
afterEach(async () => {
  await extra?.close();
  extra = null;
  await house.close();
});

const stationFolder = (): string => join(house.folder, "station");
const technicalLog = (): string => readFileSync(join(stationFolder(), "diagnostics", "technical.log"), "utf8");

async function refusedStart(changes: Partial<StationOptions> = {}): Promise<CannotStart> {
  const refusal: unknown = await house.start(changes).then(
    (station) => {
      extra = station;
      return null;
    },
    (error: unknown) => error,
  );
  if (!(refusal instanceof CannotStart)) {
    throw new Error("the station started, or failed without a sentence", { cause: refusal });
  }
  return refusal;
}

describe("R14: one station per folder", () => {
  it("B21 refuses a second one before it touches anything, and the first goes on", async () => {
    const before = (await house.get("station:status")).log.size;
    const refusal = await refusedStart();
    expect(refusal).toMatchObject({ trouble: "in-use", incident: null });
    expect((await house.get("station:status")).log.size).toBe(before);
    await house.get("identity:signIn", people.requester);
    expect(await house.get("log:verify")).toMatchObject({ sound: true });
  });

  it("frees the folder when it closes, and when its start fails", async () => {
    await house.stopStation();
    const broken = { ...makeShell(), open: () => Promise.reject(new Error("no window")) };
    const refusal = await refusedStart({ shell: broken });
    expect(refusal.trouble).toBe("unknown");
    holdFolder(stationFolder()).release();
    await house.restart();
    expect(await house.get("log:verify")).toMatchObject({ sound: true });
  });

  it("taking a recording in says in one sentence that headquarters is running", async () => {
    const said: string[] = [];
    const file = join(house.folder, "meta.json");
    writeFileSync(file, "{}");
    const code = await ingestCommand({
      file,
      meta: file,
      folder: join(house.folder, "hq", "headquarters"),
      language: "en",
      line: (text) => said.push(text),
      progress: () => undefined,
      signal: new AbortController().signal,
    });
    expect({ code, said }).toEqual({ code: 1, said: [expect.stringMatching(/^This headquarters is running/u)] });
  });
});

describe("R12: a start that cannot go on", () => {
  it("over keys that do not open ends sealed, and mending the file does not lift the seal", async () => {
    await house.stopStation();
    const file = join(stationFolder(), "secrets.json");
    const keys = readFileSync(file, "utf8");
    writeFileSync(file, keys.slice(0, -20));
    const refusal = await refusedStart();
    expect(refusal.trouble).toBe("sealed-keys");
    expect(technicalLog()).toContain(`"incident":"${refusal.incident ?? ""}"`);
    writeFileSync(file, keys);
    await house.restart();
    expect((await house.get("station:status")).sealedBy).toBe("keys");
    expect((await house.refused("station-sealed", "requests:saveDraft", { draft: "x" })).incident).toBe(
      refusal.incident,
    );
    await house.get("identity:signIn", people.supervisor);
    expect((await house.get("station:status")).sealedBy).toBeUndefined();
  });

  it("over a log that was cut off ends sealed while headquarters is away, and opens nothing", async () => {
    await house.stopStation();
    await house.stopHeadquarters();
    truncateSync(join(stationFolder(), "log", "log.sqlite"), 4096);
    const shell = makeShell();
    let opened = false;
    shell.open = () => {
      opened = true;
      return Promise.resolve();
    };
    expect(await refusedStart({ shell })).toMatchObject({ trouble: "sealed-log" });
    expect(opened).toBe(false);
    expect(existsSync(join(stationFolder(), "breach.json"))).toBe(true);
  });

  it("without an enrolment, or in a folder that is none, says so", async () => {
    const empty = join(house.folder, "empty");
    mkdirSync(empty);
    // Its window asks for headquarters until somebody closes it.
    const closing = { ...makeShell(), closed: Promise.resolve() };
    const nobody = { enrolment: undefined, shell: closing } as unknown as Partial<StationOptions>;
    expect(await refusedStart({ folder: empty, ...nobody })).toMatchObject({ trouble: "not-enrolled" });
    const file = join(house.folder, "file");
    writeFileSync(file, "");
    expect(await refusedStart({ folder: join(file, "station") })).toMatchObject({ trouble: "folder-closed" });
  });
});
