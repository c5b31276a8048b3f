// oxlint-disable no-await-in-loop -- attempts are made one after the other, as people make them
import { join } from "node:path";
import Database from "better-sqlite3";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { evidenceRefusal } from "../../../main/access/grants/evidence.ts";
import { parseGrantFile } from "../../../main/formats/grant-file.ts";
import { parseRevocation } from "../../../main/formats/revocation.ts";
import type { StandingOrder } from "../../../shared/model/standing-order.ts";
import { addDays } from "../../../shared/time/local-day.ts";
import { judgeOf, latestGrant } from "../../support/chains.ts";
import { asset, pendingAsset, World } from "../../support/headquarters.ts";
import { enrolTestStation } from "../../support/test-station.ts";
import { authorisationFor } from "../../support/authorisation.ts";
import {
  decideOrder,
  orderInForce,
  propose,
  standingForm,
  use,
  useAct,
  withdrawOrder,
} from "../../support/standing-orders.ts";

let world: World;

beforeAll(async () => {
  world = await World.open();
}, 120_000);
afterAll(() => world.close());

const file = (): string => join(world.folder, "headquarters", "headquarters.sqlite");

async function shown(order: StandingOrder): Promise<StandingOrder> {
  const session = await world.signIn("p-compliance");
  const listed = await world.call("listStandingOrders", {}, { session });
  const found = listed.ok ? listed.value.find(({ id }) => id === order.id) : undefined;
  if (found === undefined) {
    throw new Error("the order is not listed");
  }
  return found;
}

function loggedActs(order: StandingOrder): unknown[] {
  const database = new Database(join(world.folder, "headquarters", "log", "log.sqlite"), { readonly: true });
  try {
    return (database.prepare("SELECT leaf FROM entry ORDER BY seq").all() as { leaf: Buffer }[])
      .map(({ leaf }) => JSON.parse(leaf.toString("utf8")) as { t: string; b: Record<string, unknown> })
      .filter(({ t, b }) => t === "hq.order" && b["order"] === order.id)
      .map(({ b }) => b["act"]);
  } finally {
    database.close();
  }
}

describe("a standing order (O-20) is drawn up by one and approved by another", () => {
  it("R8 R11 by the post that the pack names, over exactly what was drawn up", async () => {
    const drawn = await propose(world);
    const order = drawn.ok ? drawn.value : ({} as StandingOrder);
    expect(order).toMatchObject({ state: "proposed", number: expect.stringMatching(/^SLWH-SO-20\d\d-\d{4}$/u) });
    expect(await decideOrder(world, order, "p-supervisor")).toMatchObject({
      failure: { code: "duties-not-separate", rule: "supervisor-decides" },
    });
    expect(await decideOrder(world, order, "p-compliance")).toMatchObject({
      failure: { code: "duties-not-separate", rule: "requester-decides" },
    });
    expect(await decideOrder(world, order, "p-admin")).toMatchObject({
      failure: { code: "not-permitted", action: "standing.decide", article: "S0-4.3.1" },
    });
    expect(await decideOrder(world, order, "p-approver", undefined, { orderDigest: "0".repeat(64) })).toMatchObject({
      failure: { code: "standing-order", reason: "changed" },
    });
    expect(await use(world, order)).toMatchObject({ failure: { code: "standing-order", reason: "not-in-force" } });
    expect(await decideOrder(world, order)).toMatchObject({ value: { state: "inForce" } });
    expect(await decideOrder(world, order, "p-decidingapplicant")).toMatchObject({
      failure: { code: "already-decided" },
    });
    expect(loggedActs(order)).toEqual(["propose", "approve"]);
  });

  it.each<[string, Record<string, unknown>, string, string]>([
    ["a purpose that is none of supervision", { purpose: "training" }, "purpose", "S0-4.3.4"],
    ["a longer period than the pack has", { validTo: "2099-01-01" }, "period", "H-urgent"],
    ["more viewings a day than the pack has", { perDay: 21, total: 50 }, "over-limit", "H-urgent-limits"],
    ["more in all than the pack has", { total: 201 }, "over-limit", "H-urgent-limits"],
    ["more openings than the pack has", { playBudget: 3 }, "over-limit", "H-urgent-limits"],
    ["a verb that opens no room", { verb: "copy" }, "verb", "GB-118.4"],
  ])("R11 R12 one with %s is refused with the article", async (_what, change, reason, article) => {
    expect(await propose(world, change)).toMatchObject({ failure: { code: "standing-order", reason, article } });
  });

  it("R8 R9 nobody who views under it sits in, and without a supervisor there is none", async () => {
    expect(
      await propose(world, { holders: ["p-supervisingapplicant"], supervisors: ["p-supervisingapplicant"] }),
    ).toMatchObject({
      failure: { code: "duties-not-separate", rule: "supervisor-is-viewer" },
    });
    expect(await propose(world, { supervisors: [] })).toMatchObject({ failure: { field: "form.supervisors" } });
    expect(await propose(world, { holders: ["p-nobody"] })).toMatchObject({ failure: { reason: "holder-unfit" } });
    expect(await propose(world, { rooms: ["room-999"] })).toMatchObject({ failure: { field: "form.room" } });
  });
});

describe("a viewing under a standing order (O-20)", () => {
  it("is granted in the step that asks for it, numbered, and the signed order travels inside the grant", async () => {
    const order = await orderInForce(world);
    const answer = await use(world, order);
    expect(answer).toMatchObject({
      value: { state: "approved", decisions: [], standing: { order: order.id, use: 1, by: { person: "p-approver" } } },
    });
    const grant = await latestGrant(world);
    expect(grant.leaf).toMatchObject({
      standing: { order: order.id, digest: order.digest, use: 1, ofDay: 1 },
      playBudget: 2,
      approvals: [{ person: "p-approver", digest: order.decision?.digest }],
      viewers: [{ person: "p-applicant" }],
    });
    expect(grant.evidence.map(({ kind }) => kind)).toEqual(["request", "standing", "standingDecision"]);
    expect(evidenceRefusal(grant.leaf, grant.evidence, await judgeOf(world))).toBeNull();
    expect(loggedActs(order)).toEqual(["propose", "approve", "use"]);
    expect((await shown(order)).uses).toMatchObject([{ use: 1, ofDay: 1, asset, by: { person: "p-applicant" } }]);
  });

  it("R12 outside its frame is refused in words, with the article, and is in the log", async () => {
    const day = standingForm(world.now().getTime())["validFrom"] as string;
    const frame = standingForm(0)["frame"] as Record<string, unknown>;
    const tries: [Record<string, unknown>, Parameters<typeof useAct>[2], object][] = [
      [{}, { person: "p-decidingapplicant" }, { reason: "not-holder", article: "GB-118.4" }],
      [{}, { digest: "0".repeat(64) }, { reason: "changed" }],
      [{}, { form: { purpose: "caseReview" } }, { reason: "purpose" }],
      [
        {},
        { form: { assets: [{ asset, ranges: [{ from: 0, to: 100 }], whole: false }] } },
        { reason: "one-recording" },
      ],
      [{}, { day: addDays(day, -1) }, { reason: "day-past", article: "H-urgent-ahead" }],
      [{}, { day: addDays(day, 15) }, { reason: "too-far-ahead", article: "H-urgent-ahead" }],
      [{ validTo: day }, { day: addDays(day, 1) }, { reason: "over", article: "H-urgent" }],
      [{ validFrom: addDays(day, 1) }, {}, { reason: "not-begun", article: "H-urgent" }],
      [{ frame: { ...frame, units: ["别的单位"] } }, {}, { reason: "unit", article: "GB-118.4" }],
      [{ frame: { ...frame, recordedTo: "2026-11-08" } }, {}, { reason: "time" }],
      [{ frame: { ...frame, kinds: ["photo"] } }, {}, { reason: "kind" }],
      [{ frame: { ...frame, sample: [pendingAsset] } }, {}, { reason: "sample" }],
      [
        {},
        {
          form: { assets: [{ asset: pendingAsset, ranges: [{ from: 0, to: 250 }], whole: true, wholeReason: "全程" }] },
        },
        { reason: "secrecy-pending", article: "S0-4.2.2" },
      ],
    ];
    for (const [change, asked, refusal] of tries) {
      const order = await orderInForce(world, change);
      expect(await use(world, order, asked)).toMatchObject({ failure: { code: "standing-order", ...refusal } });
    }
  });

  it("O-62 R8 a wearer neither views under it nor approves it, and a supervisor who wore the camera does not sit in", async () => {
    const worn = await orderInForce(world, { holders: ["p-wearingapplicant"] });
    expect(await use(world, worn, { person: "p-wearingapplicant" })).toMatchObject({
      failure: { code: "duties-not-separate", rule: "wearer-is-only-viewer", article: "S0-5.1.3" },
    });
    const drawn = await propose(world);
    const own = drawn.ok ? await decideOrder(world, drawn.value, "p-wearingapprover") : drawn;
    expect(own.ok && (await use(world, own.value))).toMatchObject({
      failure: { code: "duties-not-separate", rule: "wearer-decides" },
    });
    const seated = await orderInForce(world, { supervisors: ["p-wearingsupervisor"] });
    expect(await use(world, seated)).toMatchObject({
      failure: { code: "duties-not-separate", rule: "wearer-supervises" },
    });
    const both = await orderInForce(world, { supervisors: ["p-wearingsupervisor", "p-supervisor"] });
    expect(await use(world, both)).toMatchObject({ ok: true });
    expect((await latestGrant(world)).leaf.supervisors.map(({ person }) => person)).toEqual(["p-supervisor"]);
  });

  it("O-2 gives nobody more than their own grade, nor more than the approver's", async () => {
    for (const [person, rule] of [
      ["p-applicant", "verb-not-granted"],
      ["p-approver", "act-not-granted"],
    ] as const) {
      const order = await orderInForce(world);
      const less = person === "p-applicant" ? { verbs: ["copy" as const] } : { acts: ["apply" as const] };
      await world.headquarters.administration.authorise(person as never, authorisationFor("subordinates", less));
      expect(await use(world, order)).toMatchObject({ failure: { code: "beyond-authorisation", rule } });
      await world.headquarters.administration.authorise(person as never, authorisationFor("subordinates"));
      expect(await use(world, order)).toMatchObject({ ok: true });
    }
  });

  it("is one viewing for the same signed bytes, and a used nonce is refused", async () => {
    const order = await orderInForce(world);
    const session = await world.signIn("p-applicant");
    const cms = world.sign("p-applicant", useAct(world, order));
    const [one, other] = await Promise.all([1, 2].map(() => world.call("fileRequest", { cms }, { session })));
    expect(one).toMatchObject({ ok: true });
    expect(other).toEqual(one);
    expect((await shown(order)).uses).toHaveLength(1);
    const again = { act: { nonce: "once-only" } };
    expect(await use(world, order, again)).toMatchObject({ ok: true });
    expect(await use(world, order, again)).toMatchObject({ failure: { code: "bad-request", field: "nonce" } });
    expect((await shown(order)).uses).toHaveLength(2);
  });

  it("R1 is never one more than was approved, however many ask at once", async () => {
    const order = await orderInForce(world, { holders: ["p-applicant", "p-decidingapplicant"], perDay: 3, total: 5 });
    const today = order.today;
    const sessions = {
      "p-applicant": await world.signIn("p-applicant"),
      "p-decidingapplicant": await world.signIn("p-decidingapplicant"),
    };
    const asked = Array.from({ length: 12 }, (_, index) => ({
      person: index % 2 === 0 ? ("p-applicant" as const) : ("p-decidingapplicant" as const),
      day: addDays(today, index % 3),
    }));
    const answers = await Promise.all(
      asked.map(({ person, day }) =>
        world.call(
          "fileRequest",
          { cms: world.sign(person, useAct(world, order, { person, day })) },
          { session: sessions[person] },
        ),
      ),
    );
    expect(answers.filter(({ ok }) => ok)).toHaveLength(5);
    const { uses, state } = await shown(order);
    expect(state).toBe("ended");
    expect(uses.map((one) => one.use)).toEqual([1, 2, 3, 4, 5]);
    for (const day of new Set(uses.map((one) => one.day))) {
      const ofDay = uses.filter((one) => one.day === day).map((one) => one.ofDay);
      expect(ofDay).toEqual(ofDay.map((_one, index) => index + 1));
      expect(ofDay.length).toBeLessThanOrEqual(3);
    }
    expect(await use(world, order)).toMatchObject({
      failure: { code: "standing-order", reason: "total-spent", article: "H-urgent-limits" },
    });
    const spent = await orderInForce(world, { perDay: 1 });
    await use(world, spent);
    expect(await use(world, spent)).toMatchObject({ failure: { reason: "day-spent", article: "H-urgent-limits" } });
  });

  it("R1 the table itself takes no number twice, none above what was approved, and forgets none", async () => {
    const order = await orderInForce(world, { perDay: 1, total: 2 });
    await use(world, order);
    const database = new Database(file());
    const insert = (no: number, ofDay: number, day = "2026-12-24") =>
      database
        .prepare("INSERT INTO standing_use VALUES (?, ?, ?, ?, ?, ?, ?, ?)")
        .run(order.id, no, day, ofDay, `r-${no}-${ofDay}`, asset, "p-applicant", 0);
    expect(() => insert(1, 1)).toThrow("UNIQUE");
    expect(() => insert(2, 1, order.today)).toThrow("UNIQUE");
    expect(() => insert(2, 2)).toThrow("more viewings than were approved");
    expect(() => insert(3, 1)).toThrow("more viewings than were approved");
    for (const statement of [
      "DELETE FROM standing_use",
      "UPDATE standing_use SET use = 2",
      "DELETE FROM standing_order",
    ]) {
      expect(() => database.exec(statement)).toThrow(/stays/u);
    }
    database.close();
  });

  it("R12 ends with the order: every grant under it that is open is revoked with its proof, and nothing new is granted", async () => {
    const order = await orderInForce(world);
    const used = await use(world, order);
    const ahead = await use(world, order, { day: addDays(order.today, 2) });
    expect(await withdrawOrder(world, order, "p-supervisor")).toMatchObject({ failure: { code: "not-permitted" } });
    expect(await withdrawOrder(world, order)).toMatchObject({
      value: { state: "withdrawn", uses: [{ revoked: true }, { revoked: true }] },
    });
    const outbox = await world.call("outbox", { after: 0 });
    const revoked = (outbox.ok ? outbox.value.items : [])
      .filter(({ kind }) => kind === "revocation")
      .slice(-2)
      .map((item) => parseRevocation(item.file).statement.grant);
    expect(revoked).toEqual([used, ahead].map((answer) => (answer.ok ? answer.value.grant : null)));
    expect(await use(world, order)).toMatchObject({ failure: { reason: "withdrawn" } });
    expect(await withdrawOrder(world, order)).toMatchObject({ failure: { code: "already-decided" } });
  });

  it("O-20 is issued ahead for a room without a line, each for one day and counted there", async () => {
    await enrolTestStation(world.headquarters, "slwh/ws/far/0", "room-far");
    const order = await orderInForce(world, { rooms: ["room-301", "room-far"], perDay: 1 });
    const day = addDays(order.today, 3);
    const answer = await use(world, order, { day, form: { room: "room-far" } });
    expect(answer).toMatchObject({ value: { standing: { day } } });
    const database = new Database(file(), { readonly: true });
    const row = database
      .prepare("SELECT outbox.file FROM outbox JOIN station USING (station) WHERE room = 'room-far' AND kind = 'grant'")
      .get() as { file: string };
    database.close();
    const { leaf } = parseGrantFile(row.file);
    expect([leaf.notBefore, leaf.notAfter]).toEqual([`${addDays(day, -1)}T16:00:00.000Z`, `${day}T15:59:59.999Z`]);
    expect(await use(world, order, { day })).toMatchObject({ failure: { reason: "day-spent" } });
  });
});
