import { readFileSync } from "node:fs";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { assetIdSchema } from "../../shared/model/footage.ts";
import { clip, openHouse, originalOf, type House } from "./house.ts";
import { hands, seenBy, signAct, signed, waitingFor, type Hand } from "./retention-story.ts";

describe("O-114: from the unit to the archive", () => {
  let house: House;
  const third = assetIdSchema.parse("SC-20261109-T003-01");
  const rowFor = async (hand: Hand) => (await seenBy(house, hand)).rows.find(({ footage }) => footage.asset === third);
  const handOver = { order: "archive.handOver", asset: third, reason: "随案卷移交" };
  const accept = { order: "archive.accept", asset: third };

  beforeAll(async () => {
    house = await openHouse();
    const asset = clip.asset;
    const metadata = JSON.parse(readFileSync(originalOf(asset).replace(/mp4$/u, "json"), "utf8")) as object;
    const taken = await house.headquarters.headquarters.administration.ingest(originalOf(asset), {
      ...metadata,
      asset: third,
      state: "unit",
    } as never);
    if (!taken.ok) {
      throw new Error(`not taken in: ${taken.failure.reason}`);
    }
  });
  afterAll(() => house.close());

  it("the archive takes only what was handed over, nothing is destroyed on the way, and each step names who and when", async () => {
    expect(await signAct(house, hands.archivist, accept)).toMatchObject({
      failure: { code: "retention", reason: "wrong-state" },
    });
    expect(await signAct(house, hands.archivist, handOver)).toMatchObject({ failure: { code: "not-permitted" } });
    await signed(house, hands.caseOfficer, handOver);
    expect(await signAct(house, hands.caseOfficer, handOver)).toMatchObject({ failure: { reason: "wrong-state" } });
    const row = await rowFor(hands.archivist);
    expect(row).toMatchObject({
      footage: { state: "pendingAcceptance" },
      handedOver: { person: "p-0003", note: "随案卷移交" },
    });
    expect(row?.impediments.map(({ impediment }) => impediment)).toContain("handing-over");
    expect(await waitingFor(house, hands.archivist)).toMatchObject([
      { kind: "acceptArchive", reference: third, since: row?.handedOver?.at },
    ]);
    expect(await waitingFor(house, hands.caseOfficer)).toEqual([]);
  });

  it("what the archive sends back is the unit's again with the reason, and may be handed over anew", async () => {
    const back = { order: "archive.sendBack", asset: third, reason: "缺少案卷目录" };
    expect(await signAct(house, hands.archivist, { ...back, reason: "" })).toMatchObject({ ok: false });
    expect(await signAct(house, hands.caseOfficer, back)).toMatchObject({ failure: { code: "not-permitted" } });
    await signed(house, hands.archivist, back);
    expect(await rowFor(hands.archivist)).toMatchObject({ footage: { state: "unit" } });
    expect(await rowFor(hands.archivist)).not.toHaveProperty("handedOver");
    expect(await waitingFor(house, hands.archivist)).toEqual([]);
    await signed(house, hands.caseOfficer, { ...handOver, reason: "目录已补齐" });
    await signed(house, hands.archivist, accept);
    expect(await rowFor(hands.archivist)).toMatchObject({ footage: { state: "archived" } });
    expect(await signAct(house, hands.archivist, back)).toMatchObject({ failure: { reason: "wrong-state" } });
    await house.get("identity:signIn", hands.legal);
    expect(await house.get("footage:show", { asset: third })).toMatchObject({ state: "archived" });
    await house.get("identity:signOut");
  });
});
