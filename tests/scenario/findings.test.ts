import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { openLog, type AuditLog } from "../../main/auditlog/index.ts";
import type { FindingKind } from "../../shared/findings.ts";
import type { Finding } from "../../shared/model/finding.ts";
import type { GrantSummary } from "../../shared/model/grant.ts";
import { leafObject, readImage } from "../support/log-image.ts";
import { keys, lies } from "../support/log-lies.ts";
import { clip, openHouse, people, type House } from "./house.ts";
import { obtainGrant, openPicture, unlockRoom } from "./story.ts";

const compliance = { token: "p-0007", pin: "135707" } as const;
const administrator = { token: "p-0008", pin: "135708" } as const;
const hour = 3_600_000;
const day = 24 * hour;
const gone = {
  person: "p-0099",
  name: "周明",
  latinName: "",
  unit: "执法一中队",
  post: "",
  certificateNo: "",
} as const;

/** Everything the monitor found, after it has read what is mirrored. */
async function found(house: House): Promise<Finding[]> {
  const { monitor, findings } = house.headquarters.headquarters;
  await monitor.idle();
  await monitor.review();
  const listed = await findings.list("all", null);
  return listed.ok ? listed.value : [];
}

async function viewOnce(house: House, grant: GrantSummary): Promise<void> {
  const { id } = await unlockRoom(house, grant);
  const viewing = await house.get("viewing:open", { viewing: id, asset: grant.assets[0]?.asset ?? "" });
  const picture = await openPicture(house, viewing);
  await picture.readAll();
  await picture.post("shown", { ranges: [{ from: 10, to: 30 }], ratePercent: 100 });
  await house.get("viewing:end", { viewing: id });
  await house.get("identity:signOut");
}

/** The station's own log in the hands of somebody who writes what he likes into it, properly signed. */
async function lying(house: House, write: (log: AuditLog) => void): Promise<void> {
  const { logOrigin } = (await house.headquarters.headquarters.administration.stations())[0] ?? { logOrigin: "" };
  await house.stopStation();
  const log = openLog(join(house.folder, "station", "log"), {
    origin: logOrigin,
    clock: house.clock,
    keyStore: null,
    receiptsFile: join(house.folder, "station", "log.receipts"),
  });
  write(log);
  log.close();
  await house.restart();
  await house.get("sync:now");
}

describe("an honest station gives no finding (false positives)", () => {
  let house: House;
  beforeAll(async () => {
    house = await openHouse();
  });
  afterAll(() => house.close());

  it("from request to receipt, with refusals, a broken roster, a locked certificate and a night in between", async () => {
    const grant = await obtainGrant(house);
    await viewOnce(house, grant);
    await house.restart();
    await house.call("identity:signIn", { ...people.requester, pin: "000000" });
    house.clock.pass(10_000);
    const unlocked = await unlockRoom(house, grant);
    const viewing = await house.get("viewing:open", { viewing: unlocked.id, asset: clip.asset });
    const picture = await openPicture(house, viewing);
    await picture.readAll();
    await house.get("viewing:checkOut", { viewing: unlocked.id, person: people.supervisor.token });
    await picture.post("shown", { ranges: [{ from: 10, to: 20 }], ratePercent: 100 });
    await house.get("identity:signOut");
    await house.get("sync:now");
    const other = await obtainGrant(house, { form: { purposeDetail: "第二次核对现场情况。" } });
    expect(other.id).not.toBe(grant.id);
    await house.get("sync:now");
    expect(await found(house)).toEqual([]);
  });

  it("nor when its grants end, one used and one not, and it says so", async () => {
    house.clock.pass(2 * day - hour);
    await house.restart();
    await house.get("sync:now");
    house.clock.pass(2 * day - hour);
    await house.restart();
    await house.get("sync:now");
    expect(await found(house)).toEqual([]);
  });

  it("reconciliation: but a station that falls silent, after it took a grant, gives one of each", async () => {
    const grant = await obtainGrant(house);
    house.clock.pass(9 * day);
    const kinds = (await found(house)).map(({ kind, grant: about, detail }) => ({ kind, about, detail }));
    expect(kinds).toEqual([
      { kind: "grant-unreturned", about: grant.id, detail: "not-reported" },
      { kind: "silent", about: undefined, detail: expect.stringContaining("Z") as string },
    ]);
    expect(await found(house)).toHaveLength(2);
  });
});

describe("a station that writes validly signed untruths", () => {
  let house: House;
  let grant: GrantSummary;
  const where = new Map<FindingKind, number>();
  let all: Finding[];

  beforeAll(async () => {
    house = await openHouse();
    grant = await obtainGrant(house);
    const { administration } = house.headquarters.headquarters;
    await administration.addPerson({ ...gone, roles: ["caseOfficer"] });
    await administration.revokePerson("p-0099" as never);
    const cosigner = `${house.headquarters.headquarters.origin}/cosigner`;
    await lying(house, (log) => {
      for (const { kind, entries } of lies) {
        where.set(
          kind,
          log.append(...entries({ grant: grant.id, asset: clip.asset, cosigner }, log.now())).at(-1)?.index ?? -1,
        );
      }
      house.clock.set(-hour);
      log.append({ t: "heartbeat", b: {} });
      house.clock.set(hour);
      house.clock.pass(600_000);
      where.set(
        "person-revoked",
        log.append({ t: "session.open", b: { person: "p-0099", name: "周明", certificate: "0" } })[0]?.index ?? 0,
      );
      house.clock.pass(3 * day);
      where.set("quiet-log", log.append({ t: "heartbeat", b: {} })[0]?.index ?? 0);
      where.set("outside-window", log.append(keys("v-lie010", grant.id))[0]?.index ?? 0);
    });
    all = await found(house);
  });
  afterAll(() => house.close());

  it.each([...lies.map(({ kind }) => kind), "person-revoked", "quiet-log", "outside-window"] as const)(
    "I6: is found out: %s",
    (kind) => {
      const finding = all.find((one) => one.kind === kind && one.entries.includes(where.get(kind) ?? -1));
      expect(all.map((one) => `${one.kind} ${one.entries.join()}`).join("\n")).toContain(kind);
      expect(finding).toMatchObject({
        state: "open",
        stationName: "WS-301",
        origin: expect.stringContaining("/ws/") as string,
      });
      expect(finding?.article).toMatch(/^S0-/u);
    },
  );

  it("and a clock that somebody moved", () => {
    expect(all.filter(({ kind }) => kind === "clock-moved").map(({ detail }) => Number(detail) < 0)).toContain(true);
  });

  it("R8: whoever a finding names does not settle it, others do with a reason, and it is in the log of headquarters", async () => {
    await house.get("identity:signIn", administrator);
    const technical = await house.get("findings:list", { scope: "all" });
    expect(technical.map(({ kind }) => kind)).not.toContain("over-budget");
    const own = technical.find(({ detail }) => detail === "watermark");
    if (own === undefined) {
      throw new Error("no finding");
    }
    const settlement = { outcome: "closed", reason: "我自己改的，没有问题。" } as const;
    const refusal = await house.refused("duties-not-separate", "findings:settle", {
      id: own.id,
      settlement,
      pin: administrator.pin,
    });
    expect(refusal).toMatchObject({ rule: "named-settles", article: "S0-5.1.3" });
    await house.get("identity:signOut");

    await house.get("identity:signIn", compliance);
    const { lines } = await house.get("findings:show", { id: own.id });
    expect(lines[0]?.type).toBe("config");
    expect(lines[0]?.leaf).toContain("watermark");
    const settled = await house.get("findings:settle", { id: own.id, settlement, pin: compliance.pin });
    expect(settled).toMatchObject({ state: "closed", settled: { person: "p-0007", reason: settlement.reason } });
    expect((await house.get("findings:list", { scope: "open" })).map(({ id }) => id)).not.toContain(own.id);
    expect((await house.get("findings:list", { scope: "all" })).map(({ id }) => id)).toContain(own.id);
    await house.get("identity:signOut");
    const { origin } = house.headquarters.headquarters;
    const { leaves } = readImage(join(house.folder, "hq", "headquarters", "log", "log.sqlite"), origin);
    const acts = leaves.map((leaf) => leafObject(leaf)).filter(({ t }) => t === "hq.admin");
    expect(acts).toMatchObject([
      { person: "p-0007", b: { act: "finding.settle", finding: own.id, outcome: "closed" } },
    ]);
  });

  it("what happens after a person settled it is a finding of its own, and a restart tells nothing twice", async () => {
    const before = await found(house);
    expect(before.filter(({ detail }) => detail === "watermark")).toHaveLength(1);
    await lying(house, (log) => void log.append({ t: "config", b: { change: "watermark", value: "off" } }));
    const after = await found(house);
    expect(after.filter(({ detail }) => detail === "watermark").map(({ state }) => state)).toEqual(["open", "closed"]);
    expect(after.length).toBeGreaterThan(before.length);
  });

  it("people without the office see none", async () => {
    await house.get("identity:signIn", people.requester);
    const refusal = await house.refused("not-permitted", "findings:list", { scope: "all" });
    expect(refusal.action).toBe("findings");
    await house.get("identity:signOut");
  });
});
