// oxlint-disable no-await-in-loop -- days and journeys follow one another
import assert from "node:assert/strict";
import { execFileSync } from "node:child_process";
import { copyFileSync, readFileSync, writeFileSync } from "node:fs";
import { basename, join } from "node:path";
import Database from "better-sqlite3";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import type { BundleRefusal } from "../../shared/refusals.ts";
import type { Result } from "../../shared/result.ts";
import { startHeadquarters, type BundleTaken } from "../../main/headquarters/index.ts";
import { watchBundleFolder } from "../../main/headquarters/bundle-folder.ts";
import { openHouse, people, type House } from "./house.ts";
import { approvalOf, fileRequest } from "./story.ts";

const day = 86_400_000;

let house: House;
let journeys = 0;

beforeEach(async () => {
  house = await openHouse();
});
afterEach(async () => {
  const verification = await house.get("log:verify");
  await house.close();
  // Whatever a stick brought, the station's own log stays sound.
  assert.equal(verification?.sound, true);
});

const atHome = (): string => join(house.folder, "hq", "headquarters");

function inDatabase<T>(work: (database: Database.Database) => T): T {
  const database = new Database(join(atHome(), "headquarters.sqlite"));
  try {
    return work(database);
  } finally {
    database.close();
  }
}

async function entriesOf(type: string, folder = join(house.folder, "station")): Promise<unknown[]> {
  const database = new Database(join(folder, "log", "log.sqlite"), { readonly: true });
  try {
    return (database.prepare("SELECT leaf FROM entry ORDER BY seq").all() as { leaf: Buffer }[])
      .map(({ leaf }) => JSON.parse(leaf.toString("utf8")) as { t: string; b: unknown })
      .filter(({ t }) => t === type)
      .map(({ b }) => b);
  } finally {
    database.close();
  }
}

/** Headquarters as it stands at the other end of the road: out of reach of the station. */
async function atHeadquarters(file: string): Promise<{ taken: Result<BundleTaken, BundleRefusal>; answer: string }> {
  const headquarters = await startHeadquarters({
    folder: atHome(),
    clock: { now: () => house.clock.wall().getTime() },
  });
  const answer = join(house.folder, `answer-${(journeys += 1)}.wsr`);
  try {
    return { taken: await headquarters.administration.takeBundle(file, answer), answer };
  } finally {
    await headquarters.close();
  }
}

/** The stick on its way home. */
function arrive(file: string, name = basename(file)): string {
  copyFileSync(file, join(house.folder, "station", "imports", name));
  return name;
}

async function writeOut(everything = false): Promise<string> {
  return (await house.get("bundle:export", { everything })).file;
}

/** One whole journey there and back. */
async function carry(): Promise<BundleTaken> {
  const { taken, answer } = await atHeadquarters(await writeOut());
  if (!taken.ok) {
    throw new Error(taken.failure);
  }
  await house.get("bundle:import", { name: arrive(answer) });
  return taken.value;
}

describe("R14: a log, its receipts and grants travel on a stick while there is no network", () => {
  it("weeks of entries under several keys go out; receipts, a grant and its revocation come back", async () => {
    const request = await fileRequest(house);
    // The grant is decided, and waits at headquarters when the line is cut.
    inDatabase((database) => {
      database.exec(`CREATE TABLE held(cursor INTEGER, station TEXT, kind TEXT, file TEXT);
        CREATE TRIGGER hold AFTER INSERT ON outbox BEGIN
          INSERT INTO held SELECT cursor, station, kind, file FROM outbox WHERE cursor = NEW.cursor;
          DELETE FROM outbox WHERE cursor = NEW.cursor;
        END`);
    });
    await house.get("identity:signIn", people.approver);
    await house.get("requests:decide", { id: request.id, form: approvalOf(request), pin: people.approver.pin });
    await house.get("identity:signOut");
    await house.stopHeadquarters();
    inDatabase((database) => {
      database.exec(
        "DROP TRIGGER hold; INSERT INTO outbox SELECT cursor, station, kind, file FROM held; DROP TABLE held",
      );
    });

    for (let week = 0; week < 4; week++) {
      house.clock.pass(day);
      await house.restart();
      await house.get("identity:signIn", people.requester);
      await house.get("identity:signOut");
    }
    expect((await entriesOf("key.rotate")).length).toBeGreaterThanOrEqual(4);
    const before = await house.get("station:status");
    expect(before.sync.receivedSize).toBeLessThan(before.log.size);

    const taken = await carry();
    expect(taken).toMatchObject({ outcome: "taken", items: 1, size: taken.to, from: before.sync.receivedSize });
    expect(taken.fresh).toBeGreaterThan(before.log.size - before.sync.receivedSize);
    const after = await house.get("station:status");
    expect(after.sync.receivedSize).toBe(taken.to);
    const [grant] = await house.grants();
    expect(grant?.request).toBe(request.id);
    expect((await entriesOf("grant.import")).length).toBe(1);
    expect(await entriesOf("bundle.import")).toMatchObject([{ size: taken.to, items: 1 }]);

    inDatabase((database) =>
      database
        .prepare("INSERT INTO outbox(station, kind, file) SELECT station, 'revocation', ? FROM station")
        .run(JSON.stringify({ grant: grant?.id })),
    );
    const next = await carry();
    expect(next).toMatchObject({ outcome: "taken", items: 1 });
    expect((await house.grants())[0]?.refusal).toBe("revoked");
    // What the first answer brought is acknowledged by the second journey, out of the mirrored log itself.
    const acknowledged = inDatabase((database) => database.prepare("SELECT cursor, size FROM acknowledgement").get());
    expect(acknowledged).toMatchObject({ size: next.to });
  });

  it("works beside the line: what went by one way is known to the other", async () => {
    await house.stopHeadquarters();
    const early = await writeOut();
    await house.startHeadquarters();
    expect(await house.get("sync:now")).toMatchObject({ status: "idle", unsynced: 0 });
    await house.stopHeadquarters();
    const { taken, answer } = await atHeadquarters(early);
    expect(taken).toMatchObject({ ok: true, value: { outcome: "known", fresh: 0 } });
    // The answer is newer than the file: it tells of all that headquarters has.
    expect(await house.get("bundle:import", { name: arrive(answer) })).toMatchObject({ isNews: false });
    const late = await carry();
    expect(late).toMatchObject({ outcome: "taken" });
    await house.startHeadquarters();
    expect(await house.get("sync:now")).toMatchObject({ status: "idle" });
    await house.stopHeadquarters();
  });
});

describe("a headquarters that must not be stopped", () => {
  it("takes in what is put into its folder, once it is copied whole, and writes the answer beside it", async () => {
    const folder = join(house.folder, "bundles");
    const first = await writeOut();
    const said: string[] = [];
    const { administration } = house.headquarters.headquarters;
    const stop = watchBundleFolder(folder, administration, {
      line: (text) => said.push(text),
      onIncident: (error) => said.push(String(error)),
      everyMs: 20,
    });
    const whole = readFileSync(first);
    writeFileSync(join(folder, "damaged.wsb"), whole.subarray(0, -5));
    copyFileSync(first, join(folder, "first.wsb"));
    await expect.poll(() => said.length, { timeout: 20_000 }).toBe(2);
    await new Promise((resolve) => {
      setTimeout(resolve, 200);
    });
    await stop();
    expect(said.toSorted()).toEqual([
      "damaged.wsb: damaged",
      expect.stringMatching(/^first\.wsb: (?:taken|known), \d+ countersigned$/u),
    ]);
    await house.get("bundle:import", { name: arrive(join(folder, "first.wsr")) });
  });
});

describe("a station that was enrolled before there were travel bundles", () => {
  it("says that it needs the line once, learns the key there, keeps it, and logs it", async () => {
    const enrolment = join(house.folder, "station", "enrolment.json");
    await house.stopStation();
    await house.stopHeadquarters();
    const { headquarters, ...rest } = JSON.parse(readFileSync(enrolment, "utf8")) as { headquarters: object };
    writeFileSync(enrolment, JSON.stringify({ ...rest, headquarters: { ...headquarters, travelKey: undefined } }));
    await house.restart();
    expect((await house.refused("bundle-refused", "bundle:export", { everything: false })).reason).toBe("no-key");
    await house.startHeadquarters();
    await writeOut();
    await house.stopHeadquarters();
    await house.restart();
    expect(await carry()).toMatchObject({ outcome: "taken" });
    const learnt = (await entriesOf("config")).filter((b) => (b as { change?: string }).change === "travel-key");
    expect(learnt.length).toBe(1);
  });
});

describe("R12: whatever a stick may bring has a clear outcome, and nothing is lost", () => {
  it("twice, old after new, and a lost answer change nothing", async () => {
    await house.stopHeadquarters();
    const first = await writeOut();
    const one = await atHeadquarters(first);
    const again = await atHeadquarters(first);
    expect(again.taken).toMatchObject({ ok: true, value: { outcome: "known", fresh: 0 } });
    // The answer to the first was lost; the station writes from its last receipt, and headquarters joins it.
    const second = await writeOut();
    const two = await atHeadquarters(second);
    expect(two.taken).toMatchObject({ ok: true, value: { outcome: "taken" } });
    expect((await atHeadquarters(first)).taken).toMatchObject({ ok: true, value: { outcome: "known" } });
    expect(await house.get("bundle:import", { name: arrive(two.answer) })).toMatchObject({ isNews: true });
    const settled = await house.get("station:status");
    expect(await house.get("bundle:import", { name: arrive(one.answer) })).toMatchObject({ isNews: false });
    expect((await house.get("station:status")).sync.receivedSize).toBe(settled.sync.receivedSize);
  });

  it("damaged, cut, empty, foreign and misdirected files are refused at both ends and logged", async () => {
    await house.stopHeadquarters();
    const out = await writeOut();
    const { answer } = await atHeadquarters(out);
    const place = (name: string, bytes: Uint8Array): string => {
      const file = join(house.folder, name);
      writeFileSync(file, bytes);
      return file;
    };
    const broken = (file: string): Record<string, Uint8Array> => {
      const whole = readFileSync(file);
      const flipped = Buffer.from(whole);
      flipped[flipped.length >> 1] = (flipped[flipped.length >> 1] ?? 0) ^ 1;
      return {
        damaged: flipped,
        cut: whole.subarray(0, whole.length - 1),
        longer: Buffer.concat([whole, Buffer.from([0])]),
        empty: Buffer.alloc(0),
        foreign: Buffer.from("不是往来文件".repeat(50)),
      };
    };
    const reasons: Record<string, BundleRefusal> = { cut: "damaged", longer: "damaged" };
    for (const [how, bytes] of Object.entries(broken(out))) {
      const { taken } = await atHeadquarters(place(`${how}.wsb`, bytes));
      expect(taken).toEqual({ ok: false, failure: reasons[how] ?? how });
    }
    for (const [how, bytes] of Object.entries(broken(answer))) {
      const name = arrive(place(`${how}.wsr`, bytes));
      const failure = await house.refused("bundle-refused", "bundle:import", { name });
      expect(failure.reason).toBe(reasons[how] ?? how);
      expect(house.refusals()[0]).toMatchObject({
        attempt: "bundle:import",
        failure: `bundle-refused:${reasons[how] ?? how}`,
        subject: name,
      });
    }
    expect((await atHeadquarters(answer)).taken).toEqual({ ok: false, failure: "wrong-direction" });
    expect((await house.refused("bundle-refused", "bundle:import", { name: arrive(out) })).reason).toBe(
      "wrong-direction",
    );
    expect((await house.refused("bundle-refused", "bundle:import", { name: "nothing.wsr" })).reason).toBe("missing");
    await house.refused("bad-request", "bundle:import", { name: "../enrolment.json" });
    await house.refused("not-signed-in", "bundle:arrivals");
    await house.get("identity:signIn", people.requester);
    const { files } = await house.get("bundle:arrivals");
    await house.get("identity:signOut");
    expect(new Set(files.map(({ kind }) => kind))).toEqual(new Set(["answer", "outward", "other"]));
    expect(await house.get("bundle:import", { name: arrive(answer) })).toMatchObject({ isNews: true });
  });

  it("a log that went back or went another way is found out, with evidence kept, at both ends", async () => {
    // Somebody copies the station's disk, and later puts the copy back.
    await house.stopHeadquarters();
    await carry();
    await house.stopStation();
    const kept = join(house.folder, "kept");
    execFileSync("cp", ["-r", join(house.folder, "station"), kept]);
    await house.restart();
    await carry();
    await house.stopStation();
    execFileSync("rm", ["-r", join(house.folder, "station", "log")]);
    execFileSync("cp", ["-r", join(kept, "log"), join(house.folder, "station", "log")]);
    execFileSync("cp", [join(kept, "log.receipts"), join(house.folder, "station", "log.receipts")]);
    await house.restart();
    const { taken, answer } = await atHeadquarters(await writeOut());
    expect(taken).toMatchObject({ ok: true, value: { outcome: "forked", items: 0, fresh: 0 } });
    const failure = await house.refused("bundle-refused", "bundle:import", { name: arrive(answer) });
    expect(failure.reason).toBe("forked");
    const evidence = new Database(join(atHome(), "mirror.sqlite"), { readonly: true });
    expect(evidence.prepare("SELECT kind FROM mirror_evidence").all()).toContainEqual({ kind: "fork" });
    evidence.close();
  });
});
