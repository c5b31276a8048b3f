import { cpSync, existsSync, readFileSync, rmSync, truncateSync } from "node:fs";
import { join } from "node:path";
import { z } from "zod";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import type { Given } from "../../shared/ipc/contract.ts";
import type { WaitingLog } from "../../shared/model/new-log.ts";
import { headAtRest, type LogOptions } from "../../main/auditlog/index.ts";
import { verifyCommand } from "../../main/commands/verify.ts";
import { base64, fromUtf8, utf8 } from "../../main/formats/bytes.ts";
import { sha256Hex } from "../../main/formats/digest.ts";
import { openSecrets } from "../../main/station/secrets.ts";
import { openTransport } from "../../main/sync/index.ts";
import { layOut } from "../../main/station/folders.ts";
import { newLogSteps, type NewLogPlan } from "../../main/station/new-log.ts";
import { storedEntries } from "../support/station-log.ts";
import { clip, openHouse, people, type House } from "./house.ts";
import { obtainGrant, openPicture, unlockRoom } from "./story.ts";

let house: House;

beforeEach(async () => {
  house = await openHouse();
});
afterEach(() => house.close());

const administrators = [
  { token: "p-0008", pin: "135708" },
  { token: "p-0010", pin: "135710" },
] as const;
const { asset } = clip as unknown as { readonly asset: Given<"viewing:open">["asset"] };
const stationFolder = (): string => join(house.folder, "station");
const copyFolder = (): string => join(house.folder, "copy");
const enrolmentOf = (): { trustPem: string; certificatePem: string; device: string } =>
  z
    .object({ trustPem: z.string(), certificatePem: z.string(), device: z.string() })
    .parse(JSON.parse(readFileSync(join(stationFolder(), "enrolment.json"), "utf8")));
const origin = async (): Promise<string> => (await house.get("station:status")).log.origin;
const stage = async (): Promise<string | undefined> => (await house.get("station:status")).recovery?.stage;

function keep(): void {
  cpSync(join(stationFolder(), "log"), join(copyFolder(), "log"), { recursive: true });
  cpSync(join(stationFolder(), "log.receipts"), join(copyFolder(), "log.receipts"));
}

function putBack(): void {
  rmSync(join(stationFolder(), "log"), { recursive: true });
  cpSync(join(copyFolder(), "log"), join(stationFolder(), "log"), { recursive: true });
  cpSync(join(copyFolder(), "log.receipts"), join(stationFolder(), "log.receipts"));
}

/** People come and go, and headquarters receives it. */
async function someWork(): Promise<void> {
  await house.get("identity:signIn", people.requester);
  await house.get("identity:signOut");
  expect(await house.get("sync:now")).toMatchObject({ status: "idle", unsynced: 0 });
}

/** An older backup is put back after a restart in between: the key of what was lost is erased (A9). */
async function olderBackup(): Promise<void> {
  await someWork();
  await house.stopStation();
  keep();
  await house.restart();
  await someWork();
  await house.stopStation();
  putBack();
  await house.restart();
}

/** A log that was set back goes on by itself before headquarters is heard again (A12; A11, second branch). */
async function goneOnAlone(): Promise<void> {
  await someWork();
  keep();
  await someWork();
  await house.stopStation();
  putBack();
  await house.stopHeadquarters();
  await house.restart();
  await house.get("identity:signIn", people.requester);
  await house.get("identity:signOut");
  await house.startHeadquarters();
  await house.get("sync:now");
  expect((await house.get("station:status")).recovery?.stage).toBe("restart");
}

/** A supervisor asks headquarters to take the new log. */
async function ask(): Promise<void> {
  await house.get("identity:signIn", people.supervisor);
  expect(await house.get("station:askNewLog", { pin: people.supervisor.pin })).toMatchObject({ stage: "waiting" });
  await house.get("identity:signOut");
}

async function waiting(): Promise<WaitingLog> {
  const { newLogs } = await house.get("administration:show");
  const [first] = newLogs;
  if (first === undefined || newLogs.length !== 1) {
    throw new Error(`${newLogs.length} new logs wait`);
  }
  return first;
}

/** Two administrators sign, at this very station: there is no other. */
async function signOff(order: "station.newLog" | "station.refuseLog" = "station.newLog"): Promise<void> {
  const [first, second] = administrators;
  await house.get("identity:signIn", first);
  const { station, origin: of, fingerprint } = await waiting();
  const taken =
    order === "station.newLog"
      ? ({ order, station, origin: of, fingerprint } as const)
      : ({ order, station, origin: of, note: "查明来历之前不接受" } as const);
  const ordered = await house.get("administration:order", { order: taken, pin: first.pin });
  if (ordered.state === "waiting") {
    await house.get("identity:signIn", second);
    await house.get("administration:countersign", { digest: ordered.digest, agree: true, pin: second.pin });
  }
  await house.get("identity:signOut");
}

async function expectNothingOpens(): Promise<void> {
  expect((await house.get("station:status")).sealedBy).toBeDefined();
  await house.refused("station-sealed", "requests:saveDraft", { draft: "x" });
  for (const { id, refusal } of await house.grants()) {
    expect(refusal).toBe("earlier-log");
    // oxlint-disable-next-line no-await-in-loop -- one after the other, as people would
    await house.refused("station-sealed", "viewing:prepare", { grant: id });
  }
}

/** The new log verifies, is received, and a grant issued for it opens. */
async function expectGoesOn(): Promise<void> {
  expect(await house.get("sync:now")).toMatchObject({ status: "idle", unsynced: 0 });
  const status = await house.get("station:status");
  expect(status.recovery).toBeUndefined();
  expect(status.sealedBy).toBeUndefined();
  expect(await house.get("log:verify")).toMatchObject({ sound: true });
  const grant = await obtainGrant(house);
  const { id } = await unlockRoom(house, grant);
  const picture = await openPicture(house, await house.get("viewing:open", { viewing: id, asset }));
  expect((await picture.readAll()).byteLength).toBeGreaterThan(1000);
}

describe("R1, R14: a station whose log has ended goes on under another, once headquarters has signed", () => {
  it.each([
    { what: "A9: an older backup after a restart", ending: "keys-gone", lose: olderBackup },
    {
      what: "A11, A12: set back and signed on alone",
      ending: "forked",
      lose: async (): Promise<void> => {
        await goneOnAlone();
        // No sign-in lifts what a log has ended with.
        await house.get("identity:signIn", people.supervisor);
        expect((await house.get("station:status")).sealedBy).toBe("log");
        await house.restart();
      },
    },
    {
      what: "its log was damaged",
      ending: "damaged",
      lose: async (): Promise<void> => {
        await someWork();
        await house.stopStation();
        truncateSync(join(stationFolder(), "log", "log.sqlite"), 4096);
        await house.restart();
      },
    },
    {
      what: "its log was taken away",
      ending: "cut-off",
      lose: async (): Promise<void> => {
        await someWork();
        await house.stopStation();
        rmSync(join(stationFolder(), "log"), { recursive: true });
        await house.restart();
      },
    },
  ])("$what", async ({ ending, lose }) => {
    const before = await origin();
    const old = await obtainGrant(house);
    await lose();
    expect(await origin()).toBe(before.replace(/0$/u, "1"));
    expect((await house.get("station:status")).recovery).toMatchObject({
      stage: "unasked",
      ending,
      former: { origin: before },
    });
    await house.get("identity:signIn", people.requester);
    await house.refused("not-permitted", "station:askNewLog", { pin: people.requester.pin });
    await expectNothingOpens();
    expect((await house.get("sync:now")).status).toBe("waiting");
    expect(await stage()).toBe("unasked");

    await ask();
    await expectNothingOpens();
    await house.restart();
    await house.get("sync:now");
    expect(await stage()).toBe("waiting");
    await expectNothingOpens();

    await signOff();
    await expectGoesOn();
    const genesis = storedEntries(stationFolder())[0];
    expect(genesis?.b).toMatchObject({ continues: { origin: before } });
    await house.get("identity:signIn", people.requester);
    const told = (await house.get("requests:list", { scope: "mine" })).find(({ id }) => id === old.request);
    expect(told?.state).toBe("revoked");
    expect(told?.transitions.at(-1)).toMatchObject({
      what: "revoke",
      note: expect.stringMatching(/apply again/u) as string,
    });
    await house.get("identity:signOut");
    const asked = storedEntries(stationFolder()).find(({ t, b }) => t === "recovery" && "by" in b);
    expect(asked?.b).toMatchObject({ by: people.supervisor.token, reason: `new log: ${ending}` });
    expect((await house.grants()).find(({ id }) => id === old.id)?.refusal).toBe("earlier-log");
    await house.restart();
    expect(await house.get("sync:now")).toMatchObject({ status: "idle", unsynced: 0 });
    expect(existsSync(join(stationFolder(), "former-logs", "0", "log"))).toBe(true);
  });

  it("stays shut when headquarters refuses, with its reason, and may ask again", async () => {
    await olderBackup();
    await ask();
    await signOff("station.refuseLog");
    await house.get("sync:now");
    expect((await house.get("station:status")).recovery).toMatchObject({
      stage: "refused",
      note: "查明来历之前不接受",
    });
    await expectNothingOpens();
    await ask();
    await signOff();
    await expectGoesOn();
  });

  it("stays sealed when the mark is taken away, and follows a new log that is lost too with another", async () => {
    const before = await origin();
    await olderBackup();
    await house.stopStation();
    rmSync(join(stationFolder(), "breach.json"));
    await house.restart();
    await expectNothingOpens();
    expect(await stage()).toBe("unasked");
    await house.stopStation();
    rmSync(join(stationFolder(), "log"), { recursive: true });
    await house.restart();
    expect(await origin()).toBe(before.replace(/0$/u, "2"));
    expect((await house.get("station:status")).recovery).toMatchObject({ former: { origin: before } });
    await ask();
    await signOff();
    await expectGoesOn();
  });

  it("the old log lies aside as it was, and what headquarters holds of it can only be read", async () => {
    const before = await origin();
    await someWork();
    await house.stopStation();
    keep();
    await house.restart();
    await someWork();
    await house.stopStation();
    putBack();
    const entries = storedEntries(stationFolder());
    const receipts = readFileSync(join(stationFolder(), "log.receipts"));
    await house.restart();
    const aside = join(stationFolder(), "former-logs", "0");
    expect(storedEntries(aside)).toEqual(entries);
    expect(readFileSync(join(aside, "log.receipts")).equals(receipts)).toBe(true);
    const said: string[] = [];
    const bundle = join(stationFolder(), "exports", "log-ended-0.vlog");
    const verified = verifyCommand({ bundle, language: "en", line: (text) => said.push(text), pin: [], cosigner: [] });
    expect({ verified, said }).toMatchObject({ verified: 0 });
    await ask();
    await signOff();
    await expectGoesOn();
    const { trustPem, certificatePem, device } = enrolmentOf();
    const transport = openTransport({
      url: house.headquarters.headquarters.url,
      trustPem,
      certificatePem,
      privateKeyPem: openSecrets(join(stationFolder(), "secrets.json"), null, device).deviceKeyPem,
    });
    const path = `/tlog/${sha256Hex(utf8(before))}/checkpoint`;
    const held = await transport.get(path);
    expect(held.status).toBe(200);
    const offered = `old 0\n\n${fromUtf8(held.body)}`;
    expect((await transport.post("/tlog/add-checkpoint", offered)).status).toBe(403);
    transport.close();
    await house.headquarters.headquarters.monitor.idle();
    const found = await house.headquarters.headquarters.findings.list("all", null);
    expect(found.ok ? found.value.filter(({ kind }) => kind === "log-continued") : []).toMatchObject([
      { stationName: "WS-301", detail: expect.stringContaining(before) as string },
    ]);
  });
});

describe("R14: power lost while a new log begins", () => {
  it("ends in the same place from between any two steps, with the old log as it was", async () => {
    await someWork();
    await house.stopStation();
    keep();
    await house.restart();
    await someWork();
    await house.stopStation();
    putBack();
    const entries = storedEntries(stationFolder());
    const receipts = readFileSync(join(stationFolder(), "log.receipts"));
    const before = join(house.folder, "before");
    cpSync(stationFolder(), before, { recursive: true });
    const folders = layOut(stationFolder());
    const from = String(JSON.parse(readFileSync(folders.enrolment, "utf8")).logOrigin);
    const plan: NewLogPlan = {
      v: 1,
      from,
      origin: from.replace(/0$/u, "1"),
      seal: { ...house.headquarters.headquarters.sealRecipient },
      awaiting: {
        ending: "keys-gone",
        former: { origin: from, size: entries.length, root: base64(headAtRest(folders.log).root) },
        folder: "former-logs/0",
      },
    };
    const options = (of: string): LogOptions => ({
      origin: of,
      clock: house.clock,
      keyStore: null,
      receiptsFile: folders.receipts,
    });
    const count = newLogSteps({ folders, options }, plan).length;
    for (let done = 0; done <= count; done++) {
      rmSync(stationFolder(), { recursive: true });
      cpSync(before, stationFolder(), { recursive: true });
      for (const step of newLogSteps({ folders, options }, plan).slice(0, done)) {
        step();
      }
      // oxlint-disable-next-line no-await-in-loop -- one machine dies once at a time
      await house.restart();
      // oxlint-disable-next-line no-await-in-loop -- see above
      const { log, recovery } = await house.get("station:status");
      expect(log.origin).toBe(plan.origin);
      expect(recovery).toMatchObject({ stage: "unasked", former: { origin: from } });
      expect(existsSync(folders.newLog)).toBe(false);
      expect(storedEntries(join(stationFolder(), "former-logs", "0"))).toEqual(entries);
      expect(readFileSync(join(stationFolder(), "former-logs", "0", "log.receipts")).equals(receipts)).toBe(true);
      expect(storedEntries(stationFolder()).filter(({ t }) => t === "genesis")).toHaveLength(1);
      expect(existsSync(join(stationFolder(), "former-logs", "1"))).toBe(false);
      // oxlint-disable-next-line no-await-in-loop -- see above
      await house.stopStation();
    }
    await house.restart();
    await ask();
    await signOff();
    await expectGoesOn();
  });
});
