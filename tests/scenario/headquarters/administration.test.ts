import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { parseAuthorisationRegister } from "../../../main/formats/authorisation-register.ts";
import { fromBase64 } from "../../../main/formats/bytes.ts";
import { readCrl } from "../../../main/formats/crl.ts";
import { openSealed } from "../../../main/formats/enveloped.ts";
import { createAuthority, createCsr, issuePerson, readCertificate, verifyChain } from "../../../main/formats/x509.ts";
import { authorisationFor, unit } from "../../support/authorisation.ts";
import { storedEntries } from "../../support/station-log.ts";
import { World } from "../../support/headquarters.ts";
import { countersign, giveOrder, orderAct, ordered, viewOf } from "../../support/orders.ts";

let world: World;

beforeAll(async () => {
  world = await World.open();
}, 120_000);
afterAll(() => world.close());

let next = 0;
const record = (change: Record<string, unknown> = {}): Record<string, unknown> => {
  next += 1;
  return {
    person: `p-new${next}`,
    name: "新人",
    latinName: "Xin Ren",
    unit,
    post: "执法人员",
    certificateNo: `SLWH-31-${next}`,
    roles: ["officer"],
    outside: false,
    ...change,
  };
};
const add = (change: Record<string, unknown> = {}) => ({ order: "person.add", record: record(change) });
const refused = (reason: string) => ({ ok: false, failure: { code: "administration", reason } });
const known = async (person: unknown) => (await viewOf(world)).people.find((one) => one.person.person === person);

describe("an order of an administrator", () => {
  it("takes effect, once it is signed and in the log of headquarters", async () => {
    const order = add();
    expect(await giveOrder(world, order)).toMatchObject({ ok: true, value: { state: "applied", by: "p-admin" } });
    expect(await known(order.record["person"])).toMatchObject({ person: { name: "新人" }, authorisations: [] });
  });

  it("is refused when it is not signed, not an act, or signed by somebody else than whose session it is", async () => {
    const session = await world.signIn("p-admin");
    const unsigned = Buffer.from(JSON.stringify(orderAct(world, "p-admin", add()))).toString("base64");
    expect(await world.call("administer", { cms: unsigned }, { session })).toMatchObject({
      failure: { code: "bad-request", field: "cms" },
    });
    const foreign = world.sign("p-approver", orderAct(world, "p-admin", add()));
    expect(await world.call("administer", { cms: foreign }, { session })).toMatchObject({
      failure: { code: "certificate-foreign" },
    });
    const others = world.sign("p-secondadmin", orderAct(world, "p-secondadmin", add()));
    expect(await world.call("administer", { cms: others }, { session })).toMatchObject({
      failure: { code: "not-permitted" },
    });
  });

  it("is refused when it comes a second time, as the same bytes or under the same nonce", async () => {
    const session = await world.signIn("p-admin");
    const order = add();
    const cms = world.sign("p-admin", orderAct(world, "p-admin", order, { nonce: "once" }));
    expect(await world.call("administer", { cms }, { session })).toMatchObject({ ok: true });
    expect(await world.call("administer", { cms }, { session })).toMatchObject(refused("replayed"));
    const again = world.sign("p-admin", orderAct(world, "p-admin", add(), { nonce: "once" }));
    expect(await world.call("administer", { cms: again }, { session })).toMatchObject(refused("replayed"));
  });

  it("R8 is refused from anybody who is no administrator, and so is a look at the screens", async () => {
    expect(await giveOrder(world, add(), "p-approver")).toMatchObject(refused("not-administrator"));
    const session = await world.signIn("p-approver");
    expect(await world.call("administration", {}, { session })).toMatchObject(refused("not-administrator"));
    expect(await world.call("rehearseBackup", { shares: [] }, { session })).toMatchObject(refused("not-administrator"));
  });

  it("R8 is refused where it concerns the administrator's own person, whatever it gives or takes", async () => {
    const own = record({ person: "p-admin", roles: ["administrator", "approver"] });
    const { csrPem } = createCsr({ commonName: "p-admin" });
    const orders = [
      { order: "person.edit", record: own },
      { order: "authorisation.set", person: "p-admin", authorisation: authorisationFor("self") },
      { order: "certificate.issue", person: "p-admin", csrPem },
      { order: "person.revoke", person: "p-admin", reason: "unspecified", note: "" },
    ];
    for (const order of orders) {
      // oxlint-disable-next-line no-await-in-loop -- one session after the other
      expect(await giveOrder(world, order)).toMatchObject(refused("self"));
    }
  });

  it("may not add somebody twice, nor give an outside person a post of the authority", async () => {
    const order = add();
    expect(await giveOrder(world, order)).toMatchObject({ ok: true });
    expect(await giveOrder(world, order)).toMatchObject(refused("person-exists"));
    expect(await giveOrder(world, add({ outside: true, roles: ["approver"] }))).toMatchObject(refused("roles-outside"));
  });
});

describe("four eyes", () => {
  it("wait for a second administrator where an order concerns keys or an administrator", async () => {
    const { csrPem } = createCsr({ commonName: "x" });
    const orders = [
      { order: "certificate.issue", person: "p-wearer", csrPem },
      add({ roles: ["administrator"] }),
      { order: "keys.backup", threshold: 2, custodians: ["p-approver", "p-supervisor"] },
      { order: "authorisation.set", person: "p-secondadmin", authorisation: authorisationFor("self") },
    ];
    for (const order of orders) {
      // oxlint-disable-next-line no-await-in-loop -- one session after the other
      expect(await giveOrder(world, order)).toMatchObject({
        ok: true,
        value: { state: "waiting", collectable: false },
      });
    }
  });

  it("are not the same two twice, and not those of somebody without the office", async () => {
    const order = await giveOrder(world, add({ roles: ["administrator"] }));
    const digest = order.ok ? order.value.digest : "";
    expect(await countersign(world, digest, "p-admin")).toMatchObject(refused("same-person"));
    expect(await countersign(world, digest, "p-approver")).toMatchObject(refused("not-administrator"));
    expect(await countersign(world, digest)).toMatchObject({ ok: true, value: { state: "applied" } });
    expect(await countersign(world, digest)).toMatchObject(refused("settled"));
  });

  it("do not include the person whom the order is about", async () => {
    const order = await giveOrder(world, {
      order: "authorisation.set",
      person: "p-secondadmin",
      authorisation: authorisationFor("self"),
    });
    expect(await countersign(world, order.ok ? order.value.digest : "")).toMatchObject(refused("self"));
  });

  it("may say no, and then nothing happens", async () => {
    const wanted = add({ roles: ["administrator"] });
    const order = await giveOrder(world, wanted);
    const digest = order.ok ? order.value.digest : "";
    expect(await countersign(world, digest, "p-secondadmin", false)).toMatchObject({ value: { state: "declined" } });
    expect(await known(wanted.record["person"])).toBeUndefined();
    expect(await countersign(world, digest)).toMatchObject(refused("settled"));
  });

  it("come too late after seven days", async () => {
    const order = await giveOrder(world, add({ roles: ["administrator"] }));
    world.ahead = 8 * 86_400_000;
    const late = await countersign(world, order.ok ? order.value.digest : "");
    world.ahead = 0;
    expect(late).toMatchObject(refused("lapsed"));
  });

  it("judge what they see now: an order that does not fit any more is refused at the second signature", async () => {
    const wanted = add({ roles: ["administrator"] });
    const order = await giveOrder(world, wanted);
    await ordered(world, { ...wanted, record: { ...wanted.record, roles: ["officer"] } });
    expect(await countersign(world, order.ok ? order.value.digest : "")).toMatchObject(refused("person-exists"));
  });
});

describe("certificates", () => {
  it("are issued for a key that was made elsewhere, and can be collected by an administrator only", async () => {
    await world.addPerson("p-holder", ["officer"]);
    const former = world.signer("p-holder").certificatePem;
    const { csrPem } = createCsr({ commonName: "p-holder" });
    const digest = await ordered(world, { order: "certificate.issue", person: "p-holder", csrPem });
    const session = await world.signIn("p-admin");
    const collected = await world.call("collectOrder", { digest }, { session });
    const pem = collected.ok && collected.value.kind === "certificate" ? collected.value.certificatePem : "";
    expect(verifyChain(pem, [world.headquarters.trustPem], new Date())).toEqual({ ok: true });
    expect(readCertificate(pem).subject.serialNumber).toBe("p-holder");
    expect(await world.call("collectOrder", { digest }, { session: await world.signIn("p-approver") })).toMatchObject(
      refused("not-administrator"),
    );
    const standing = await world.call("standing", {});
    const list = readCrl(fromBase64(standing.ok ? standing.value.revocations : ""), world.headquarters.trustPem);
    expect(list.revoked).toContainEqual(
      expect.objectContaining({ serial: readCertificate(former).serial, reason: "superseded" }),
    );
  });

  it("end with a reason, at once, and stand on the signed list of revoked certificates", async () => {
    await world.addPerson("p-loser", ["caseOfficer"]);
    const session = await world.signIn("p-loser");
    expect(await world.call("searchFootage", {}, { session })).toMatchObject({ ok: true });
    await ordered(world, { order: "certificate.revoke", person: "p-loser", reason: "keyCompromise", note: "令牌遗失" });
    expect(await world.call("searchFootage", {}, { session })).toMatchObject({ failure: { code: "not-signed-in" } });
    await expect(world.signIn("p-loser")).rejects.toThrow("certificate-revoked");
    const { serial } = readCertificate(world.signer("p-loser").certificatePem);
    const standing = await world.call("standing", {});
    const list = readCrl(fromBase64(standing.ok ? standing.value.revocations : ""), world.headquarters.trustPem);
    expect(list.revoked.find((one) => one.serial === serial)?.reason).toBe("keyCompromise");
    expect(list.due.getTime() - Date.now()).toBeGreaterThan(28 * 86_400_000);
  });

  it("are refused for a key that did not sign its own request", async () => {
    const { csrPem } = createCsr({ commonName: "x" });
    const broken = csrPem.replace(/[A-Za-z](?=[^\n]*\n-----END)/u, (letter) => (letter === "A" ? "B" : "A"));
    expect(await giveOrder(world, { order: "certificate.issue", person: "p-wearer", csrPem: broken })).toMatchObject({
      failure: { code: "bad-request", field: "csrPem" },
    });
  });
});

describe("an outside authority", () => {
  const other = createAuthority({ name: "外部证书机构", days: 100, notBefore: new Date(Date.now() - 600_000) });
  const issued = issuePerson(other, {
    // Whatever an outside authority writes into a certificate, the directory says whose it is.
    person: "p-approver",
    name: "外来",
    unit: "",
    days: 50,
    notBefore: new Date(Date.now() - 600_000),
  });
  const accept = { order: "certificate.accept", person: "p-foreign", certificatePem: issued.certificatePem };

  it("counts only once two administrators accepted its chain, and each certificate of it once more", async () => {
    await ordered(world, add({ person: "p-foreign", roles: ["caseOfficer"] }));
    expect(await giveOrder(world, accept)).toMatchObject({ failure: { code: "certificate-foreign" } });
    const chain = { order: "authority.accept", chainPem: other.certificatePem };
    const unsound = { ...chain, chainPem: issued.certificatePem };
    expect(await giveOrder(world, unsound)).toMatchObject(refused("chain-unsound"));
    await ordered(world, chain);
    expect(await giveOrder(world, chain)).toMatchObject(refused("settled"));
    world.signers.set("p-foreign", issued);
    await expect(world.signIn("p-foreign")).rejects.toThrow("certificate-foreign");
    await ordered(world, accept);
    const session = await world.signIn("p-foreign");
    expect(await world.call("listRequests", { scope: "mine" }, { session })).toMatchObject({ ok: true });
    const standing = await world.call("standing", {});
    const { register } = parseAuthorisationRegister(standing.ok ? standing.value.register : "");
    expect(register.authorities).toEqual([other.certificatePem]);
  });

  it("does not lend its names: a certificate that calls itself somebody else signs for nobody but its holder", async () => {
    const session = await world.signIn("p-approver");
    const cms = world.sign("p-foreign", orderAct(world, "p-approver", add()));
    expect(await world.call("administer", { cms }, { session })).toMatchObject({
      failure: { code: "certificate-foreign" },
    });
  });

  it("cannot give one certificate to two persons", async () => {
    await ordered(world, add({ person: "p-foreign2", roles: ["caseOfficer"] }));
    expect(await giveOrder(world, { ...accept, person: "p-foreign2" })).toMatchObject(refused("certificate-taken"));
  });
});

describe("the protections a station must have", () => {
  it("below its floor it gets no new grant; once they are live again it does", async () => {
    await ordered(world, { order: "station.floor", station: "ws-01", floor: ["capture"] });
    expect((await viewOf(world)).stations.find(({ station }) => station === "ws-01")?.below).toEqual(["capture"]);
    const request = await world.filed();
    expect(await world.decide("p-approver", request)).toMatchObject(refused("floor-not-met"));
    await world.call("reportProtections", { shell: "electron", protections: [{ id: "capture", state: "live" }] });
    expect(await world.decide("p-approver", request)).toMatchObject({ ok: true, value: { state: "approved" } });
    await world.call("reportProtections", { shell: "electron", protections: [{ id: "capture", state: "failed" }] });
    expect(await world.decide("p-approver", await world.filed())).toMatchObject(refused("floor-not-met"));
    await ordered(world, { order: "station.floor", station: "ws-01", floor: [] });
  });
});

describe("administrators in office", () => {
  it("are never fewer than two, or nobody could countersign any more", async () => {
    const small = await World.open({ recordings: false, anew: true });
    try {
      await small.addPerson("p-third", ["administrator"]);
      const withdraw = (person: string) => ({ order: "person.revoke", person, reason: "unspecified", note: "" });
      const order = await giveOrder(small, withdraw("p-third"));
      expect(await countersign(small, order.ok ? order.value.digest : "")).toMatchObject({ ok: true });
      expect(await giveOrder(small, withdraw("p-secondadmin"))).toMatchObject(refused("too-few-administrators"));
    } finally {
      await small.close();
    }
  });
});

describe("graded authorisation (F17)", () => {
  const authorise = (change: Parameters<typeof authorisationFor>[1]) =>
    ordered(world, {
      order: "authorisation.set",
      person: "p-graded",
      authorisation: authorisationFor("subordinates", change),
    });

  beforeAll(() => world.addPerson("p-graded", ["caseOfficer", "approver"]));

  it.each([
    ["verb-not-granted", { verbs: ["callUp" as const] }],
    ["act-not-granted", { acts: ["approve" as const] }],
    ["conflict-of-interest", { conflicts: ["p-wearer"] }],
    ["outside-period", { to: "2026-01-01T00:00:00+08:00" }],
  ])("O-2 refuses to file beyond it: %s", async (rule, change) => {
    await authorise(change);
    const answer = await world.file("p-graded");
    // Whoever has no authorisation in force does not even learn that the recording exists.
    expect(answer).toMatchObject({
      failure: rule === "outside-period" ? { code: "not-found" } : { code: "beyond-authorisation", rule },
    });
  });

  it("O-2 shows in searches only what lies within scope and ceiling", async () => {
    const count = async () => {
      const answer = await world.call("searchFootage", {}, { session: await world.signIn("p-graded") });
      return answer.ok ? answer.value.total : -1;
    };
    await authorise({});
    expect(await count()).toBe(2);
    await authorise({ ceiling: "internal" });
    expect(await count()).toBe(1);
    await authorise({ scope: { kind: "unit", unit: "别的单位" } });
    expect(await count()).toBe(0);
    await authorise({ scope: { kind: "squad", unit, squad: "执法一中队" } });
    expect(await count()).toBe(2);
    await authorise({ scope: { kind: "cases", cases: ["别的案号"] } });
    expect(await count()).toBe(0);
    await ordered(world, { order: "authorisation.withdraw", person: "p-graded", note: "调离" });
    expect(await count()).toBe(0);
  });

  it("O-2 refuses to decide beyond it, and says by which article", async () => {
    await authorise({ acts: ["apply"] });
    const request = await world.filed();
    expect(await world.decide("p-graded", request)).toMatchObject({
      failure: { code: "beyond-authorisation", rule: "act-not-granted", article: expect.stringMatching(/^S/u) },
    });
  });

  it("keeps its history and who gave it", async () => {
    const held = (await known("p-graded"))?.authorisations ?? [];
    expect(held.length).toBeGreaterThan(5);
    expect(held[0]?.grantedBy).toBe("p-admin");
    expect(held.some(({ authorisation }) => authorisation === undefined)).toBe(true);
  });

  it("carries no ceiling above its grade", async () => {
    const authorisation = authorisationFor("self", { grade: 4, ceiling: "secret" });
    expect(await giveOrder(world, { order: "authorisation.set", person: "p-graded", authorisation })).toMatchObject(
      refused("ceiling-above-grade"),
    );
  });
});

describe("the master key's backup", () => {
  const custodians = ["p-approver", "p-supervisor", "p-compliance"];
  let shares: string[] = [];
  let holders: string[] = [];
  let strangers = -1;

  beforeAll(async () => {
    const digest = await ordered(world, { order: "keys.backup", threshold: 2, custodians });
    const collected = await world.call("collectOrder", { digest }, { session: await world.signIn("p-admin") });
    const sealed = collected.ok && collected.value.kind === "shares" ? collected.value.shares : [];
    holders = sealed.map(({ person }) => person);
    strangers = sealed.filter(({ cms }) => openSealed(fromBase64(cms), world.signer("p-wearer")) !== null).length;
    shares = sealed.map(({ person, cms }) =>
      Buffer.from(openSealed(fromBase64(cms), world.signer(person)) ?? []).toString("utf8"),
    );
  });

  it("is a share for each custodian that nobody else opens", () => {
    expect({ holders, strangers }).toEqual({ holders: custodians, strangers: 0 });
  });

  const rehearse = async (brought: string[]) =>
    world.call("rehearseBackup", { shares: brought }, { session: await world.signIn("p-admin") });

  it("is rehearsed: any two shares open every sealed secret, and the rehearsal is on record", async () => {
    expect(await rehearse(shares.slice(1))).toMatchObject({ ok: true, value: { secrets: expect.any(Number) } });
    const [backup] = (await viewOf(world)).backups;
    expect(backup).toMatchObject({ threshold: 2, custodians, rehearsals: [{ by: "p-admin", shares: 2 }] });
  });

  it("refuses too few, the same twice, and a changed share, each in its own words", async () => {
    const [one = "", two = ""] = shares;
    const share = (reason: string, at?: number) => ({
      failure: { code: "share-refused", reason, ...(at === undefined ? {} : { share: at }) },
    });
    expect(await rehearse([one])).toMatchObject(share("too-few"));
    expect(await rehearse([one, one])).toMatchObject(share("duplicate", 2));
    expect(await rehearse([one, two.replace(/.$/u, (last) => (last === "0" ? "G" : "0"))])).toMatchObject(
      share("altered", 2),
    );
    expect(await rehearse([one, "hello"])).toMatchObject(share("unreadable", 2));
  });

  it("refuses shares of another backup among them", async () => {
    const digest = await ordered(world, { order: "keys.backup", threshold: 2, custodians: custodians.slice(0, 2) });
    const collected = await world.call("collectOrder", { digest }, { session: await world.signIn("p-admin") });
    const other = collected.ok && collected.value.kind === "shares" ? collected.value.shares[0] : undefined;
    const text = Buffer.from(openSealed(fromBase64(other?.cms ?? ""), world.signer("p-approver")) ?? []).toString();
    expect(await rehearse([shares[1] ?? "", text])).toMatchObject({
      failure: { code: "share-refused", reason: "mixed", share: 2 },
    });
  });
});

describe("the log of headquarters", () => {
  it("R12 has every order before it takes effect, and every refusal", async () => {
    const applied = await ordered(world, add({ person: "p-logged" }));
    await giveOrder(world, add(), "p-approver");
    const entries = storedEntries(join(world.folder, "headquarters"));
    const order = entries.findIndex(({ t, b }) => t === "hq.admin" && b["digest"] === applied);
    const effect = entries.findIndex(({ t, b }) => t === "hq.person" && b["person"] === "p-logged");
    expect(order).toBeGreaterThan(0);
    expect(effect).toBeGreaterThan(order);
    expect(entries.findLast(({ t }) => t === "hq.refuse")).toMatchObject({
      person: "p-approver",
      b: { attempt: "administration.order", failure: "administration", facts: { reason: "not-administrator" } },
    });
  });
});
