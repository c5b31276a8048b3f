// oxlint-disable no-await-in-loop -- a person looks at one place after the other
import type { Frame } from "playwright-core";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import type { WithheldPart } from "../../main/vault/covers.ts";
import type { VaultAnswer, VaultRequest } from "../../main/shell/port.ts";
import type { PictureReport } from "../../shared/picture/protocol.ts";
import { canMakeClips, clip, type ClipName } from "../support/clips.ts";
import { follow, plantProbe } from "../support/picture-probe.ts";
import { shoot, type Shot } from "../support/screenshot.ts";
import {
  buildPicture,
  openPictureLab,
  openVaultBench,
  scratch,
  takeIn,
  type PictureLab,
  type PictureMutation,
  type VaultBench,
} from "../support/picture.ts";

/** In parts of the picture. */
const region = { x: 0.4, y: 0.35, width: 0.2, height: 0.3 };
const withheld: WithheldPart = {
  from: 100,
  to: 200,
  region: { x: 4000, y: 3500, width: 2000, height: 3000 },
  ground: "minor",
};
const size = { width: 640, height: 360 };
type Look = Extract<PictureReport, { type: "view" }>;

/** Parts of the pixels with a colour worth the name, of a withheld region and of everything beside it and its margin. */
interface Colours {
  readonly withheld: number;
  readonly beside: number;
}

/** Where a place of the picture lies; null beside the picture, and around the region, where its margin may hide it. */
function placeOf(u: number, v: number): keyof Colours | null {
  const across = Math.abs(u - region.x - region.width / 2) - region.width / 2;
  const down = Math.abs(v - region.y - region.height / 2) - region.height / 2;
  if (across <= 0 && down <= 0) {
    return "withheld";
  }
  const isMargin = across < 0.03 && down < 0.06;
  const isPicture = Math.abs(u - 0.5) <= 0.5 && Math.abs(v - 0.5) <= 0.5;
  return isPicture && !isMargin ? "beside" : null;
}

function isColoured({ data, width }: Shot, row: number, column: number): boolean {
  const rgb = data.subarray((row * width + column) * 4, (row * width + column) * 4 + 3);
  return Math.max(...rgb) - Math.min(...rgb) > 60;
}

function partOf({ all, coloured }: { readonly all: number; readonly coloured: number }): number {
  return coloured / Math.max(1, all);
}

describe.skipIf(!canMakeClips())("the picture is enlarged and moved under its watermark", () => {
  const { folder, remove } = scratch("zoom");
  let lab: PictureLab;
  let serve: (request: VaultRequest) => Promise<VaultAnswer> = async () => {
    throw new Error("no vault yet");
  };
  let page = "";
  let round = 0;

  beforeAll(async () => {
    page = await buildPicture(`${folder}/picture`);
    lab = await openPictureLab((request) => serve(request), size);
  });
  afterAll(async () => {
    await lab.close();
    remove();
  });

  const open = async (
    name: ClipName,
    mutation?: PictureMutation,
    range = { from: 100, to: 200 },
  ): Promise<{ frame: Frame; bench: VaultBench }> => {
    round++;
    const built = mutation === undefined ? page : await buildPicture(`${folder}/mutant-${round}`, mutation);
    const taken = await takeIn(clip(name), folder);
    const bench = openVaultBench(`${folder}/bench-${round}`, [taken], built);
    serve = (request) => bench.vault.serve(request);
    const opened = await bench.vault.open(bench.order(taken, [range], { withheld: [withheld] }));
    const frame = await lab.show(opened.ok ? opened.value.path : "");
    return { frame, bench };
  };

  const lookNow = async (): Promise<Look> => {
    const told = (await lab.reports()).findLast((report) => report.type === "view");
    if (told === undefined) {
      throw new Error("the picture has not said what is seen of it");
    }
    return told;
  };

  const lookAt = async (zoom: number, x: number, y: number): Promise<Look> => {
    await lab.tell({ type: "view", view: { zoom, x, y } });
    await expect.poll(async () => (await lookNow()).zoom).toBe(zoom);
    // Twice painted is on screen.
    await lab.frame().evaluate(
      () =>
        new Promise((resolve) => {
          requestAnimationFrame(() => requestAnimationFrame(resolve));
        }),
    );
    return lookNow();
  };

  /** What a photograph of the screen shows of the withheld region, and of the rest. */
  const photograph = async ({ zoom, x, y, fit }: Look): Promise<Colours> => {
    const window = lab.page.viewportSize() ?? size;
    const shot = await shoot(lab.page, { x: 0, y: 0, width: window.width + 1, height: window.height + 1 });
    const counts = { withheld: { all: 0, coloured: 0 }, beside: { all: 0, coloured: 0 } };
    for (let row = 0; row < shot.height; row++) {
      const v = y + ((row + 0.5) / window.height - 0.5) / (zoom * fit.height);
      for (let column = 0; column < shot.width; column++) {
        const u = x + ((column + 0.5) / window.width - 0.5) / (zoom * fit.width);
        const place = placeOf(u, v);
        if (place !== null) {
          counts[place].all += 1;
          counts[place].coloured += isColoured(shot, row, column) ? 1 : 0;
        }
      }
    }
    return { withheld: partOf(counts.withheld), beside: partOf(counts.beside) };
  };

  it.each(["cfr30", "rotated", "wide"] as const)(
    "R1: what is withheld stays covered at every zoom, wherever one looks and in every window: %s",
    { timeout: 90_000 },
    async (name) => {
      const { frame, bench } = await open(name);
      const other = { width: 900, height: 300 };
      for (const [window, zoom, x, y] of [
        [size, 4, 0.42, 0.36],
        [size, 8, 0.4, 0.5],
        [other, 4, 0.6, 0.66],
      ] as const) {
        await lab.page.setViewportSize(window);
        await expect.poll(() => frame.evaluate(() => innerWidth)).toBe(window.width);
        const colours = await photograph(await lookAt(zoom, x, y));
        expect({ zoom, window, leaked: colours.withheld }).toEqual({ zoom, window, leaked: 0 });
        // The measure does see colour: there is some beside the cover.
        expect(colours.beside).toBeGreaterThan(0.03);
      }
      await lab.page.setViewportSize(size);
      expect(bench.heard.stopped).toEqual([]);
      bench.close();
    },
  );

  it("R6: the number on screen stays confirmed and the same, and the watermark stays as large as the window", async () => {
    const { frame, bench } = await open("cfr30");
    const named = async (): Promise<PictureReport | undefined> =>
      (await lab.reports()).findLast(({ type }) => type === "frame");
    const before = await named();
    expect(before).toMatchObject({ frame: 100, confirmed: true });
    const reports = (await lab.reports()).filter(({ type }) => type === "frame").length;
    const mark = (): Promise<readonly number[]> =>
      frame.evaluate(() => {
        const canvas = document.querySelector<HTMLCanvasElement>("#watermark");
        const { left = 1, top = 1, width = 0, height = 0 } = canvas?.getBoundingClientRect() ?? {};
        return [left, top, width, height, canvas?.width ?? 0];
      });
    const whole = await mark();
    expect(whole).toEqual([0, 0, size.width, size.height, size.width]);
    // The wheel enlarges around the pointer: the place under it stays under it.
    const pointer = { x: 480, y: 90 };
    await lab.page.mouse.move(pointer.x, pointer.y);
    for (let notches = 0; notches < 6; notches++) {
      await lab.page.mouse.wheel(0, -200);
    }
    await expect.poll(async () => (await lookNow()).zoom).toBeGreaterThan(5);
    const near = await lookNow();
    expect(near.x + (pointer.x / size.width - 0.5) / (near.zoom * near.fit.width)).toBeCloseTo(0.75, 2);
    expect(near.y + (pointer.y / size.height - 0.5) / (near.zoom * near.fit.height)).toBeCloseTo(0.25, 2);
    // It follows the hand, and does not leave the picture.
    await lab.page.mouse.down({ button: "middle" });
    await lab.page.mouse.move(pointer.x - 64, pointer.y, { steps: 3 });
    await lab.page.mouse.up({ button: "middle" });
    await expect.poll(async () => (await lookNow()).x - near.x).toBeCloseTo(0.1 / near.zoom, 3);
    for (let pulls = 0; pulls < 2; pulls++) {
      await lab.page.mouse.move(size.width - 4, pointer.y);
      await lab.page.mouse.down();
      await lab.page.mouse.move(4, pointer.y, { steps: 3 });
      await lab.page.mouse.up();
    }
    await expect.poll(async () => (await lookNow()).x).toBeCloseTo(1 - 0.5 / near.zoom, 6);
    await lab.page.keyboard.press("Control+ArrowLeft");
    await expect.poll(async () => (await lookNow()).x).toBeCloseTo(1 - 0.7 / near.zoom, 6);
    expect(await mark()).toEqual(whole);
    // What is beyond the limits is no command, and nothing of it is obeyed.
    await lab.tell({ type: "view", view: { zoom: 80, x: 0.5, y: 0.5 } });
    await lab.tell({ type: "view", view: { zoom: 2, x: Number.NaN, y: 0.5 } });
    expect((await lookNow()).zoom).toBe(near.zoom);
    // With a pen the left button draws and the middle one moves.
    await lab.tell({ type: "pen", kind: "rectangle", colour: "amber" });
    const held = await lookNow();
    await lab.page.mouse.move(200, 200);
    await lab.page.mouse.down();
    await lab.page.mouse.move(300, 260, { steps: 3 });
    await lab.page.mouse.up();
    await expect.poll(async () => (await lab.reports()).map(({ type }) => type)).toContain("drawn");
    expect(await lookNow()).toMatchObject({ x: held.x, y: held.y, zoom: held.zoom });
    expect((await lab.reports()).filter(({ type }) => type === "frame").length).toBe(reports);
    expect(await named()).toEqual(before);
    expect(bench.heard.stopped).toEqual([]);
    bench.close();
  });

  it("R2, R5: is shown lighter only once the log has it; covers, watermark and number stay", async () => {
    const { frame, bench } = await open("cfr30");
    const dark = { brightness: 120, contrast: 110, gamma: 180 };
    const shown = async (): Promise<PictureReport | undefined> =>
      (await lab.reports()).findLast(({ type }) => type === "enhanced");
    const filters = (): Promise<readonly string[]> =>
      frame.evaluate(() =>
        ["video", "#covers", "#drawings", "#watermark"].map((name) => {
          const layer = document.querySelector(name);
          const around = [layer, layer?.parentElement].filter((one) => one?.id !== "stage");
          return around.map((one) => (one ? getComputedStyle(one).filter : "")).find((one) => one !== "none") ?? "none";
        }),
      );
    await lab.tell({ type: "enhance", enhancement: { ...dark, gamma: 301 } });
    await lab.tell({ type: "enhance", enhancement: dark });
    await expect.poll(shown).toMatchObject(dark);
    expect(bench.heard.enhanced).toEqual([dark]);
    expect((await filters()).map((filter) => filter.includes("levels"))).toEqual([true, false, false, false]);
    const colours = await photograph(await lookAt(4, 0.42, 0.36));
    expect(colours.withheld).toBe(0);
    expect(colours.beside).toBeGreaterThan(0.03);
    // While it is on, the picture follows the hand; where the hand rests is written down.
    for (const gamma of [190, 200, 210]) {
      await lab.tell({ type: "enhance", enhancement: { ...dark, gamma } });
    }
    await expect.poll(() => bench.heard.enhanced.map(({ gamma }) => gamma)).toEqual([180, 210]);
    await lab.tell({ type: "enhance", enhancement: { brightness: 100, contrast: 100, gamma: 100 } });
    await expect.poll(() => bench.heard.enhanced.map(({ gamma }) => gamma)).toEqual([180, 210, 100]);
    expect(await filters()).toEqual(["none", "none", "none", "none"]);
    expect((await lab.reports()).findLast(({ type }) => type === "frame")).toMatchObject({
      frame: 100,
      confirmed: true,
    });
    expect(bench.heard.stopped).toEqual([]);
    bench.close();
    // Without a vault that takes it, it is not shown.
    await lab.tell({ type: "enhance", enhancement: dark });
    await expect.poll(shown).toMatchObject({ gamma: 100 });
    expect(await filters()).toEqual(["none", "none", "none", "none"]);
  });

  it("R6: a time leads to the frame that the recording shows then, across an interruption, as the pixels say", async () => {
    const { frame, bench } = await open("gaps", undefined, { from: 50, to: 150 });
    expect((await lab.reports()).find(({ type }) => type === "ready")).toMatchObject({
      times: [{ from: expect.closeTo(50_000 / 30, 1), to: expect.closeTo(150_000 / 30 + 5000, 1) }],
    });
    await plantProbe(frame);
    const goals = [
      // The last frame ahead of five seconds without any, the first one after them, and both again from either side.
      [3300, 99],
      [8334, 100],
      [5000, 99],
      [6000, 100],
      [7333, 99],
      // Beyond what is approved there is only its end, and its beginning.
      [90_000, 149],
      [-5, 50],
    ] as const;
    const landings = await follow(
      lab,
      goals.map(([atMs, wanted]) => ({ command: { type: "seekTime", atMs }, wanted })),
    );
    expect(landings).toEqual(
      goals.map(([, wanted]) => ({ wanted, frame: wanted, confirmed: true, cells: wanted, covered: false })),
    );
    bench.close();
  });

  it.each([
    ["the covers are not enlarged with the picture", "document.querySelector('#covers').style.transform = 'none'"],
    ["the covers are moved", "document.querySelector('#covers').style.translate = '20%'"],
    ["the picture is moved under its covers", "document.querySelector('video').style.translate = '20%'"],
    ["the picture is enlarged by itself", "document.querySelector('video').style.scale = '1.5'"],
  ])("R12: playback stops when %s", async (_says, act) => {
    const { frame, bench } = await open("cfr30");
    await lookAt(4, 0.5, 0.5);
    await frame.evaluate(act);
    await expect
      .poll(() => bench.heard.stopped.map(({ reason }) => reason), { timeout: 2000 })
      .toEqual(["cover-removed"]);
    bench.close();
  });

  it("mutants: covers that stay behind stop the picture, and without that a photograph finds them out", async () => {
    const stayed = await open("cfr30", {
      file: "picture.css",
      from: "#drawings,\n#covers {\n  transform",
      to: "#drawings {\n  transform",
    });
    await lab.tell({ type: "view", view: { zoom: 4, x: 0.62, y: 0.5 } });
    await expect
      .poll(() => stayed.bench.heard.stopped.map(({ reason }) => reason), { timeout: 2000 })
      .toEqual(["cover-removed"]);
    stayed.bench.close();
    const unseen = await open("cfr30", { file: "covers.ts", from: "isOverPicture(svg) &&", to: "" });
    await unseen.frame.evaluate(() => {
      const covers = document.querySelector<SVGElement>("#covers");
      covers?.style.setProperty("transform", "none");
    });
    expect((await photograph(await lookAt(4, 0.62, 0.5))).withheld).toBeGreaterThan(0.02);
    unseen.bench.close();
  });
});
