import { afterAll, beforeAll, describe, expect, it } from "vitest";
import type { VaultAnswer, VaultRequest } from "../../main/shell/port.ts";
import type { FrameRange } from "../../shared/model/footage.ts";
import { canMakeClips, clip, type ClipName } from "../support/clips.ts";
import { buildPicture, openPictureLab, openVaultBench, scratch, takeIn, type PictureLab } from "../support/picture.ts";
import { follow, look, plantProbe, type Landing } from "../support/picture-probe.ts";
import { pseudoRandom } from "../support/pseudo-random.ts";

const rounds = 300;

interface Case {
  readonly name: ClipName;
  readonly says: string;
  readonly ranges: readonly FrameRange[];
  /** Index in the cells of the recording's first presented frame. */
  readonly first: number;
}

/** Ranges begin and end inside groups of pictures, so that frames which must stay covered surround them. */
const cases: readonly Case[] = [
  { name: "cfr30", says: "30 fps with B-frames", ranges: [{ from: 0, to: 450 }], first: 0 },
  { name: "vfr", says: "varying rate", ranges: [{ from: 35, to: 290 }], first: 0 },
  {
    name: "deep30",
    says: "deep B-frames",
    ranges: [
      { from: 70, to: 170 },
      { from: 270, to: 401 },
    ],
    first: 0,
  },
  { name: "f2997", says: "29.97 fps", ranges: [{ from: 1, to: 449 }], first: 0 },
  { name: "f60", says: "60 fps", ranges: [{ from: 130, to: 500 }], first: 0 },
  { name: "trim", says: "an edit list that cuts into a group of pictures", ranges: [{ from: 0, to: 330 }], first: 100 },
];

const framesOf = (ranges: readonly FrameRange[]): number[] =>
  ranges.flatMap(({ from, to }) => Array.from({ length: to - from }, (_, index) => from + index));

const wrong = (landings: readonly Landing[], first: number): Landing[] =>
  landings.filter(
    ({ wanted, frame, confirmed, cells, covered }) =>
      frame !== wanted || cells !== wanted + first || !confirmed || covered,
  );

describe.skipIf(!canMakeClips())("the frame on screen is the frame that is named (R6)", () => {
  const { folder, remove } = scratch("exactness");
  let picture = "";
  let serve: (request: VaultRequest) => Promise<VaultAnswer> = async () => {
    throw new Error("no vault yet");
  };
  let lab: PictureLab;

  beforeAll(async () => {
    picture = await buildPicture(`${folder}/picture`);
    lab = await openPictureLab((request) => serve(request), { width: 640, height: 360 });
  });
  afterAll(async () => {
    await lab.close();
    remove();
  });

  it.each(cases)("on 300 random seeks and 300 steps: $says", { timeout: 240_000 }, async ({ name, ranges, first }) => {
    const taken = await takeIn(clip(name), folder);
    const bench = openVaultBench(`${folder}/${name}`, [taken], picture);
    serve = (request) => bench.vault.serve(request);
    const opened = await bench.vault.open(bench.order(taken, ranges));
    expect(opened).toMatchObject({ ok: true });
    const frame = await lab.show(opened.ok ? opened.value.path : "");
    await plantProbe(frame);
    const frames = framesOf(ranges);
    const random = pseudoRandom(name);

    const seeks = Array.from({ length: rounds }, () => frames[Math.floor(random() * frames.length)] ?? 0).map(
      (wanted) => ({ command: { type: "seek", frame: wanted }, wanted }),
    );
    expect(wrong(await follow(lab, seeks), first)).toEqual([]);

    // Forwards and backwards across the end of a range, one frame at a time.
    let at = frames.indexOf(seeks.at(-1)?.wanted ?? 0);
    const steps = Array.from({ length: rounds }, (_, index) => {
      const by = index % 100 < 70 ? 1 : -1;
      at = Math.min(frames.length - 1, Math.max(0, at + by));
      return { command: { type: "step", frames: by }, wanted: frames[at] ?? 0 };
    });
    expect(wrong(await follow(lab, steps), first)).toEqual([]);
    expect((await look(frame)).covered).toBe(false);
    bench.close();
  });

  it("says that a clip cannot be confirmed instead of guessing, and shows none of it", async () => {
    const taken = await takeIn(clip("plain30"), folder);
    const bench = openVaultBench(`${folder}/unconfirmable`, [taken], picture);
    serve = async (request) => {
      const answer = await bench.vault.serve(request);
      if (!request.path.endsWith("/frames") || answer.kind !== "bytes") {
        return answer;
      }
      // A table whose times lie between those of the pictures: no frame can be told from its neighbour.
      const body = answer.body.slice();
      const view = new DataView(body.buffer);
      const ranges = view.getUint32(24, true);
      const rows = view.getUint32(28, true);
      for (let at = 32 + ranges * 8; at < 32 + ranges * 8 + rows * 16; at += 8) {
        view.setFloat64(at, view.getFloat64(at, true) + 16_667, true);
      }
      return { ...answer, body };
    };
    const opened = await bench.vault.open(bench.order(taken, [{ from: 0, to: 450 }]));
    const frame = await lab.show(opened.ok ? opened.value.path : "");
    await plantProbe(frame);
    const reports = await lab.reports();
    expect(reports).toContainEqual(expect.objectContaining({ type: "unconfirmable", why: "no-frame-timestamps" }));
    expect(reports.filter((report) => report.type === "frame" && report.confirmed)).toEqual([]);
    expect(bench.heard.confirmed).toEqual([]);
    expect((await look(frame)).covered).toBe(true);
    bench.close();
  });
});
