import { randomBytes } from "node:crypto";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { createLog } from "../../../main/auditlog/index.ts";
import { base64, hex } from "../../../main/formats/bytes.ts";
import { logFingerprint } from "../../../main/formats/enrolment-fingerprint.ts";
import { emptyRoot, leafHash } from "../../../main/formats/merkle.ts";
import { World } from "../../support/headquarters.ts";
import { giveOrder, ordered, viewOf } from "../../support/orders.ts";

let world: World;
let folder: string;

beforeAll(async () => {
  world = await World.open();
  folder = mkdtempSync(join(tmpdir(), "vitrine-new-log-"));
}, 120_000);
afterAll(async () => {
  await world.close();
  rmSync(folder, { recursive: true, force: true });
});

const clock = { wall: () => new Date(), mono: () => process.hrtime.bigint() };
const nextOf = (origin: string): string => origin.replace(/0$/u, "1");

interface Claim {
  readonly origin?: string;
  readonly continues?: { readonly origin: string; readonly size: number; readonly root: string };
}

/** A log that has begun, as a station would show it. */
function begun({ origin, continues }: Claim = {}) {
  const former = world.station.origin;
  const log = createLog(mkdtempSync(join(folder, "log-")), {
    origin: origin ?? nextOf(former),
    clock,
    keyStore: null,
    continues: continues ?? { origin: former, size: 0, root: base64(emptyRoot) },
  });
  const genesis = log.leaf(0) ?? new Uint8Array();
  const checkpoint = log.checkpointAt(1) ?? "";
  log.close();
  return { genesis, checkpoint, verifierKey: log.verifierKey, origin: log.origin };
}

type Begun = ReturnType<typeof begun>;

function ask(shown: Begun, { person = "p-supervisor", act = {} }: { person?: string; act?: object } = {}) {
  const cms = world.sign(person, {
    v: 1,
    t: "station.newLog",
    person,
    station: world.station.origin,
    at: world.now().toISOString(),
    nonce: randomBytes(12).toString("base64url"),
    genesis: hex(leafHash(shown.genesis)),
    ending: "forked",
    ...act,
  });
  return world.call("continueLog", { cms, genesis: base64(shown.genesis), checkpoint: shown.checkpoint });
}

const refused = (reason: string) => ({ ok: false, failure: { code: "administration", reason } });

describe("R1, R12: a station asks headquarters to take a new log", () => {
  it("is refused for another device, an earlier log, another predecessor or a head that was never held", async () => {
    const former = world.station.origin;
    const root = base64(emptyRoot);
    expect(await ask(begun({ origin: "slwh/ws/other/1" }))).toMatchObject(refused("new-log-changed"));
    expect(await ask(begun({ origin: former }))).toMatchObject(refused("new-log-changed"));
    expect(await ask(begun({ continues: { origin: "slwh/ws/other/0", size: 0, root } }))).toMatchObject(
      refused("new-log-changed"),
    );
    const other = base64(new Uint8Array(32).fill(1));
    expect(await ask(begun({ continues: { origin: former, size: 0, root: other } }))).toMatchObject(
      refused("new-log-behind"),
    );
    expect((await viewOf(world)).newLogs).toEqual([]);
  });

  it("is refused when the key does not prove itself, the act names another log, or no supervisor signed", async () => {
    const [one, two] = [begun(), begun()];
    const wrong = { ok: false, failure: { code: "bad-request", field: "genesis" } };
    expect(await ask({ ...one, checkpoint: two.checkpoint })).toMatchObject(wrong);
    expect(await ask(one, { act: { genesis: hex(leafHash(two.genesis)) } })).toMatchObject(wrong);
    expect(await ask(one, { person: "p-approver" })).toMatchObject({ failure: { code: "not-permitted" } });
    expect((await viewOf(world)).newLogs).toEqual([]);
  });

  it("waits for two administrators who name the key, receives no grant, and goes on under the new log", async () => {
    const former = world.station.origin;
    const shown = begun();
    const { verifierKey, origin } = shown;
    expect(await ask(shown)).toMatchObject({ ok: true });
    expect(await world.call("ownLog", {})).toMatchObject({
      value: { origin: former, asked: { origin, stage: "waiting", by: "p-supervisor" } },
    });
    expect((await viewOf(world)).newLogs).toMatchObject([
      { origin, fingerprint: logFingerprint(verifierKey), ending: "forked", held: { size: 0 } },
    ]);
    const request = await world.filed();
    expect(await world.decide("p-approver", request)).toMatchObject(refused("new-log-waits"));

    const order = { order: "station.newLog", station: world.station.enrolled.station, origin };
    const changed = logFingerprint(`${verifierKey}x`);
    expect(await giveOrder(world, { ...order, fingerprint: changed })).toMatchObject(refused("new-log-changed"));
    await ordered(world, { ...order, fingerprint: logFingerprint(verifierKey) });
    expect(await world.call("ownLog", {})).toMatchObject({ ok: true, value: { origin } });
    expect(await ask(shown)).toMatchObject({ ok: false });
    const enrolled = await world.headquarters.administration.stations();
    expect(enrolled).toContainEqual(expect.objectContaining({ logOrigin: origin }));
    expect(enrolled).not.toContainEqual(expect.objectContaining({ logOrigin: former }));
  });
});
