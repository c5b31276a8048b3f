import { randomBytes } from "node:crypto";
import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { parseRevocation } from "../../../main/formats/revocation.ts";
import { verifyStatement } from "../../../main/formats/statement.ts";
import { namedPolicy } from "../../../main/headquarters/index.ts";
import { addWorkingDays } from "../../../shared/access/policy/calendar.ts";
import { dateIn } from "../../../shared/time/local-day.ts";
import type { RouteOutput } from "../../../shared/http/api.ts";
import { addDeciders } from "../../support/chains.ts";
import { footageMetadata, makeClip, World } from "../../support/headquarters.ts";

type Filed = RouteOutput<"fileRequest">;

const privateAsset = "WH-20261109-T001-03";
const policy = namedPolicy("health-supervision");

let world: World;

beforeAll(async () => {
  world = await World.open({ policy });
  await addDeciders(world);
  const taken = await world.headquarters.administration.ingest(
    makeClip(world.folder),
    footageMetadata({ asset: privateAsset, secrecy: "privacy" }),
  );
  if (!taken.ok) {
    throw new Error(`clip refused: ${taken.failure.reason}`);
  }
}, 120_000);
afterAll(() => world.close());

async function step(person: string, request: Filed, form: Record<string, unknown>): Promise<Filed> {
  const answer = await world.step(person, request, form);
  if (!answer.ok) {
    throw new Error(`step refused: ${JSON.stringify(answer.failure)}`);
  }
  return answer.value;
}

async function approved(): Promise<Filed> {
  const answer = await world.decide("p-approver", await world.filed());
  if (!answer.ok) {
    throw new Error("not approved");
  }
  return answer.value;
}

const whatOf = ({ transitions }: Filed): string[] => transitions.map(({ what }) => what);
const viewer = {
  name: "钱多",
  idKind: "residentId",
  idNo: "110101199003078515",
  unit: "",
  contact: "",
  protected: false,
};
const asParty = { applicantClass: "party", legalRoute: "fileAccess", purpose: "caseReview", viewer };
const accepted = { paper: "writtenRequest", result: "accepted", number: "申〔2026〕1号", how: "original", note: "" };

describe("the way of a request", () => {
  it("is withdrawn by its applicant alone, and nothing decides it afterwards", async () => {
    const filed = await world.filed();
    expect(await world.step("p-approver", filed, { step: "withdraw", reason: "不再需要" })).toMatchObject({
      failure: { code: "not-permitted", action: "request.withdraw" },
    });
    const withdrawn = await step("p-applicant", filed, { step: "withdraw", reason: "不再需要" });
    expect(withdrawn.state).toBe("withdrawn");
    expect(whatOf(withdrawn)).toEqual(["file", "withdraw"]);
    expect(await world.decide("p-approver", withdrawn)).toMatchObject({ failure: { code: "already-decided" } });
    expect(await world.step("p-applicant", withdrawn, { step: "withdraw", reason: "再撤" })).toMatchObject({
      failure: { code: "already-decided" },
    });
  });

  it("is returned, completed under the same number, and its steps start again", async () => {
    const filed = await world.filed();
    expect(await world.step("p-applicant", filed, { step: "return", reason: "自退" })).toMatchObject({
      failure: { code: "duties-not-separate", rule: "requester-decides" },
    });
    const returned = await step("p-approver", filed, { step: "return", reason: "请写明时段的理由" });
    expect(returned.state).toBe("returned");
    expect(await world.decide("p-approver", returned)).toMatchObject({
      failure: { code: "request-waits", state: "returned" },
    });
    const session = await world.signIn("p-applicant");
    const before = world.requestAct("p-applicant", {}, { completes: filed.id });
    const completed = await world.call("fileRequest", { cms: world.sign("p-applicant", before) }, { session });
    expect(completed).toMatchObject({ ok: true, value: { number: filed.number, state: "pending" } });
    const value = completed.ok ? completed.value : filed;
    expect(value.digest).not.toBe(filed.digest);
    expect(whatOf(value)).toEqual(["file", "return", "complete"]);
    expect(value.transitions[0]?.digest).toBe(filed.digest);
    // A decision on the form as it was is a decision on nothing.
    const stale = { ...world.decisionAct("p-approver", value, world.approval()), requestDigest: filed.digest };
    const approver = await world.signIn("p-approver");
    expect(
      await world.call("decideRequest", { cms: world.sign("p-approver", stale) }, { session: approver }),
    ).toMatchObject({ failure: { code: "bad-request", field: "requestDigest" } });
    expect(await world.decide("p-approver", value)).toMatchObject({ value: { state: "approved" } });
    const other = world.requestAct("p-applicant", {}, { completes: filed.id });
    expect(await world.call("fileRequest", { cms: world.sign("p-applicant", other) }, { session })).toMatchObject({
      failure: { code: "bad-request", field: "completes" },
    });
  });

  it("expires by the clock of headquarters when nobody decided in time", async () => {
    const filed = await world.filed("p-applicant", {
      validTo: new Date(world.now().getTime() + 3_600_000).toISOString(),
    });
    world.ahead += 2 * 3_600_000;
    const shown = await world.call("showRequest", { id: filed.id }, { session: await world.signIn("p-applicant") });
    expect(shown).toMatchObject({ ok: true, value: { state: "expired" } });
    const last = shown.ok ? shown.value.transitions.at(-1) : undefined;
    expect(last).toMatchObject({ what: "expire" });
    expect(last?.by).toBeUndefined();
    expect(last?.entry).toBeGreaterThan(0);
  });
});

describe("a revocation", () => {
  it("needs a ground of the pack and an approver or administrator, and travels with its proof", async () => {
    const request = await approved();
    const revoke = { step: "revoke", ground: "ongoingCase", reason: "案件重新调查" };
    expect(await world.step("p-archivist", request, revoke)).toMatchObject({ failure: { code: "not-permitted" } });
    expect(await world.step("p-approver", request, { ...revoke, ground: "because" })).toMatchObject({
      failure: { code: "bad-request" },
    });
    const revoked = await step("p-approver", request, revoke);
    expect(revoked.state).toBe("revoked");
    const outbox = await world.call("outbox", { after: 0 });
    const sent = outbox.ok ? outbox.value.items.findLast(({ kind }) => kind === "revocation") : undefined;
    const file = parseRevocation(sent?.file ?? "");
    expect(file.statement).toMatchObject({ grant: request.grant, person: "p-approver", ground: "ongoingCase" });
    const trust = { origin: world.headquarters.origin, verifierKeys: [world.headquarters.verifierKey] };
    expect(verifyStatement(file, trust)).toBe(true);
    const altered = { ...file, leaf: new Uint8Array([...file.leaf.slice(0, -1), 0x20]) };
    expect(verifyStatement(altered, trust)).toBe(false);
  });

  it("follows when the applicant withdraws what was approved", async () => {
    const request = await approved();
    await step("p-applicant", request, { step: "withdraw", reason: "不再需要" });
    const outbox = await world.call("outbox", { after: 0 });
    const last = outbox.ok ? outbox.value.items.at(-1) : undefined;
    expect(last?.kind).toBe("revocation");
    expect(parseRevocation(last?.file ?? "").statement.grant).toBe(request.grant);
  });
});

describe("O-12 papers (F4)", () => {
  it("are checked by a named clerk who is not the applicant, before anybody decides", async () => {
    const filed = await world.filed("p-applicant", asParty);
    expect(filed.state).toBe("papers");
    expect(filed.papers.map(({ paper }) => paper)).toEqual(["writtenRequest"]);
    expect(await world.decide("p-approver", filed)).toMatchObject({
      failure: { code: "request-waits", state: "papers" },
    });
    const papers = { step: "papers", papers: [accepted] };
    expect(await world.step("p-applicant", filed, papers)).toMatchObject({
      failure: { code: "duties-not-separate", rule: "requester-decides" },
    });
    const runOut = { ...accepted, validUntil: "2020-01-01" };
    expect(await world.step("p-archivist", filed, { step: "papers", papers: [runOut] })).toMatchObject({
      failure: { code: "bad-request", field: "form.validUntil" },
    });
    const rejected = await step("p-archivist", filed, {
      step: "papers",
      papers: [{ ...accepted, result: "rejected" }],
    });
    expect(rejected.state).toBe("papers");
    const checked = await step("p-archivist", rejected, papers);
    expect(checked).toMatchObject({ state: "pending", papers: [{ check: { by: { person: "p-archivist" } } }] });
    expect(await world.decide("p-approver", checked)).toMatchObject({ value: { state: "approved" } });
  });

  it("that run out before the decision are missing again", async () => {
    const filed = await world.filed("p-applicant", asParty);
    const today = dateIn(policy.authority.timeZone, world.now().getTime());
    const checked = await step("p-archivist", filed, { step: "papers", papers: [{ ...accepted, validUntil: today }] });
    expect(checked.state).toBe("pending");
    world.ahead += 26 * 3_600_000;
    expect(await world.decide("p-approver", checked)).toMatchObject({ ok: false });
  });
});

describe("O-19 a third party", () => {
  const asked = {
    ...asParty,
    assets: [{ asset: privateAsset, ranges: [{ from: 60, to: 110 }], whole: false }],
    secrecyCheck: { stateSecret: false, businessSecret: false, privacy: true },
  };
  const waiting = async (): Promise<Filed> => {
    const window = {
      validFrom: world.now().toISOString(),
      validTo: new Date(world.now().getTime() + policy.validity.maximumDays * 86_400_000 - 1000).toISOString(),
    };
    const filed = await world.filed("p-applicant", { ...asked, ...window });
    return step("p-archivist", filed, { step: "papers", papers: [accepted] });
  };

  it("is heard within the pack's working days before anybody decides", async () => {
    const filed = await waiting();
    expect(filed.state).toBe("consultation");
    expect(await world.decide("p-approver", filed)).toMatchObject({
      failure: { code: "request-waits", state: "consultation" },
    });
    const consulted = await step("p-legal", filed, { step: "consult", party: "周建明", method: "letter" });
    const today = dateIn(policy.authority.timeZone, world.now().getTime());
    expect(consulted.consultation).toMatchObject({
      article: "H-third-party",
      due: addWorkingDays(policy.calendar, today, policy.thirdParty.days).date,
    });
    expect(
      await world.step("p-archivist", consulted, { step: "extend", to: "2099-01-01", reason: "延期" }),
    ).toMatchObject({
      failure: { code: "not-permitted" },
    });
    const extended = await step("p-approver", consulted, { step: "extend", to: "2099-01-01", reason: "当事人在外地" });
    expect(extended.consultation?.due).toBe("2099-01-01");
    const answered = await step("p-legal", extended, { step: "answer", outcome: "consents", note: "书面同意" });
    expect(answered.state).toBe("pending");
    expect(whatOf(answered)).toEqual(["file", "papers", "consult", "extend", "answer"]);
  });
});

describe("O-7 O-17 copies and originals", () => {
  it("an approved copy is an order and never a grant; an original waits for its backup", async () => {
    const filed = await world.filed("p-applicant", { verb: "copy", original: true });
    expect(filed.chain.map(({ kind }) => kind)).toEqual(["decide", "provide"]);
    expect(await world.decide("p-approver", filed)).toMatchObject({
      failure: { code: "not-permitted", action: "original", article: "WS-3.4.2" },
    });
    const backed = await step("p-archivist", filed, { step: "backup", receipt: "a".repeat(64) });
    const outboxBefore = await world.call("outbox", { after: 0 });
    const decided = await world.decide("p-approver", backed);
    expect(decided).toMatchObject({ ok: true, value: { state: "approved" } });
    expect(decided.ok && decided.value.grant).toBeUndefined();
    expect(await world.call("outbox", { after: 0 })).toEqual(outboxBefore);
  });
});

describe("scans of papers", () => {
  const png = Buffer.concat([
    Buffer.from([0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a]),
    randomBytes(64),
    Buffer.from("IEND"),
  ]);
  const add = async (name: string, bytes: Uint8Array, person = "p-applicant") =>
    world.call(
      "addAttachment",
      { name, content: Buffer.from(bytes).toString("base64") },
      { session: await world.signIn(person) },
    );

  it("are known by their bytes whatever they are called, lie sealed, and are named by the signed form", async () => {
    const taken = await add("..\\..\\授权\u202Egpj.exe", png);
    expect(taken).toMatchObject({ ok: true, value: { kind: "png", pages: 1, name: "授权gpj.exe" } });
    const digest = taken.ok ? taken.value.digest : "";
    expect(await add("again.png", png)).toEqual(taken);
    const files = readdirSync(join(world.folder, "headquarters"), { withFileTypes: true }).filter((one) =>
      one.isFile(),
    );
    expect(files.length).toBeGreaterThan(1);
    for (const { name } of files) {
      expect(readFileSync(join(world.folder, "headquarters", name)).includes(png.subarray(8, 40))).toBe(false);
    }
    const filed = await world.filed("p-applicant", { ...asParty, attachments: [{ paper: "writtenRequest", digest }] });
    const checked = await step("p-archivist", filed, {
      step: "papers",
      papers: [{ ...accepted, attachment: digest }],
    });
    expect(checked.state).toBe("pending");
    const opened = await world.call("openAttachment", { digest }, { session: await world.signIn("p-archivist") });
    expect(opened.ok && Buffer.from(opened.value.content, "base64").equals(png)).toBe(true);
    expect(await world.call("openAttachment", { digest }, { session: await world.signIn("p-wearer") })).toMatchObject({
      failure: { code: "not-permitted" },
    });
  });

  it.each([
    ["an empty file", new Uint8Array(), "empty"],
    ["a program called .pdf", Buffer.from("MZ this is no paper"), "type-unknown"],
    ["half a PDF", Buffer.from("%PDF-1.7\n1 0 obj"), "damaged"],
    ["more than 10 MB", Buffer.concat([png, Buffer.alloc(10 * 1024 * 1024)]), "too-large"],
  ])("refuse %s", async (_what, bytes, reason) => {
    expect(await add("paper.pdf", bytes)).toMatchObject({ failure: { code: "attachment-refused", reason } });
  });

  it("that headquarters does not hold cannot be named by a form", async () => {
    const attachments = [{ paper: "writtenRequest", digest: "b".repeat(64) }];
    expect(await world.file("p-applicant", { ...asParty, attachments })).toMatchObject({
      failure: { code: "attachment-refused", reason: "missing" },
    });
  });
});
