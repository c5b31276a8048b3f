import { readFileSync } from "node:fs";
import { join } from "node:path";
import Database from "better-sqlite3";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import type { Declaration, DeclarationForm } from "../../shared/model/declaration.ts";
import { assetIdSchema, type AssetId } from "../../shared/model/footage.ts";
import { timeTruth } from "../../shared/time/time-truth.ts";
import { authorisationFor } from "../support/authorisation.ts";
import { valuesOn } from "../support/traced-form.ts";
import { clip, openHouse, originalOf, people, type House } from "./house.ts";

const compliance = { token: "p-0007", pin: "135707" } as const;
type Guard = { readonly name: string; readonly sql: string };
type Hand = { readonly token: string; readonly pin: string };
const hour = 3_600_000;
const gapped = assetIdSchema.parse("SC-20261109-T009-01");
const lateOne = assetIdSchema.parse("SC-20261109-T009-02");

const suspension: DeclarationForm = {
  kind: "suspension",
  device: "B009",
  from: "2026-11-09T09:10:00+08:00",
  to: "2026-11-09T09:10:10+08:00",
  reason: "battery",
  reportedTo: "张国华",
  reportedAt: "2026-11-09T09:11:00+08:00",
  account: "电池突然断电，更换电池后恢复记录。",
};

describe("forms F15 and F19, from the officer to the leader (O-56, O-66, O-67)", () => {
  let house: House;
  const as = async (who: Hand): Promise<void> => {
    await house.get("identity:signOut");
    await house.get("identity:signIn", who);
  };
  const file = async (who: Hand, form: object) => {
    await as(who);
    return house.call("declarations:file", { form: form as DeclarationForm, pin: who.pin });
  };
  const filed = async (who: Hand, form: object): Promise<Declaration> => {
    const answer = await file(who, form);
    if (!answer.ok) {
      throw new Error(`not taken: ${JSON.stringify(answer.failure)}`);
    }
    return answer.value;
  };
  const decide = async (who: Hand, { id }: Declaration, agree = true) => {
    await as(who);
    return house.call("declarations:decide", { id, form: { agree, opinion: "情况属实" }, pin: who.pin });
  };
  const takeIn = async (asset: AssetId, changes: object): Promise<void> => {
    const metadata = JSON.parse(readFileSync(originalOf(clip.asset).replace(/mp4$/u, "json"), "utf8")) as object;
    const taken = await house.headquarters.headquarters.administration.ingest(originalOf(clip.asset), {
      ...metadata,
      asset,
      device: "B009",
      ...changes,
    } as never);
    if (!taken.ok) {
      throw new Error(`not taken in: ${taken.failure.reason}`);
    }
  };
  const printed = (): Record<string, readonly string[]> => {
    const paper = house.shell.printed.at(-1);
    return Object.fromEntries((paper === undefined ? [] : valuesOn(paper)).map(({ key, lines }) => [key, lines]));
  };
  const ago = (hours: number): string => new Date(house.clock.wall().getTime() - hours * hour).toISOString();
  const extension = (changes: object = {}): object => ({
    kind: "extension",
    device: "B009",
    from: ago(3),
    to: ago(1),
    reason: "remote",
    proof: "出差审批单〔2026〕12号",
    account: "在山区连续执法，当日无法返回单位。",
    until: ago(-24 * 20),
    ...changes,
  });

  beforeAll(async () => {
    house = await openHouse({ pack: "health-supervision" });
    await takeIn(gapped, {
      recordedFrom: "2026-11-09T09:10:00+08:00",
      recordedTo: "2026-11-09T09:10:06+08:00",
      gaps: [{ atMs: 2000, lengthMs: 1500, explained: false }],
    });
  });
  afterAll(() => house.close());

  it("R8, R12: nobody declares for another, twice, of what cannot be, or without wearing a camera", async () => {
    const wrong: readonly [object, object][] = [
      [{ device: "Z999" }, { code: "declaration", reason: "device-unknown", article: "WS-3.2.6" }],
      // Somebody else wore this camera then.
      [
        { device: "A017", from: "2026-11-09T09:00:00+08:00", to: "2026-11-09T09:00:05+08:00" },
        { code: "declaration", reason: "other-device", article: "WS-3.2.6" },
      ],
      [{ to: ago(-1) }, { code: "declaration", reason: "wrong-times" }],
      [{ reportedAt: "2026-11-09T08:00:00+08:00" }, { code: "declaration", reason: "wrong-times" }],
      [{ from: suspension.to, to: suspension.from }, { code: "bad-request" }],
      [{ account: "没电" }, { code: "bad-request" }],
      [{ spoken: { asset: gapped, frame: 60 } }, { code: "bad-request", field: "form.spoken" }],
      [{ spoken: { asset: clip.asset, frame: 1 } }, { code: "bad-request", field: "form.spoken" }],
    ];
    for (const [changes, failure] of wrong) {
      // oxlint-disable-next-line no-await-in-loop -- one attempt after the other
      expect({ changes, answer: await file(people.wearer, { ...suspension, ...changes }) }).toMatchObject({
        answer: { failure },
      });
    }
    expect(await file(compliance, suspension)).toMatchObject({ failure: { code: "not-permitted" } });
    expect(await file(people.requester, suspension)).toMatchObject({ failure: { reason: "other-device" } });
    await as(people.wearer);
    expect(await house.get("declarations:list")).toEqual([]);
    await as(compliance);
    const refusals = (await house.get("registers:refusals")).map(({ failure }) => failure);
    expect(refusals).toContain("declaration:other-device");
  });

  it("O-67: form F15 is numbered, waits for the leader by its article, and explains nothing before it is approved", async () => {
    const declaration = await filed(people.wearer, { ...suspension, spoken: { asset: gapped, frame: 40 } });
    expect(declaration.number).toMatch(/^[A-Z0-9]+-F15-20\d\d-0001$/u);
    expect(await file(people.wearer, { ...suspension, from: "2026-11-09T09:10:05+08:00" })).toMatchObject({
      failure: { code: "declaration", reason: "overlaps", article: "WS-3.2.6" },
    });
    expect((await house.get("station:tasks")).map(({ kind }) => kind)).not.toContain("reviewSuspension");
    expect(await house.get("footage:show", { asset: gapped })).not.toHaveProperty("declared");

    expect(await decide(people.legal, declaration)).toMatchObject({
      failure: { code: "not-permitted", article: "WS-3.2.6" },
    });
    const { administration } = house.headquarters.headquarters;
    await administration.authorise(
      "p-0009" as never,
      authorisationFor("subordinates", { grade: 4, ceiling: "privacy" }),
    );
    expect(await decide(people.secondApprover, declaration)).toMatchObject({
      failure: { code: "declaration", reason: "grade-too-low", article: "WS-3.2.6" },
    });
    await as(people.approver);
    expect((await house.get("station:tasks")).find(({ kind }) => kind === "reviewSuspension")).toMatchObject({
      reference: declaration.number,
      since: declaration.at,
      article: "WS-3.2.6",
    });
    expect(await decide(people.approver, declaration)).toMatchObject({ value: { state: "approved" } });
    expect(await decide(people.approver, declaration)).toMatchObject({ failure: { reason: "decided" } });
    expect((await house.get("station:tasks")).map(({ kind }) => kind)).not.toContain("reviewSuspension");
    await house.get("forms:print", { form: "F15", declaration: declaration.id });
    expect(printed()).toMatchObject({
      number: [declaration.number],
      device: ["B009"],
      reason: ["电量不足"],
      spoken: [`${gapped} · 40`],
      opinion: ["同意", "情况属实"],
      reviewer: ["本机构主要负责人", "张国华"],
    });
  });

  it("R12: F15 is not printed when headquarters tells something else than was signed, and the log says so", async () => {
    await as(people.approver);
    const [declaration] = await house.get("declarations:list");
    const order = { form: "F15", declaration: declaration?.id ?? ("" as never) } as const;
    const database = new Database(join(house.folder, "hq/headquarters/headquarters.sqlite"));
    // Whoever has the file takes the guards off it first.
    const guards = database.prepare("SELECT name, sql FROM sqlite_master WHERE type = 'trigger'").all() as Guard[];
    const ofTable = guards.filter(({ sql }) => / ON "?declaration"?\s/iu.test(sql));
    ofTable.forEach(({ name }) => database.exec(`DROP TRIGGER "${name}"`));
    const put = database.prepare("UPDATE declaration SET form = replace(form, ?, ?)");
    put.run("battery", "secrecy");
    const failure = await house.refused("form-unproven", "forms:print", order);
    put.run("secrecy", "battery");
    ofTable.forEach(({ sql }) => database.exec(sql));
    database.close();
    expect(failure.reason).toBe("different");
    expect(house.refusals()[0]).toMatchObject({ attempt: "forms:print", failure: "form-unproven:different" });
    await house.get("forms:print", order);
  });

  it("R8: nobody reviews their own, and what was not approved may be declared anew", async () => {
    // Grade 4 declares, of a camera that is theirs, in a period in which nobody else wore it.
    const own = { ...suspension, device: "A017", from: "2026-11-09T10:00:00+08:00", to: "2026-11-09T10:05:00+08:00" };
    const form = { ...own, reportedAt: own.to };
    const declaration = await filed(people.secondApprover, form);
    expect(await decide(people.secondApprover, declaration)).toMatchObject({
      failure: { code: "duties-not-separate", rule: "declarer-decides", article: "WS-3.2.6" },
    });
    expect(await decide(people.approver, declaration, false)).toMatchObject({ value: { state: "refused" } });
    expect((await filed(people.secondApprover, form)).number).toMatch(/-0003$/u);
    await as(people.wearer);
    expect(await house.get("declarations:list")).toHaveLength(1);
    await as(compliance);
    expect(await house.get("declarations:list")).toHaveLength(3);
  });

  it("O-66: the gap that an approved F15 covers counts as explained in the time check, which names the form", async () => {
    await as(people.legal);
    const footage = await house.get("footage:show", { asset: gapped });
    expect(footage.declared).toMatchObject([{ kind: "suspension", reason: "battery" }]);
    const policy = await house.get("station:policy");
    const documents = [{ name: "现场检查笔录", number: "1", from: footage.recordedFrom, to: footage.recordedTo }];
    const facts = timeTruth(footage, policy, documents);
    expect(facts).toMatchObject({ gaps: { count: 1, unexplained: 0 }, forms: [footage.declared?.[0]?.number] });
    const { manifestDigest } = footage;
    const pack = { pack: policy.pack, version: policy.version };
    const form = {
      asset: gapped,
      manifestDigest,
      pack,
      documents,
      facts,
      verdict: facts.proposal,
      note: "时钟误差未记录",
    };
    const { forms: _forms, ...bare } = facts;
    const without = { ...form, facts: { ...bare, gaps: { ...facts.gaps, unexplained: 1 } } };
    await house.refused("bad-request", "times:sign", { form: without, pin: people.legal.pin });
    await house.get("times:sign", { form, pin: people.legal.pin });
  });

  it("O-56: an extension is asked for before the deadline, approved for a new one, and a hand-in until then counts as extended", async () => {
    expect(
      await file(people.wearer, extension({ from: "2026-11-09T09:00:00+08:00", to: "2026-11-09T09:10:00+08:00" })),
    ).toMatchObject({ failure: { code: "declaration", reason: "deadline-passed", article: "WS-3.3.2" } });
    expect(await file(people.wearer, extension({ until: ago(-1) }))).toMatchObject({
      failure: { code: "declaration", reason: "wrong-times" },
    });
    const recordedFrom = ago(2);
    const declaration = await filed(people.wearer, extension());
    expect(declaration.number).toMatch(/-F19-20\d\d-0001$/u);
    expect(await decide(people.approver, declaration)).toMatchObject({ value: { state: "approved" } });
    await house.get("forms:print", { form: "F19", declaration: declaration.id });
    expect(printed()).toMatchObject({
      reason: ["地点偏远"],
      proof: ["出差审批单〔2026〕12号"],
      reviewer: ["机构主管领导", "张国华"],
    });
    const storage = ago(-24 * 18);
    await takeIn(lateOne, {
      recordedFrom,
      recordedTo: new Date(Date.parse(recordedFrom) + 6000).toISOString(),
      handIn: { at: { storage } },
    });
    await as(people.legal);
    const footage = await house.get("footage:show", { asset: lateOne });
    const facts = timeTruth(footage, await house.get("station:policy"), []);
    expect(facts).toMatchObject({ handIn: [{ stage: "storage", state: "allowed" }], forms: [declaration.number] });
  });
});
