import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { base64, fromUtf8 } from "../../../main/formats/bytes.ts";
import { parseGrantFile } from "../../../main/formats/grant-file.ts";
import { openPolicyFile, signPolicy } from "../../../main/formats/policy-file.ts";
import {
  genericPolicy,
  policyBytes,
  policyDigest,
  shippedPolicy,
  startHeadquarters,
} from "../../../main/headquarters/index.ts";
import { policyPackSchema, type PolicyPack } from "../../../shared/model/policy.ts";
import { addDays, dateIn } from "../../../shared/time/local-day.ts";
import { World } from "../../support/headquarters.ts";

const zone = "Asia/Shanghai";
const day = 86_400_000;
const first = genericPolicy();
let version = first.version;

/** The next version of the law: one showing only. */
function nextPack(overrides: Partial<PolicyPack> = {}): PolicyPack {
  version += 1;
  const playBudget = { ...first.playBudget, default: 1, maximum: 1 };
  return { ...first, version, playBudget, urgent: shownOnce(first.urgent), ...overrides };
}

/** Nor does a standing order open anything more often than any approval may. */
function shownOnce(urgent: PolicyPack["urgent"]): PolicyPack["urgent"] {
  return urgent.limits === undefined ? urgent : { ...urgent, limits: { ...urgent.limits, playBudget: 1 } };
}

let world: World;
beforeAll(async () => {
  world = await World.open();
  await world.addPerson("p-legal", ["legalOfficer"]);
  await world.addPerson("p-legaladmin", ["legalOfficer", "administrator"]);
}, 60_000);
afterAll(() => world.close());

const today = (): string => dateIn(zone, world.now().getTime());
const signed = (person: string, pack: PolicyPack): string =>
  base64(
    signPolicy(
      { pack: pack.pack, version: pack.version, digest: policyDigest(pack) },
      { ...world.signer(person), at: world.now() },
    ),
  );

async function offer(pack: PolicyPack, person = "p-legal", signature = signed(person, pack)) {
  const session = await world.signIn(person);
  return world.call("offerPolicy", { pack: fromUtf8(policyBytes(pack)), signature }, { session });
}

let acts = 0;
async function order(person: string, wanted: Record<string, unknown>) {
  const session = await world.signIn(person);
  acts += 1;
  const act = {
    v: 1,
    t: "administration.order",
    person,
    station: world.station.origin,
    at: world.now().toISOString(),
    nonce: `policy-${acts}`,
    order: wanted,
  };
  return world.call("administer", { cms: world.sign(person, act) }, { session });
}

const activate = (pack: PolicyPack, from = today(), person = "p-admin") =>
  order(person, { order: "policy.activate", policy: policyDigest(pack), from });

async function stateOf(pack: PolicyPack) {
  const offers = await world.call("policyOffers", {}, { session: await world.signIn("p-admin") });
  return offers.ok ? offers.value.find(({ digest }) => digest === policyDigest(pack))?.state : undefined;
}

/** The pack that the grant of a request names. */
async function lawOf(request: string): Promise<string | undefined> {
  const outbox = await world.call("outbox", { after: 0 });
  const grants = outbox.ok ? outbox.value.items.filter(({ kind }) => kind === "grant") : [];
  const leaves = grants.map(({ file }) => parseGrantFile(file).leaf);
  return leaves.find((leaf) => leaf.request === request)?.policy.digest;
}

async function restart(): Promise<void> {
  await world.headquarters.close();
  world.headquarters = await startHeadquarters({
    folder: join(world.folder, "headquarters"),
    clock: { now: () => world.now().getTime() },
    trial: true,
  });
}

const refusedWith = (reason: string) => ({ ok: false, failure: { code: "administration", reason } });

describe("a pack on its way into force", () => {
  it.each<[string, string, () => ReturnType<typeof offer>]>([
    ["somebody without the office signed", "policy-signer", () => offer(nextPack(), "p-approver")],
    [
      "carries the signature over another one",
      "policy-unsigned",
      () => {
        const pack = nextPack();
        return offer({ ...pack, offline: { ...pack.offline, longestDays: 90 } }, "p-legal", signed("p-legal", pack));
      },
    ],
    ["is older than the one in force", "policy-older", () => offer({ ...nextPack(), version: first.version - 1 })],
    [
      "has the version in force and other contents",
      "policy-altered",
      () => offer({ ...nextPack(), version: first.version }),
    ],
    [
      "belongs to another authority",
      "policy-other-authority",
      () => offer({ ...shippedPolicy("xiamen"), version: 99 }),
    ],
    [
      "has a rule that can never work",
      "policy-broken",
      () => offer(nextPack({ playBudget: { ...first.playBudget, default: 9, maximum: 2 } })),
    ],
    [
      "was handed in by another person than its signer",
      "policy-signer",
      () => {
        const pack = nextPack();
        return offer(pack, "p-legaladmin", signed("p-legal", pack));
      },
    ],
  ])("R11 R12 is refused when it %s", async (_what, reason, attempt) => {
    expect(await attempt()).toMatchObject(refusedWith(reason));
    expect(world.headquarters.policy).toEqual(first);
  });

  it("R8 R11 comes into force neither by its signer, nor by somebody who is no administrator, nor on a day that has passed", async () => {
    const pack = nextPack();
    expect(await offer(pack, "p-legaladmin")).toMatchObject({
      ok: true,
      value: { state: "offered", signedBy: "p-legaladmin" },
    });
    expect(await activate(pack, today(), "p-legaladmin")).toMatchObject(refusedWith("policy-self"));
    expect(await activate(pack, today(), "p-legal")).toMatchObject(refusedWith("not-administrator"));
    expect(await activate(pack, addDays(today(), -1))).toMatchObject(refusedWith("policy-date"));
    expect(await activate(nextPack())).toMatchObject(refusedWith("policy-unknown"));
    expect(await stateOf(pack)).toBe("offered");
    expect(
      await order("p-admin", { order: "policy.withdraw", policy: policyDigest(pack), note: "重拟" }),
    ).toMatchObject({ ok: true });
    expect(await activate(pack)).toMatchObject(refusedWith("policy-unknown"));
    expect(world.headquarters.policy).toEqual(first);
  });

  it("R12 who is neither legal officer nor administrator learns nothing of it", async () => {
    const session = await world.signIn("p-approver");
    expect(await world.call("policyOffers", {}, { session })).toMatchObject({ failure: { code: "not-permitted" } });
  });

  it("R11 is in force from its day on, reaches the stations with its proof, and what was filed before goes by the pack of its time", async () => {
    const before = await world.filed();
    const pack = nextPack();
    expect(await offer(pack)).toMatchObject({ ok: true });
    const late = nextPack();
    expect(await offer(late)).toMatchObject({ ok: true });
    expect(await activate(late, addDays(today(), 1))).toMatchObject({ ok: true, value: { state: "applied" } });
    expect(await activate(pack, addDays(today(), 2))).toMatchObject(refusedWith("policy-conflict"));
    expect(await activate(pack)).toMatchObject({ ok: true });
    expect(world.headquarters.policy).toEqual(pack);
    expect([await stateOf(pack), await stateOf(late)]).toEqual(["inForce", "scheduled"]);

    const outbox = await world.call("outbox", { after: 0 });
    const files = outbox.ok ? outbox.value.items.filter(({ kind }) => kind === "policy").map(({ file }) => file) : [];
    const answer = openPolicyFile(files.at(-1) ?? "", {
      origin: world.headquarters.origin,
      verifierKeys: [world.station.enrolled.headquarters.verifierKey],
      authorities: [world.headquarters.trustPem],
    });
    expect(answer).toMatchObject({
      ok: true,
      signer: { person: "p-legal" },
      statement: { digest: policyDigest(pack) },
    });

    const after = await world.filed();
    const [old, next] = [
      await world.decide("p-approver", before),
      await world.decide("p-approver", after, world.approval({ playBudget: 2 })),
    ];
    expect(old).toMatchObject({ ok: true, value: { state: "approved" } });
    expect(next).toMatchObject({ failure: { code: "bad-request", field: "form.playBudget" } });
    expect(await lawOf(before.id)).toBe(policyDigest(first));
    expect(await world.decide("p-approver", after, world.approval({ playBudget: 1 }))).toMatchObject({ ok: true });
    expect(await lawOf(after.id)).toBe(policyDigest(pack));

    world.ahead += day;
    await world.signIn("p-admin");
    expect(world.headquarters.policy).toEqual(late);
    expect([await stateOf(pack), await stateOf(late)]).toEqual(["replaced", "inForce"]);
  });

  it("R11 R12 does not come into force when its signer has left office by then; the one in force stays", async () => {
    await world.addPerson("p-leaving", ["legalOfficer"]);
    const held = world.headquarters.policy;
    const pack = nextPack();
    expect(await offer(pack, "p-leaving")).toMatchObject({ ok: true });
    expect(await activate(pack, addDays(today(), 1))).toMatchObject({ ok: true });
    await world.headquarters.administration.revokePerson("p-leaving" as never);
    world.ahead += day;
    await world.signIn("p-admin");
    expect(world.headquarters.policy).toEqual(held);
    expect(await stateOf(pack)).toBe("refused");
  });

  it("R11 stays in force after a restart, and so does the law of a request that was filed before", async () => {
    const waiting = await world.filed();
    const pack = nextPack({ playBudget: { ...first.playBudget, default: 2, maximum: 2 } });
    expect(await offer(pack)).toMatchObject({ ok: true });
    expect(await activate(pack)).toMatchObject({ ok: true });
    await restart();
    expect(policyPackSchema.parse(world.headquarters.policy)).toEqual(pack);
    expect(await world.decide("p-approver", waiting, world.approval({ playBudget: 2 }))).toMatchObject({
      failure: { code: "bad-request", field: "form.playBudget" },
    });
  });
});
