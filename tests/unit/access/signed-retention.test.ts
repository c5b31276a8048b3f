import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { declarationFault, holdFault, listFault, type FormSigners } from "../../../main/access/index.ts";
import { base64 } from "../../../main/formats/bytes.ts";
import { encodeCanonical, type JsonValue } from "../../../main/formats/canonical-json.ts";
import { signCms } from "../../../main/formats/cms.ts";
import { destructionContent } from "../../../main/formats/destruction.ts";
import { sha256Hex } from "../../../main/formats/digest.ts";
import { createAuthority, issuePerson } from "../../../main/formats/x509.ts";
import { stepNameOf } from "../../../shared/access/retention-duties.ts";
import { declarationSchema, type Declaration } from "../../../shared/model/declaration.ts";
import {
  destructionListSchema,
  holdSchema,
  retentionOrderSchema,
  type DestructionList,
  type Hold,
  type SignedStep,
} from "../../../shared/model/retention.ts";
import { makeMutant } from "../../support/mutants.ts";

const at = "2026-12-01T02:00:00.000Z";
const when = new Date(at);
const authority = createAuthority({ name: "签发机构", days: 30, notBefore: when });
const foreign = createAuthority({ name: "他人", days: 30, notBefore: when });
const signers: FormSigners = {
  authorities: () => [authority.certificatePem],
  personOf: ({ subject }) => subject.serialNumber,
};

interface Signed {
  readonly cms: string;
  readonly digest: string;
}

function sign(person: string, act: object, by = authority): Signed {
  const hand = issuePerson(by, { person, name: person, unit: "", days: 20, notBefore: when });
  const content = { v: 1, person, station: "vitrine.example/station/1", at, ...act };
  const cms = signCms(encodeCanonical(JSON.parse(JSON.stringify(content)) as JsonValue), { ...hand, at: when });
  return { cms: base64(cms), digest: sha256Hex(cms) };
}

/** One step as headquarters keeps it, and the act behind it. */
function step(person: string, given: object, by = authority): { readonly step: SignedStep; readonly cms: string } {
  const order = retentionOrderSchema.parse(given);
  const { cms, digest } = sign(person, { t: "retention.order", nonce: sha256Hex(Buffer.from(at)), order }, by);
  const note = "reason" in order ? { note: order.reason } : {};
  return {
    cms,
    step: { act: stepNameOf(order), person: person as SignedStep["person"], name: person, at, digest, ...note },
  };
}

const asset = "SC-20261109-A017-01";
const id = "h-0000000001";
const form = {
  level: "longTerm",
  from: "2026-11-20",
  evidence: "复议申请",
  medium: "disc",
  serial: "D-1",
  releaseWhen: "复议终结",
} as const;
const registered = step("p-0006", { order: "hold.register", asset, triggers: ["other"], ...form });
const approved = step("p-0003", { order: "hold.approve", hold: id, registration: registered.step.digest });
const asked = step("p-0006", { order: "hold.askRelease", hold: id, reason: "复议已终结" });
const released = step("p-0003", { order: "hold.release", hold: id, agree: true, reason: "同意" });
const holdOf = (changes: object): Hold =>
  holdSchema.parse({
    hold: id,
    asset,
    state: "inForce",
    triggers: [{ trigger: "other", article: "S0-4.4.4" }],
    source: { kind: "person" },
    ...form,
    approval: "given",
    steps: [registered.step, approved.step],
    ...changes,
  });
const holdActs = [registered, approved, asked, released].map(({ cms }) => cms);

describe("form F13 says what was signed", () => {
  it("prints a registration, its approval and its release as they were signed, and one that a mark alone set", () => {
    expect(holdFault(holdOf({}), holdActs, signers)).toBeNull();
    const over = { state: "released", steps: [registered, approved, asked, released].map((one) => one.step) };
    expect(holdFault(holdOf(over), holdActs, signers)).toBeNull();
    const { hold, triggers, level, from } = holdOf({});
    const source = { kind: "station", station: "vitrine.example/station/1", entry: 40, mark: "m-000001", frame: 12 };
    const marked = { hold, asset, state: "proposed", triggers, source, level, from, evidence: "", steps: [] };
    expect(holdFault(holdSchema.parse(marked), [], signers)).toBeNull();
  });

  it.each([
    ["another recording", { asset: "SC-20261109-A017-02" }],
    ["other proof", { evidence: "投诉" }],
    ["another level", { level: "permanent" }],
    ["another medium", { medium: "portable" }],
    ["a condition of release that nobody set", { releaseWhen: "随时" }],
    ["another circumstance", { triggers: [{ trigger: "objection", article: "S0-4.4.4" }] }],
    ["a review that nobody set", { reviewOn: "2027-01-01" }],
    ["a release that nobody signed", { state: "released" }],
    ["an approval without its signature", { steps: [registered.step] }],
    ["an approval of the registration before", { steps: [approved.step, registered.step] }],
    ["a registration that was taken away", { steps: [], approval: undefined }],
    [
      "the release of another hold",
      { hold: "h-0000000002", approval: undefined, steps: [registered.step, asked.step] },
    ],
    [
      "another reason",
      { state: "releaseAsked", steps: [registered.step, approved.step, { ...asked.step, note: "另因" }] },
    ],
    ["another person", { steps: [registered.step, { ...approved.step, person: "p-0009" }] }],
  ])("R12: refuses %s", (_what, changes) => {
    expect(holdFault(holdOf(changes), holdActs, signers)).toBe("different");
  });

  it("R12: refuses an act that is missing, or signed by nobody whom the authority knows", () => {
    expect(holdFault(holdOf({}), [registered.cms], signers)).toBe("missing");
    const forged = step("p-0003", { order: "hold.approve", hold: id, registration: registered.step.digest }, foreign);
    const steps = [registered.step, forged.step];
    expect(holdFault(holdOf({ steps }), [registered.cms, forged.cms], signers)).toBe("signature");
  });
});

const list = "d-0000000001";
const items = [asset, "SC-20261109-A017-02"].map((one) => ({
  asset: one,
  title: "现场检查",
  originalDigest: sha256Hex(Buffer.from(one)),
  manifestDigest: sha256Hex(Buffer.from(`${one}.`)),
  recordedOn: "2026-11-09",
  articles: ["S0-4.4.1"],
  dueOn: "2027-11-09",
  state: "erased",
  stations: [{ station: "ws-301", name: "WS-301", wiped: true, at }],
}));
const content = destructionContent({ list, items } as never);
const drawn = step("p-0008", {
  order: "list.draw",
  assets: [...items, items[0]].map((one) => one?.asset),
  reason: "届满",
});
const agreed = step("p-0003", { order: "list.approve", list, content, agree: true, reason: "同意" });
const refused = step("p-0003", { order: "list.approve", list, content, agree: false, reason: "暂缓" });
const executed = step("p-0008", { order: "list.execute", list, content, place: "档案室" });
const witnessed = step("p-0007", { order: "list.witness", list, content });
const wiped = step("p-0007", { order: "list.wiped", list, station: "ws-301", reason: "整机报废" });
const wipedStep = { ...wiped.step, note: "ws-301: 整机报废" };
const before = [drawn.step, agreed.step, executed.step];
const listOf = (changes: object): DestructionList =>
  destructionListSchema.parse({
    list,
    number: "WH-F14-2026-0001",
    state: "closed",
    reason: "届满",
    items,
    leftOut: [],
    place: "档案室",
    steps: [...before, witnessed.step, wipedStep],
    ...changes,
  });
const listActs = [drawn, agreed, refused, executed, witnessed, wiped].map(({ cms }) => cms);
const unwiped = items.map((item) => ({ ...item, stations: [] }));
const other = { ...items[0], originalDigest: "0".repeat(64) };

describe("form F14 says what was signed", () => {
  it("prints a list as it was drawn, consented to, carried out, witnessed and closed, and one that was not consented to", () => {
    expect(listFault(listOf({}), listActs, signers)).toBeNull();
    const open = items.map((item) => ({ ...item, state: "listed", stations: [] }));
    const steps = [drawn.step, refused.step];
    expect(listFault(listOf({ state: "refused", items: open, place: undefined, steps }), listActs, signers)).toBeNull();
  });

  it.each([
    ["a recording that is not the one that was read", { items: [other, items[1]] }],
    ["a recording fewer", { items: items.slice(1) }],
    ["another place", { place: "现场" }],
    ["another ground", { reason: "腾出空间" }],
    ["an erasure that nobody witnessed", { state: "executing", steps: before, items: unwiped }],
    ["a list that is further than its signatures", { state: "closed", steps: before }],
    ["consent where it was refused", { steps: [drawn.step, { ...refused.step, act: "list.approve" }] }],
    ["a step that was left out", { steps: [drawn.step, executed.step, witnessed.step, wipedStep] }],
    ["a wiped station that nobody vouched for", { steps: [...before, witnessed.step] }],
    ["another witness", { steps: [...before, { ...witnessed.step, person: "p-0006" }, wipedStep] }],
  ])("R12: refuses %s", (_what, changes) => {
    expect(listFault(listOf(changes), listActs, signers)).toBe("different");
  });

  it("R12, negative control: a station that does not compare the recordings would print others under the same signatures", async () => {
    const file = "main/access/signed-retention.ts";
    const mutant = makeMutant({ file, from: "order.content === content &&", to: "" });
    const blind = (await import(/* @vite-ignore */ join(mutant.folder, file))) as { listFault: typeof listFault };
    mutant.remove();
    expect(blind.listFault(listOf({ items: [other, items[1]] }), listActs, signers)).toBeNull();
  });
});

const suspension = {
  kind: "suspension",
  device: "B009",
  from: "2026-11-09T09:10:00+08:00",
  to: "2026-11-09T09:10:10+08:00",
  reason: "battery",
  reportedTo: "张国华",
  reportedAt: "2026-11-09T09:11:00+08:00",
  account: "电池突然断电，更换电池后恢复记录。",
};
const person = (who: string): object => ({ person: who, name: who, unit: "", post: "", roles: [], outside: false });
const declaration = "t-0000000001";
const filed = sign("p-0002", { t: "declaration.file", nonce: "1", form: suspension });
const word = { agree: true, opinion: "情况属实" };
const decided = sign("p-0003", { t: "declaration.decide", declaration, declarationDigest: filed.digest, form: word });
const elsewhere = sign("p-0003", {
  t: "declaration.decide",
  declaration,
  declarationDigest: "0".repeat(64),
  form: word,
});
const decision = { form: word, by: person("p-0003"), at, digest: decided.digest };
const declared = (changes: object): Declaration =>
  ({
    id: declaration,
    number: "WH-F15-2026-0001",
    state: "approved",
    form: suspension,
    by: person("p-0002"),
    at,
    digest: filed.digest,
    decision,
    ...changes,
  }) as unknown as Declaration;
const declaredActs = [filed, decided, elsewhere].map(({ cms }) => cms);

describe("forms F15 and F19 say what was signed", () => {
  it("prints a declaration and the leader's word as they were signed", () => {
    expect(declarationFault(declared({}), declaredActs, signers)).toBeNull();
    expect(declarationFault(declared({ state: "filed", decision: undefined }), declaredActs, signers)).toBeNull();
    expect(Object.keys(declarationSchema.shape)).toContain("decision");
  });

  it.each([
    ["another reason", { form: { ...suspension, reason: "secrecy" } }, "different"],
    ["another person", { by: person("p-0009") }, "different"],
    ["an opinion that was not given", { decision: { ...decision, form: { ...word, opinion: "同意" } } }, "different"],
    ["an approval that nobody signed", { decision: undefined }, "different"],
    ["a word on another declaration", { decision: { ...decision, digest: elsewhere.digest } }, "different"],
    ["a declaration without its act", { digest: "0".repeat(64) }, "missing"],
  ])("R12: refuses %s", (_what, changes, fault) => {
    expect(declarationFault(declared(changes), declaredActs, signers)).toBe(fault);
  });
});
