import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { parseGrantFile, type GrantFile } from "../../../main/formats/grant-file.ts";
import { openGrantKeys, presenceShare } from "../../../main/formats/grant.ts";
import { keyFor } from "../../../main/formats/key-tree.ts";
import { asset, World } from "../../support/headquarters.ts";

let world: World;
beforeAll(async () => {
  world = await World.open();
}, 120_000);
afterAll(() => world.close());

const line = (from: number, to: number, more: object = {}) => ({ asset, from, to, ground: "privacy", ...more });
const ranges = [{ from: 0, to: 250 }];
const whole = { assets: [{ asset, ranges, whole: true, wholeReason: "全程均与案件有关" }] };

const decide = async (withheld: readonly object[]) =>
  world.decide("p-approver", await world.filed("p-applicant", whole), world.approval({ ...whole, withheld }));

const lastGrant = async () => {
  const answer = await world.call("outbox", { after: 0 });
  return parseGrantFile((answer.ok ? answer.value.items.findLast(({ kind }) => kind === "grant")?.file : "") ?? "");
};

/** Which of the five segments the keys of a grant open, with every share that there is. */
function opensIn({ leaf }: GrantFile): boolean[] {
  const { certificatePem, privateKeyPem } = world.signer("p-supervisor");
  const share = presenceShare(leaf, certificatePem, privateKeyPem);
  const keys = openGrantKeys(leaf, {
    stationPrivateKey: world.station.kemPrivateKey,
    presenceShares: share === null ? [] : [share],
  });
  const depth = leaf.assets[0]?.treeDepth ?? 0;
  return [0, 1, 2, 3, 4].map((segment) => keyFor(keys?.get(asset) ?? [], depth, segment) !== null);
}

describe("what an approver withholds", () => {
  it("R1: leaves the keys of whole segments out of the grant, and names what is left as the only frames", async () => {
    // The control: without the line every segment opens.
    expect(await decide([])).toMatchObject({ ok: true });
    expect(opensIn(await lastGrant())).toEqual([true, true, true, true, true]);
    expect(await decide([line(40, 155)])).toMatchObject({ ok: true });
    const grant = await lastGrant();
    expect(grant.leaf.assets).toMatchObject([
      {
        frames: [
          { from: 0, to: 40 },
          { from: 155, to: 250 },
        ],
      },
    ]);
    // Segments of 50 frames: 0 holds frames before the interval, 1 and 2 lie in it, 3 begins in it.
    expect(opensIn(grant)).toEqual([true, false, false, true, true]);
  });

  it("is in the grant with its article and a digest of exactly those frames", async () => {
    const region = { x: 100, y: 200, width: 300, height: 400 };
    expect(await decide([line(40, 60), line(100, 120, { region, ground: "minor" })])).toMatchObject({ ok: true });
    const first = (await lastGrant()).leaf.withheld;
    expect(first).toMatchObject([
      { asset, from: 40, to: 60, ground: "privacy", article: "S0-4.2.2" },
      { asset, from: 100, to: 120, ground: "minor", region },
    ]);
    expect(await decide([line(40, 60), line(40, 61)])).toMatchObject({ ok: true });
    const second = (await lastGrant()).leaf.withheld ?? [];
    expect(second[0]?.digest).toBe(first?.[0]?.digest);
    expect(second[1]?.digest).not.toBe(first?.[0]?.digest);
  });

  it.each([
    ["a line outside what is approved", [line(0, 10), line(240, 251)], "form.withheld.1"],
    ["an empty line", [line(10, 10)], "form.withheld.0"],
    ["a line of another recording", [line(10, 20, { asset: "WH-20261109-T001-02" })], "form.withheld.0"],
    ["lines that leave nothing", [line(0, 100), line(90, 250)], "form.withheld"],
  ])("is refused: %s", async (_says, withheld, field) => {
    expect(await decide(withheld)).toMatchObject({ ok: false, failure: { code: "bad-request", field } });
  });

  it.each([
    ["a region outside the picture", line(1, 2, { region: { x: 9000, y: 0, width: 1001, height: 10 } })],
    ["a ground that is not in the list", line(1, 2, { ground: "embarrassing" })],
    ["more than may be said", line(1, 2, { note: "x" })],
  ])("is refused: %s", async (_says, withheld) => {
    expect(await decide([withheld])).toMatchObject({ ok: false, failure: { code: "bad-request" } });
  });

  it("a grant without a list stays as it was", async () => {
    expect(await decide([])).toMatchObject({ ok: true });
    expect((await lastGrant()).leaf).not.toHaveProperty("withheld");
  });
});
