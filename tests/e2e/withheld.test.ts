import { afterAll, beforeAll, describe, expect, it } from "vitest";
import type { Frame } from "playwright-core";
import type { WithheldPart } from "../../main/vault/covers.ts";
import type { VaultAnswer, VaultRequest } from "../../main/shell/port.ts";
import { canMakeClips, clip, type ClipName } from "../support/clips.ts";
import { readCells } from "../support/cells.ts";
import { follow, plantProbe } from "../support/picture-probe.ts";
import { shoot } from "../support/screenshot.ts";
import {
  buildPicture,
  openPictureLab,
  openVaultBench,
  scratch,
  takeIn,
  type PictureLab,
  type PictureMutation,
  type TakenIn,
  type VaultBench,
} from "../support/picture.ts";

const approved = [{ from: 70, to: 260 }];
/** Inside one group of pictures, across a keyframe, and from one keyframe to another. */
const hidden: readonly WithheldPart[] = [
  { from: 90, to: 104, ground: "privacy" },
  { from: 172, to: 189, ground: "stateSecret" },
];
/** Over the cells, so that what they say can be read only where the cover is missing. */
const covered: WithheldPart = {
  from: 125,
  to: 160,
  region: { x: 0, y: 0, width: 3000, height: 1500 },
  ground: "minor",
};
const withheld = [...hidden, covered];

interface Sighting {
  readonly cells: number;
  readonly layer: string;
}

/**
 * Looks, at every frame the browser presents, at every painting and every few milliseconds, what the topmost layer that
 * nothing covers would let be read. The watermark is left out of it: it must not be what hides anything.
 */
async function plantWitness(frame: Frame): Promise<void> {
  await frame.evaluate(`(() => {
    const readCells = ${readCells.toString()};
    const canvas = new OffscreenCanvas(320, 180);
    const context = canvas.getContext("2d", { willReadFrequently: true });
    globalThis.sightings = new Map();
    const video = document.querySelector("video");
    const look = () => {
      if (!document.querySelector("#mask").hidden) { return; }
      const hold = document.querySelector("#hold");
      const layer = hold.hidden ? video : hold;
      context.drawImage(layer, 0, 0, 320, 180);
      const view = document.querySelector("#covers").viewBox.baseVal;
      for (const { x, y, width, height } of document.querySelectorAll("#covers rect")) {
        const scale = 320 / view.width;
        context.fillRect(x.baseVal.value * scale, y.baseVal.value * scale, width.baseVal.value * scale, height.baseVal.value * scale);
      }
      const cells = readCells(context.getImageData(0, 0, 320, 180).data, 320, 180);
      if (cells !== null) { globalThis.sightings.set(cells, hold.hidden ? "video" : "hold"); }
    };
    const presented = () => { look(); video.requestVideoFrameCallback(presented); };
    video.requestVideoFrameCallback(presented);
    const painted = () => { look(); requestAnimationFrame(painted); };
    requestAnimationFrame(painted);
    setInterval(look, 3);
  })()`);
}

function sightings(frame: Frame): Promise<Sighting[]> {
  return frame.evaluate(() =>
    [...(Reflect.get(globalThis, "sightings") as Map<number, string>)].map(([cells, layer]) => ({ cells, layer })),
  );
}

const isIn = (parts: readonly WithheldPart[], frame: number): boolean =>
  parts.some(({ from, to }) => frame >= from && frame < to);
const leaks = (seen: readonly Sighting[]): Sighting[] => seen.filter(({ cells }) => isIn(withheld, cells));

describe.skipIf(!canMakeClips())("what is withheld is never on screen (R1, R4)", () => {
  const { folder, remove } = scratch("withheld");
  let lab: PictureLab;
  let serve: (request: VaultRequest) => Promise<VaultAnswer> = async () => {
    throw new Error("no vault yet");
  };
  let page = "";
  let round = 0;

  beforeAll(async () => {
    page = await buildPicture(`${folder}/picture`);
    lab = await openPictureLab((request) => serve(request), { width: 640, height: 360 });
  });
  afterAll(async () => {
    await lab.close();
    remove();
  });

  const open = async (
    name: ClipName,
    mutation?: PictureMutation,
  ): Promise<{ frame: Frame; bench: VaultBench; taken: TakenIn }> => {
    round++;
    const built = mutation === undefined ? page : await buildPicture(`${folder}/mutant-${round}`, mutation);
    const taken = await takeIn(clip(name), folder);
    const bench = openVaultBench(`${folder}/bench-${round}`, [taken], built);
    serve = (request) => bench.vault.serve(request);
    const opened = await bench.vault.open(bench.order(taken, approved, { withheld }));
    const frame = await lab.show(opened.ok ? opened.value.path : "");
    await plantWitness(frame);
    return { frame, bench, taken };
  };

  /** Plays to the end; resolves with what a screenshot tool saw on the way. */
  const playThrough = async (rate: number, photographs = false): Promise<number[]> => {
    const from = (await lab.reports()).length;
    await lab.tell({ type: "rate", rate });
    await lab.tell({ type: "play" });
    const read: number[] = [];
    for (let looks = 0; looks < 400; looks++) {
      if (photographs) {
        // oxlint-disable-next-line no-await-in-loop -- one photograph after the other
        const shot = await shoot(lab.page, { x: 0, y: 0, width: 641, height: 361 });
        const cells = readCells(shot.data, shot.width, shot.height);
        read.push(...(cells === null ? [] : [cells]));
      } else {
        // oxlint-disable-next-line no-await-in-loop
        await lab.page.waitForTimeout(50);
      }
      // oxlint-disable-next-line no-await-in-loop
      const news = (await lab.reports()).slice(from);
      if (news.some((report) => report.type === "state" && report.state === "ended")) {
        return read;
      }
    }
    throw new Error("the picture did not come to its end");
  };

  it.each(["cfr30", "deep30"] as const)(
    "not while playing at any speed, nor while seeking, stepping, pausing or resizing: %s",
    { timeout: 240_000 },
    async (name) => {
      const { frame, bench } = await open(name);
      for (const rate of [1, 4]) {
        // oxlint-disable-next-line no-await-in-loop -- one viewing after the other
        await playThrough(rate);
      }
      await plantProbe(frame);
      const seeks = Array.from({ length: 40 }, (_, index) => 80 + index * 4).filter((one) => !isIn(hidden, one));
      await follow(
        lab,
        seeks.map((wanted) => ({ command: { type: "seek", frame: wanted }, wanted })),
      );
      await follow(
        lab,
        Array.from({ length: 90 }, (_, index) => ({
          command: { type: "step", frames: index < 60 ? 1 : -1 },
          wanted: 0,
        })),
      );
      await lab.tell({ type: "seek", frame: 118 });
      await lab.tell({ type: "rate", rate: 1 });
      for (const size of [
        { width: 900, height: 400 },
        { width: 400, height: 620 },
        { width: 640, height: 360 },
      ]) {
        // oxlint-disable-next-line no-await-in-loop -- one after the other, while it plays and while it rests
        await lab.tell({ type: "play" });
        // oxlint-disable-next-line no-await-in-loop
        await lab.page.setViewportSize(size);
        // oxlint-disable-next-line no-await-in-loop
        await lab.page.waitForTimeout(400);
        // oxlint-disable-next-line no-await-in-loop
        await lab.tell({ type: "pause" });
      }
      await lab.page.waitForTimeout(300);
      const seen = await sightings(frame);
      expect(leaks(seen)).toEqual([]);
      // The witness does see: most of what may be read was read.
      const readable = approved.flatMap(({ from, to }) =>
        Array.from({ length: to - from }, (_, index) => from + index).filter((one) => !isIn(withheld, one)),
      );
      expect(seen.length).toBeGreaterThan(readable.length * 0.6);
      expect(seen.every(({ cells }) => isIn([{ ...covered, from: 70, to: 260 }], cells))).toBe(true);
      // Nor is any of it in the log as shown.
      const shown = bench.heard.shown.flatMap(({ ranges }) => ranges);
      expect(shown.length).toBeGreaterThan(0);
      expect(shown.filter(({ from, to }) => hidden.some((part) => from < part.to && to > part.from))).toEqual([]);
      expect(bench.heard.stopped).toEqual([]);
      bench.close();
    },
  );

  it("not in a photograph of the screen, taken again and again while it plays", { timeout: 120_000 }, async () => {
    const { bench } = await open("cfr30");
    const read = [...(await playThrough(0.5, true)), ...(await playThrough(4, true))];
    expect(read.length).toBeGreaterThan(5);
    expect(read.filter((frame) => isIn(withheld, frame))).toEqual([]);
    bench.close();
  });

  /** Plays from a frame, lets the page hang for longer than is left of the stretch, and reads what the element holds then. */
  const hangFrom = async (frame: Frame, at: number): Promise<number | null> => {
    const from = (await lab.reports()).length;
    await lab.tell({ type: "seek", frame: at });
    await expect
      .poll(
        async () =>
          (await lab.reports()).slice(from).some((one) => one.type === "frame" && one.confirmed && one.frame === at),
        {
          timeout: 8000,
        },
      )
      .toBe(true);
    // The page itself hangs at the first picture it shows next: asked from outside, a busy machine would come too late.
    const hung = frame.evaluate(`(async () => {
      const video = document.querySelector("video");
      await new Promise((resolve) => video.requestVideoFrameCallback(resolve));
      const until = performance.now() + 1500;
      while (performance.now() < until) {}
      const canvas = new OffscreenCanvas(320, 180);
      const context = canvas.getContext("2d");
      context.drawImage(video, 0, 0, 320, 180);
      return (${readCells.toString()})(context.getImageData(0, 0, 320, 180).data, 320, 180);
    })()`);
    await lab.tell({ type: "play" });
    const cells = await hung;
    await lab.tell({ type: "pause" });
    return typeof cells === "number" ? cells : null;
  };

  it("not even when the page hangs for a second at the edge", { timeout: 60_000 }, async () => {
    const { frame, bench } = await open("cfr30");
    const held: (number | null)[] = [];
    for (const at of [80, 115, 165]) {
      // oxlint-disable-next-line no-await-in-loop -- one after the other
      held.push(await hangFrom(frame, at));
    }
    // It rested on the last pictures of the three stretches.
    expect(
      held
        .map((cells, stretch) => ([90, 125, 172][stretch] ?? 0) - (cells ?? 0))
        .filter((left) => left < 1 || left > 6),
    ).toEqual([]);
    expect(held.filter((cells) => isIn(withheld, cells ?? 0))).toEqual([]);
    expect(leaks(await sightings(frame))).toEqual([]);
    bench.close();
  });

  it("a pause asked for in the last moments of a stretch holds", { timeout: 60_000 }, async () => {
    const { bench } = await open("cfr30");
    await lab.tell({ type: "seek", frame: 84 });
    await lab.page.waitForTimeout(400);
    const from = (await lab.reports()).length;
    await lab.tell({ type: "play" });
    await lab.page.evaluate(async (start) => {
      const news = () => (Reflect.get(globalThis, "reports") as { type: string; state?: string }[]).slice(start);
      // Playing has stopped ahead of the edge, and the rest is shown frame by frame.
      const isShowingTheRest = () => news().findLast(({ type }) => type === "state")?.state === "seeking";
      const hasPlayed = () => news().some(({ state }) => state === "playing");
      while (!(hasPlayed() && isShowingTheRest())) {
        // oxlint-disable-next-line no-await-in-loop
        await new Promise((resolve) => setTimeout(resolve, 1));
      }
      Reflect.get(globalThis, "tell")({ type: "pause" });
    }, from);
    await lab.page.waitForTimeout(3000);
    const reports = await lab.reports();
    expect(reports.findLast(({ type }) => type === "state")).toMatchObject({ state: "paused" });
    const last = reports.findLast(({ type }) => type === "frame");
    expect(last).toMatchObject({ confirmed: true });
    expect(last?.type === "frame" ? (last.frame ?? 0) : 0).toBeLessThan(90);
    bench.close();
  });

  it(
    "the hanging page would be found out: without the guard behind a stretch it shows what follows",
    { timeout: 60_000 },
    async () => {
      const taken = await takeIn(clip("cfr30"), folder);
      const bench = openVaultBench(`${folder}/unguarded`, [taken], page);
      serve = (request) => bench.vault.serve(request);
      const ranges = [
        { from: 70, to: 90 },
        { from: 104, to: 120 },
      ];
      const opened = await bench.vault.open(bench.order(taken, ranges));
      const frame = await lab.show(opened.ok ? opened.value.path : "");
      expect(await hangFrom(frame, 80)).toBeGreaterThan(92);
      bench.close();
    },
  );

  it.each([
    ["a cover is taken out", "document.querySelector('#covers rect').remove()"],
    ["a cover is moved", "document.querySelector('#covers rect').setAttribute('y', '90')"],
    ["a cover is made transparent", "document.querySelector('#covers rect').setAttribute('fill-opacity', '0.1')"],
    ["the covers are hidden", "document.querySelector('#covers').style.visibility = 'hidden'"],
    ["the covers are removed", "document.querySelector('#covers').remove()"],
    ["the covers are scaled otherwise", "document.querySelector('#covers').setAttribute('viewBox', '0 0 3200 1800')"],
    ["the covers are pushed below", "document.querySelector('#video').style.zIndex = '3'"],
  ])("playback stops when %s", { timeout: 60_000 }, async (_says, act) => {
    const { frame, bench } = await open("cfr30");
    await lab.tell({ type: "seek", frame: 140 });
    await frame.waitForFunction(() => document.querySelectorAll("#covers rect").length === 1);
    await frame.evaluate(act);
    await expect
      .poll(() => bench.heard.stopped.map(({ reason }) => reason), { timeout: 2000 })
      .toEqual(["cover-removed"]);
    bench.close();
  });

  it("mutant: a page that does not draw the covers is found out", { timeout: 120_000 }, async () => {
    const { frame, bench } = await open("cfr30", {
      file: "player.ts",
      from: "covers.show(table.frame[row] ?? 0);",
      to: "",
    });
    await lab.tell({ type: "seek", frame: 140 });
    await lab.page.waitForTimeout(1500);
    expect(leaks(await sightings(frame)).length).toBeGreaterThan(0);
    bench.close();
  });
});
