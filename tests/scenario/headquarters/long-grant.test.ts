// oxlint-disable no-await-in-loop -- one file, read again and again
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { fromBase64url } from "../../../main/formats/bytes.ts";
import { parseGrantFile, verifyGrantFile } from "../../../main/formats/grant-file.ts";
import { openGrantKeys, presenceShare } from "../../../main/formats/grant.ts";
import { keyFor } from "../../../main/formats/key-tree.ts";
import { maximumLeafBytes } from "../../../main/formats/log-entry.ts";
import { footageMetadata, World } from "../../support/headquarters.ts";

const count = 16;
const codes = Array.from({ length: count }, (_one, at) => `WH-20261109-L${String(100 + at)}-01`);
/** Sixty-four frames, each a range of its own, in all five segments of the recording. */
const ranges = Array.from({ length: 64 }, (_one, at) => ({ from: at * 3, to: at * 3 + 1 }));

let world: World;

beforeAll(async () => {
  world = await World.open();
  for (const asset of codes) {
    const taken = await world.headquarters.administration.ingest(
      join(world.folder, "clip.mp4"),
      footageMetadata({ asset }),
    );
    if (!taken.ok) {
      throw new Error(`clip refused: ${taken.failure.reason}`);
    }
  }
}, 180_000);
afterAll(() => world.close());

describe("a grant over many recordings and ranges", () => {
  it("R1 is issued in one piece, proved by the log although it fits no leaf, and opens exactly what was approved", async () => {
    const assets = codes.map((asset) => ({ asset, ranges, whole: false }));
    const decided = await world.decide(
      "p-approver",
      await world.filed("p-applicant", { assets }),
      world.approval({ assets }),
    );
    expect(decided).toMatchObject({ ok: true });
    const answer = await world.call("outbox", { after: 0 });
    const item = answer.ok ? answer.value.items.find(({ kind }) => kind === "grant") : undefined;
    const file = parseGrantFile(item?.file ?? "");
    expect(file.leafBytes.byteLength).toBeLessThanOrEqual(maximumLeafBytes);
    const { annex } = JSON.parse(item?.file ?? "") as { annex: string };
    expect(fromBase64url(annex).byteLength).toBeGreaterThan(maximumLeafBytes);
    expect(
      verifyGrantFile(file, {
        headquartersOrigin: world.headquarters.origin,
        headquartersVerifierKey: world.station.enrolled.headquarters.verifierKey,
      }),
    ).toBe(true);
    expect(file.leaf.assets.map(({ asset, frames }) => [asset, frames.length])).toEqual(codes.map((one) => [one, 64]));
    const { certificatePem, privateKeyPem } = world.signer("p-supervisor");
    const share = presenceShare(file.leaf, certificatePem, privateKeyPem);
    const keys = openGrantKeys(file.leaf, {
      stationPrivateKey: world.station.kemPrivateKey,
      presenceShares: share === null ? [] : [share],
    });
    const nodes = keys?.get(codes.at(-1) ?? "") ?? [];
    const { treeDepth = 0 } = file.leaf.assets.at(-1) ?? {};
    // Frames 0 to 190: the first four segments of fifty frames, and not the fifth.
    expect([0, 1, 2, 3, 4].map((at) => keyFor(nodes, treeDepth, at) !== null)).toEqual([true, true, true, true, false]);
    expect(world.incidents).toEqual([]);
  }, 60_000);
});
