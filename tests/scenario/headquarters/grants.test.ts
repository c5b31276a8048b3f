import { readdirSync, readFileSync, statSync } from "node:fs";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { openLog } from "../../../main/auditlog/index.ts";
import { parseGrantFile, verifyGrantFile, type GrantFile } from "../../../main/formats/grant-file.ts";
import { openGrantKeys, presenceShare } from "../../../main/formats/grant.ts";
import { sha256Hex } from "../../../main/formats/digest.ts";
import { keyFor } from "../../../main/formats/key-tree.ts";
import { startHeadquarters } from "../../../main/headquarters/index.ts";
import { asset, pendingAsset, World } from "../../support/headquarters.ts";
import { enrolTestStation, type TestStation } from "../../support/test-station.ts";

let world: World;
let file: string;
let grant: GrantFile;

const outboxOf = async (station: TestStation, after = 0) => {
  const answer = await world.call("outbox", { after }, { station });
  if (!answer.ok) {
    throw new Error("no outbox");
  }
  return answer.value;
};

beforeAll(async () => {
  world = await World.open();
  await world.decide("p-approver", await world.filed());
  file = (await outboxOf(world.station)).items[0]?.file ?? "";
  grant = parseGrantFile(file);
}, 120_000);
afterAll(() => world.close());

const trust = () => ({
  headquartersOrigin: world.headquarters.origin,
  headquartersVerifierKey: world.station.enrolled.headquarters.verifierKey,
});

describe("a grant", () => {
  it("R1 is proved to be in the log of headquarters by the key that the station took home", () => {
    expect(verifyGrantFile(grant, trust())).toBe(true);
    const other = { ...grant, leafBytes: Uint8Array.from([...grant.leafBytes, 0x20]) };
    expect(verifyGrantFile(other, trust())).toBe(false);
  });

  it("says for whom, where, what, how long and under which approvals", () => {
    expect(grant.leaf).toMatchObject({
      t: "grant.issue",
      station: world.station.origin,
      room: "room-301",
      purpose: "caseReview",
      verbs: ["view"],
      viewers: [{ person: "p-applicant" }],
      supervisors: [{ person: "p-supervisor" }],
      approvals: [{ person: "p-approver" }],
      assets: [{ asset, frames: [{ from: 60, to: 110 }], segments: [{ from: 1, to: 3 }] }],
      playBudget: 3,
      pin: { size: 0 },
    });
    expect(grant.evidence.map(({ kind }) => kind)).toEqual(["request", "decision"]);
    expect(sha256Hex(Buffer.from(grant.evidence[0]?.cms ?? "", "base64"))).toBe(grant.leaf.requestDigest);
    expect(sha256Hex(Buffer.from(grant.evidence[1]?.cms ?? "", "base64"))).toBe(grant.leaf.approvals[0]?.digest);
  });

  it("R1 opens exactly the approved segments, and only with the station's and a supervisor's share", () => {
    const { certificatePem, privateKeyPem } = world.signer("p-supervisor");
    const share = presenceShare(grant.leaf, certificatePem, privateKeyPem);
    expect(share).not.toBeNull();
    const stationPrivateKey = world.station.kemPrivateKey;
    const keys = openGrantKeys(grant.leaf, { stationPrivateKey, presenceShares: share === null ? [] : [share] });
    const nodes = keys?.get(asset) ?? [];
    const depth = grant.leaf.assets[0]?.treeDepth ?? 0;
    const opens = [0, 1, 2, 3, 4].map((segment) => keyFor(nodes, depth, segment) !== null);
    expect(opens).toEqual([false, true, true, false, false]);
    expect(openGrantKeys(grant.leaf, { stationPrivateKey, presenceShares: [] })).toBeNull();
    const applicant = world.signer("p-applicant");
    expect(presenceShare(grant.leaf, applicant.certificatePem, applicant.privateKeyPem)).toBeNull();
  });

  it("reaches only the station of its room, once per cursor, and may be acknowledged twice", async () => {
    const other = await enrolTestStation(world.headquarters, "slwh/ws/other/0", "room-302");
    // What every station is told comes to it too; a grant does not.
    const kinds = (await outboxOf(other)).items.map(({ kind }) => kind);
    expect(kinds).toContain("limit");
    expect(kinds).not.toContain("grant");
    const { next } = await outboxOf(world.station);
    expect((await outboxOf(world.station, next)).items).toEqual([]);
    for (const cursor of [next, next, 0]) {
      // oxlint-disable-next-line no-await-in-loop -- the order is what is tested
      expect(await world.call("acknowledge", { cursor, size: 9 })).toMatchObject({ ok: true });
    }
  });

  it("goes to the station of the room that was approved, not to the approver's", async () => {
    const upstairs = await enrolTestStation(world.headquarters, "slwh/ws/upstairs/0", "room-401");
    const decided = await world.decide("p-approver", await world.filed(), world.approval({ room: "room-401" }));
    expect(decided).toMatchObject({ ok: true });
    const [received] = (await outboxOf(upstairs)).items;
    expect(parseGrantFile(received?.file ?? "").leaf).toMatchObject({ station: upstairs.origin, room: "room-401" });
  });
});

describe("footage packages", () => {
  const path = `/v1/packages/${asset}`;

  it("come in pieces by Range, and the pieces are the whole", async () => {
    const whole = await world.fetch("GET", path);
    expect(whole.status).toBe(200);
    expect(whole.headers["accept-ranges"]).toBe("bytes");
    const size = whole.body.length;
    const first = await world.fetch("GET", path, { headers: { range: "bytes=0-99" } });
    const rest = await world.fetch("GET", path, { headers: { range: "bytes=100-" } });
    expect([first.status, rest.status]).toEqual([206, 206]);
    expect(first.headers["content-range"]).toBe(`bytes 0-99/${size}`);
    expect(Buffer.concat([first.body, rest.body]).equals(whole.body)).toBe(true);
    const tail = await world.fetch("GET", path, { headers: { range: "bytes=-16" } });
    expect(tail.body.equals(whole.body.subarray(-16))).toBe(true);
  });

  it("answer 416 past the end", async () => {
    const answer = await world.fetch("GET", path, { headers: { range: "bytes=99999999-" } });
    expect(answer.status).toBe(416);
    expect(answer.headers["content-range"]).toMatch(/^bytes \*\/\d+$/u);
  });

  it("R3 hold no sample of the original", async () => {
    const original = readFileSync(join(world.folder, "clip.mp4"));
    const { body } = await world.fetch("GET", path);
    const window = original.subarray(Math.floor(original.length / 2), Math.floor(original.length / 2) + 32);
    expect(original.includes(window)).toBe(true);
    expect(body.includes(window)).toBe(false);
  });

  it("R1 are refused to a station without a grant, and for a recording without one", async () => {
    const other = await enrolTestStation(world.headquarters, "slwh/ws/idle/0", "room-303");
    expect((await world.fetch("GET", path, { station: other })).status).toBe(403);
    expect((await world.fetch("GET", `/v1/packages/${pendingAsset}`)).status).toBe(403);
    expect((await world.fetch("GET", "/v1/packages/..%2Fmaster.key")).status).toBe(400);
    expect((await world.fetch("GET", "/v1/packages/NO-SUCH-1")).status).toBe(403);
  });

  it("R1 are refused once every grant for them has ended", async () => {
    world.ahead = 3 * 24 * 3_600_000;
    expect((await world.fetch("GET", path)).status).toBe(403);
    world.ahead = 0;
    expect((await world.fetch("GET", path)).status).toBe(200);
  });
});

describe("what headquarters keeps", () => {
  it("R3 holds no key of a recording in the clear, and the scan can see", async () => {
    const { certificatePem, privateKeyPem } = world.signer("p-supervisor");
    const share = presenceShare(grant.leaf, certificatePem, privateKeyPem);
    const keys = openGrantKeys(grant.leaf, {
      stationPrivateKey: world.station.kemPrivateKey,
      presenceShares: share === null ? [] : [share],
    });
    const secrets = (keys?.get(asset) ?? []).map(({ key }) => Buffer.from(key));
    expect(secrets.length).toBeGreaterThan(0);
    const files = filesIn(join(world.folder, "headquarters"));
    const holding = (secret: Buffer) => files.filter((name) => readFileSync(name).includes(secret));
    for (const secret of secrets) {
      expect(holding(secret)).toEqual([]);
      expect(holding(Buffer.from(secret.toString("base64url")))).toEqual([]);
    }
    expect(holding(Buffer.from(grant.leaf.grant)).length).toBeGreaterThan(0);
  });

  it("keeps the master key to its owner", () => {
    expect(statSync(join(world.folder, "headquarters", "master.key")).mode & 0o077).toBe(0);
  });

  it("C.4 has decision, key release and grant in its log, in this order, and the log verifies; a restart changes none of it", async () => {
    const place = join(world.folder, "headquarters");
    const { origin } = world.headquarters;
    await world.headquarters.close();
    const log = openLog(join(place, "log"), {
      origin,
      clock: { wall: () => new Date(), mono: () => process.hrtime.bigint() },
      keyStore: null,
      kind: "headquarters",
    });
    const about = (type: string, field: string, value: string) =>
      [...log.entries()].find(({ t, b }) => t === type && (b as Record<string, unknown>)[field] === value)?.seq ?? -1;
    const order = [
      about("hq.request", "request", grant.leaf.request),
      about("hq.decision", "request", grant.leaf.request),
      about("hq.release", "grant", grant.leaf.grant),
      grant.proof.index,
    ];
    expect(order).toEqual(order.toSorted((a, b) => a - b));
    expect(Math.min(...order)).toBeGreaterThan(0);
    expect(log.leaf(grant.proof.index)).toEqual(grant.leafBytes);
    expect(about("hq.enrol", "origin", world.station.origin)).toBeGreaterThan(0);
    expect(await log.verify()).toMatchObject({ sound: true });
    log.close();

    world.headquarters = await startHeadquarters({ folder: place, clock: { now: () => world.now().getTime() } });
    expect((await outboxOf(world.station)).items[0]?.file).toBe(file);
    expect(verifyGrantFile(grant, trust())).toBe(true);
    // The log signs with a new key after each start; stations go on trusting the one they took home.
    const decided = await world.decide("p-approver", await world.filed());
    expect(decided).toMatchObject({ ok: true });
    const later = parseGrantFile((await outboxOf(world.station)).items.at(-1)?.file ?? "");
    expect(later.leaf.grant).not.toBe(grant.leaf.grant);
    expect(verifyGrantFile(later, trust())).toBe(true);
  });
});

function filesIn(folder: string): string[] {
  return readdirSync(folder, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map((entry) => join(entry.parentPath, entry.name));
}
