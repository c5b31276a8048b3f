import { execFileSync } from "node:child_process";
import { mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import type { ExtractionOrder, ExtractionView } from "../../shared/model/extraction.ts";
import type { GrantSummary } from "../../shared/model/grant.ts";
import type { Given } from "../../shared/ipc/contract.ts";
import { retellClip } from "../support/retold-clip.ts";
import { clip, openHouse, originalOf, people, type House } from "./house.ts";
import { obtainGrant, openPicture, unlockRoom } from "./story.ts";
import { pictureDigests } from "../support/extraction-story.ts";

type Hand = { readonly token: string; readonly pin: string };

const archivist = people.secondSupervisor;
/** First and last frame of the evidence, both inside; the first is a keyframe. */
const range = { first: 20, last: 26 };

let house: House;
let grant: GrantSummary;
let marks: readonly { readonly id: string; readonly frame: number }[];
let evidence: ExtractionView;
let inOneGo: ExtractionView;

const as = async <T>(hand: Hand, work: () => Promise<T>): Promise<T> => {
  await house.get("identity:signIn", hand);
  try {
    return await work();
  } finally {
    await house.get("identity:signOut");
  }
};

const draft = (changes: object = {}): Given<"evidence:mark">["draft"] =>
  ({
    grant: grant.id,
    asset: clip.asset,
    first: marks[0]?.id,
    last: marks[1]?.id,
    exhibit: "clip",
    manner: "copy",
    name: "现场检查告知过程录像片段",
    fact: "执法人员出示证件并告知当事人权利义务",
    summary: "",
    caseNo: "示文综执〔2026〕第 31 号",
    caseCause: "擅自从事出版物零售",
    caseParty: "示例书店",
    ...changes,
  }) as unknown as Given<"evidence:mark">["draft"];

const order = (id: ExtractionView["id"], hand: Hand, what: ExtractionOrder) =>
  as(hand, () => house.get("evidence:step", { id, order: what, pin: hand.pin }));

const consent: ExtractionOrder = { step: "consent", agree: true, opinion: "同意提取" };
const extract: ExtractionOrder = { step: "extract", place: "总部档案室", medium: "disc", serial: "GP-2026-0017" };

/** In the player: both ends were on screen, and one act marks and signs. What the grant does not show marks nothing. */
async function markInOneGo(
  viewing: Given<"evidence:markRange">["viewing"],
  picture: Awaited<ReturnType<typeof openPicture>>,
): Promise<ExtractionView> {
  const { grant: _grant, first: _first, last: _last, ...said } = draft();
  const whole = { viewing, range: { from: 21, last: 25 }, draft: said, pin: people.requester.pin };
  await picture.post("confirmed", { frame: 21 });
  await house.refused("frame-unconfirmed", "evidence:markRange", whole);
  await picture.post("confirmed", { frame: 25 });
  const size = async (): Promise<number> => (await house.get("annotations:list", { asset: clip.asset })).length;
  const before = await size();
  expect(
    await house.refused("extraction", "evidence:markRange", { ...whole, range: { from: 21, last: 9999 } }),
  ).toEqual({
    code: "extraction",
    reason: "outside-grant",
  });
  expect(await size()).toBe(before);
  await house.refused("wrong-pin", "evidence:markRange", { ...whole, pin: "000000" });
  house.clock.pass(60_000);
  const marked = await house.get("evidence:markRange", whole);
  // Whoever mistyped a PIN has marked once.
  expect(await size()).toBe(before + 2);
  return marked;
}

beforeAll(async () => {
  house = await openHouse();
  grant = await obtainGrant(house);
  const { id } = await unlockRoom(house, grant);
  const viewing = await house.get("viewing:open", { viewing: id, asset: clip.asset });
  const picture = await openPicture(house, viewing);
  const mark = async (frame: number) => {
    const add = { viewing: id, asset: clip.asset, frame, kind: "evidence", note: `第 ${frame} 帧` } as const;
    await house.refused("frame-unconfirmed", "annotations:add", add);
    await picture.post("confirmed", { frame });
    return house.get("annotations:add", add);
  };
  marks = [await mark(range.first), await mark(range.last)];
  inOneGo = await markInOneGo(id, picture);
  await house.get("viewing:end", { viewing: id });
  await house.get("identity:signOut");
});
afterAll(() => house.close());

describe("evidence, from the mark in the viewing room to the checked clip", () => {
  it("O-71 O-72 R6: a range is marked by two frames that the decoder named, and the order carries their digests", async () => {
    evidence = await as(people.requester, () =>
      house.get("evidence:mark", { draft: draft(), pin: people.requester.pin }),
    );
    const truth = pictureDigests(originalOf(clip.asset));
    expect(evidence).toMatchObject({
      state: "marked",
      form: {
        order: {
          from: range.first,
          to: range.last + 1,
          firstDigest: truth[range.first],
          lastDigest: truth[range.last],
        },
      },
    });
    expect(inOneGo).toMatchObject({
      state: "marked",
      form: {
        grant: grant.id,
        first: { frame: 21, digest: truth[21] },
        last: { frame: 25, digest: truth[25] },
        order: { from: 21, to: 26 },
      },
    });
    // Nobody makes evidence of a frame that no mark in this station's log names.
    await as(people.requester, async () => {
      const failure = await house.refused("not-found", "evidence:mark", {
        draft: draft({ last: `m-${"0".repeat(20)}` }),
        pin: people.requester.pin,
      });
      expect(failure.subject).toBe("mark");
      expect((await house.get("registers:refusals"))[0]).toMatchObject({ attempt: "evidence:mark" });
    });
  });

  it("R8: is consented to, cut and checked by three others, each with their own certificate, and every wrong hand is logged", async () => {
    await as(people.requester, async () => {
      const own = { id: evidence.id, order: consent, pin: people.requester.pin };
      await house.refused("not-permitted", "evidence:step", own);
      expect((await house.get("registers:refusals"))[0]).toMatchObject({ attempt: "evidence:step" });
    });
    expect(await order(evidence.id, people.approver, consent)).toMatchObject({ state: "consented" });
    const cut = await order(evidence.id, archivist, extract);
    expect(cut).toMatchObject({ state: "extracted", cut: { type: "video/mp4", keyframe: range.first, lead: 0 } });
    evidence = cut;
    const found = await as(people.legal, () => house.get("evidence:check", { id: evidence.id }));
    expect(found).toMatchObject({ exact: true, same: true, ordered: 7, presented: 7 });
    const verified = await order(evidence.id, people.legal, { step: "verify", volume: "正卷第12页" });
    expect(verified).toMatchObject({ state: "verified", verdict: { exact: true } });
    expect(verified.steps.map(({ act, person }) => [act, person])).toEqual([
      ["mark", people.requester.token],
      ["consent", people.approver.token],
      ["extract", archivist.token],
      ["verify", people.legal.token],
    ]);
  });

  it("R5: of a medium that comes back each tampering is named with its frame, and only the clip itself is exact", async () => {
    const { folder } = await as(people.legal, () => house.get("evidence:files"));
    const medium = join(house.folder, "medium");
    mkdirSync(medium);
    mkdirSync(folder, { recursive: true });
    const { extractions } = house.headquarters.headquarters;
    expect(await extractions.handOut(evidence.id, medium, archivist.token)).toMatchObject({ ok: true });
    const whole = join(medium, `${evidence.number}.mp4`);
    const bytes = readFileSync(whole);
    const show = `-v error -select_streams v -show_entries packet=pos -of csv=p=0 ${whole}`.split(" ");
    const places = execFileSync("ffprobe", show).toString().trim().split("\n").map(Number);
    expect(places.length).toBeGreaterThanOrEqual(7);
    const altered = Uint8Array.from(bytes);
    const hit = (places[0] ?? 0) + 60;
    altered[hit] = (altered[hit] ?? 0) ^ 1;
    const coded = join(medium, "coded.mp4");
    execFileSync("ffmpeg", ["-v", "error", "-i", whole, "-c:v", "libx264", "-preset", "ultrafast", coded]);
    const brought: Readonly<Record<string, readonly [Uint8Array, object]>> = {
      "whole.mp4": [bytes, { exact: true, same: true }],
      "altered.mp4": [altered, { exact: false, difference: { kind: "altered", frame: 20 } }],
      "dropped.mp4": [
        await retellClip(whole, [0, 1, 2, 4, 5, 6]),
        { exact: false, difference: { kind: "missing", frame: 23 } },
      ],
      "doubled.mp4": [
        await retellClip(whole, [0, 1, 2, 3, 3, 4, 5, 6]),
        { exact: false, difference: { kind: "repeated", frame: 23 } },
      ],
      "coded-anew.mp4": [readFileSync(coded), { exact: false, difference: { kind: "altered", frame: 20 } }],
      // The same pictures in another file: exact, and told apart from the one that is kept.
      "retold.mp4": [await retellClip(whole, [0, 1, 2, 3, 4, 5, 6]), { exact: true, same: false }],
    };
    for (const [name, [content]] of Object.entries(brought)) {
      writeFileSync(join(folder, name), content);
    }
    await as(people.legal, async () => {
      for (const [name, [, verdict]] of Object.entries(brought)) {
        // oxlint-disable-next-line no-await-in-loop -- one medium after the other
        expect([name, await house.get("evidence:checkFile", { id: evidence.id, name })]).toMatchObject([name, verdict]);
      }
    });
  });
});
