import { readFileSync } from "node:fs";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { assetIdSchema, type Footage } from "../../shared/model/footage.ts";
import type { TimeCheckForm, TimedDocument } from "../../shared/model/time-check.ts";
import { timeTruth } from "../../shared/time/time-truth.ts";
import { clip, openHouse, originalOf, people, type House } from "./house.ts";

const asset = assetIdSchema.parse(clip.asset);
const inspector = people.legal;

describe("the verdict on the times of a recording (O-63)", () => {
  let house: House;
  let footage: Footage;
  let form: TimeCheckForm;
  const as = async (who: { readonly token: string; readonly pin: string }): Promise<void> => {
    await house.get("identity:signOut");
    await house.get("identity:signIn", who);
  };
  const formFor = async (documents: TimedDocument[], of = footage): Promise<TimeCheckForm> => {
    const policy = await house.get("station:policy");
    const facts = timeTruth(of, policy, documents);
    const pack = { pack: policy.pack, version: policy.version };
    const { manifestDigest } = of;
    return { asset: of.asset, manifestDigest, pack, documents, facts, verdict: facts.proposal, note: "" };
  };

  beforeAll(async () => {
    house = await openHouse();
    await as(inspector);
    footage = await house.get("footage:show", { asset });
    form = {
      ...(await formFor([
        { name: "现场检查笔录", number: "示文检〔2026〕118号", from: footage.recordedFrom, to: footage.recordedTo },
      ])),
      note: "设备校时误差未记录。",
    };
  });
  afterAll(() => house.close());

  it("is signed, kept, and read again by whoever may know of the recording", async () => {
    const signed = await house.get("times:sign", { form, pin: inspector.pin });
    expect(signed).toMatchObject({ form: { verdict: "uncertain" }, by: { person: inspector.token } });
    await as(people.requester);
    expect(await house.get("times:list", { asset })).toEqual([signed]);
  });

  it("a later verdict stands beside the earlier one and removes nothing", async () => {
    await as(inspector);
    const second = { ...form, verdict: "differs", note: "笔录开始时间系事后补填。" } as const;
    await house.get("times:sign", { form: second, pin: inspector.pin });
    const verdicts = (await house.get("times:list", { asset })).map(({ form: { verdict } }) => verdict);
    expect(verdicts).toEqual(["differs", "uncertain"]);
  });

  it("facts that headquarters does not find itself are refused, whatever was changed in them", async () => {
    const wrong: readonly [Partial<TimeCheckForm>, string][] = [
      [{ facts: { ...form.facts, proposal: "agrees" } }, "form.facts"],
      [{ facts: { ...form.facts, toleranceSeconds: 3600 } }, "form.facts"],
      [{ documents: form.documents.map((one) => ({ ...one, to: "2027-01-01T00:00:00Z" })) }, "form.facts"],
      [{ pack: { ...form.pack, version: form.pack.version + 1 } }, "form.pack"],
      [{ manifestDigest: "0".repeat(64) }, "form.manifestDigest"],
      [{ verdict: "agrees", note: "" }, "form.note"],
      [{ verdict: "differs", note: "不" }, "form.note"],
    ];
    for (const [change, field] of wrong) {
      // oxlint-disable-next-line no-await-in-loop -- a person tries one after the other
      const refused = await house.refused("bad-request", "times:sign", {
        form: { ...form, ...change },
        pin: inspector.pin,
      });
      expect(refused.field).toBe(field);
    }
    expect((await house.get("times:list", { asset })).length).toBe(2);
  });

  it("R8, O-62: who wore the camera and who does not check are refused, and the refusal is in the log", async () => {
    await as(people.requester);
    await house.refused("not-permitted", "times:sign", { form, pin: people.requester.pin });
    await as(people.wearer);
    await house.refused("not-permitted", "times:sign", { form, pin: people.wearer.pin });
    await as(inspector);
    // The legal officer wore this one themselves.
    const own = assetIdSchema.parse("SC-20261109-T003-01");
    const known = JSON.parse(readFileSync(originalOf(clip.asset).replace(/mp4$/u, "json"), "utf8"));
    const taken = await house.headquarters.headquarters.administration.ingest(originalOf(clip.asset), {
      ...known,
      asset: own,
      wearers: [{ person: inspector.token, name: "周法明", certificateNo: "SLWH-31-0106" }],
    });
    expect(taken.ok).toBe(true);
    const worn = await house.get("footage:show", { asset: own });
    const wearing = { ...(await formFor(form.documents, worn)), note: "本人佩戴。" };
    expect(
      await house.refused("duties-not-separate", "times:sign", { form: wearing, pin: inspector.pin }),
    ).toMatchObject({ rule: "wearer-checks", article: "S0-5.1.3" });
    expect(house.refusals().slice(0, 3)).toMatchObject([
      { attempt: "times:sign", failure: "duties-not-separate:wearer-checks", subject: own },
      { attempt: "times:sign", failure: "not-permitted" },
      { attempt: "times:sign", failure: "not-permitted" },
    ]);
  });

  it("is offered to nobody without a sign-in and of no recording that is not there", async () => {
    const nowhere = assetIdSchema.parse("SC-20261109-T999-01");
    await house.refused("not-found", "times:list", { asset: nowhere });
    await house.refused("not-found", "times:sign", { form: { ...form, asset: nowhere }, pin: inspector.pin });
    await house.get("identity:signOut");
    expect(await house.refused("not-signed-in", "times:list", { asset })).toEqual({ code: "not-signed-in" });
  });

  it("without headquarters says so and keeps what is there", async () => {
    await as(inspector);
    await house.stopHeadquarters();
    await house.refused("headquarters-unreachable", "times:sign", { form, pin: inspector.pin });
    await house.startHeadquarters();
    expect((await house.get("times:list", { asset })).length).toBe(2);
  });
});
