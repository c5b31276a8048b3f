// oxlint-disable no-await-in-loop -- attempts are made one after the other, as people make them
import { readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { afterAll, afterEach, beforeAll, describe, expect, it } from "vitest";
import type { RefusalRow } from "../../shared/model/evidence.ts";
import { evidenceRefusal, type EvidenceJudge } from "../../main/access/grants/evidence.ts";
import { parseGrantFile } from "../../main/formats/grant-file.ts";
import type { GrantLeaf } from "../../main/formats/grant.ts";
import { policyDigest } from "../../main/formats/policy-digest.ts";
import { sealToken } from "../../main/formats/pkcs12.ts";
import { createAuthority, issuePerson } from "../../main/formats/x509.ts";
import { clip, openHouse, people, secondClip, type House } from "./house.ts";
import { latestGrantFile, slipIn } from "./outbox.ts";
import { obtainGrant, requestForm, stillUsable, unlockRoom } from "./story.ts";

const hour = 3_600_000;

let house: House;

beforeAll(async () => {
  house = await openHouse();
});
afterEach(() => stillUsable(house));
afterAll(() => house.close());

function latestRefusal(): RefusalRow | undefined {
  return house.refusals()[0];
}

/** What the station of this house judges a grant by. */
async function judgeOf(at: House): Promise<Omit<EvidenceJudge, "authorities">> {
  const pack = await at.get("station:policy");
  await at.get("identity:signIn", people.legal);
  const persons = await at.get("identity:people", {});
  await at.get("identity:signOut");
  return {
    personOf: ({ subject }) => subject.serialNumber,
    pack: (digest) => (digest === policyDigest(pack) ? pack : null),
    person: (id) => persons.find(({ person }) => person === id) ?? null,
    isBeyond: () => false,
    underOrder: () => [],
  };
}

describe("bad certificates", () => {
  const tokens = (): string => house.tokens;

  it("a wrong PIN waits longer each time, survives a restart, locks, and a supervisor unlocks it", async () => {
    const wrong = { token: people.wearer.token, pin: "000000" };
    const first = await house.refused("wrong-pin", "identity:signIn", wrong);
    expect(latestRefusal()).toMatchObject({
      attempt: "identity:signIn",
      failure: "wrong-pin",
      subject: wrong.token,
    });
    await house.refused("pin-delayed", "identity:signIn", people.wearer);
    await house.restart();
    await house.refused("pin-delayed", "identity:signIn", people.wearer);
    house.clock.set(24 * hour);
    house.clock.set(-24 * hour);
    house.clock.pass(first.retryAfterSeconds * 1000);
    const { attempts } = (await house.get("station:policy")).pin;
    for (let left = attempts - 2; left > 0; left--) {
      const next = await house.refused("wrong-pin", "identity:signIn", wrong);
      expect(next.attemptsLeft).toBe(left);
      house.clock.pass(next.retryAfterSeconds * 1000);
    }
    await house.refused("certificate-locked", "identity:signIn", wrong);
    await house.refused("certificate-locked", "identity:signIn", people.wearer);
    expect((await house.get("identity:tokens")).find(({ id }) => id === wrong.token)?.state).toBe("locked");
    const locked = people.wearer.token;
    await house.refused("not-permitted", "identity:unlock", { locked, ...people.legal });
    await house.get("identity:unlock", { locked, ...people.supervisor });
    expect((await house.get("identity:signIn", people.wearer)).person.person).toBe("p-0001");
  });

  it("an act needs the PIN again, and a wrong one signs nothing", async () => {
    await house.get("identity:signIn", people.requester);
    const before = (await house.get("requests:list", { scope: "mine" })).length;
    const failure = await house.refused("wrong-pin", "requests:file", { form: requestForm(house), pin: "999999" });
    house.clock.pass(failure.retryAfterSeconds * 1000);
    expect(await house.get("requests:list", { scope: "mine" })).toHaveLength(before);
    expect(latestRefusal()).toMatchObject({ attempt: "requests:file", failure: "wrong-pin" });
  });

  it("a foreign, a damaged and a missing certificate each have their own answer", async () => {
    const authority = createAuthority({ name: "别处", days: 10 });
    const foreign = issuePerson(authority, { person: "p-0003", name: "王芳", unit: "别处", days: 5 });
    const token = sealToken({ ...foreign, chainPem: authority.certificatePem, pin: "1", name: "x" });
    writeFileSync(join(tokens(), "foreign.p12"), token);
    writeFileSync(join(tokens(), "damaged.p12"), token.subarray(0, token.length - 40));
    await house.refused("certificate-foreign", "identity:signIn", { token: "foreign", pin: "1" });
    await house.refused("certificate-unreadable", "identity:signIn", { token: "damaged", pin: "1" });
    // What is missing is said in the log alone: an attempt to sign in does not find out which certificates there are.
    await house.refused("wrong-pin", "identity:signIn", { token: "missing", pin: "1" });
    expect(
      house
        .refusals()
        .slice(0, 3)
        .map(({ failure }) => failure),
    ).toEqual(["not-found", "certificate-unreadable", "certificate-foreign"]);
    rmSync(join(tokens(), "foreign.p12"));
    rmSync(join(tokens(), "damaged.p12"));
  });

  it("no PIN is kept or logged anywhere", async () => {
    await house.get("identity:signIn", people.requester);
    const files = readdirSync(join(house.folder, "station"), { recursive: true, withFileTypes: true });
    for (const file of files.filter((entry) => entry.isFile())) {
      const bytes = readFileSync(join(file.parentPath, file.name));
      expect({ file: file.name, holdsPin: bytes.includes(people.requester.pin) }).toEqual({
        file: file.name,
        holdsPin: false,
      });
    }
  });
});

describe("tampered grants", () => {
  it("D04 are rejected whichever letter was changed, logged, and open nothing", async () => {
    const held = await obtainGrant(house);
    const file = latestGrantFile(house);
    const count = (await house.grants()).length;
    const at = (fraction: number): number => Math.floor(file.length * fraction);
    for (const place of [0.1, 0.4, 0.7, 0.95].map(at)) {
      const letter = file.charAt(place) === "A" ? "B" : "A";
      await slipIn(house, `${file.slice(0, place)}${letter}${file.slice(place + 1)}`);
      expect(latestRefusal()).toMatchObject({ attempt: "grant.import" });
    }
    await slipIn(house, "not a grant");
    expect(latestRefusal()).toMatchObject({ attempt: "grant.import", failure: "grant-refused:tampered" });
    expect(await house.grants()).toHaveLength(count);
    expect((await house.grants()).find(({ id }) => id === held.id)?.refusal).toBeUndefined();
  });

  it("D07 R1, R8: are judged by the signed request and decision inside, not by what they claim", async () => {
    await obtainGrant(house);
    const { leaf, evidence } = parseGrantFile(latestGrantFile(house));
    const { trustPem } = house.headquarters.headquarters;
    const own = await judgeOf(house);
    const judge = (change: Partial<GrantLeaf>, of = evidence, trust = trustPem) =>
      evidenceRefusal({ ...leaf, ...change }, of, { ...own, authorities: [trust] });
    expect(judge({})).toBeNull();
    const [first] = leaf.assets;
    const wider = leaf.assets.map((granted) => ({ ...granted, frames: [{ from: 10, to: 31 }] }));
    const supervisor = leaf.supervisors.map(({ person, name }) => ({ person, name }));
    const edits: Partial<GrantLeaf>[] = [
      { assets: wider },
      { assets: leaf.assets.map((granted) => ({ ...granted, asset: secondClip.asset })) },
      {
        assets: [
          ...leaf.assets,
          { ...(first ?? leaf.assets[0]), asset: secondClip.asset } as GrantLeaf["assets"][number],
        ],
      },
      { playBudget: leaf.playBudget + 1 },
      { applicantClass: "otherAgency" },
      { viewers: [...leaf.viewers, { person: "p-x000000", name: "来客" }] },
      { notAfter: new Date(Date.parse(leaf.notAfter) + 1000).toISOString() },
      { notBefore: new Date(Date.parse(leaf.notBefore) - 1000).toISOString() },
      { room: "room-302" },
      { verbs: ["copy"] },
      { caseNo: "another" },
      { viewers: [...leaf.viewers, ...supervisor] },
      { viewers: supervisor },
      { supervisors: [{ person: "p-0006", name: "x", certificate: "0".repeat(64) }] },
      { requestDigest: "0".repeat(64) },
      { approvals: leaf.approvals.map((approval) => ({ ...approval, person: "p-0009" })) },
      { approvals: leaf.approvals.map((approval) => ({ ...approval, digest: "0".repeat(64) })) },
    ];
    for (const edit of edits) {
      expect({ edit, refusal: judge(edit) }).toEqual({ edit, refusal: "tampered" });
    }
    expect(
      judge(
        {},
        evidence.filter(({ kind }) => kind === "request"),
      ),
    ).toBe("tampered");
    expect(
      judge(
        {},
        evidence.filter(({ kind }) => kind === "decision"),
      ),
    ).toBe("tampered");
    expect(judge({}, evidence, createAuthority({ name: "别处", days: 10 }).certificatePem)).toBe("tampered");
  });

  it("R1: a grant that shows what an approver withheld, or forgets to say so, is forged", async () => {
    const region = { x: 0, y: 0, width: 5000, height: 5000 };
    const withheld = [
      { asset: clip.asset, from: 12, to: 18, ground: "privacy" },
      { asset: clip.asset, from: 20, to: 25, region, ground: "minor" },
    ];
    const held = await obtainGrant(house, { approval: { withheld } });
    expect(held).toMatchObject({
      assets: [
        {
          ranges: [
            { from: 10, to: 12 },
            { from: 18, to: 30 },
          ],
        },
      ],
      withheld,
    });
    const { leaf, evidence } = parseGrantFile(latestGrantFile(house));
    const judge = async (change: Partial<GrantLeaf>) =>
      evidenceRefusal({ ...leaf, ...change }, evidence, {
        ...(await judgeOf(house)),
        authorities: [house.headquarters.headquarters.trustPem],
      });
    expect(await judge({})).toBeNull();
    const [interval, masked] = leaf.withheld ?? [];
    const edits: Partial<GrantLeaf>[] = [
      { withheld: undefined },
      { withheld: interval === undefined ? [] : [interval] },
      { withheld: masked === undefined ? [] : [masked] },
      { withheld: leaf.withheld?.map((line) => ({ ...line, from: line.from + 1 })) },
      { withheld: leaf.withheld?.map((line) => ({ ...line, region: { ...region, width: 4999 } })) },
      { assets: leaf.assets.map((granted) => ({ ...granted, frames: [{ from: 10, to: 30 }] })) },
      { assets: leaf.assets.map((granted) => ({ ...granted, frames: [{ from: 17, to: 30 }] })) },
    ];
    for (const edit of edits) {
      expect({ edit, refusal: await judge(edit) }).toEqual({ edit, refusal: "tampered" });
    }
  });

  it("come twice without effect", async () => {
    await obtainGrant(house);
    const size = house.refusals().length;
    const count = (await house.grants()).length;
    await slipIn(house, latestGrantFile(house));
    expect(await house.grants()).toHaveLength(count);
    expect(house.refusals()).toHaveLength(size);
  });
});

describe("R12: revocations", () => {
  it("close a grant at once, end a viewing under way, and are in the log", async () => {
    const held = await obtainGrant(house);
    const { id } = await unlockRoom(house, held);
    const asset = held.assets[0]?.asset ?? ("" as never);
    await house.get("viewing:open", { viewing: id, asset });
    await slipIn(house, JSON.stringify({ grant: held.id }), "revocation");
    expect(latestRefusal()).toMatchObject({ attempt: "grant.import", subject: held.id });
    expect((await house.grants()).find(({ id: grant }) => grant === held.id)?.refusal).toBe("revoked");
    const failure = await house.refused("grant-refused", "viewing:open", { viewing: id, asset });
    expect(failure).toMatchObject({ reason: "revoked" });
    await expect.poll(async () => (await house.get("viewing:current"))?.stage, { timeout: 5000 }).toBe("stopped");
  });

  it("of an approver reach the station with their proof; one that headquarters never logged is told apart", async () => {
    const proved = async (grant: string): Promise<unknown> => {
      await house.get("identity:signIn", people.supervisor);
      const { size } = (await house.get("station:status")).log;
      const { rows } = await house.get("log:entries", {
        cursor: size,
        direction: "older",
        limit: 100,
        filter: { types: ["grant.reject"] },
      });
      await house.get("identity:signOut");
      return rows.find(({ facts }) => facts["subject"] === grant)?.facts["proved"];
    };
    const held = await obtainGrant(house);
    await house.get("identity:signIn", people.approver);
    const form = { step: "revoke", ground: "ongoingCase", reason: "案件重新调查" } as const;
    const revoked = await house.get("requests:step", { id: held.request, form, pin: people.approver.pin });
    expect(revoked.state).toBe("revoked");
    await house.get("identity:signOut");
    expect((await house.grants()).find(({ id }) => id === held.id)?.refusal).toBe("revoked");
    expect(await proved(held.id)).toBe(true);
    const forged = await obtainGrant(house);
    await slipIn(house, JSON.stringify({ grant: forged.id }), "revocation");
    expect((await house.grants()).find(({ id }) => id === forged.id)?.refusal).toBe("revoked");
    expect(await proved(forged.id)).toBe(false);
  });

  it("R12 nothing is lost while headquarters is away: a step is refused with its reason and taken once it is back", async () => {
    const held = await obtainGrant(house);
    await house.get("identity:signIn", people.requester);
    const form = { step: "withdraw", reason: "不再需要" } as const;
    const order = { id: held.request, form, pin: people.requester.pin };
    await house.stopHeadquarters();
    await house.refused("headquarters-unreachable", "requests:step", order);
    expect(latestRefusal()).toMatchObject({ attempt: "requests:step", failure: "headquarters-unreachable" });
    await house.startHeadquarters();
    expect((await house.get("requests:step", order)).state).toBe("withdrawn");
    expect((await house.grants()).find(({ id }) => id === held.id)?.refusal).toBe("revoked");
    await house.get("identity:signOut");
  });

  it("that name no grant close none, and are in the log too", async () => {
    const open = async (): Promise<number> =>
      (await house.grants()).filter(({ refusal }) => refusal === undefined).length;
    const before = await open();
    await slipIn(house, "not a revocation", "revocation");
    expect(latestRefusal()).toMatchObject({ attempt: "grant.import", failure: "grant-refused:tampered" });
    expect(await open()).toBe(before);
  });
});

describe("R4: export", () => {
  it("is logged when somebody tries, and a flood of tries does not fill the log", async () => {
    house.app.observe({ kind: "blocked", what: "download", detail: "clip.mp4" });
    expect(latestRefusal()).toMatchObject({ attempt: "export", subject: "download" });
    const before = (await house.get("station:status")).log.size;
    for (let count = 0; count < 200; count++) {
      house.app.observe({ kind: "blocked", what: "window", detail: "about:blank" });
    }
    expect((await house.get("station:status")).log.size - before).toBeLessThanOrEqual(40);
  });
});
