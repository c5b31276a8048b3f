import { afterEach, beforeEach, describe, expect, it } from "vitest";
import type { GrantSummary } from "../../shared/model/grant.ts";
import type { Viewing } from "../../shared/model/viewing.ts";
import type { Given } from "../../shared/ipc/contract.ts";
import { fromBase64 } from "../../main/formats/bytes.ts";
import { decodeCanonical } from "../../main/formats/canonical-json.ts";
import { verifyCms } from "../../main/formats/cms.ts";
import { clip, openHouse, people, type House } from "./house.ts";
import { obtainGrant, openPicture, unlockRoom, type Picture } from "./story.ts";

let house: House;
let grant: GrantSummary;
let viewing: Viewing;
let picture: Picture;

const statement = "画面中的物品不是我店里的。";

function objection(more: object = {}): Given<"viewing:object"> {
  const usual = {
    viewing: viewing.id,
    asset: clip.asset,
    frame: 14,
    statement,
    person: people.requester.token,
    signature: { kind: "certificate", pin: people.requester.pin },
    ...people.supervisor,
  };
  return { ...usual, ...more } as Given<"viewing:object">;
}

/** Newest entry of a type, with the exact body that the log proves. */
async function entryOf(
  type: string,
): Promise<{ readonly index: number; readonly body: Readonly<Record<string, unknown>> }> {
  await house.get("identity:signOut");
  await house.get("identity:signIn", people.supervisor);
  const { rows } = await house.get("log:entries", { cursor: 1e6, direction: "older", limit: 100 });
  const index = rows.find((row) => row.type === type)?.index ?? -1;
  const { leaf } = await house.get("log:entry", { index });
  return { index, body: (JSON.parse(leaf) as { b: Record<string, unknown> }).b };
}

describe("an objection in the room (异议, O-96)", () => {
  beforeEach(async () => {
    house = await openHouse();
    grant = await obtainGrant(house);
    const { id } = await unlockRoom(house, grant);
    viewing = await house.get("viewing:open", { viewing: id, asset: clip.asset });
    picture = await openPicture(house, viewing);
    await picture.post("confirmed", { frame: 14 });
  });
  afterEach(() => house.close());

  it("is signed by two over the same words and frame, and holds the recording in the same commit", async () => {
    await house.get("viewing:object", objection());
    const [mark] = await house.get("annotations:list", { asset: clip.asset });
    expect(mark).toMatchObject({
      frame: 14,
      kind: "objection",
      note: statement,
      by: { person: "p-0003", name: "王芳" },
      witness: { person: "p-0005", name: "赵敏" },
    });
    expect(mark?.hold).toBe(`h-${mark?.id.slice(2) ?? ""}`);
    await house.get("viewing:end", { viewing: viewing.id });
    // Everybody takes home that it was made, and on which frame.
    const slips = await house.get("receipts:list", { viewing: viewing.id });
    expect(slips.map((slip) => slip.objections)).toEqual([1, 1]);
    const made = await entryOf("mark.add");
    const hold = await entryOf("hold.set");
    expect(hold.index).toBe(made.index + 1);
    expect(hold.body).toMatchObject({ asset: clip.asset, trigger: "objection", frame: 14, article: "S0-4.4.4" });
    for (const [name, t] of [
      ["act", "room.object"],
      ["countersign", "room.countersign"],
    ] as const) {
      const cms = fromBase64(String(made.body[name]));
      const verified = verifyCms(cms, [house.headquarters.headquarters.trustPem], new Date());
      expect(verified.ok && decodeCanonical(verified.content)).toMatchObject({ t, objection: made.body["objection"] });
    }
  });

  it("is never the mark of one person alone: without a countersignature it is refused, and nothing is in the log", async () => {
    const mark = { viewing: viewing.id, asset: clip.asset, frame: 14, note: statement };
    const alone = { ...mark, kind: "objection" } as unknown as Given<"annotations:add">;
    expect(await house.refused("bad-request", "annotations:add", alone)).toMatchObject({ field: "kind" });
    expect(await house.get("annotations:list", { asset: clip.asset })).toEqual([]);
    // The control: the same frame takes a note.
    await house.get("annotations:add", { ...mark, kind: "note" });
  });

  it("R6, R8: is refused on another frame, without the own signature, and without a supervisor's", async () => {
    await house.refused("frame-unconfirmed", "viewing:object", objection({ frame: 15 }));
    const hand = { kind: "hand", hand: { kind: "typed", name: "王芳" } };
    // Whoever has a certificate signs with it.
    expect(await house.refused("presence", "viewing:object", objection({ signature: hand }))).toMatchObject({
      reason: "objection-unsigned",
    });
    expect(await house.refused("presence", "viewing:object", objection({ ...people.requester }))).toMatchObject({
      reason: "not-supervising",
    });
    expect(await house.refused("presence", "viewing:object", objection({ person: people.wearer.token }))).toMatchObject(
      {
        reason: "not-on-grant",
      },
    );
    const wrong = { kind: "certificate", pin: "000000" };
    expect(await house.refused("presence", "viewing:object", objection({ signature: wrong }))).toMatchObject({
      reason: "objection-unsigned",
    });
    await house.refused("bad-request", "viewing:object", objection({ statement: " " }));
    expect(await house.get("annotations:list", { asset: clip.asset })).toEqual([]);
  });
});

describe("an objection by somebody without a certificate", () => {
  it("is their own hand, witnessed by the supervisor, and good for nothing else", async () => {
    house = await openHouse();
    const guest = {
      name: "钱多",
      idKind: "residentId",
      idNo: "320311199001011234",
      unit: "示例书店",
      contact: "13800000000",
      protected: true,
    };
    const held = await obtainGrant(house, {
      form: { applicantClass: "otherAgency", legalRoute: "fileAccess", viewer: guest },
    });
    const person = held.viewers[0]?.person ?? ("" as never);
    await house.get("identity:signIn", people.supervisor);
    const { id } = await house.get("viewing:prepare", { grant: held.id });
    const door = { viewing: id, papersChecked: true, devicesDeposited: true, ...people.supervisor };
    await house.get("viewing:checkIn", { ...door, capacity: "supervisor" });
    const signature = { kind: "typed", name: "钱多" } as const;
    await house.get("viewing:admit", { ...door, person, documentEnd: "1234", signature, locale: "zh-CN" });
    await house.get("viewing:acceptNotice", { viewing: id });
    await house.get("viewing:unlock", { viewing: id, ...people.supervisor });
    viewing = await house.get("viewing:open", { viewing: id, asset: clip.asset });
    picture = await openPicture(house, viewing);
    await picture.post("confirmed", { frame: 14 });
    const byHand = (name: string) => objection({ person, signature: { kind: "hand", hand: { kind: "typed", name } } });
    expect(await house.refused("presence", "viewing:object", byHand("赵敏"))).toMatchObject({
      reason: "objection-unsigned",
    });
    await house.get("viewing:object", byHand("钱多"));
    const made = await entryOf("mark.add");
    // O-22: the name of a protected person is in no entry.
    expect(JSON.stringify(made.body)).not.toContain("钱多");
    const verified = verifyCms(
      fromBase64(String(made.body["countersign"])),
      [house.headquarters.headquarters.trustPem],
      new Date(),
    );
    expect(verified.ok && decodeCanonical(verified.content)).toMatchObject({
      t: "room.countersign",
      subject: person,
      objection: made.body["objection"],
      signature: made.body["hand"],
    });
    await house.close();
  });
});
