import { mkdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import Database from "better-sqlite3";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { openSecrets } from "../../main/headquarters/secrets.ts";
import { clip, openHouse, originalOf, people, secondClip, type House } from "./house.ts";
import type { Given } from "../../shared/ipc/contract.ts";
import { holdIdSchema } from "../../shared/model/retention.ts";
import { valuesOn } from "../support/traced-form.ts";
import { latestGrantFile, slipIn } from "./outbox.ts";
import {
  deskAt,
  filesWith,
  hands,
  itemOf,
  latestList,
  listUpToWitness,
  objectIn,
  seenBy,
  signAct,
  signed,
  waitingFor,
} from "./retention-story.ts";
import { obtainGrant } from "./story.ts";

/** Past the end of the period that was entered with the recordings. */
function toDue(house: House): void {
  house.clock.pass(Math.max(0, Date.parse("2027-11-20T04:00:00Z") - house.clock.wall().getTime()));
}
const asset = clip.asset;
const other = secondClip.asset;

/** The sealed row of a recording's keys, and the root inside, as an attacker with the whole disk would have them. */
function keysAt(house: House, of: string): { readonly sealed: Uint8Array; readonly root: Uint8Array } {
  const folder = join(house.folder, "hq", "headquarters");
  const database = new Database(join(folder, "headquarters.sqlite"), { readonly: true });
  const row = database.prepare("SELECT sealed FROM asset_key WHERE asset = ?").get(of) as { sealed: Uint8Array };
  database.close();
  const root = openSecrets(folder).open(`asset/${of}`, row.sealed).slice(0, 32);
  return { sealed: new Uint8Array(row.sealed), root };
}

/** Lines of the form that was printed last, by field; the first of a field that has several. */
function lastPrinted(house: House): Record<string, readonly string[]> {
  const paper = house.shell.printed.at(-1);
  const values = paper === undefined ? [] : valuesOn(paper);
  return Object.fromEntries(values.toReversed().map(({ key, lines }) => [key, lines]));
}

/** Somebody writes another word into a table of headquarters; the form is refused for as long as it stands there (R12). */
async function unproven(
  house: House,
  table: "hold" | "destruction",
  [from, to]: readonly [string, string],
  order: Given<"forms:print">,
): Promise<void> {
  const database = new Database(join(house.folder, "hq", "headquarters", "headquarters.sqlite"));
  const put = database.prepare(`UPDATE ${table} SET record = replace(record, ?, ?)`);
  put.run(from, to);
  const failure = await house.refused("form-unproven", "forms:print", order);
  put.run(to, from);
  database.close();
  expect(failure.reason).toBe("different");
}

/** What the approver does not show of the recording that is destroyed later. */
const withheld = { asset, from: 14, to: 18, ground: "privacy" } as const;

const nobodys = holdIdSchema.parse("h-000000");

function objects(house: House): string {
  return join(house.folder, "hq", "headquarters", "objects");
}

describe("a recording whose period has ended", () => {
  let house: House;
  let ciphertext: Uint8Array;
  let original: Uint8Array;
  let keys: ReturnType<typeof keysAt>;
  let grantFile: string;

  beforeAll(async () => {
    house = await openHouse();
  });
  afterAll(() => house.close());

  it("O-96: an objection in the room holds the recording in the same commit, and headquarters refuses to destroy it", async () => {
    await objectIn(house, await obtainGrant(house, { approval: { withheld: [withheld] } }), 12);
    const { sealed } = keysAt(house, asset);
    const packageBytes = readFileSync(join(objects(house), `${asset}.vitrine`));
    ciphertext = packageBytes.subarray(-4096, -4000);
    original = readFileSync(join(objects(house), `${asset}.original`)).subarray(2000, 2096);
    keys = keysAt(house, asset);
    grantFile = latestGrantFile(house);
    expect(filesWith(house.folder, sealed)).not.toEqual([]);
    expect(filesWith(house.folder, original)).toEqual([join("hq", "headquarters", "objects", `${asset}.original`)]);

    await house.get("identity:signIn", { token: "p-0007", pin: "135707" });
    const { rows } = await house.get("log:entries", { cursor: 1e6, direction: "older", limit: 100 });
    const hold = rows.find(({ type }) => type === "hold.set");
    const mark = rows.find(({ type }) => type === "mark.add");
    expect(hold?.index).toBe((mark?.index ?? 0) + 1);
    await house.get("identity:signOut");

    await house.get("sync:now");
    await house.headquarters.headquarters.retention.idle();
    toDue(house);
    const view = await seenBy(house, hands.archivist);
    expect(view.holds).toMatchObject([
      { asset, state: "inForce", triggers: [{ trigger: "objection", article: "S0-4.4.4" }] },
    ]);
    expect(
      await signAct(house, hands.archivist, { order: "list.draw", assets: [asset], reason: "届满" }),
    ).toMatchObject({
      failure: { code: "kept", impediment: "held", article: "S0-4.4.4", asset },
    });
  });

  it("R8: a hold is released by two hands, the one that asks and the head, and never by the wearer", async () => {
    const hold = (await seenBy(house, hands.archivist)).holds[0]?.hold;
    const ask = { order: "hold.askRelease", hold, reason: "异议已处理完毕" };
    await signed(house, hands.head, ask);
    const release = { order: "hold.release", hold, agree: true, reason: "异议已答复" };
    expect(await signAct(house, hands.head, release)).toMatchObject({ failure: { rule: "asker-releases" } });
    expect(await signAct(house, hands.archivist, release)).toMatchObject({ failure: { code: "not-permitted" } });
    const { holds } = await signed(house, hands.secondHead, release);
    expect(holds[0]?.state).toBe("released");
  });

  it("O-100 R8: list, consent, execution and witness are four signatures on the same content", async () => {
    const drawn = latestList(
      await signed(house, hands.archivist, {
        order: "list.draw",
        assets: [asset, other, asset],
        reason: "保存期限届满",
      }),
    );
    const { list, content } = drawn;
    expect(drawn).toMatchObject({ state: "drawn", items: [{ asset, dueOn: "2027-11-09" }, { asset: other }] });
    expect(drawn.number).toMatch(/^\w+-F14-\d{4}-0001$/u);
    // The second recording was worn by the second head.
    const consent = { order: "list.approve", list, content, agree: true, reason: "同意" };
    expect(await signAct(house, hands.secondHead, consent)).toMatchObject({
      failure: { code: "duties-not-separate", rule: "wearer-destroys", article: "S0-4.4.2" },
    });
    expect(await signAct(house, hands.head, { ...consent, content: "0".repeat(64) })).toMatchObject({
      failure: { code: "retention", reason: "list-changed" },
    });
    await signed(house, hands.head, { ...consent, agree: false, reason: "暂缓" });
    expect(await signAct(house, hands.head, consent)).toMatchObject({ failure: { reason: "wrong-state" } });
  });

  it("names a recording on one list only, and leaves out what is held meanwhile, with the reason", async () => {
    expect(await waitingFor(house, hands.archivist)).toMatchObject([
      { kind: "drawDestruction", subject: "2", article: "S0-4.4.1" },
    ]);
    const ready = await listUpToWitness(house, [asset, other]);
    expect(ready.state).toBe("executing");
    // The witness is asked since the executor signed; who carried it out, who consented and who wore the camera are not.
    const { at: since } = ready.steps.at(-1) ?? { at: "" };
    expect(await waitingFor(house, hands.witness)).toMatchObject([
      { kind: "witnessDestruction", reference: ready.number, since },
    ]);
    expect(await waitingFor(house, hands.archivist)).toEqual([]);
    expect(await waitingFor(house, hands.head)).toEqual([]);
    expect(
      await signAct(house, hands.archivist, { order: "list.draw", assets: [asset], reason: "重复" }),
    ).toMatchObject({
      failure: { code: "kept", impediment: "on-other-list" },
    });
    await signed(house, hands.legal, {
      order: "hold.register",
      asset: other,
      triggers: ["other"],
      level: "longTerm",
      from: "2027-11-20",
      evidence: "复议申请",
      medium: "disc",
      serial: "D-1",
      releaseWhen: "复议终结",
    });
  });

  it("O-96 R8: where the pack asks for it another hand approves form F13, and the recording is kept before that too", async () => {
    const { holds, rows } = await seenBy(house, hands.legal);
    const hold = holds.find((one) => one.asset === other);
    const registration = hold?.steps.at(-1)?.digest;
    const approve = { order: "hold.approve", hold: hold?.hold, registration };
    expect(hold).toMatchObject({ state: "inForce", approval: "waiting" });
    expect(rows.find(({ footage }) => footage.asset === other)?.state).toBe("held");
    expect(await waitingFor(house, hands.head)).toMatchObject([
      { kind: "approveHold", reference: other, article: "H-hold-approval" },
    ]);
    expect(await signAct(house, hands.legal, approve)).toMatchObject({
      failure: { code: "not-permitted", article: "H-hold-approval" },
    });
    expect(await signAct(house, hands.secondHead, approve)).toMatchObject({ failure: { rule: "wearer-decides" } });
    expect(await signAct(house, hands.head, { ...approve, registration: "0".repeat(64) })).toMatchObject({
      failure: { code: "retention", reason: "hold-changed" },
    });
    await signed(house, hands.head, approve);
    expect(await signAct(house, hands.head, approve)).toMatchObject({ failure: { reason: "wrong-state" } });
    expect(await waitingFor(house, hands.head)).toEqual([]);
  });

  it("R8: whoever carries out or consented does not witness", async () => {
    const { list, content } = latestList(await seenBy(house, hands.archivist));
    const witness = { order: "list.witness", list, content };
    expect(await signAct(house, hands.archivist, witness)).toMatchObject({
      failure: { code: "duties-not-separate", rule: "executor-is-witness", article: "S0-4.4.2" },
    });
    expect(filesWith(house.folder, keys.sealed)).not.toEqual([]);
  });

  it("O-100: with the witness's signature keys and ciphertext are gone from every disk, the station confirms, and F13 and F14 say so", async () => {
    const { list, content } = latestList(await seenBy(house, hands.archivist));
    await signed(house, hands.witness, { order: "list.witness", list, content });
    await house.get("sync:now");
    await house.get("sync:now");
    await house.headquarters.headquarters.retention.idle();
    const after = latestList(await seenBy(house, hands.archivist));
    expect(itemOf(after, asset)).toMatchObject({ state: "erased", stations: [{ name: "WS-301" }] });
    expect(itemOf(after, other)).toMatchObject({ state: "leftOut", impediment: "held", article: "S0-4.4.4" });
    expect(after.state).toBe("closed");
    await house.get("identity:signIn", hands.archivist);
    await house.get("forms:print", { form: "F14", list: after.list });
    const printed = lastPrinted(house);
    expect(house.shell.printed.at(-1)?.page).toContain(after.number);
    expect(printed).toMatchObject({
      reason: ["保存期限届满"],
      asset: [asset, "现场检查"],
      checked: ["均无"],
      state: ["已销毁，各站已确认"],
      left: [other],
      why: ["已登记长期保存"],
      place: ["档案室"],
    });
    const signers = ["head", "executor", "witness"].map((key) => printed[key]?.[0]);
    expect(signers).toEqual(["张国华", "郑怀远", "吴静"]);
    await unproven(house, "destruction", ["档案室", "现场"], { form: "F14", list: after.list });
    const hold = (await house.get("retention:show")).holds.find((one) => one.asset === other);
    await unproven(house, "hold", ["复议申请", "投诉"], { form: "F13", hold: hold?.hold ?? nobodys });
    await house.get("forms:print", { form: "F13", hold: hold?.hold ?? nobodys });
    expect(lastPrinted(house)).toMatchObject({
      asset: [other],
      triggers: [expect.stringMatching(/^其他：《.+》/u)],
      evidence: ["复议申请"],
      level: ["长期"],
      medium: ["光盘"],
      serial: ["D-1"],
      release: ["复议终结"],
      by: ["周法明", expect.stringContaining("2027/11/20")],
      approver: ["张国华", expect.stringContaining("2027/11/20")],
    });
    await house.get("identity:signOut");
    for (const needle of [keys.sealed, keys.root, ciphertext, original]) {
      expect(filesWith(house.folder, needle).filter((name) => !name.startsWith("media"))).toEqual([]);
    }
    expect(keysAt(house, other).root).toHaveLength(32);
  });

  it("O-100: no earlier grant or cache opens it, its code is taken for ever, and what is known of it stays", async () => {
    expect(await house.grants()).toEqual([]);
    await slipIn(house, grantFile);
    expect(await house.grants()).toEqual([]);
    const taken = await house.headquarters.headquarters.administration.ingest(originalOf(asset), {
      ...JSON.parse(readFileSync(originalOf(asset).replace(/mp4$/u, "json"), "utf8")),
    });
    expect(taken).toMatchObject({ ok: false, failure: { reason: "exists" } });
    await house.get("identity:signIn", people.requester);
    expect(await house.get("footage:show", { asset })).toMatchObject({
      asset,
      destroyedOn: expect.stringMatching(/^20\d\d-/u),
    });
    await house.get("identity:signOut");
    const { sound } = (await house.get("log:verify")) ?? { sound: false };
    expect(sound).toBe(true);
  });

  it("R12: a statement that headquarters did not log destroys nothing and is written down", async () => {
    const database = new Database(join(house.folder, "hq", "headquarters", "headquarters.sqlite"), { readonly: true });
    const { file } = database.prepare("SELECT file FROM outbox WHERE kind = 'destroy'").get() as { file: string };
    database.close();
    const leaf = JSON.parse(Buffer.from(JSON.parse(file).leaf, "base64url").toString("utf8"));
    const forged = JSON.stringify({
      ...JSON.parse(file),
      leaf: Buffer.from(JSON.stringify({ ...leaf, asset: other })).toString("base64url"),
    });
    const grant = await obtainGrant(house, {
      form: { assets: [{ asset: other, ranges: [{ from: 10, to: 30 }], whole: false }] },
    });
    const before = (await house.get("station:status")).log.size;
    await slipIn(house, forged, "destroy");
    await slipIn(house, file, "destroy");
    expect((await house.grants()).map(({ id }) => id)).toEqual([grant.id]);
    await house.get("identity:signIn", hands.witness);
    const { rows } = await house.get("log:entries", { cursor: 1e6, direction: "older", limit: 60 });
    const fresh = rows.filter(({ index }) => index >= before);
    expect(fresh.filter(({ type }) => type === "grant.reject").map(({ facts }) => facts["reason"])).toEqual([
      "unlogged",
    ]);
    expect(fresh.filter(({ type }) => type === "asset.destroyed")).toEqual([]);
    await house.get("identity:signOut");
  });

  it("R12: what was withheld of it is not lifted any more, and the refusal names the provision", async () => {
    const { legal } = hands;
    await house.get("identity:signIn", legal);
    const all = await house.get("requests:list", { scope: "all" });
    const request = all.find(({ form: { assets } }) => assets.some((one) => one.asset === asset));
    expect(request?.withholding?.current).toMatchObject([withheld]);
    const lifting = { step: "lift" as const, grant: request?.grant ?? "", lines: [withheld], reason: "已无需保密" };
    const lift = { id: request?.id ?? ("" as never), form: lifting, pin: legal.pin };
    expect(await house.refused("kept", "requests:step", lift)).toMatchObject({ impediment: "destroyed" });
    await house.get("identity:signOut");
  });
});

describe("destruction that something interrupts", () => {
  let house: House;
  beforeAll(async () => {
    house = await openHouse();
  });
  afterAll(() => house.close());

  it("R14: goes on after a stop between the keys and the files, and waits for the station that was away", async () => {
    await obtainGrant(house);
    const keys = keysAt(house, asset);
    const second = await house.start({ folder: join(house.folder, "station-2") });
    const desk = deskAt(house, second);
    toDue(house);
    await house.stopStation();
    const { list, content } = await listUpToWitness(desk, [asset]);

    // The sealed original cannot be removed, as when the machine stops right there.
    const sealedOriginal = join(objects(house), `${asset}.original`);
    const bytes = readFileSync(sealedOriginal);
    rmSync(sealedOriginal);
    mkdirSync(join(sealedOriginal, "busy"), { recursive: true });
    expect(await signAct(desk, hands.witness, { order: "list.witness", list, content })).toMatchObject({ ok: false });
    expect(filesWith(house.folder, keys.root)).toEqual([]);
    await house.stopHeadquarters();
    rmSync(sealedOriginal, { recursive: true });
    writeFileSync(sealedOriginal, bytes);
    await house.startHeadquarters();
    await house.headquarters.headquarters.retention.idle();

    const waiting = latestList(await seenBy(desk, hands.archivist));
    expect(waiting.state).toBe("erased");
    expect(itemOf(waiting, asset)?.stations).toEqual([{ station: expect.any(String), name: "WS-301" }]);
    expect(filesWith(join(house.folder, "hq"), keys.sealed)).toEqual([]);
    expect(filesWith(objects(house), bytes.subarray(1000, 1100))).toEqual([]);

    // A machine that was destroyed cannot confirm; whoever says so signs it, and the list waits no longer.
    const [holder] = itemOf(waiting, asset)?.stations ?? [];
    const wiped = { order: "list.wiped", list, station: holder?.station, reason: "整机报废，存有销毁记录" };
    expect(await signAct(desk, hands.caseOfficer, wiped)).toMatchObject({ failure: { code: "not-permitted" } });
    const gone = latestList(await signed(desk, hands.legal, wiped));
    expect(itemOf(gone, asset)?.stations).toMatchObject([{ name: "WS-301", wiped: true }]);
    expect(gone.state).toBe("closed");

    await second.close();
    await house.restart();
    await house.get("sync:now");
    await house.get("sync:now");
    await house.headquarters.headquarters.retention.idle();
    const closed = latestList(await seenBy(house, hands.archivist));
    expect(closed.state).toBe("closed");
    expect(itemOf(closed, asset)?.stations).toMatchObject([{ entry: expect.any(Number) }]);
  });

  it("O-96: an objection that headquarters could not know keeps the station's copy; the list says so and closes once it is released", async () => {
    const grant = await obtainGrant(house, {
      form: { assets: [{ asset: other, ranges: [{ from: 10, to: 30 }], whole: false }] },
    });
    await objectIn(house, grant, 12, () => house.stopHeadquarters());
    await house.stopStation();
    house.clock.pass(48 * 3_600_000);
    await house.startHeadquarters();
    const second = await house.start({ folder: join(house.folder, "station-2") });
    const desk = deskAt(house, second);
    const { list, content } = await listUpToWitness(desk, [other]);
    await signed(desk, hands.witness, { order: "list.witness", list, content });
    await second.close();
    await house.restart();
    await house.get("sync:now");
    await house.get("sync:now");
    await house.headquarters.headquarters.retention.idle();

    const waiting = await seenBy(house, hands.legal);
    const [hold] = waiting.holds;
    const kept = latestList(waiting);
    expect(hold).toMatchObject({ asset: other, state: "inForce", triggers: [{ trigger: "objection" }] });
    expect(kept.state).toBe("erased");
    expect(itemOf(kept, other)?.stations).toMatchObject([{ name: "WS-301", keeps: { holds: [hold?.hold] } }]);
    expect(await waitingFor(house, hands.legal)).toMatchObject([{ kind: "awaitDestroyed", reference: kept.number }]);
    expect((await house.grants()).length).toBe(1);
    await house.get("identity:signIn", hands.archivist);
    await house.get("forms:print", { form: "F14", list: kept.list });
    await house.get("identity:signOut");
    expect(lastPrinted(house)).toMatchObject({ state: ["已销毁，待确认：WS-301；因保全仍存有：WS-301"] });

    await signed(house, hands.legal, { order: "hold.askRelease", hold: hold?.hold, reason: "异议已处理完毕" });
    await signed(house, hands.head, { order: "hold.release", hold: hold?.hold, agree: true, reason: "同意" });
    await house.get("sync:now");
    await house.get("sync:now");
    await house.headquarters.headquarters.retention.idle();
    const closed = latestList(await seenBy(house, hands.archivist));
    expect(itemOf(closed, other)?.stations).toMatchObject([{ entry: expect.any(Number) }]);
    expect(closed.state).toBe("closed");
    expect(await house.grants()).toEqual([]);
  });
});
