import assert from "node:assert/strict";
import { copyFileSync, mkdirSync, readdirSync } from "node:fs";
import { basename, join } from "node:path";
import Database from "better-sqlite3";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import type { Given } from "../../shared/ipc/contract.ts";
import type { GrantSummary } from "../../shared/model/grant.ts";
import { personIdSchema } from "../../shared/model/person.ts";
import type { StandingOrder } from "../../shared/model/standing-order.ts";
import { addDays, dateIn, endOfDate } from "../../shared/time/local-day.ts";
import { startHeadquarters } from "../../main/headquarters/index.ts";
import { authorisationFor } from "../support/authorisation.ts";
import { clip, openHouse, people, secondClip, type House } from "./house.ts";
import { latestGrantFile, slipIn } from "./outbox.ts";
import { openPicture, unlockRoom } from "./story.ts";

const zone = "Asia/Shanghai";

let house: House;

beforeEach(async () => {
  house = await openHouse();
});
afterEach(async () => {
  const verified = await house.get("log:verify");
  await house.close();
  assert.equal(verified?.sound, true);
});

const today = (): string => dateIn(zone, house.clock.wall().getTime());

function orderForm(changes: Record<string, unknown> = {}): Given<"standingOrders:propose">["form"] {
  const form = {
    plan: "2026年第四季度执法记录回放检查计划",
    purpose: "supervision",
    verb: "view",
    holders: [people.requester.token],
    supervisors: [people.supervisor.token, people.secondSupervisor.token],
    rooms: ["room-301"],
    frame: {
      units: ["示例市文化市场综合行政执法支队"],
      recordedFrom: "2026-11-01",
      recordedTo: "2026-11-30",
      kinds: ["video"],
      ceiling: "privacy",
    },
    perDay: 2,
    total: 3,
    playBudget: 1,
    validFrom: today(),
    validTo: addDays(today(), 9),
    ...changes,
  };
  // Ids are branded; what a screen would hand back is written down here.
  return form as unknown as Given<"standingOrders:propose">["form"];
}

async function asPerson<T>(who: { token: string; pin: string }, work: () => Promise<T>): Promise<T> {
  await house.get("identity:signIn", who);
  const done = await work();
  await house.get("identity:signOut");
  return done;
}

async function approvedOrder(changes: Record<string, unknown> = {}): Promise<StandingOrder> {
  const drawn = await asPerson(people.legal, () =>
    house.get("standingOrders:propose", { form: orderForm(changes), pin: people.legal.pin }),
  );
  return asPerson(people.approver, async () => {
    expect((await house.get("station:tasks")).map(({ kind }) => kind)).toContain("decideStandingOrder");
    const form = { outcome: "approve", opinion: "同意按计划抽查" } as const;
    return house.get("standingOrders:decide", { id: drawn.id, form, pin: people.approver.pin });
  });
}

const asked = (order: StandingOrder, asset: string = clip.asset): Given<"standingOrders:use"> => ({
  order: order.id,
  asset,
  reason: "按季度计划回放检查执法过程",
  pin: people.requester.pin,
});

async function held(request: string): Promise<GrantSummary> {
  const grant = (await house.grants()).find((one) => one.request === request);
  if (grant === undefined) {
    throw new Error("the grant did not come");
  }
  return grant;
}

describe("a spot check under a standing order (O-20)", () => {
  it("goes from one signature to the first frame without a decision, is counted, and ends with the order", async () => {
    const order = await approvedOrder();
    const { request, grant } = await asPerson(people.requester, async () => {
      expect((await house.get("station:tasks")).map(({ kind }) => kind)).toContain("useStandingOrder");
      return house.get("standingOrders:use", asked(order));
    });
    expect(request).toMatchObject({ state: "approved", standing: { number: order.number, use: 1 } });
    const summary = await held(request.id);
    expect(summary).toMatchObject({
      id: grant,
      standing: { order: order.id, use: 1, ofDay: 1, day: today() },
      approvers: [{ person: people.approver.token }],
      playBudget: 1,
    });
    const { id } = await unlockRoom(house, summary);
    const picture = await openPicture(house, await house.get("viewing:open", { viewing: id, asset: clip.asset }));
    await picture.readAll();
    await picture.post("shown", { ranges: [{ from: 0, to: 60 }], ratePercent: 100 });
    await house.get("viewing:end", { viewing: id });
    const [row] = await house.get("registers:viewings");
    expect(row).toMatchObject({ requestNumber: request.number });
    await house.get("identity:signOut");
    const second = await asPerson(people.requester, () => house.get("standingOrders:use", asked(order)));
    await asPerson(people.approver, () =>
      house.get("standingOrders:withdraw", { id: order.id, reason: "计划变更", pin: people.approver.pin }),
    );
    expect((await held(second.request.id)).refusal).toBe("revoked");
    await asPerson(people.requester, async () => {
      const failure = await house.refused("grant-refused", "viewing:prepare", {
        grant: (await held(second.request.id)).id,
      });
      expect(failure.reason).toBe("revoked");
    });
    await asPerson(people.requester, async () => {
      await house.get("forms:print", { form: "F1", request: request.id });
      const failure = await house.refused("standing-order", "standingOrders:use", asked(order));
      expect(failure).toMatchObject({ reason: "withdrawn", article: "GB-118.4" });
    });
    expect(JSON.stringify(house.shell.printed.at(-1))).toContain(order.number);
    const [refused] = house.refusals();
    expect(refused).toMatchObject({ attempt: "standingOrders:use", failure: "standing-order:withdrawn" });
  });

  it("R8 R12 refuses the wearer, a stranger and one viewing too many in words, and writes each down", async () => {
    const order = await approvedOrder({ holders: [people.requester.token, people.wearer.token], perDay: 1 });
    // The archive has taken the recording: without a wider scope its wearer does not even find it (O-6).
    await house.headquarters.headquarters.administration.authorise(
      personIdSchema.parse(people.wearer.token),
      authorisationFor("subordinates"),
    );
    await asPerson(people.wearer, async () => {
      const own = { ...asked(order), pin: people.wearer.pin };
      expect(await house.refused("duties-not-separate", "standingOrders:use", own)).toMatchObject({
        rule: "wearer-is-only-viewer",
      });
    });
    await asPerson(people.secondApprover, async () => {
      const strange = { ...asked(order), pin: people.secondApprover.pin };
      expect(await house.refused("standing-order", "standingOrders:use", strange)).toMatchObject({
        reason: "not-holder",
      });
    });
    await asPerson(people.requester, async () => {
      await house.get("standingOrders:use", asked(order));
      expect(await house.refused("standing-order", "standingOrders:use", asked(order, secondClip.asset))).toMatchObject(
        {
          reason: "day-spent",
          article: "H-urgent-limits",
        },
      );
      expect((await house.get("station:tasks")).map(({ kind }) => kind)).not.toContain("useStandingOrder");
    });
    expect(
      house
        .refusals()
        .slice(0, 3)
        .map(({ failure }) => failure),
    ).toEqual(["standing-order:day-spent", "standing-order:not-holder", "duties-not-separate:wearer-is-only-viewer"]);
  });

  it("R1 R14 by stick: what headquarters issued ahead opens on its day alone, without a line, and nothing else does", async () => {
    const order = await approvedOrder({ perDay: 1 });
    const inHeadquarters = (statement: string): void => {
      const database = new Database(join(house.folder, "hq", "headquarters", "headquarters.sqlite"));
      database.exec(statement);
      database.close();
    };
    // Issued while the station cannot be reached: the grants wait at headquarters.
    inHeadquarters(`CREATE TABLE held(cursor INTEGER, station TEXT, kind TEXT, file TEXT);
      CREATE TRIGGER hold AFTER INSERT ON outbox BEGIN
        INSERT INTO held SELECT cursor, station, kind, file FROM outbox WHERE cursor = NEW.cursor;
        DELETE FROM outbox WHERE cursor = NEW.cursor;
      END`);
    const tomorrow = addDays(today(), 1);
    const rows = await asPerson(people.requester, () =>
      house.get("standingOrders:ahead", {
        order: order.id,
        room: "room-301",
        from: tomorrow,
        assets: [clip.asset, secondClip.asset] as never[],
        reason: "按季度计划回放检查执法过程",
        pin: people.requester.pin,
      }),
    );
    expect(rows.map(({ asset, day }) => [asset, day])).toEqual([
      [clip.asset, tomorrow],
      [secondClip.asset, addDays(tomorrow, 1)],
    ]);
    expect(rows.every(({ number }) => number !== undefined)).toBe(true);
    await house.stopHeadquarters();
    inHeadquarters(
      "DROP TRIGGER hold; INSERT INTO outbox SELECT cursor, station, kind, file FROM held; DROP TABLE held",
    );
    await asPerson(people.requester, () =>
      house.refused("headquarters-unreachable", "standingOrders:use", asked(order)),
    );

    const out = (await house.get("bundle:export", { everything: false })).file;
    const headquarters = await startHeadquarters({
      folder: join(house.folder, "hq", "headquarters"),
      clock: { now: () => house.clock.wall().getTime() },
    });
    const stick = join(house.folder, "stick");
    mkdirSync(stick);
    const answer = join(stick, "answer.wsr");
    expect(await headquarters.administration.takeBundle(out, answer)).toMatchObject({ value: { packages: 2 } });
    await headquarters.close();
    // Headquarters puts the ciphertext beside the answer: there is no line to fetch it by.
    expect(readdirSync(stick).toSorted()).toEqual(
      ["answer.wsr", `${clip.asset}.vitrine`, `${secondClip.asset}.vitrine`].toSorted(),
    );
    readdirSync(stick).forEach((name) =>
      copyFileSync(join(stick, name), join(house.folder, "station", "imports", name)),
    );
    await house.get("bundle:import", { name: basename(answer) });

    const grants = async (): Promise<unknown[]> =>
      (await house.grants())
        .toSorted((a, b) => (a.standing?.use ?? 0) - (b.standing?.use ?? 0))
        .map(({ standing, refusal }) => [standing?.day, refusal]);
    expect(await grants()).toEqual([
      [tomorrow, "not-yet-valid"],
      [addDays(tomorrow, 1), "not-yet-valid"],
    ]);
    house.clock.pass(endOfDate(zone, today()) + 60_000 - house.clock.wall().getTime());
    await house.restart();
    expect(await grants()).toEqual([
      [tomorrow, undefined],
      [addDays(tomorrow, 1), "not-yet-valid"],
    ]);
    const usable = (await house.grants()).find(({ standing }) => standing?.day === tomorrow);
    const { id } = await unlockRoom(house, usable ?? ({} as GrantSummary));
    const viewing = await house.get("viewing:open", { viewing: id, asset: clip.asset });
    expect((await (await openPicture(house, viewing)).readAll()).length).toBeGreaterThan(1000);
    await house.get("viewing:end", { viewing: id });
    await house.get("identity:signOut");
    house.clock.pass(86_400_000);
    await house.restart();
    expect(await grants()).toEqual([
      [tomorrow, "expired"],
      [addDays(tomorrow, 1), undefined],
    ]);
    await house.startHeadquarters();
  });

  it("R1 a grant whose number came before, or whose order was edited, is rejected by the station and written down", async () => {
    const order = await approvedOrder();
    await asPerson(people.requester, () => house.get("standingOrders:use", asked(order)));
    const file = latestGrantFile(house);
    const count = (await house.grants()).length;
    await slipIn(house, file);
    expect(await house.grants()).toHaveLength(count);
    const evidence = file.indexOf('"kind":"standing"');
    const place = file.lastIndexOf('"cms":"', evidence) + 900;
    const letter = file.charAt(place) === "A" ? "B" : "A";
    await slipIn(house, `${file.slice(0, place)}${letter}${file.slice(place + 1)}`);
    expect(house.refusals()[0]).toMatchObject({
      attempt: "grant.import",
      failure: "grant-refused:tampered",
    });
  });
});
