import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { createAuthority, createCsr, issueDevice } from "../../../main/formats/x509.ts";
import { routes, type RouteName } from "../../../shared/http/api.ts";
import { personIdSchema } from "../../../shared/model/person.ts";
import { World } from "../../support/headquarters.ts";
import { enrolTestStation } from "../../support/test-station.ts";
import { fetchOver } from "../../support/https.ts";

let world: World;

beforeAll(async () => {
  world = await World.open({ recordings: false });
}, 120_000);
afterAll(() => world.close());

const json = { "content-type": "application/json" };
const challenge = { method: "POST", path: "/v1/challenges" } as const;

describe("who may call headquarters", () => {
  const call = (identity: { cert?: string; key?: string; ca?: string }) =>
    fetchOver(world.headquarters, challenge.method, challenge.path, { ...identity, body: "{}", headers: json });

  it("answers a station with its device certificate", async () => {
    const answer = await call({ cert: world.station.enrolled.certificatePem, key: world.station.privateKeyPem });
    expect(answer.status).toBe(200);
  });

  it("proves itself: a station that trusts another authority does not talk to it", async () => {
    const ca = createAuthority({ name: "other", days: 1 }).certificatePem;
    await expect(
      call({ cert: world.station.enrolled.certificatePem, key: world.station.privateKeyPem, ca }),
    ).rejects.toThrow(/certificate/u);
  });

  it("refuses a caller without a certificate", async () => {
    await expect(call({})).rejects.toThrow(/certificate|reset|socket/iu);
  });

  it("refuses a device certificate of another authority", async () => {
    const other = createAuthority({ name: world.headquarters.policy.authority.zh, days: 1 });
    const { csrPem, privateKeyPem } = createCsr({ commonName: "ws-01" });
    const { certificatePem } = issueDevice(other, csrPem, { commonName: "ws-01", days: 1, client: true });
    await expect(call({ cert: certificatePem, key: privateKeyPem })).rejects.toThrow(
      /certificate|unknown ca|reset|socket/iu,
    );
  });

  it("refuses a person's certificate as a device's, though the same authority issued it", async () => {
    const { certificatePem, privateKeyPem } = world.signer("p-approver");
    const answer = await call({ cert: certificatePem, key: privateKeyPem }).catch(() => null);
    expect(answer === null || answer.status === 403).toBe(true);
  });

  it("refuses a revoked station at once, on a session that was good", async () => {
    const station = await enrolTestStation(world.headquarters, "slwh/ws/revoked/0");
    const session = await world.signIn("p-applicant", station);
    expect(await world.call("searchFootage", {}, { session, station })).toMatchObject({ ok: true });
    await world.headquarters.administration.revokeStation(station.enrolled.station);
    expect(await world.call("searchFootage", {}, { session, station })).toMatchObject({
      status: 403,
      failure: { code: "headquarters-refused", reason: "unknown-station" },
    });
  });

  it("enrols an origin once, and refuses malformed keys and requests", async () => {
    const { administration } = world.headquarters;
    const { csrPem } = createCsr({ commonName: "x" });
    const enrolment = {
      name: "WS",
      room: "room-301",
      csrPem,
      kemPublicKey: Buffer.alloc(32, 7).toString("base64url"),
      logOrigin: world.station.origin,
      logVerifierKey: world.station.enrolled.headquarters.verifierKey,
    };
    const refused = { ok: false, failure: { code: "bad-request" } };
    expect(await administration.enrolStation(enrolment)).toMatchObject({ failure: { field: "logOrigin" } });
    const fresh = { ...enrolment, logOrigin: world.headquarters.origin };
    expect(await administration.enrolStation({ ...fresh, kemPublicKey: "AAAA" })).toMatchObject(refused);
    expect(await administration.enrolStation({ ...fresh, room: "../room" })).toMatchObject({
      failure: { field: "room" },
    });
    // A verifier key that names another log.
    expect(await administration.enrolStation(fresh)).toMatchObject({ failure: { field: "logVerifierKey" } });
  });
});

describe("signing in", () => {
  const open = async (person: string, change: Record<string, unknown> = {}, signer = person) => {
    const { value } = (await world.call("challenge", {})) as { value: { nonce: string } };
    const act = { ...world.sessionAct(person, value.nonce), ...change };
    return world.call("openSession", { cms: world.sign(signer, act) });
  };

  it("gives a session to whoever signed the challenge", async () => {
    expect(await open("p-applicant")).toMatchObject({ ok: true, value: { person: { person: "p-applicant" } } });
  });

  it("takes a challenge once, only at its station, and only a challenge", async () => {
    const other = await enrolTestStation(world.headquarters, "slwh/ws/second/0");
    const { value } = (await world.call("challenge", {})) as { value: { nonce: string } };
    const theirs = world.sign("p-applicant", world.sessionAct("p-applicant", value.nonce, other));
    expect(await world.call("openSession", { cms: theirs }, { station: other })).toMatchObject({
      failure: { field: "nonce" },
    });
    const cms = world.sign("p-applicant", world.sessionAct("p-applicant", value.nonce));
    expect(await world.call("openSession", { cms })).toMatchObject({ ok: true });
    expect(await world.call("openSession", { cms })).toMatchObject({ failure: { field: "nonce" } });
    expect(await open("p-applicant", { nonce: "made-up" })).toMatchObject({ failure: { field: "nonce" } });
  });

  it("refuses a person who signs as somebody else, and a request in place of a sign-in", async () => {
    expect(await open("p-applicant", {}, "p-compliance")).toMatchObject({ failure: { code: "certificate-foreign" } });
    const { value } = (await world.call("challenge", {})) as { value: { nonce: string } };
    const act = { ...world.requestAct("p-applicant"), nonce: value.nonce };
    expect(await world.call("openSession", { cms: world.sign("p-applicant", act) })).toMatchObject({
      failure: { code: "bad-request" },
    });
  });

  it("refuses a revoked person, and ends the session they had", async () => {
    await world.addPerson("p-leaver", ["caseOfficer"]);
    const session = await world.signIn("p-leaver");
    await world.headquarters.administration.revokePerson(personIdSchema.parse("p-leaver"));
    expect(await open("p-leaver")).toMatchObject({ failure: { code: "certificate-revoked" } });
    expect(await world.call("searchFootage", {}, { session })).toMatchObject({ status: 401 });
    const people = await world.call("people", {});
    expect(people.ok && people.value.map(({ person }) => String(person))).not.toContain("p-leaver");
  });

  it("refuses the old certificate of a person who was given a new token", async () => {
    await world.addPerson("p-renewed", ["caseOfficer"]);
    await world.headquarters.administration.issueToken(personIdSchema.parse("p-renewed"), "135790");
    expect(await open("p-renewed")).toMatchObject({ failure: { code: "certificate-revoked" } });
  });

  it("binds a session to its station, and ends it after twelve hours", async () => {
    const other = await enrolTestStation(world.headquarters, "slwh/ws/third/0");
    const session = await world.signIn("p-applicant");
    expect(await world.call("searchFootage", {}, { session, station: other })).toMatchObject({ status: 401 });
    expect(await world.call("searchFootage", {}, { session })).toMatchObject({ ok: true });
    world.ahead = 12 * 3_600_000 + 1000;
    expect(await world.call("searchFootage", {}, { session })).toMatchObject({ failure: { code: "not-signed-in" } });
    world.ahead = 0;
  });

  it("refuses a certificate that has expired by the clock of headquarters", async () => {
    world.ahead = 4 * 365 * 24 * 3_600_000;
    expect(await open("p-applicant")).toMatchObject({ failure: { code: "certificate-expired" } });
    world.ahead = 0;
  });
});

describe("every route of the contract", () => {
  it.each(Object.entries(routes).filter(([, { person }]) => person))("%s needs a signed-in person", async (name) => {
    const sessions = [undefined, "A".repeat(43), "x"];
    for (const session of sessions) {
      // oxlint-disable-next-line no-await-in-loop -- three callers, one after the other
      const answer = await world.call(name as RouteName, {}, session === undefined ? {} : { session });
      expect(answer).toMatchObject({ ok: false, status: 401, failure: { code: "not-signed-in" } });
    }
  });

  it("refuses bodies that are no JSON, too large, or of another shape", async () => {
    const send = (body: string, headers: Record<string, string> = json) =>
      world.fetch("POST", routes.outbox.path, { body, headers });
    expect((await send("{")).status).toBe(400);
    expect((await send(JSON.stringify({ after: "x".repeat(2_000_000) }))).status).toBe(413);
    expect((await send('{"after":"0"}')).status).toBe(400);
    expect((await send('{"after":0}')).status).toBe(200);
    expect((await world.fetch("GET", "/v1/nothing")).status).toBe(400);
  });
});
