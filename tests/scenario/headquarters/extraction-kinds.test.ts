import { execFileSync } from "node:child_process";
import { mkdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { extracted, markForm, openEvidenceWorld, step, type EvidenceWorld } from "../../support/extraction-story.ts";
import { footageMetadata } from "../../support/headquarters.ts";

const photo = "WH-20261109-T020-01";
const sound = "WH-20261109-T020-02";
const rendered = "WH-20261109-T020-03";

let scene: EvidenceWorld;
const file = (name: string): string => join(scene.world.folder, name);

/** Takes a file in and gets p-legal a grant for its beginning. */
async function granted(asset: string, name: string, words: string): Promise<EvidenceWorld> {
  const { world } = scene;
  execFileSync("ffmpeg", [..."-v error -y -f lavfi".split(" "), ...words.split(" "), file(name)]);
  const taken = await world.headquarters.administration.ingest(file(name), footageMetadata({ asset }));
  if (!taken.ok) {
    throw new Error(`${name} refused: ${taken.failure.detail}`);
  }
  const shown = await world.call("showFootage", { asset }, { session: await world.signIn("p-legal") });
  const frames = shown.ok ? shown.value.frames : 0;
  const assets = [{ asset, ranges: [{ from: 0, to: Math.ceil(frames / 2) }], whole: false }];
  const decided = await world.decide(
    "p-approver",
    await world.filed("p-legal", { assets }),
    world.approval({ assets }),
  );
  if (!decided.ok || decided.value.grant === undefined) {
    throw new Error(`no grant for ${name}: ${JSON.stringify(decided)}`);
  }
  return { ...scene, asset, grant: decided.value.grant };
}

beforeAll(async () => {
  scene = await openEvidenceWorld();
});
afterAll(() => scene.world.close());

/** A mark on the first frame, as a station would send it if it could: what is not there is made up. */
async function marked(of: EvidenceWorld) {
  const { world, grant, asset = "" } = of;
  const form = await markForm(scene, { from: 61, to: 62 });
  const [order, first, last] = [form["order"], form["first"], form["last"]] as Record<string, unknown>[];
  return step(world, "p-legal", {
    step: "mark",
    form: {
      ...form,
      grant,
      order: { ...order, asset, from: 0, to: 1 },
      first: { ...first, frame: 0 },
      last: { ...last, frame: 0 },
    },
  });
}

describe("evidence from other recordings than films", () => {
  it("O-74 R5: of a photo the exhibit is the original file, byte for byte", async () => {
    const of = await granted(photo, "photo.jpg", "-i testsrc2=s=320x180 -frames:v 1");
    const view = await extracted(of, { from: 0, to: 1 }, { exhibit: "still" });
    expect(view).toMatchObject({ state: "extracted", cut: { type: "image/jpeg", carried: 0 } });
    const medium = file("photo-medium");
    mkdirSync(medium);
    const { extractions } = scene.world.headquarters;
    expect(await extractions.handOut(view.id, medium, "p-archivist")).toMatchObject({ ok: true });
    expect(readFileSync(join(medium, `${view.number}.jpg`)).equals(readFileSync(file("photo.jpg")))).toBe(true);
  });

  it("R12: a sound recording is refused by its kind, not cut into something nobody can check frame by frame", async () => {
    const of = await granted(sound, "sound.m4a", "-i sine=d=4 -c:a aac");
    expect(await marked(of)).toMatchObject({ failure: { code: "extraction", reason: "kind-unsupported" } });
  });

  it("R5: nothing is cut or cited from a rendition: what was coded anew holds no sample of the original", async () => {
    const of = await granted(rendered, "rendered.avi", "-i testsrc2=s=160x120:r=25:d=2 -c:v mpeg4 -g 25");
    expect(await marked(of)).toMatchObject({ failure: { code: "extraction", reason: "rendition" } });
    const session = await scene.world.signIn("p-legal");
    const cited = await scene.world.call("citeFrame", { asset: rendered, frame: 0 }, { session });
    expect(cited).toMatchObject({ ok: false, failure: { code: "extraction", reason: "rendition" } });
  });
});
