import { execFileSync } from "node:child_process";
import { existsSync, mkdirSync, readdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { checkClip } from "../../../main/annotations/index.ts";
import { citeCommand } from "../../../main/commands/cite.ts";
import { openSource, readClip } from "../../../main/headquarters/index.ts";
import { judgeCitation, parseCitation } from "../../../main/formats/citation.ts";
import { parseVerifierKey } from "../../../main/formats/signed-note.ts";
import type { ExtractionView } from "../../../shared/model/extraction.ts";
import {
  decodedDigests,
  extracted,
  extractionAct,
  markForm,
  next,
  openEvidenceWorld,
  pictureDigests,
  reordered,
  step,
  taken,
  type EvidenceWorld,
} from "../../support/extraction-story.ts";

let scene: EvidenceWorld;
let clip: ExtractionView;
/** Folder of the medium that `clip` was written to. */
let medium: string;

beforeAll(async () => {
  scene = await openEvidenceWorld([
    { asset: reordered, from: 150, to: 160, ground: "privacy" },
    { asset: reordered, from: 126, to: 128, ground: "privacy" },
  ]);
  clip = await extracted(scene, { from: 61, to: 108 });
  medium = await handedOut(clip);
}, 120_000);
afterAll(() => scene.world.close());

const listingOf = async (view: ExtractionView) => {
  const listing = await scene.world.call("listClip", { id: view.id }, { session: await scene.world.signIn("p-legal") });
  if (!listing.ok) {
    throw new Error(`no listing: ${JSON.stringify(listing.failure)}`);
  }
  return listing.value;
};

const handedOut = async (view: ExtractionView): Promise<string> => {
  const folder = join(scene.world.folder, view.id);
  mkdirSync(folder);
  expect(await scene.world.headquarters.extractions.handOut(view.id, folder, "p-archivist")).toMatchObject({
    ok: true,
  });
  return folder;
};

describe("an extraction from order to medium", () => {
  it("O-71 R5 R6: the clip presents exactly the ordered frames of the original, bit for bit, and any player shows them", async () => {
    expect(clip).toMatchObject({ state: "extracted", cut: { type: "video/mp4", keyframe: 50, lead: 11 } });
    const truth = pictureDigests(scene.original).slice(61, 108);
    const listing = await listingOf(clip);
    expect(listing.presented).toEqual(truth);
    expect(checkClip(clip, listing)).toMatchObject({ ok: true, value: { exact: true, same: true, ordered: 47 } });
    const file = join(medium, `${clip.number}.mp4`);
    expect(decodedDigests(file)).toEqual(decodedDigests(scene.original, "select=between(n\\,61\\,107)"));
    const probed = execFileSync("ffprobe", `-v error -show_entries stream=codec_type -of csv=p=0 ${file}`.split(" "));
    expect(probed.toString().trim().split("\n").toSorted()).toEqual(["audio", "video"]);
  });

  it("O-72: coded anew, each decoded picture is the original's, and the file begins with the first ordered frame", async () => {
    const view = await extracted(scene, { from: 128, to: 134 }, { manner: "recode" });
    expect(view).toMatchObject({ state: "extracted", cut: { pictures: "yuv420p" } });
    const file = join(await handedOut(view), `${view.number}.mp4`);
    expect(decodedDigests(file)).toEqual(decodedDigests(scene.original, "select=between(n\\,128\\,133)"));
    expect(checkClip(view, await listingOf(view))).toMatchObject({ ok: true, value: { exact: true } });
  });

  it("O-74: a still is a picture beside a clip of one frame, whose citation anybody can check", async () => {
    const { world, original } = scene;
    const view = await extracted(scene, { from: 61, to: 62 }, { exhibit: "still" });
    const folder = await handedOut(view);
    const digests = (file: string, filter?: string): string[] => decodedDigests(file, filter, "rgb24");
    expect(digests(join(folder, `${view.number}.png`))).toEqual(digests(original, "select=eq(n\\,61)"));
    const text = readFileSync(join(folder, `${view.number}.frame-61.citation`), "utf8");
    const verdict = judgeCitation(parseCitation(text), [parseVerifierKey(world.headquarters.ingestVerifierKey)]);
    expect(verdict).toMatchObject({ verdict: "proved", frames: 250 });
    expect(parseCitation(text).record.sha256).toBe(pictureDigests(original)[61]);
  });

  it("R3: nothing readable of a clip lies at headquarters until it is written to a medium", async () => {
    const objects = join(scene.world.folder, "headquarters", "objects");
    const kept = readFileSync(join(objects, `${clip.id}.clip`));
    const readable = readFileSync(join(medium, `${clip.number}.mp4`));
    const window = readable.subarray(readable.length >> 1, (readable.length >> 1) + 32);
    expect(readable.includes(window)).toBe(true);
    expect(kept.includes(window)).toBe(false);
    expect(readdirSync(objects).some((name) => name.endsWith(".new"))).toBe(false);
    expect(existsSync(join(objects, `${reordered}.original`))).toBe(true);
  });

  it("O-40 O-75: the check is signed by somebody else than the extractor, and each transfer keeps a copy", async () => {
    const { world } = scene;
    const early = await step(world, "p-archivist", next.transfer(clip));
    expect(early).toMatchObject({ failure: { code: "extraction", reason: "wrong-state" } });
    const verified = await taken(step(world, "p-legal", next.verify(clip)));
    expect(verified).toMatchObject({ state: "verified", verdict: { exact: true, volume: "正卷第12页" } });
    const handed = await taken(step(world, "p-archivist", next.transfer(verified)));
    expect(handed.transfers).toMatchObject([{ number: expect.stringMatching(/-F8-\d{4}-0001$/u), to: "court" }]);
    expect(handed.cut?.retained).toBe(`${handed.number}-C`);
  });
});

describe("a clip that somebody brings back", () => {
  it("R5: is exact as it was cut, and otherwise no clip or not those frames, by the command that needs no app", async () => {
    const { world } = scene;
    const file = join(medium, `${clip.number}.mp4`);
    const said = async (bytes: Uint8Array | string): Promise<readonly [number, string]> => {
      const lines: string[] = [];
      const path = typeof bytes === "string" ? bytes : join(world.folder, "brought.mp4");
      if (typeof bytes !== "string") {
        writeFileSync(path, bytes);
      }
      const key = [world.headquarters.ingestVerifierKey];
      const code = await citeCommand({ file: path, key, language: "en", line: (text) => void lines.push(text) });
      return [code, lines[1] ?? lines[0] ?? ""];
    };
    expect(await said(file)).toEqual([0, "Yes: exactly the 47 ordered frames, each as in the original."]);
    const whole = readFileSync(file);
    const placed = execFileSync(
      "ffprobe",
      `-v error -select_streams v -show_entries packet=pos -of csv=p=0 ${file}`.split(" "),
    );
    const places = placed.toString().trim().split("\n").map(Number);
    const flip = (place: number): Uint8Array => {
      const bytes = Uint8Array.from(whole);
      bytes[place] = (bytes[place] ?? 0) ^ 1;
      return bytes;
    };
    expect(await said(flip((places[30] ?? 0) + 20))).toEqual([
      1,
      expect.stringMatching(/^No: frame \d+ is not the original's/u),
    ]);
    // The first sample is a keyframe that nobody sees, and everything behind it is decoded from it.
    expect(await said(flip((places[0] ?? 0) + 60))).toEqual([1, expect.stringMatching(/^No: .* for the decoder/u)]);
    expect((await said(whole.subarray(0, whole.length - 100)))[0]).toBe(2);
    expect((await said(new Uint8Array()))[0]).toBe(2);
    const again = join(world.folder, "again.mp4");
    execFileSync("ffmpeg", ["-v", "error", "-y", "-i", file, "-c:v", "libx264", "-preset", "ultrafast", again]);
    expect((await said(again))[0]).toBe(2);
    // The station knows what was ordered without the file's own word.
    const source = await openSource(again);
    const read = await readClip(source);
    await source.close();
    const check = checkClip(clip, { ...(await listingOf(clip)), presented: [...(read?.presented ?? [])] });
    expect(check).toMatchObject({ ok: true, value: { exact: false, difference: { kind: "altered", frame: 61 } } });
  });
});

describe("a step about evidence", () => {
  it("R8: nobody takes two of marking, consenting, extracting and checking", async () => {
    const { world } = scene;
    const mark = async (person: string) =>
      step(world, person, { step: "mark", form: await markForm(scene, { from: 61, to: 63 }) });
    expect(await mark("p-archivist")).toMatchObject({ failure: { code: "not-permitted" } });
    const marked = await taken(mark("p-legal"));
    expect(await step(world, "p-legal", next.consent(marked))).toMatchObject({ failure: { code: "not-permitted" } });
    expect(await step(world, "p-wearingapprover", { ...next.consent(marked) })).toMatchObject({
      failure: { code: "duties-not-separate", rule: "wearer-decides" },
    });
    const consented = await taken(step(world, "p-archivingapprover", next.consent(marked)));
    expect(await step(world, "p-archivingapprover", next.extract(consented))).toMatchObject({
      failure: { code: "duties-not-separate", rule: "consenter-extracts" },
    });
    const cut = await taken(step(world, "p-secondarchivist", next.extract(consented)));
    expect(await step(world, "p-secondarchivist", next.verify(cut))).toMatchObject({
      failure: { code: "duties-not-separate", rule: "extractor-verifies" },
    });
  });

  it("O-72: an order that was edited, forged, replayed or taken out of turn is refused in words and logged", async () => {
    const { world } = scene;
    const form = await markForm(scene, { from: 61, to: 63 });
    const marked = await taken(step(world, "p-legal", { step: "mark", form }));
    const refused = async (person: string, act: Record<string, unknown>, failure: Record<string, unknown>) =>
      expect(await step(world, person, act)).toMatchObject({ failure });
    const changed = { code: "extraction", reason: "order-changed" };
    const order = { ...marked.form.order, to: 64 };
    await refused("p-approver", next.consent(marked, { order }), changed);
    await refused("p-approver", next.consent(marked, { marked: "0".repeat(64) }), changed);
    await refused("p-archivist", next.extract(marked, { ordered: "0".repeat(64) }), {
      code: "extraction",
      reason: "wrong-state",
    });
    const act = extractionAct(world, "p-approver", next.consent(marked));
    const session = await world.signIn("p-approver");
    const cms = world.sign("p-approver", act);
    const bytes = Buffer.from(cms, "base64");
    bytes[bytes.length - 5] = (bytes[bytes.length - 5] ?? 0) ^ 1;
    expect(await world.call("stepExtraction", { cms: bytes.toString("base64") }, { session })).toMatchObject({
      failure: { code: "bad-request" },
    });
    const consented = await world.call("stepExtraction", { cms }, { session });
    expect(consented).toMatchObject({ ok: true });
    expect(await world.call("stepExtraction", { cms }, { session })).toMatchObject({
      failure: { code: "extraction", reason: "replayed" },
    });
    await refused("p-archivist", next.extract(marked, { ordered: marked.steps[0]?.digest }), changed);
  });

  it("R1 R6: a mark outside what was seen, over what is withheld, or with a digest of another frame is refused", async () => {
    const { world } = scene;
    const mark = async (range: { from: number; to: number }, overrides: Record<string, unknown> = {}) =>
      step(world, "p-legal", { step: "mark", form: { ...(await markForm(scene, range)), ...overrides } });
    expect(await mark({ from: 20, to: 40 })).toMatchObject({ failure: { reason: "outside-grant" } });
    expect(await mark({ from: 140, to: 170 })).toMatchObject({ failure: { reason: "withheld", frame: 150 } });
    // Bit for bit, the frames ahead of it travel in the clip, and two of them are withheld.
    expect(await mark({ from: 129, to: 134 })).toMatchObject({ failure: { reason: "withheld", frame: 126 } });
    const form = await markForm(scene, { from: 61, to: 63 });
    const first = { ...(form["first"] as Record<string, unknown>), digest: "a".repeat(64) };
    const order = { ...(form["order"] as Record<string, unknown>), firstDigest: "a".repeat(64) };
    expect(await mark({ from: 61, to: 63 }, { first, order })).toMatchObject({
      failure: { reason: "not-the-frames", frame: 61 },
    });
    expect(await mark({ from: 61, to: 63 }, { grant: "g-000000" })).toMatchObject({
      failure: { reason: "outside-grant" },
    });
  });
});
